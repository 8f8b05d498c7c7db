using System.Text.Json.Nodes;
using System.Text.Json;
using Sallyport.Core.Entra.Federation;
using Sallyport.Explain.Causes;

namespace Sallyport.Explain.Tests.Mistakes;

/// <summary>A mistake that somebody makes: what is presented, what is trusted, and what must be said of it.</summary>
internal sealed record PlantedMistake(string Name, string Kind, int In2024, int In2026)
{
    public const string Host = "https://gitlab.example.com";
    public const string Main = "project_path:mygroup/myproject:ref_type:branch:ref:main";
    private const string Id = "57382910";
    private const string Pattern = "project_path:mygroup/myproject:ref_type:branch:ref:*";
    public const string Exchange = "api://AzureADTokenExchange";
    public const string GitHub = "https://token.actions.githubusercontent.com";

    public string Issuer { get; init; } = Host;

    public string Subject { get; init; } = Main;

    public string[] Audiences { get; init; } = [Host];

    public string? ProjectId { get; init; } = Id;

    public string ProjectPath { get; init; } = "mygroup/myproject";

    public FederatedIdentityCredential[] Credentials { get; init; } = [Trust()];

    /// <summary>The public thread in which somebody had this mistake; null where none is known.</summary>
    public string? Reported { get; init; }

    /// <summary>Whether the fix's command asks, and must be told no.</summary>
    public bool IsDenied { get; init; }

    /// <summary>Whose fault must be told; null where the kind says it.</summary>
    public FaultSide? Side { get; init; }

    public JsonElement Claims
    {
        get
        {
            var claims = new JsonObject
            {
                ["iss"] = Issuer, ["sub"] = Subject, ["aud"] = Audiences is [var one] ? one : new JsonArray([.. Audiences.Select(a => (JsonNode)a)]),
                ["exp"] = 1_800_000_000, ["project_path"] = ProjectPath, ["ref"] = "main", ["number"] = 7,
            };
            if (Issuer == GitHub)
                claims["repository_id"] = "2";
            if (Issuer == GitHub)
                claims["repository_owner_id"] = Subject.Contains("octo/", StringComparison.Ordinal) || Subject.Contains("octo@1/", StringComparison.Ordinal) ? "1" : "9";
            if (ProjectId is not null)
                claims["project_id"] = ProjectId;
            return JsonElement.Parse(claims.ToJsonString());
        }
    }

    public static IReadOnlyList<PlantedMistake> All { get; } =
    [
        new("no credential at all", "no-credential", 70025, 70025) { Credentials = [] },

        new("issuer: slash in the credential", "issuer-trailing-slash", 70021, 700211) { Credentials = [Trust(Host + "/")] },
        new("issuer: letter case of the host", "issuer-letter-case", 70021, 700211) { Credentials = [Trust("https://GitLab.example.com")] },
        new("issuer: white space behind it", "issuer-white-space", 70021, 700211) { Credentials = [Trust(Host + " ")] },
        new("issuer: discovery document pasted", "issuer-discovery-path", 70021, 700211) { Credentials = [Trust(Host + "/.well-known/openid-configuration")] },
        new("issuer: no scheme", "issuer-without-scheme", 70021, 700211) { Credentials = [Trust("gitlab.example.com")] },
        new("issuer: http in the credential", "issuer-http", 70021, 700211) { Credentials = [Trust("http://gitlab.example.com")] },
        new("issuer: the default port", "issuer-port", 70021, 700211) { Credentials = [Trust(Host + ":443")] },
        new("issuer: GitLab set up with http", "issuer-insecure", 70021, 700211) { Issuer = "http://gitlab.example.com" },
        new("issuer: the project's address", "issuer-path", 70021, 700211) { Credentials = [Trust(Host + "/mygroup/myproject")] },
        new("issuer: gitlab.com instead of one's own", "issuer-other-host", 70021, 700211) { Credentials = [Trust("https://gitlab.com")] },
        new("issuer: quoted", "issuer-quoted", 70021, 700211) { Credentials = [Trust($"\"{Host}\"")], Side = FaultSide.Credential },
        new("issuer: a placeholder", "issuer-placeholder", 70021, 700211) { Credentials = [Trust("https://<gitlab>")], Side = FaultSide.Credential },
        new("issuer: www before the host", "issuer-www", 70021, 700211) { Credentials = [Trust("https://www.gitlab.example.com")], Side = FaultSide.Credential },
        new("issuer: the address of the keys", "issuer-discovery-path", 70021, 700211) { Credentials = [Trust(Host + "/oauth/discovery/keys")], Side = FaultSide.Credential },
        new("issuer: a path of the instance", "issuer-path", 70021, 700211) { Credentials = [Trust(Host + "/oauth")], Side = FaultSide.Either },
        new("issuer: letter case of a path, which may be another tenant's", "issuer-path", 70021, 700211) { Issuer = "https://idp.example.com/tenants/abc", Credentials = [Trust("https://idp.example.com/Tenants/AbC")], Side = FaultSide.Either },
        new("issuer: a character that nobody sees", "issuer-invisible", 70021, 700211) { Credentials = [Trust("https://git\u200Blab.example.com")], Side = FaultSide.Credential },
        new("issuer: a letter of another alphabet", "issuer-look-alike", 70021, 700211) { Credentials = [Trust("https://gitl\u0430b.example.com")], Side = FaultSide.Credential },
        new("issuer: in the subject's place", "fields-swapped", 70021, 700211) { Credentials = [Trust(Main, Host)], Side = FaultSide.Credential },
        new("issuer: the audience in its place", "fields-swapped", 70021, 700211) { Audiences = [Exchange], Credentials = [Trust(Exchange, audience: Host)], Side = FaultSide.Credential },
        new("issuer: an access token of Entra in the ID token's place", "token-of-entra", 700222, 700222) { Issuer = "https://sts.windows.net/5a11f047-0000-4000-8000-000000000001/", Audiences = ["https://management.azure.com"] },
        new("issuer: a stranger's GitLab", "issuer-other-host", 70021, 700211) { Issuer = "https://gitlab.evil.com" },

        new("audience: the tutorial's slip", "audience-other-host", 700212, 700212) { Audiences = ["https://gitlab.com"] },
        new("audience: the credential kept gitlab.com", "audience-other-host", 700212, 700212) { Credentials = [Trust(audience: "https://gitlab.com")] },
        new("audience: slash in the job", "audience-trailing-slash", 700212, 700212) { Audiences = [Host + "/"] },
        new("audience: slash in the credential", "audience-trailing-slash", 700212, 700212) { Credentials = [Trust(audience: Host + "/")] },
        new("audience: letter case", "audience-letter-case", 700212, 700212) { Audiences = ["https://GitLab.example.com"] },
        new("audience: white space in the credential", "audience-white-space", 700212, 700212) { Credentials = [Trust(audience: " " + Host)] },
        new("audience: host without https", "audience-scheme", 700212, 700212) { Audiences = ["gitlab.example.com"] },
        new("audience: the portal's default", "audience-other", 700212, 700212) { Credentials = [Trust(audience: Exchange)], Side = FaultSide.Job },
        new("audience: neither side has GitLab's", "audience-other", 700212, 700212) { Audiences = ["azure"], Credentials = [Trust(audience: Exchange)], Side = FaultSide.Job },
        new("audience: a token that was made for somebody else", "audience-other-host", 700212, 700212) { Audiences = ["https://vault.example.com"], Side = FaultSide.Job },
        new("audience: the portal's default in another letter case", "audience-letter-case", 700212, 700212) { Audiences = [Exchange], Credentials = [Trust(audience: "api://azureadtokenexchange")], Side = FaultSide.Credential },
        new("audience: quoted in the credential", "audience-quoted", 700212, 700212) { Credentials = [Trust(audience: $"\u201C{Host}\u201D")], Side = FaultSide.Credential },
        new("audience: a placeholder in the credential", "audience-placeholder", 700212, 700212) { Credentials = [Trust(audience: "https://{gitlab}")], Side = FaultSide.Credential },
        new("audience: a character that nobody sees", "audience-invisible", 700212, 700212) { Credentials = [Trust(audience: Host + "\uFEFF")], Side = FaultSide.Credential },
        new("audience: a letter of another alphabet", "audience-look-alike", 700212, 700212) { Credentials = [Trust(audience: "https://gitl\u0430b.example.com")] },
        new("audience: the subject in its place", "fields-swapped", 700212, 700212) { Credentials = [Trust(subject: Host, audience: Main)], Side = FaultSide.Credential },
        new("audience: variable not filled in", "audience-not-filled-in", 700212, 700212) { Audiences = ["$CI_SERVER_URL"] },
        new("audience: two of them", "audience-list", 700212, 700212) { Audiences = [Host, "https://vault.example.com"] },

        new("subject: letter case of the group", "subject-letter-case", 70021, 7002138) { Subject = Main.Replace("mygroup", "MyGroup", StringComparison.Ordinal) },
        new("subject: letter case of the branch", "ref-letter-case", 70021, 7002138) { Subject = Main.Replace("main", "Main", StringComparison.Ordinal) },
        new("subject: white space", "subject-white-space", 70021, 700213) { Credentials = [Trust(subject: Main + "\n")] },
        new("subject: quoted in the credential", "subject-quoted", 70021, 700213) { Credentials = [Trust(subject: $"\"{Main}\"")] },
        new("subject: slash at the end", "subject-trailing-slash", 70021, 700213) { Credentials = [Trust(subject: Main + "/")] },
        new("subject: placeholder of the tutorial", "subject-placeholder", 70021, 700213) { Credentials = [Trust(subject: "project_path:<mygroup>/<myproject>:ref_type:branch:ref:<branch>")] },
        new("subject: variable of the shell", "subject-placeholder", 70021, 700213) { Credentials = [Trust(subject: "project_path:$CI_PROJECT_PATH:ref_type:branch:ref:main")] },
        new("subject: wildcard", "subject-wildcard", 70021, 700213) { Credentials = [Trust(subject: Pattern)], Side = FaultSide.Credential },
        new("subject: wildcard, the project's id is not known", "subject-wildcard", 70021, 700213) { ProjectId = null, Credentials = [Trust(subject: Pattern)] },
        new("subject: wildcard behind an id", "subject-wildcard", 70021, 700213) { Subject = $"project_id:{Id}:ref_type:branch:ref:main", Credentials = [Trust(subject: $"project_id:{Id}:ref_type:branch:ref:*")] },
        new("subject: wildcard in the group", "subject-wildcard", 70021, 700213) { Credentials = [Trust(subject: "project_path:my*")] },
        new("subject: nothing but a wildcard", "subject-wildcard", 70021, 700213) { Credentials = [Trust(subject: "*")] },
        new("subject: wildcard, expressions impossible", "subject-wildcard", 70021, 700213) { Issuer = "https://git.example.org", Credentials = [Trust("https://git.example.org", Pattern)] },
        new("subject: wildcard for another project", "subject-wildcard", 70021, 700213) { Credentials = [Trust(subject: "project_path:other/*")] },
        new("subject: .git behind the project", "project-spelling", 70021, 700213) { Credentials = [Trust(subject: Main.Replace("myproject", "myproject.git", StringComparison.Ordinal))] },
        new("subject: slash before the group", "project-spelling", 70021, 700213) { Credentials = [Trust(subject: Main.Replace("mygroup", "/mygroup", StringComparison.Ordinal))] },
        new("subject: refs/heads/ before the branch", "ref-full-name", 70021, 700213) { Credentials = [Trust(subject: Main.Replace("ref:main", "ref:refs/heads/main", StringComparison.Ordinal))] },
        new("subject: white space within", "subject-white-space", 70021, 700213) { Credentials = [Trust(subject: Main.Replace("path:", "path: ", StringComparison.Ordinal))], Side = FaultSide.Credential },
        new("subject: white space before the branch", "subject-white-space", 70021, 700213) { Credentials = [Trust(subject: Main.Replace("ref:main", "ref: main", StringComparison.Ordinal))], Side = FaultSide.Credential },
        new("subject: a character that nobody sees", "subject-invisible", 70021, 700213) { Credentials = [Trust(subject: Main.Replace("mygroup", "my\u200Bgroup", StringComparison.Ordinal))], Side = FaultSide.Credential },
        new("subject: a letter of another alphabet", "subject-look-alike", 70021, 700213) { Credentials = [Trust(subject: Main.Replace("main", "m\u0430in", StringComparison.Ordinal))] },
        new("subject: a branch with a character that nobody sees", "ref-invisible", 70021, 700213) { Subject = Main.Replace("main", "ma\u200Bin", StringComparison.Ordinal), Side = FaultSide.Job },
        new("subject: typographic quotes", "subject-quoted", 70021, 700213) { Credentials = [Trust(subject: $"\u201C{Main}\u201D")], Side = FaultSide.Credential },
        new("subject: escaped quotes", "subject-quoted", 70021, 700213) { Credentials = [Trust(subject: $"\\\"{Main}\\\"")], Side = FaultSide.Credential },
        new("subject: the project's address", "project-spelling", 70021, 700213) { Credentials = [Trust(subject: Main.Replace("mygroup/myproject", Host + "/mygroup/myproject.git", StringComparison.Ordinal))], Side = FaultSide.Credential },
        new("subject: the host before the project", "project-spelling", 70021, 700213) { Credentials = [Trust(subject: Main.Replace("mygroup", "gitlab.example.com/mygroup", StringComparison.Ordinal))], Side = FaultSide.Credential },
        new("subject: the slash percent-encoded", "project-spelling", 70021, 700213) { Credentials = [Trust(subject: Main.Replace("mygroup/", "mygroup%2F", StringComparison.Ordinal))], Side = FaultSide.Credential },
        new("subject: heads in place of branch", "ref-type-spelling", 70021, 700213) { Credentials = [Trust(subject: Main.Replace("branch", "heads", StringComparison.Ordinal))], Side = FaultSide.Credential },
        new("subject: tags in place of tag", "ref-type-spelling", 70021, 700213) { Subject = Ref("tag", "v1.0"), Credentials = [Trust(subject: Ref("tags", "v1.0"))], Side = FaultSide.Credential },
        new("subject: placeholders in braces", "subject-placeholder", 70021, 700213) { Credentials = [Trust(subject: "project_path:{group}/{project}:ref_type:branch:ref:main")] },
        new("subject: variable of Windows", "subject-placeholder", 70021, 700213) { Credentials = [Trust(subject: "project_path:%CI_PROJECT_PATH%:ref_type:branch:ref:main")] },
        new("subject: placeholders in capitals", "subject-placeholder", 70021, 700213) { Credentials = [Trust(subject: "project_path:GROUP/PROJECT:ref_type:branch:ref:main")] },
        new("subject: a branch with a dollar in its name", "branch-other", 70021, 700213) { Credentials = [Trust(subject: Ref("branch", "a$b"))] },
        new("subject: a group that is called ORG in earnest", "branch-other", 70021, 700213) { Subject = "project_path:ORG/app:ref_type:branch:ref:x", Credentials = [Trust(subject: "project_path:ORG/app:ref_type:branch:ref:main")] },
        new("subject: the id in the path's place", "project-id-as-path", 70021, 700213) { Credentials = [Trust(subject: $"project_path:{Id}:ref_type:branch:ref:main")], Side = FaultSide.Credential },
        new("subject: the project leaves the ref out", "subject-components", 70021, 700213) { Subject = "project_path:mygroup/myproject", Side = FaultSide.Job },
        new("subject: the credential names no ref", "subject-components", 70021, 700213) { Credentials = [Trust(subject: "project_path:mygroup/myproject")], Side = FaultSide.Credential },
        new("subject: a tag, a branch is trusted", "tag-instead-of-branch", 70021, 700213) { Subject = Ref("tag", "v1.0") },
        new("subject: a branch, a tag is trusted", "branch-instead-of-tag", 70021, 700213) { Credentials = [Trust(subject: Ref("tag", "v1.0"))] },
        new("subject: another branch", "branch-other", 70021, 700213) { Subject = Ref("branch", "feature/x") },
        new("subject: master of old", "branch-other", 70021, 700213) { Credentials = [Trust(subject: Ref("branch", "master"))] },
        new("subject: another tag", "tag-other", 70021, 700213) { Subject = Ref("tag", "v2.0"), Credentials = [Trust(subject: Ref("tag", "v1.0"))] },
        new("subject: a fork, or the group renamed", "group-other", 70021, 700213) { Subject = Main.Replace("mygroup", "somebody", StringComparison.Ordinal) },
        new("subject: project renamed", "project-other", 70021, 700213) { Subject = Main.Replace("myproject", "yourproject", StringComparison.Ordinal) },
        new("subject: the project's id is trusted", "subject-form", 70021, 700213) { Credentials = [Trust(subject: "project_id:57382910:ref_type:branch:ref:main")] },
        new("subject: the job presents the project's id", "subject-form", 70021, 700213) { Subject = "project_id:57382910:ref_type:branch:ref:main" },
        new("subject: the id of another project is trusted", "subject-form", 70021, 700213) { Credentials = [Trust(subject: "project_id:1:ref_type:branch:ref:main")] },
        new("subject: two ids", "project-id", 70021, 700213) { Subject = "project_id:2:ref_type:branch:ref:main", Credentials = [Trust(subject: "project_id:1:ref_type:branch:ref:main")] },
        new("subject: GitHub's form", "subject-of-github", 70021, 700213) { Credentials = [Trust(subject: "repo:octo/cat:ref:refs/heads/main")] },
        new("subject: the environment's form", "subject-other-form", 70021, 700213) { Credentials = [Trust(subject: "project_path:mygroup/myproject:environment:production")] },
        new("subject: nearest of three", "branch-other", 70021, 700213)
        {
            Subject = Ref("branch", "main2"), Credentials = [Trust("https://gitlab.com"), Trust(subject: "project_path:zzz/p:ref_type:branch:ref:main"), Trust()],
        },

        new("nearest: one wrong field before two that come further", "issuer-trailing-slash", 700212, 700212) { Credentials = [Trust(subject: Ref("branch", "x"), audience: "api://other"), Trust(Host + "/")] },

        new("list: expression lost by v1.0", "expression-lost", 70021, 700213) { Credentials = [Trust(subject: null)], Reported = "Azure/azure-cli#32816" },
        new("list: one of two lost its expression", "expression-lost", 70021, 700213) { Subject = Ref("branch", "x"), Credentials = [Trust(), Trust(subject: null)] },

        new("expression: branches only", "tag-instead-of-branch", 7002131, 7002131) { Subject = Ref("tag", "v1.0"), Credentials = [Expression($"claims['sub'] matches '{Pattern}'")] },
        new("expression: another project", "group-other", 7002131, 7002131) { Subject = Main.Replace("mygroup", "fork", StringComparison.Ordinal), Credentials = [Expression($"claims['sub'] matches '{Pattern}'")] },
        new("expression: another project's id", "expression-project-id", 7002131, 7002131) { ProjectId = "4711", Credentials = [Expression($"claims['sub'] matches '{Pattern}' and claims['project_id'] eq '57382910'")] },
        new("expression: eq with a wildcard", "expression-eq-wildcard", 7002131, 7002131) { Credentials = [Expression($"claims['sub'] eq '{Pattern}'")] },
        new("expression: claim that is not sent", "claim-missing", 7002131, 7002131) { Credentials = [Expression("claims['repository_id'] eq '1'")] },
        new("expression: claim that is a number", "claim-no-text", 7002131, 7002131) { Credentials = [Expression("claims['number'] eq '7'")] },
        new("expression: a term that fails", "expression-term", 7002131, 7002131) { Credentials = [Expression("claims['project_path'] eq 'mygroup/another'")] },
        new("expression: a term in another letter case", "expression-letter-case", 7002131, 7002131) { Credentials = [Expression("claims['project_path'] eq 'MyGroup/myproject'")] },
        new("expression: the group in another letter case", "subject-letter-case", 7002131, 7002131) { Credentials = [Expression($"claims['sub'] eq '{Main.Replace("mygroup", "MyGroup", StringComparison.Ordinal)}' and claims['project_id'] eq '{Id}'")], Side = FaultSide.Credential },
        new("expression: refs/heads/ before the pattern", "ref-full-name", 7002131, 7002131) { Credentials = [Expression($"claims['sub'] matches '{Pattern.Replace("ref:*", "ref:refs/heads/*", StringComparison.Ordinal)}' and claims['project_id'] eq '{Id}'")], Side = FaultSide.Credential },
        new("expression: white space behind the branch", "subject-white-space", 7002131, 7002131) { Credentials = [Expression($"claims['sub'] eq '{Main} ' and claims['project_id'] eq '{Id}'")], Side = FaultSide.Credential },
        new("expression: the placeholder of the advice", "expression-placeholder", 7002131, 7002131) { Credentials = [Expression($"claims['sub'] matches '{Pattern}' and claims['project_id'] eq '<project_id>'")], Side = FaultSide.Credential },
        new("expression: white space around the id", "expression-white-space", 7002131, 7002131) { Credentials = [Expression($"claims['sub'] matches '{Pattern}' and claims['project_id'] eq ' {Id}'")], Side = FaultSide.Credential },
        new("expression: the claim is not known here", "claim-unknown", 7002131, 7002131) { ProjectId = null, Credentials = [Expression($"claims['sub'] matches '{Pattern}' and claims['project_id'] eq '{Id}'")], Side = FaultSide.Either },
        new("expression: cannot be read", "expression-unreadable", 7002131, 7002131) { Credentials = [Expression("claims['sub'] startswith 'a'")] },

        .. TextMistakes.All,
        .. OtherIssuersMistakes.All,
    ];

    public static FederatedIdentityCredential Trust(
        string issuer = Host, string? subject = Main, string audience = Host, string? expression = null) => new()
    {
        Id = new Guid("20000000-0000-4000-8000-000000000001"), ApplicationId = new Guid("10000000-0000-4000-8000-000000000001"), Name = "trusted", Issuer = issuer, Subject = subject,
        Audience = audience, Expression = expression, ExpressionLanguageVersion = expression is null ? null : 1, CreatedDateTime = DateTimeOffset.UnixEpoch,
    };

    private static FederatedIdentityCredential Expression(string text) => Trust(subject: null, expression: text);

    private static string Ref(string type, string name) => $"project_path:mygroup/myproject:ref_type:{type}:ref:{name}";
}
