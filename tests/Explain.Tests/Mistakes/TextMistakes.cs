using Sallyport.Explain.Causes;
using static Sallyport.Explain.Tests.Mistakes.PlantedMistake;

namespace Sallyport.Explain.Tests.Mistakes;

/// <summary>Mistakes with text that is compared as it stands: encodings, accents, lists, patterns of another kind, and components.</summary>
internal static class TextMistakes
{
    private const string Shop = "project_path:mygroup/myproject";
    private const string Id = "57382910";

    public static IReadOnlyList<PlantedMistake> All { get; } =
    [
        new("issuer: a dot behind the host", "issuer-trailing-dot", 70021, 700211) { Credentials = [Trust(Host + ".")], Side = FaultSide.Credential },
        new("issuer: the token of the retired CI_JOB_JWT", "token-retired", 70021, 700211) { Issuer = "gitlab.example.com", Subject = "job_7", Side = FaultSide.Job },

        new("audience: two with a comma in the job", "audience-joined", 700212, 700212) { Audiences = [Host + "," + Exchange], Side = FaultSide.Job },
        new("audience: two with a comma in the credential", "audience-joined", 700212, 700212) { Credentials = [Trust(audience: Host + ", " + Exchange)], Side = FaultSide.Credential },

        new("subject: the whole of it percent-encoded", "subject-encoded", 70021, 700213) { Credentials = [Trust(subject: Uri.EscapeDataString(Main))], Side = FaultSide.Credential },
        new("subject: the slash percent-encoded in small letters", "project-spelling", 70021, 700213) { Credentials = [Trust(subject: Main.Replace("mygroup/", "mygroup%2f", StringComparison.Ordinal))], Side = FaultSide.Credential },
        new("subject: the branch percent-encoded", "ref-encoded", 70021, 700213) { Subject = Branch("release/1"), Credentials = [Trust(subject: Branch("release%2F1"))], Side = FaultSide.Credential },
        new("subject: an accent as a character of its own", "subject-look-alike", 70021, 700213) { Subject = Branch("caf\u00E9"), Credentials = [Trust(subject: Branch("cafe\u0301"))] },
        new("subject: a letter with an accent and one without", "branch-other", 70021, 700213) { Subject = Branch("cafe"), Credentials = [Trust(subject: Branch("caf\u00E9"))] },
        new("subject: a mark that turns the direction of writing", "subject-invisible", 70021, 700213) { Credentials = [Trust(subject: Branch("\u202Emain"))], Side = FaultSide.Credential },
        new("subject: a line end of Windows", "subject-white-space", 70021, 700213) { Credentials = [Trust(subject: Main + "\r\n")], Side = FaultSide.Credential },
        new("subject: an environment behind the ref", "subject-components", 70021, 700213) { Credentials = [Trust(subject: Main + ":environment:production")], Side = FaultSide.Credential },
        new("subject: the project has a further component in it", "subject-components", 70021, 700213) { Subject = Main + ":environment:production", Side = FaultSide.Job },
        new("subject: the components in another order", "subject-order", 70021, 700213) { Credentials = [Trust(subject: $"ref_type:branch:ref:main:{Shop}")], Side = FaultSide.Credential },
        new("subject: the ref is missing behind its kind", "subject-components", 70021, 700213) { Credentials = [Trust(subject: $"{Shop}:ref_type:branch")], Side = FaultSide.Credential },
        new("subject: the path in the id's place", "project-path-as-id", 70021, 700213) { Credentials = [Trust(subject: Main.Replace("project_path", "project_id", StringComparison.Ordinal))], Side = FaultSide.Credential },
        new("subject: two branches with a comma", "subject-list", 70021, 700213) { Credentials = [Trust(subject: Branch("main,develop"))], Side = FaultSide.Credential },
        new("subject: two branches in braces", "subject-list", 70021, 700213) { Credentials = [Trust(subject: Branch("{main,develop}"))], Side = FaultSide.Credential },
        new("subject: two subjects with a comma", "subject-list", 70021, 700213) { Credentials = [Trust(subject: $"{Main}, {Branch("develop")}")], Side = FaultSide.Credential },
        new("subject: a branch with a comma in its name", "branch-other", 70021, 700213) { Credentials = [Trust(subject: Branch("a,b"))] },
        new("subject: a regular expression", "pattern-regular-expression", 70021, 700213) { Credentials = [Trust(subject: $"^{Shop}:ref_type:branch:ref:(main|develop)$")], Side = FaultSide.Credential },
        new("subject: a tag of the trusted branch's name", "tag-instead-of-branch", 70021, 700213) { Subject = $"{Shop}:ref_type:tag:ref:v1.2", Credentials = [Trust(subject: Branch("v1.2"))], Side = FaultSide.Either },
        new("nearest: white space before another name", "subject-white-space", 70021, 7002138) { Credentials = [Trust(subject: Branch("Main")), Trust(subject: Main + " ")], Side = FaultSide.Credential },

        new("expression: a regular expression", "pattern-regular-expression", 7002131, 7002131) { Credentials = [Pattern($"{Shop}:ref_type:branch:ref:.*")], Side = FaultSide.Credential },
        new("expression: alternatives of a regular expression", "pattern-regular-expression", 7002131, 7002131) { Credentials = [Pattern($"{Shop}:ref_type:branch:ref:(main|develop)")], Side = FaultSide.Credential },
        new("expression: a version with a wildcard behind its dot", "tag-other", 7002131, 7002131) { Subject = $"{Shop}:ref_type:tag:ref:v2.0", Credentials = [Pattern($"{Shop}:ref_type:tag:ref:v1.*")], Side = FaultSide.Either },
        new("expression: a prefix without a wildcard", "expression-without-wildcard", 7002131, 7002131) { Subject = Branch("release-7"), Credentials = [Pattern(Branch("release-"))], Side = FaultSide.Credential },
        new("expression: the project alone, without a wildcard", "expression-without-wildcard", 7002131, 7002131) { Credentials = [Pattern(Shop)], Side = FaultSide.Credential },
        new("expression: a whole branch without a wildcard", "branch-other", 7002131, 7002131) { Subject = Branch("main2"), Credentials = [Pattern(Main)], Side = FaultSide.Either },
        new("expression: an id with a wildcard behind eq", "expression-eq-wildcard", 7002131, 7002131) { Credentials = [Trust(subject: null, expression: $"claims['sub'] eq '{Main}' and claims['project_id'] eq '5738291?'")], Side = FaultSide.Credential },
        new("GitHub: the id of one repository beside a pattern for many", "expression-repository-id", 7002131, 7002131)
        {
            Issuer = GitHub, Subject = "repo:octo/cat:ref:refs/heads/main", Audiences = [Exchange],
            Credentials = [Trust(GitHub, null, Exchange, "claims['sub'] matches 'repo:octo/*:ref:refs/heads/main' and claims['repository_id'] eq '5'")], Side = FaultSide.Credential,
        },
        new("GitHub: a tag of the trusted branch's name", "tag-instead-of-branch", 70021, 700213) { Issuer = GitHub, Subject = "repo:octo/cat:ref:refs/tags/v1", Audiences = [Exchange], Credentials = [Trust(GitHub, "repo:octo/cat:ref:refs/heads/v1", Exchange)], Side = FaultSide.Either },
        new("GitHub: two branches with a comma", "subject-list", 70021, 700213) { Issuer = GitHub, Subject = "repo:octo/cat:ref:refs/heads/main", Audiences = [Exchange], Credentials = [Trust(GitHub, "repo:octo/cat:ref:refs/heads/main,develop", Exchange)], Side = FaultSide.Credential },
    ];

    private static string Branch(string name) => $"{Shop}:ref_type:branch:ref:{name}";

    private static Core.Entra.Federation.FederatedIdentityCredential Pattern(string pattern) =>
        Trust(subject: null, expression: $"claims['sub'] matches '{pattern}' and claims['project_id'] eq '{Id}'");
}
