using static Sallyport.Explain.Tests.Mistakes.PlantedMistake;

namespace Sallyport.Explain.Tests.Mistakes;

/// <summary>Several mistakes at once; whoever hears of the first alone is refused again.</summary>
/// <param name="Mistake">What is presented and trusted, and the first cause.</param>
/// <param name="Further">The causes that are told besides, in their order.</param>
internal sealed record SeveralFaults(PlantedMistake Mistake, params string[] Further)
{
    private const string Id = "57382910";

    public static IReadOnlyList<SeveralFaults> All { get; } =
    [
        new(new("issuer and audience", "issuer-trailing-slash", 70021, 700211) { Credentials = [Trust(Host + "/", audience: Exchange)] }, "audience-other"),
        new(new("issuer: port and slash", "issuer-port", 70021, 700211) { Credentials = [Trust(Host + ":443/")] }, "issuer-trailing-slash"),
        new(new("issuer, audience and subject", "issuer-letter-case", 70021, 700211)
        {
            Audiences = ["api://x"],
            Credentials = [Trust("https://GitLab.example.com/", Main.Replace("mygroup", "MyGroup", StringComparison.Ordinal), "api://x/")],
        }, "issuer-trailing-slash", "audience-trailing-slash", "subject-letter-case"),
        new(new("subject: letter case and refs/heads/", "ref-full-name", 70021, 700213) { Credentials = [Trust(subject: "project_path:MyGroup/myproject:ref_type:branch:ref:refs/heads/main")] }, "subject-letter-case"),
        new(new("subject: blanks and quotes", "subject-white-space", 70021, 700213) { Credentials = [Trust(subject: $" \"{Main}\" ")] }, "subject-quoted"),
        new(new("subject: letter case and another branch", "subject-letter-case", 70021, 700213)
        {
            Subject = Main.Replace("main", "dev", StringComparison.Ordinal), Credentials = [Trust(subject: Main.Replace("mygroup", "MyGroup", StringComparison.Ordinal))],
        }, "branch-other"),
        new(new("audience and another branch", "audience-trailing-slash", 700212, 700212) { Audiences = [Host + "/"], Subject = Main.Replace("main", "dev", StringComparison.Ordinal) }, "branch-other"),
        new(new("issuer and a wildcard", "issuer-trailing-slash", 70021, 700211) { Credentials = [Trust(Host + "/", "project_path:mygroup/myproject:ref_type:branch:ref:*")] }, "subject-wildcard"),
        new(new("expression: refs/heads/ and white space", "ref-full-name", 7002131, 7002131)
        {
            Credentials = [Trust(subject: null, expression: $"claims['sub'] matches 'project_path:mygroup/myproject:ref_type:branch:ref:refs/heads/*' and claims['project_id'] eq ' {Id}'")],
        }, "expression-white-space"),
        new(new("expression: refs/heads/ and a placeholder", "ref-full-name", 7002131, 7002131)
        {
            Credentials = [Trust(subject: null, expression: "claims['sub'] matches 'project_path:mygroup/myproject:ref_type:branch:ref:refs/heads/*' and claims['project_id'] eq '<project_id>'")],
        }, "expression-placeholder"),
        new(new("expression: a tag and another project's id", "branch-instead-of-tag", 7002131, 7002131)
        {
            Credentials = [Trust(subject: null, expression: "claims['sub'] matches 'project_path:mygroup/myproject:ref_type:tag:ref:*' and claims['project_id'] eq '41'")],
        }, "expression-project-id"),
        new(new("GitHub: issuer, letter case and another branch", "issuer-trailing-slash", 70021, 700211)
        {
            Issuer = GitHub, Subject = "repo:octo/cat:ref:refs/heads/dev", Audiences = [Exchange], Credentials = [Trust(GitHub + "/", "repo:Octo/cat:ref:refs/heads/main", Exchange)],
        }, "subject-letter-case", "branch-other"),
    ];
}
