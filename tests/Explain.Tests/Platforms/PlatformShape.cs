namespace Sallyport.Explain.Tests.Platforms;

/// <summary>What a platform's tokens look like, written down here once more: the product's own forms are what is tested.</summary>
/// <param name="Platform">The platform.</param>
/// <param name="Issuers">The issuer, and neighbours that are somebody else's.</param>
/// <param name="Subject">The subject, with what it names in braces, in the words of the sentences: <c>{service account}</c>.</param>
/// <param name="Names">What each of the braces may hold.</param>
internal sealed record PlatformShape(string Platform, string[] Issuers, string Subject, params string[][] Names)
{
    private const string Uuid = "{7c9a4e8e-0000-4000-8000-00000000000";
    private static readonly string[] Words = ["shop", "shop2", "Shop", "shop-api"];

    /// <summary>How the audience stands in what is printed; null where no job can ask for one.</summary>
    public string? Audience { get; init; } = "";

    /// <summary>The parts that nobody can choose: each run has its own, or the platform decides. For them no fix is printed.</summary>
    public string[] Unmovable { get; init; } = [];

    public static PlatformShape[] All { get; } =
    [
        new("Kubernetes", ["https://eastus.oic.prod-aks.azure.com/5a11f047-0000-4000-8000-000000000009/7c9a4e8e-0000-4000-8000-000000000001/", "https://eastus.oic.prod-aks.azure.com/5a11f047-0000-4000-8000-000000000009/7c9a4e8e-0000-4000-8000-000000000002/"],
            "system:serviceaccount:{namespace}:{service account}", ["shop", "shop2", "kube-system"], ["web", "web2", "default"]) { Audience = "audience: {0}" },
        new("EKS", ["https://oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF", "https://oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDE0"],
            "system:serviceaccount:{namespace}:{service account}", ["shop", "shop2"], ["web", "default"]) { Audience = "audience: {0}" },
        new("GKE", ["https://container.googleapis.com/v1/projects/shop/locations/europe-west1/clusters/one", "https://container.googleapis.com/v1/projects/shop/locations/europe-west1/clusters/two"],
            "system:serviceaccount:{namespace}:{service account}", ["shop", "shop2"], ["web", "default"]) { Audience = "audience: {0}" },
        new("Azure DevOps", ["https://vstoken.dev.azure.com/5a11f047-2222-4000-8000-000000000001", "https://vstoken.dev.azure.com/5a11f047-2222-4000-8000-000000000002"],
            "sc://{organization}/{project}/{service connection}", Words, ["Shop", "Web Site", "Site"], ["prod", "test"]) { Audience = null },
        new("Azure DevOps", ["https://vstoken.dev.azure.com/5a11f047-2222-4000-8000-000000000001", "https://vstoken.dev.azure.com/5a11f047-2222-4000-8000-000000000002"],
            "p://{organization}/{project}/{pipeline}", Words, ["Shop", "Site"], ["deploy", "build"]) { Audience = null },
        new("Azure DevOps", ["https://login.microsoftonline.com/5a11f047-0000-4000-8000-000000000001/v2.0", "https://login.microsoftonline.com/5a11f047-0000-4000-8000-000000000002/v2.0"],
            "/eid1/c/pub/t/AAAA/a/BBBB/sc/{organization}/{service connection}", [Uuid[1..] + "1", Uuid[1..] + "2"], [Uuid[1..] + "3", Uuid[1..] + "4"]) { Audience = null },
        new("Terraform Cloud", ["https://app.terraform.io", "https://app.eu.terraform.io"], "organization:{organization}:project:{project}:workspace:{workspace}:run_phase:{run phase}",
            Words, ["core", "Default Project"], ["prod", "prod-2"], ["plan", "apply"]) { Audience = "TFC_AZURE_WORKLOAD_IDENTITY_AUDIENCE={0}", Unmovable = ["run phase"] },
        new("Terraform Cloud", ["https://app.terraform.io", "https://app.eu.terraform.io"], "organization:{organization}:project:{project}:stack:{stack}:deployment:{deployment}:operation:{operation}",
            Words, ["core"], ["net", "net2"], ["dev", "prod"], ["plan", "apply"]) { Audience = "TFC_AZURE_WORKLOAD_IDENTITY_AUDIENCE={0}", Unmovable = ["operation"] },
        new("Terraform Cloud", ["https://app.terraform.io", "https://app.eu.terraform.io"], "organization:{organization}:module:{module}:operation:test_run", Words, ["net", "net2"]) { Audience = "TFC_AZURE_WORKLOAD_IDENTITY_AUDIENCE={0}" },
        new("Bitbucket", ["https://api.bitbucket.org/2.0/workspaces/octo/pipelines-config/identity/oidc", "https://api.bitbucket.org/2.0/workspaces/evil/pipelines-config/identity/oidc"],
            "{repository}:{deployment environment}:{step}", [Uuid + "1}", Uuid + "2}"], [Uuid + "3}", Uuid + "4}"], [Uuid + "5}", Uuid + "6}"]) { Audience = "    - {0}", Unmovable = ["step"] },
        new("CircleCI", ["https://oidc.circleci.com/org/df943366-0000-4000-8000-000000000001", "https://oidc.circleci.com/org/df943366-0000-4000-8000-000000000002"],
            "org/{organization}/project/{project}/user/{user}", ["o1", "o2"], ["p1", "p2"], ["u1", "u2"]) { Audience = "\"aud\": \"{0}\"" },
        new("CircleCI", ["https://oidc.circleci.com/org/df943366-0000-4000-8000-000000000001", "https://oidc.circleci.com/org/df943366-0000-4000-8000-000000000002"],
            "org/{organization}/project/{project}/user/{user}/vcs-origin/{repository}/vcs-ref/{ref}", ["o1"], ["p1", "p2"], ["u1", "u2"], ["github.com/octo/cat", "github.com/evil/cat"], ["refs/heads/main", "refs/heads/main/2"]) { Audience = "\"aud\": \"{0}\"" },
        new("Buildkite", ["https://agent.buildkite.com", "https://agent.buildkite.com.evil.example"], "organization:{organization}:pipeline:{pipeline}:ref:{ref}:commit:{commit}:step:{step}",
            Words, ["web", "api"], ["refs/heads/main", "refs/tags/main"], ["c0ffee", "beef"], ["deploy", "test"]) { Audience = "--audience {0}", Unmovable = ["commit"] },
        new("Buildkite", ["https://agent.buildkite.com", "https://agent.buildkite.com.evil.example"], "{id}", [Uuid[1..] + "1", Uuid[1..] + "2"]) { Audience = "--audience {0}" },
        new("Jenkins", ["https://ci.example.com/oidc", "https://ci.example.com/job/shop/oidc"], "https://{Jenkins at}/job/{job}", ["ci.example.com", "ci2.example.com"], ["deploy/", "deploy2/", "shop/job/main/"]),
        new("Jenkins", ["https://keys.blob.core.windows.net/jenkins", "https://evil.blob.core.windows.net/jenkins"], "https://{Jenkins at}/job/{job}", ["ci.example.com", "ci2.example.com"], ["deploy/", "shop/job/main/"]),
        new("Spacelift", ["https://acme.app.spacelift.io", "https://evil.app.spacelift.io"], "space:{space}:stack:{stack}:run_type:{run type}:scope:{scope}",
            ["root", "legacy"], ["shop", "shop2"], ["TRACKED", "PROPOSED"], ["read", "write"]) { Audience = null },
        new("Spacelift", ["https://acme.app.spacelift.io", "https://evil.app.spacelift.io"], "space:{space}:space_path:{space path}:module:{module}:run_type:{run type}:scope:{scope}",
            ["root", "legacy"], ["/root/a", "/root/b"], ["shop", "shop2"], ["TESTING"], ["read", "write"]) { Audience = null },
        new("Google Cloud", ["https://accounts.google.com", "https://accounts.google.com.evil.example"], "{service account}", ["100000000000000000001", "100000000000000000002", "10000000000000000000"]) { Audience = "identity?audience={0}\"" },
        new("AWS", ["https://abc123-def456.tokens.sts.global.api.aws", "https://abc123-def457.tokens.sts.global.api.aws"], "arn:aws:iam::{account}:role/{role}", ["111111111111", "222222222222"], ["Deploy", "Test", "aws-reserved/sso/Deploy"]) { Audience = "--audience {0}" },
        new("AWS", ["https://abc123-def456.tokens.sts.global.api.aws", "https://abc123-def457.tokens.sts.global.api.aws"], "arn:aws:iam::{account}:user/{user}", ["111111111111", "222222222222"], ["ann", "bob"]) { Audience = "--audience {0}" },
        new("SPIFFE", ["https://oidc.example.org", "https://oidc.evil.example"], "spiffe://{trust domain}/{workload}", ["example.org", "prod.example.org"], ["ns/shop/sa/web", "ns/shop/sa/api", "web"]) { Audience = "-audience {0}" },
        new("unknown", ["https://idp.example.com/tenants/abc", "https://idp.example.com/tenants/abd"], "{user}", ["robot", "robot2", "mallory"]) { Unmovable = ["user"] },
    ];

    /// <summary>What its subjects name, in their order.</summary>
    public string[] Nouns => [.. Subject.Split('{').Skip(1).Select(part => part.Split('}')[0])];

    /// <summary>The subject with these names.</summary>
    public string With(IReadOnlyList<string> names) => Nouns.Zip(names).Aggregate(Subject, (text, pair) => text.Replace($"{{{pair.First}}}", pair.Second, StringComparison.Ordinal));
}
