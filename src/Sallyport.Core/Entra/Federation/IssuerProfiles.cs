using Sallyport.Core.Entra.Rules;

namespace Sallyport.Core.Entra.Federation;

/// <summary>What an expression may say about the assertions of one kind of issuer.</summary>
/// <param name="Name">The kind, for messages.</param>
/// <param name="Covers">Whether an issuer is of this kind.</param>
/// <param name="Wild">The claims that may be compared by pattern, and by equality.</param>
/// <param name="Exact">The claims that may be compared by equality only.</param>
/// <param name="ProjectIds">The claims that pin one project for good.</param>
/// <param name="OwnerIds">The claims that pin the owner of projects for good.</param>
/// <param name="Subjects">The forms of its subjects.</param>
public sealed record IssuerProfile(
    string Name,
    Func<string, bool> Covers,
    IReadOnlyList<string> Wild,
    IReadOnlyList<string> Exact,
    IReadOnlyList<string> ProjectIds,
    IReadOnlyList<string> OwnerIds,
    IReadOnlyList<SubjectPattern> Subjects)
{
    /// <summary>The claims that an expression may test; the issuer sends all of them.</summary>
    public IReadOnlyList<string> Claims { get; } = [.. Wild, .. Exact];

    /// <summary>The claims of which one is needed beside a path, under rules that demand it.</summary>
    public IReadOnlyList<string> ImmutableIds { get; } = [.. ProjectIds, .. OwnerIds];

    /// <summary>Whether the issuer sends a claim, as far as is known.</summary>
    public bool Sends(string claim) => Claims.Contains(claim, StringComparer.Ordinal);

    /// <summary>Whether a pattern leaves open which project of an owner it covers.</summary>
    public bool CoversManyProjects(string pattern) => Subjects.Any(s =>
        pattern.StartsWith(s.Lead, StringComparison.Ordinal)
        && Wildcard.IsWild(s.NameIn(pattern) ?? pattern[s.Lead.Length..]));

    /// <summary>
    /// The claim that pins what a pattern covers: the owner's id where it covers many projects, otherwise the
    /// project's. Null where the issuer sends neither.
    /// </summary>
    public string? IdFor(string pattern)
    {
        var isOfOwner = OwnerIds.Count > 0 && CoversManyProjects(pattern);
        if (isOfOwner)
            return OwnerIds[0];
        return ImmutableIds is [var first, ..] ? first : null;
    }

    /// <summary>
    /// Whether a comparison pins an id that no renaming changes: by a claim of its own, or within a subject that begins
    /// with an id. Before the first wildcard of a pattern the id must be whole, or other ids that begin so would do as
    /// well.
    /// </summary>
    public bool PinsId(ClaimTest test) => ImmutableIds.Contains(test.Claim, StringComparer.Ordinal)
        || (test.Claim == "sub" && Subjects.Any(s => s.IsImmutable && s.NamesWhole(test)));
}

/// <summary>A form of an issuer's subjects: what they begin with, and what follows.</summary>
/// <param name="Lead">
/// How it begins: <c>project_path:</c>. The project, or the organization, follows up to the next colon.
/// </param>
/// <param name="IsImmutable">Whether an id follows, which no renaming changes.</param>
/// <param name="Owner">What a path begins with: group, owner; null where a name stands alone.</param>
/// <param name="Named">What is named: project, repository, organization.</param>
/// <param name="Rest">What a subject covers that goes on with a wildcard behind the name.</param>
/// <param name="Form">The whole form, as a regular expression, for examples.</param>
/// <param name="Examples">Subjects of this form, from which examples are made.</param>
public sealed record SubjectPattern(
    string Lead,
    bool IsImmutable,
    string? Owner,
    string Named,
    string Rest,
    string Form,
    IReadOnlyList<string> Examples)
{
    /// <summary>
    /// What follows the lead in a text that begins with it, up to the next colon; null when it does not begin so, or no
    /// colon follows.
    /// </summary>
    public string? NameIn(string text)
    {
        if (!text.StartsWith(Lead, StringComparison.Ordinal))
            return null;
        var end = text.IndexOf(':', Lead.Length);
        return end < 0 ? null : text[Lead.Length..end];
    }

    /// <summary>Whether a comparison names one id, whole.</summary>
    public bool NamesWhole(ClaimTest test)
    {
        var isOfThisForm = test.Comparand.StartsWith(Lead, StringComparison.Ordinal);
        var rest = isOfThisForm ? test.Comparand[Lead.Length..] : "";
        var name = NameIn(test.Comparand) ?? rest;
        return name.Length > 0 && name.All(char.IsAsciiDigit);
    }
}

/// <summary>
/// The kinds of issuer whose assertions may be matched by expression, as data. Exact subjects need no profile.
/// Source: "Flexible federated identity credentials", sections on issuers and claims.
/// </summary>
public static class IssuerProfiles
{
    /// <summary>The issuer of GitHub Actions.</summary>
    public const string GitHubActions = "https://token.actions.githubusercontent.com";

    /// <summary>The name of GitLab's profile.</summary>
    public const string GitLab = "GitLab";

    private static readonly IssuerProfile[] All =
    [
        new(
            GitLab,
            IsGitLab,
            Wild: ["sub"],
            Exact: ["project_id"],
            ProjectIds: ["project_id"],
            OwnerIds: [],
            Subjects:
            [
                new(
                    "project_path:",
                    IsImmutable: false,
                    Owner: "group",
                    Named: "project",
                    Rest: "every branch and every tag",
                    Form: "project_path:[^:/]+(/[^:/]+)+:ref_type:(branch|tag):ref:[^:]+",
                    Examples:
                    [
                        "project_path:any-group/any-project:ref_type:branch:ref:any-branch",
                        "project_path:any-group/any-project:ref_type:tag:ref:any-tag",
                    ]),
                new(
                    "project_id:",
                    IsImmutable: true,
                    Owner: null,
                    Named: "project",
                    Rest: "every branch and every tag",
                    Form: "project_id:[0-9]+:ref_type:(branch|tag):ref:[^:]+",
                    Examples:
                    [
                        "project_id:1:ref_type:branch:ref:any-branch",
                        "project_id:1:ref_type:tag:ref:any-tag",
                    ]),
            ]),
        new(
            "GitHub Actions",
            issuer => issuer == GitHubActions,
            Wild: ["sub", "job_workflow_ref"],
            Exact: ["repository_id", "repository_owner_id"],
            ProjectIds: ["repository_id"],
            OwnerIds: ["repository_owner_id"],
            Subjects:
            [
                new(
                    "repo:",
                    IsImmutable: false,
                    Owner: "owner",
                    Named: "repository",
                    Rest: "every branch, tag, pull request and environment",
                    Form: "repo:[^:/]+/[^:/]+:(ref:refs/(heads|tags)/[^:]+|environment:[^:]+|pull_request)",
                    Examples:
                    [
                        "repo:any-owner/any-repository:ref:refs/heads/any-branch",
                        "repo:any-owner/any-repository:pull_request",
                        "repo:any-owner/any-repository:environment:any-environment",
                    ]),
            ]),
        new(
            "Terraform Cloud",
            issuer => issuer is "https://app.terraform.io" or "https://app.eu.terraform.io",
            Wild: ["sub"],
            Exact: [],
            ProjectIds: [],
            OwnerIds: [],
            Subjects:
            [
                new(
                    "organization:",
                    IsImmutable: false,
                    Owner: null,
                    Named: "organization",
                    Rest: "every project, workspace and run phase",
                    Form: "organization:[^:]+:project:[^:]+:workspace:[^:]+:run_phase:(plan|apply)",
                    Examples:
                    [
                        "organization:any-organization:project:any-project:workspace:any-workspace:run_phase:plan",
                        "organization:any-organization:project:any-project:workspace:any-workspace:run_phase:apply",
                    ]),
            ]),
    ];

    /// <summary>The profile of an issuer, or null when expressions are not possible for it.</summary>
    public static IssuerProfile? Of(string issuer) => All.FirstOrDefault(p => p.Covers(issuer));

    /// <summary>Why this expression may not be used for this issuer, or null when it may.</summary>
    public static string? Refuse(string issuer, ClaimsMatchingExpression expression, RuleSet rules)
    {
        if (Of(issuer) is not { } profile)
            return $"Issuer '{issuer}' is not supported for claims matching expressions.";
        var allowed = expression.Tests.All(t =>
            profile.Wild.Contains(t.Claim) || (t.Operator == ClaimOperator.Eq && profile.Exact.Contains(t.Claim)));
        return allowed && HasRequired(profile, expression, rules)
            ? null
            : $"Expression configured for issuer '{issuer}' either "
                + "lacks all required claims or contains unallowed claims.";
    }

    private static bool HasRequired(IssuerProfile profile, ClaimsMatchingExpression expression, RuleSet rules)
    {
        if (!rules.ImmutableIdRequired)
            return true;
        var subjects = expression.Tests.Where(t => t.Claim == "sub").ToList();
        if (subjects.Count == 0)
            return false;
        return profile.ImmutableIds.Count == 0 || expression.Tests.Any(profile.PinsId);
    }

    // https://gitlab.com, https://gitlab.<one label>.com, https://gitlab.<one label>.ca – and nothing else.
    private static bool IsGitLab(string issuer)
    {
        const string lead = "https://gitlab.";
        if (issuer == "https://gitlab.com")
            return true;
        if (!issuer.StartsWith(lead, StringComparison.Ordinal))
            return false;
        if (issuer[lead.Length..].Split('.') is not [{ Length: > 0 } label, "com" or "ca"])
            return false;
        return label.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');
    }
}
