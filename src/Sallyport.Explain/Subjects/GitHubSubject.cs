using System.Text;
using System.Text.RegularExpressions;
using Sallyport.Core.Entra.Federation;

namespace Sallyport.Explain.Subjects;

/// <summary>
/// The parts of the subject of a GitHub Actions job, for explanations only: no decision reads it. Its forms are
/// <c>repo:OWNER/NAME:ref:refs/heads/main</c>, <c>…:environment:NAME</c> and <c>…:pull_request</c>; repositories that
/// were made, renamed or transferred since July 2026 have ids in it, <c>repo:OWNER@1/NAME@2:…</c>. Sources: "OpenID
/// Connect reference", GitHub Docs; "Migrate GitHub Actions federated credentials to immutable subjects", Microsoft
/// Entra.
/// </summary>
/// <param name="Owner">The repository's owner.</param>
/// <param name="OwnerId">The owner's id; null where the subject has none.</param>
/// <param name="Name">The repository's name.</param>
/// <param name="RepositoryId">The repository's id; null where the subject has none.</param>
/// <param name="Entity">
/// <c>ref</c>, <c>environment</c> or <c>pull_request</c>; as it stands where it is another.
/// </param>
/// <param name="Value">What follows: the ref's full name, the environment; null where nothing does.</param>
internal sealed partial record GitHubSubject(
    string Owner, string? OwnerId, string Name, string? RepositoryId, string Entity, string? Value)
{
    /// <summary>The repository, without ids.</summary>
    public string Repository => $"{Owner}/{Name}";

    /// <summary>Whether the repository and its owner are named by their ids as well.</summary>
    public bool IsImmutable => OwnerId is not null && RepositoryId is not null;

    /// <summary>Whether a ref is named, as a tag.</summary>
    public bool IsTag => Entity == "ref" && Value?.StartsWith("refs/tags/", StringComparison.Ordinal) == true;

    /// <summary>
    /// Whether the repository has further claims put into its subjects, of which nothing is known here.
    /// </summary>
    public bool IsCustom
    {
        get
        {
            var isKnown = Entity is "ref" or "environment" or "pull_request";
            var needsValue = Entity != "pull_request";
            var hasValue = Value is not null;
            var hasFurtherParts = Value?.Contains(':', StringComparison.Ordinal) == true;
            return !isKnown || hasFurtherParts || needsValue != hasValue;
        }
    }

    /// <summary>What is named behind the repository, in words.</summary>
    public string Words => (Entity, Value) switch
    {
        ("ref", { } name) => $"the ref '{name}'",
        ("environment", { } name) => $"the environment '{name}'",
        ("pull_request", null) => "a pull request",
        _ => $"'{Rest}'",
    };

    private string Rest => Value is null ? Entity : $"{Entity}:{Value}";

    /// <summary>The parts, or null when the text has another form or the issuer is another.</summary>
    public static GitHubSubject? Read(string? subject, string issuer)
    {
        if (subject is null || issuer != IssuerProfiles.GitHubActions)
            return null;
        var parts = Form().Match(subject);
        if (!parts.Success)
            return null;
        return new GitHubSubject(
            parts.Groups["owner"].Value,
            OrNull(parts.Groups["ownerId"]),
            parts.Groups["name"].Value,
            OrNull(parts.Groups["repositoryId"]),
            parts.Groups["entity"].Value,
            OrNull(parts.Groups["value"]));
    }

    /// <summary>
    /// With the names of another one where they differ by letter case alone, which to GitHub is none: no second owner,
    /// repository or environment has such a name. A name with a wildcard stays as it is: there the letter case decides
    /// what else it covers. Source: "Managing environments for deployment", "REST API endpoints for repositories",
    /// GitHub Docs.
    /// </summary>
    public GitHubSubject WithNamesOf(GitHubSubject other)
    {
        var haveSameIds = OwnerId == other.OwnerId && RepositoryId == other.RepositoryId;
        var isSameName = Ascii.EqualsIgnoreCase(Repository, other.Repository) && !Wildcard.IsWild(Repository);
        var renamed = haveSameIds && isSameName ? this with { Owner = other.Owner, Name = other.Name } : this;
        return IsSameEnvironment(other) ? renamed with { Value = other.Value } : renamed;
    }

    public override string ToString() =>
        $"repo:{Owner}{Suffix(OwnerId)}/{Name}{Suffix(RepositoryId)}:{Rest}";

    private bool IsSameEnvironment(GitHubSubject other)
    {
        if (Entity != "environment" || other.Entity != "environment" || IsCustom)
            return false;
        return !Wildcard.IsWild(Value!) && Ascii.EqualsIgnoreCase(Value, other.Value);
    }

    private static string Suffix(string? id) => id is null ? "" : "@" + id;

    private static string? OrNull(Group group) => group.Success ? group.Value : null;

    [GeneratedRegex(
        "^repo:((?<owner>[^:/@]+)/(?<name>[^:/@]+)"
        + "|(?<owner>[^:/@]+)@(?<ownerId>[0-9*?]+)/(?<name>[^:/@]+)@(?<repositoryId>[0-9*?]+))"
        + ":(?<entity>[^:]+)(:(?<value>.+))?\\z",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
