using Sallyport.Core.Entra.Federation;
using Sallyport.Explain.Causes;
using static Sallyport.Explain.Tests.Mistakes.PlantedMistake;

namespace Sallyport.Explain.Tests.Mistakes;

/// <summary>
/// Mistakes with issuers other than GitLab, most of which somebody had in public, and what strangers have of those issuers.
/// </summary>
internal static class OtherIssuersMistakes
{
    private const string Branch = "repo:octo/cat:ref:refs/heads/main";
    private const string Aks = "https://eastus.oic.prod-aks.azure.com/5a11f047-0000-4000-8000-000000000001/7c9a4e8e-0000-4000-8000-000000000001";
    private const string AksOfStranger = "https://eastus.oic.prod-aks.azure.com/66666666-0000-4000-8000-000000000001/66666666-0000-4000-8000-000000000002/";
    private const string Cluster = "https://kubernetes.default.svc.cluster.local";
    private const string Pod = "system:serviceaccount:default:workload-identity-sa";
    private const string Terraform = "https://app.terraform.io";
    private const string Plan = "organization:acme:project:shop:workspace:production:run_phase:plan";
    private const string Bitbucket = "https://api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc";
    private const string BitbucketOfStranger = "https://api.bitbucket.org/2.0/workspaces/evil/pipelines-config/identity/oidc";
    private const string Step = "{7c9a4e8e-0000-4000-8000-000000000001}:{7c9a4e8e-0000-4000-8000-000000000002}";
    private const string OtherStep = "{7c9a4e8e-0000-4000-8000-000000000003}:{7c9a4e8e-0000-4000-8000-000000000004}";
    private const string Connections = "https://vstoken.dev.azure.com/5a11f047-2222-4000-8000-000000000001";
    private const string CircleCI = "https://oidc.circleci.com/org/5a11f047-3333-4000-8000-000000000001";
    private const string Buildkite = "https://agent.buildkite.com";
    private const string Jenkins = "https://ci.example.com/oidc";
    private const string Spacelift = "https://acme.app.spacelift.io";
    private const string Aws = "https://abc123-def456.tokens.sts.global.api.aws";
    private const string Unknown = "https://idp.example.com";
    private const string Spire = "https://oidc-discovery.example.com";
    private const string StepOfStranger = "{66666666-0000-4000-8000-000000000001}:{66666666-0000-4000-8000-000000000002}";

    public static IReadOnlyList<PlantedMistake> All { get; } =
    [
        new("GitHub: slash behind the issuer", "issuer-trailing-slash", 70021, 700211) { Issuer = GitHub, Subject = Branch, Audiences = [Exchange], Credentials = [Hub(Branch, GitHub + "/")], Side = FaultSide.Credential, Reported = "Azure/login#175" },
        new("GitHub: two slashes behind the issuer", "issuer-trailing-slash", 70021, 700211) { Issuer = GitHub, Subject = Branch, Audiences = [Exchange], Credentials = [Hub(Branch, GitHub + "//")], Side = FaultSide.Credential, Reported = "Azure/azure-workload-identity#340" },
        new("GitHub: letter case of the environment", "subject-letter-case", 70021, 7002138) { Issuer = GitHub, Subject = "repo:octo/cat:environment:Production", Audiences = [Exchange], Credentials = [Hub("repo:octo/cat:environment:production")], Side = FaultSide.Credential, Reported = "Azure/login#515" },
        new("GitHub: letter case of the repository", "subject-letter-case", 70021, 7002138) { Issuer = GitHub, Subject = Branch, Audiences = [Exchange], Credentials = [Hub("repo:Octo/Cat:ref:refs/heads/main")], Side = FaultSide.Credential, Reported = "Azure/login#517" },
        new("GitHub: pull-request", "entity-spelling", 70021, 700213) { Issuer = GitHub, Subject = "repo:octo/cat:pull_request", Audiences = [Exchange], Credentials = [Hub("repo:octo/cat:pull-request")], Side = FaultSide.Credential, Reported = "Azure/login#178" },
        new("GitHub: slash before the environment", "entity-spelling", 70021, 700213) { Issuer = GitHub, Subject = "repo:octo/cat:environment:production", Audiences = [Exchange], Credentials = [Hub("repo:octo/cat:environment/production")], Side = FaultSide.Credential, Reported = "Azure/login#261" },
        new("GitHub: the job names an environment, a branch is trusted", "entity-other", 70021, 700213) { Issuer = GitHub, Subject = "repo:octo/cat:environment:production", Audiences = [Exchange], Credentials = [Hub(Branch)], Side = FaultSide.Either, Reported = "Azure/login#346" },
        new("GitHub: the job names no environment, one is trusted", "entity-other", 70021, 700213) { Issuer = GitHub, Subject = Branch, Audiences = [Exchange], Credentials = [Hub("repo:octo/cat:environment:production")], Side = FaultSide.Either },
        new("GitHub: a branch, pull requests are trusted", "entity-other", 70021, 700213) { Issuer = GitHub, Subject = "repo:octo/cat:ref:refs/heads/update", Audiences = [Exchange], Credentials = [Hub("repo:octo/cat:pull_request")], Side = FaultSide.Either, Reported = "Azure/login#453" },
        new("GitHub: another environment", "environment-other", 70021, 700213) { Issuer = GitHub, Subject = "repo:octo/cat:environment:dev", Audiences = [Exchange], Credentials = [Hub("repo:octo/cat:environment:production")], Side = FaultSide.Either, Reported = "Azure/login#482" },
        new("GitHub: another branch", "branch-other", 70021, 700213) { Issuer = GitHub, Subject = "repo:octo/cat:ref:refs/heads/dev", Audiences = [Exchange], Credentials = [Hub(Branch)], Side = FaultSide.Either },
        new("GitHub: a tag, a branch is trusted", "tag-instead-of-branch", 70021, 700213) { Issuer = GitHub, Subject = "repo:octo/cat:ref:refs/tags/v1", Audiences = [Exchange], Credentials = [Hub(Branch)], Side = FaultSide.Either },
        new("GitHub: a branch, a tag is trusted", "branch-instead-of-tag", 70021, 700213) { Issuer = GitHub, Subject = Branch, Audiences = [Exchange], Credentials = [Hub("repo:octo/cat:ref:refs/tags/v1")], Side = FaultSide.Either },
        new("GitHub: another tag", "tag-other", 70021, 700213) { Issuer = GitHub, Subject = "repo:octo/cat:ref:refs/tags/v2", Audiences = [Exchange], Credentials = [Hub("repo:octo/cat:ref:refs/tags/v1")], Side = FaultSide.Either },
        new("GitHub: a fork", "owner-other", 70021, 700213) { Issuer = GitHub, Subject = "repo:evil/cat:ref:refs/heads/main", Audiences = [Exchange], Credentials = [Hub(Branch)], Side = FaultSide.Either },
        new("GitHub: another repository", "repository-other", 70021, 700213) { Issuer = GitHub, Subject = "repo:octo/dog:ref:refs/heads/main", Audiences = [Exchange], Credentials = [Hub(Branch)], Side = FaultSide.Either },
        new("GitHub: the credential has the ids, the job's subject has none", "subject-form", 70021, 700213) { Issuer = GitHub, Subject = "repo:octo/cat:environment:production", Audiences = [Exchange], Credentials = [Hub("repo:octo@1/cat@2:environment:production")], Side = FaultSide.Job, Reported = "Azure/login#617" },
        new("GitHub: the job's subject has the ids, the credential has none", "subject-form", 70021, 700213) { Issuer = GitHub, Subject = "repo:octo@1/cat@2:ref:refs/heads/main", Audiences = [Exchange], Credentials = [Hub(Branch)], Side = FaultSide.Either, Reported = "Freddy-DK/Fkh#46" },
        new("GitHub: the repository was renamed", "repository-renamed", 70021, 700213) { Issuer = GitHub, Subject = "repo:octo@1/cat@2:ref:refs/heads/main", Audiences = [Exchange], Credentials = [Hub("repo:octo@1/kitten@2:ref:refs/heads/main")], Side = FaultSide.Either },
        new("GitHub: the name was taken anew", "repository-id", 70021, 700213) { Issuer = GitHub, Subject = "repo:octo@1/cat@3:ref:refs/heads/main", Audiences = [Exchange], Credentials = [Hub("repo:octo@1/cat@2:ref:refs/heads/main")], Side = FaultSide.Either },
        new("GitHub: a fork, in an environment", "owner-other", 70021, 700213) { Issuer = GitHub, Subject = "repo:evil/cat:environment:production", Audiences = [Exchange], Credentials = [Hub("repo:octo/cat:environment:production")], Side = FaultSide.Either },
        new("GitHub: a stranger took the name anew, the credential has no ids", "subject-form", 70021, 700213) { Issuer = GitHub, Subject = "repo:octo@9/taken@6:ref:refs/heads/main", Audiences = [Exchange], Credentials = [Hub("repo:octo/taken:ref:refs/heads/main")], Side = FaultSide.Either, IsDenied = true },
        new("GitHub: a name that the repository had before", "repository-renamed", 70021, 700213) { Issuer = GitHub, Subject = "repo:octo@1/kitten@2:ref:refs/heads/main", Audiences = [Exchange], Credentials = [Hub("repo:octo@1/cat@2:ref:refs/heads/main")], Side = FaultSide.Either, IsDenied = true },
        new("GitHub: further claims in the job's subject", "subject-form", 70021, 700213) { Issuer = GitHub, Subject = "repo:octo/cat:environment:production:job_workflow_ref:octo/cat/.github/workflows/a.yml@refs/heads/main", Audiences = [Exchange], Credentials = [Hub("repo:octo/cat:environment:production")], Side = FaultSide.Either },
        new("GitHub: no audience asked for", "audience-other", 700212, 700212) { Issuer = GitHub, Subject = Branch, Audiences = ["https://github.com/octo"], Credentials = [Hub(Branch)], Side = FaultSide.Job },
        new("GitHub: a pattern without ids, the job's subject has them", "subject-form", 7002131, 7002131) { Issuer = GitHub, Subject = "repo:octo@1/cat@2:ref:refs/heads/main", Audiences = [Exchange], Credentials = [Hub(null, expression: "claims['sub'] matches 'repo:octo/*:ref:refs/heads/main'")], Side = FaultSide.Either },
        new("GitHub: letter case of the owner in a pattern", "subject-letter-case", 7002131, 7002131) { Issuer = GitHub, Subject = Branch, Audiences = [Exchange], Credentials = [Hub(null, expression: "claims['sub'] matches 'repo:Octo/*:ref:refs/heads/main'")], Side = FaultSide.Credential },
        new("GitHub: letter case of the environment in a pattern", "subject-letter-case", 7002131, 7002131) { Issuer = GitHub, Subject = "repo:octo/cat:environment:production", Audiences = [Exchange], Credentials = [Hub(null, expression: "claims['sub'] matches 'repo:octo/cat:environment:P*' and claims['repository_owner_id'] eq '1'")], Side = FaultSide.Either },
        new("GitHub: letter case of the repository in a pattern", "subject-letter-case", 7002131, 7002131) { Issuer = GitHub, Subject = "repo:octo/Cat:ref:refs/heads/main", Audiences = [Exchange], Credentials = [Hub(null, expression: "claims['sub'] matches 'repo:octo/c*:ref:refs/heads/main' and claims['repository_owner_id'] eq '1'")], Side = FaultSide.Credential },
        new("GitHub: letter case of the branch in a pattern", "ref-letter-case", 7002131, 7002131) { Issuer = GitHub, Subject = "repo:octo/cat:ref:refs/heads/rel1", Audiences = [Exchange], Credentials = [Hub(null, expression: "claims['sub'] matches 'repo:octo/cat:ref:refs/heads/Rel*'")], Side = FaultSide.Either },
        new("GitHub: a subject of other claims", "subject-form", 70021, 700213) { Issuer = GitHub, Subject = "repository_owner:octo:workflow:deploy", Audiences = [Exchange], Credentials = [Hub(Branch)], Side = FaultSide.Either, Reported = "Azure/login#468" },
        new("GitHub: an expression for branches, a tag", "tag-instead-of-branch", 7002131, 7002131) { Issuer = GitHub, Subject = "repo:octo/cat:ref:refs/tags/v1", Audiences = [Exchange], Credentials = [Hub(null, expression: "claims['sub'] matches 'repo:octo/cat:ref:refs/heads/*'")], Side = FaultSide.Either },
        new("GitHub: a wildcard", "subject-wildcard", 70021, 700213) { Issuer = GitHub, Subject = "repo:octo/cat:ref:refs/heads/main", Credentials = [Trust(GitHub, "repo:octo/*")] },
        new("GitHub: letter case of the branch", "ref-letter-case", 70021, 7002138) { Issuer = GitHub, Subject = "repo:octo/cat:ref:refs/heads/main", Credentials = [Trust(GitHub, "repo:octo/cat:ref:refs/heads/Main")], Side = FaultSide.Either },
        new("GitHub: a pull request, a branch is trusted", "entity-other", 70021, 700213) { Issuer = GitHub, Subject = "repo:octo/cat:pull_request", Credentials = [Trust(GitHub, "repo:octo/cat:ref:refs/heads/main")], Side = FaultSide.Either },
        new("GitHub: a letter of another alphabet in an expression", "expression-look-alike", 7002131, 7002131) { Issuer = GitHub, Subject = Branch, Credentials = [Trust(GitHub, null, expression: "claims['project_path'] eq 'mygr\u043Eup/myproject'")] },
        new("cluster: no slash behind the issuer", "issuer-trailing-slash", 70021, 700211) { Issuer = Aks + "/", Subject = Pod, Audiences = [Exchange], Credentials = [Trust(Aks, Pod, Exchange)], Side = FaultSide.Credential, Reported = "Azure/azure-workload-identity#340" },
        new("cluster: its own name for itself", "issuer-of-cluster", 70021, 700211) { Issuer = "https://kubernetes.default.svc.cluster.local", Subject = Pod, Audiences = [Exchange], Credentials = [Trust(Aks + "/", Pod, Exchange)], Side = FaultSide.Issuer, Reported = "Azure/azure-workload-identity#616" },
        new("cluster: another account", "namespace-other", 70021, 700213) { Issuer = Aks + "/", Subject = "system:serviceaccount:keda:keda-operator", Audiences = [Exchange], Credentials = [Trust(Aks + "/", Pod, Exchange)], Side = FaultSide.Either, Reported = "kedacore/keda#4219" },
        new("cluster: another audience", "audience-other-host", 700212, 700212) { Issuer = Aks + "/", Subject = Pod, Audiences = ["https://kubernetes.default.svc"], Credentials = [Trust(Aks + "/", Pod, "https://vault.example.com")], Side = FaultSide.Job },
        new("terraform: another audience", "audience-other", 700212, 700212) { Issuer = Terraform, Subject = Plan, Audiences = ["aws.workload.identity"], Credentials = [Trust(Terraform, Plan, Exchange)], Side = FaultSide.Job },
        new("terraform: its own address as audience", "audience-other-host", 700212, 700212) { Issuer = Terraform, Subject = Plan, Audiences = [Terraform], Credentials = [Trust(Terraform, Plan, "https://vault.example.com")], Side = FaultSide.Either },
        new("terraform: a placeholder in the issuer", "issuer-placeholder", 70021, 700211) { Issuer = Terraform, Subject = Plan, Audiences = [Exchange], Credentials = [Trust("https://{terraform}", Plan, Exchange)], Side = FaultSide.Credential },
        new("terraform: an address without https", "issuer-insecure", 70021, 700211) { Issuer = "http://terraform.example.com", Subject = Plan, Audiences = [Exchange], Credentials = [Trust(Terraform, Plan, Exchange)], Side = FaultSide.Issuer },
        new("terraform: the other region", "issuer-other-host", 70021, 700211) { Issuer = "https://app.eu.terraform.io", Subject = Plan, Audiences = [Exchange], Credentials = [Trust(Terraform, Plan, Exchange)], Side = FaultSide.Either },
        new("Bitbucket: another repository", "repository-other", 70021, 700213) { Issuer = Bitbucket, Subject = OtherStep, Audiences = [Exchange], Credentials = [Trust(Bitbucket, Step, Exchange)], Side = FaultSide.Either },
        new("Bitbucket: a GitLab job is trusted", "subject-other-form", 70021, 700213) { Issuer = Bitbucket, Subject = Step, Audiences = [Exchange], Credentials = [Trust(Bitbucket, Main, Exchange)], Side = FaultSide.Credential },
        new("cluster: the default account", "service-account-other", 70021, 700213) { Issuer = Aks + "/", Subject = "system:serviceaccount:default:default", Audiences = [Exchange], Credentials = [Trust(Aks + "/", Pod, Exchange)], Side = FaultSide.Either },
        new("Azure DevOps: another connection", "connection-other", 70021, 700213) { Issuer = Connections, Subject = "sc://acme/shop/test", Audiences = [Exchange], Credentials = [Trust(Connections, "sc://acme/shop/production", Exchange)], Side = FaultSide.Either },
        new("Azure DevOps: another project", "project-other", 70021, 700213) { Issuer = Connections, Subject = "sc://acme/site/production", Audiences = [Exchange], Credentials = [Trust(Connections, "sc://acme/shop/production", Exchange)], Side = FaultSide.Either },
        new("Azure DevOps: ids in the job's subject, names in the credential", "subject-form", 70021, 700213) { Issuer = Connections, Subject = "/eid1/c/pub/t/AAAA/a/BBBB/sc/CCCC/DDDD", Audiences = [Exchange], Credentials = [Trust(Connections, "sc://acme/shop/production", Exchange)], Side = FaultSide.Either },
        new("Azure DevOps: an id of another tenant", "tenant-other", 70021, 700213) { Issuer = Connections, Subject = "/eid1/c/pub/t/XXXX/a/BBBB/sc/CCCC/DDDD", Audiences = [Exchange], Credentials = [Trust(Connections, "/eid1/c/pub/t/AAAA/a/BBBB/sc/CCCC/DDDD", Exchange)], Side = FaultSide.Either },
        new("Azure DevOps: an id of another application", "application-other", 70021, 700213) { Issuer = Connections, Subject = "/eid1/c/pub/t/AAAA/a/XXXX/sc/CCCC/DDDD", Audiences = [Exchange], Credentials = [Trust(Connections, "/eid1/c/pub/t/AAAA/a/BBBB/sc/CCCC/DDDD", Exchange)], Side = FaultSide.Either },
        new("terraform: another organization", "organization-other", 70021, 700213) { Issuer = Terraform, Subject = "organization:octo:project:shop:workspace:production:run_phase:plan", Audiences = [Exchange], Credentials = [Trust(Terraform, Plan, Exchange)], Side = FaultSide.Either },
        new("terraform: another workspace", "workspace-other", 70021, 700213) { Issuer = Terraform, Subject = "organization:acme:project:shop:workspace:test:run_phase:plan", Audiences = [Exchange], Credentials = [Trust(Terraform, Plan, Exchange)], Side = FaultSide.Either },
        new("terraform: another run phase", "run-phase-other", 70021, 700213) { Issuer = Terraform, Subject = "organization:acme:project:shop:workspace:production:run_phase:apply", Audiences = [Exchange], Credentials = [Trust(Terraform, Plan, Exchange)], Side = FaultSide.Either },
        new("Bitbucket: another run", "step-other", 70021, 700213) { Issuer = Bitbucket, Subject = "{7c9a4e8e-0000-4000-8000-000000000001}:{7c9a4e8e-0000-4000-8000-000000000009}", Audiences = [Exchange], Credentials = [Trust(Bitbucket, Step, Exchange)], Side = FaultSide.Either },
        new("CircleCI: another user", "user-other", 70021, 700213) { Issuer = CircleCI, Subject = "org/o/project/p/user/ada", Audiences = [Exchange], Credentials = [Trust(CircleCI, "org/o/project/p/user/bob", Exchange)], Side = FaultSide.Either },
        new("Buildkite: another pipeline", "pipeline-other", 70021, 700213) { Issuer = Buildkite, Subject = "organization:acme:pipeline:api:ref:refs/heads/main:commit:c0ffee:step:deploy", Audiences = [Exchange], Credentials = [Trust(Buildkite, "organization:acme:pipeline:web:ref:refs/heads/main:commit:c0ffee:step:deploy", Exchange)], Side = FaultSide.Either },
        new("Buildkite: another commit", "commit-other", 70021, 700213) { Issuer = Buildkite, Subject = "organization:acme:pipeline:web:ref:refs/heads/main:commit:beef:step:deploy", Audiences = [Exchange], Credentials = [Trust(Buildkite, "organization:acme:pipeline:web:ref:refs/heads/main:commit:c0ffee:step:deploy", Exchange)], Side = FaultSide.Either },
        new("Jenkins: another job", "job-other", 70021, 700213) { Issuer = Jenkins, Subject = "https://ci.example.com/job/test/", Audiences = [Exchange], Credentials = [Trust(Jenkins, "https://ci.example.com/job/deploy/", Exchange)], Side = FaultSide.Either },
        new("Jenkins: the job's old address", "instance-other", 70021, 700213) { Issuer = Jenkins, Subject = "https://ci.example.com/job/deploy/", Audiences = [Exchange], Credentials = [Trust(Jenkins, "https://jenkins.example.com/job/deploy/", Exchange)], Side = FaultSide.Either },
        new("Spacelift: another space", "space-other", 70021, 700213) { Issuer = Spacelift, Subject = "space:dev:stack:shop:run_type:TRACKED:scope:write", Audiences = [Exchange], Credentials = [Trust(Spacelift, "space:root:stack:shop:run_type:TRACKED:scope:write", Exchange)], Side = FaultSide.Either },
        new("Spacelift: another stack", "stack-other", 70021, 700213) { Issuer = Spacelift, Subject = "space:root:stack:site:run_type:TRACKED:scope:write", Audiences = [Exchange], Credentials = [Trust(Spacelift, "space:root:stack:shop:run_type:TRACKED:scope:write", Exchange)], Side = FaultSide.Either },
        new("Spacelift: another module", "module-other", 70021, 700213) { Issuer = Spacelift, Subject = "space:root:module:b:run_type:TRACKED:scope:write", Audiences = [Exchange], Credentials = [Trust(Spacelift, "space:root:module:a:run_type:TRACKED:scope:write", Exchange)], Side = FaultSide.Either },
        new("Spacelift: another type of run", "run-type-other", 70021, 700213) { Issuer = Spacelift, Subject = "space:root:stack:shop:run_type:PROPOSED:scope:write", Audiences = [Exchange], Credentials = [Trust(Spacelift, "space:root:stack:shop:run_type:TRACKED:scope:write", Exchange)], Side = FaultSide.Either },
        new("Spacelift: another scope", "scope-other", 70021, 700213) { Issuer = Spacelift, Subject = "space:root:stack:shop:run_type:TRACKED:scope:read", Audiences = [Exchange], Credentials = [Trust(Spacelift, "space:root:stack:shop:run_type:TRACKED:scope:write", Exchange)], Side = FaultSide.Either },
        new("AWS: another account", "account-other", 70021, 700213) { Issuer = Aws, Subject = "arn:aws:iam::222222222222:role/Deploy", Audiences = [Exchange], Credentials = [Trust(Aws, "arn:aws:iam::111111111111:role/Deploy", Exchange)], Side = FaultSide.Either },
        new("AWS: another role", "role-other", 70021, 700213) { Issuer = Aws, Subject = "arn:aws:iam::111111111111:role/Test", Audiences = [Exchange], Credentials = [Trust(Aws, "arn:aws:iam::111111111111:role/Deploy", Exchange)], Side = FaultSide.Either },
        new("SPIFFE: another trust domain", "trust-domain-other", 70021, 700213) { Issuer = Spire, Subject = "spiffe://test.example.com/shop", Audiences = [Exchange], Credentials = [Trust(Spire, "spiffe://example.com/shop", Exchange)], Side = FaultSide.Either },
        new("SPIFFE: another workload", "workload-other", 70021, 700213) { Issuer = Spire, Subject = "spiffe://example.com/site", Audiences = [Exchange], Credentials = [Trust(Spire, "spiffe://example.com/shop", Exchange)], Side = FaultSide.Either },
        new("an unknown issuer: another subject", "subject-other", 70021, 700213) { Issuer = Unknown, Subject = "robot", Audiences = [Exchange], Credentials = [Trust(Unknown, "worker", Exchange)], Side = FaultSide.Either },
    ];

    /// <summary>
    /// What strangers have for the asking of each issuer: an issuer's address and a subject. That of a cluster or of a
    /// workspace is their own, in which they have any subject.
    /// </summary>
    public static IReadOnlyDictionary<string, (string Issuer, string Subject)[]> Strangers { get; } = new Dictionary<string, (string, string)[]>
    {
        [GitHub] = [.. AtGitHub()],
        [Aks + "/"] = [(Aks + "/", "system:serviceaccount:evil:workload-identity-sa"), (AksOfStranger, Pod), (AksOfStranger, "system:serviceaccount:evil:sa")],
        ["gitlab.example.com"] = [(Host, "project_path:evil/x:ref_type:branch:ref:main"), ("gitlab.evil.com", "job_7")],
        [Cluster] = [(Cluster, Pod), (Cluster, "system:serviceaccount:evil:sa"), (AksOfStranger, Pod)],
        [Terraform] = AtTerraform(Terraform),
        ["http://terraform.example.com"] = AtTerraform("http://terraform.example.com"),
        ["https://app.eu.terraform.io"] = AtTerraform("https://app.eu.terraform.io"),
        [Unknown] = [(Unknown, "eve"), (Unknown + "/evil", "worker")],
        [Connections] = [(Connections, "sc://acme/evil/production"), (Connections + "9", "sc://acme/shop/production")],
        [CircleCI] = [(CircleCI, "org/o/project/evil/user/eve"), (CircleCI + "9", "org/o/project/p/user/bob")],
        [Buildkite] = [(Buildkite, "organization:evil:pipeline:web:ref:refs/heads/main:commit:c0ffee:step:deploy")],
        [Jenkins] = [(Jenkins, "https://ci.example.com/job/evil/")],
        [Spacelift] = [(Spacelift, "space:evil:stack:shop:run_type:TRACKED:scope:write"), ("https://evil.app.spacelift.io", "space:root:stack:shop:run_type:TRACKED:scope:write")],
        [Aws] = [("https://evil.tokens.sts.global.api.aws", "arn:aws:iam::111111111111:role/Deploy"), (Aws, "arn:aws:iam::666666666666:role/Deploy")],
        [Spire] = [(Spire, "spiffe://evil.example.com/shop"), ("https://evil.example.com", "spiffe://example.com/shop")],
        [Bitbucket] = [(Bitbucket, StepOfStranger), (BitbucketOfStranger, Step), (BitbucketOfStranger, StepOfStranger)],
    };

    private static IEnumerable<(string Issuer, string Subject)> AtGitHub() =>
        from repository in (string[])["evil/cat", "evil@9/cat@8", "evil@9/x@7", "octo@9/taken@6", "octo/Crown", "octo/cat"]
        from entity in (string[])["ref:refs/heads/main", "ref:refs/heads/x", "environment:production", "environment:playground", "pull_request"]
        select (GitHub, $"repo:{repository}:{entity}");

    private static (string Issuer, string Subject)[] AtTerraform(string issuer) =>
    [
        (issuer, "organization:evil:project:shop:workspace:production:run_phase:plan"),
        (issuer, "organization:acme:project:shop:workspace:playground:run_phase:plan"),
        (issuer, "organization:acme-evil:project:x:workspace:x:run_phase:apply"),
    ];

    private static FederatedIdentityCredential Hub(string? subject, string issuer = GitHub, string? expression = null) => Trust(issuer, subject, Exchange, expression);
}
