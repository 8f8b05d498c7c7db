using System.Text.RegularExpressions;

namespace Sallyport.Core.GitLab;

/// <summary>What a project can protect.</summary>
public enum ProtectedKind
{
    /// <summary>Branches, by name or pattern.</summary>
    Branch,

    /// <summary>Tags, by name or pattern.</summary>
    Tag,

    /// <summary>Environments: a paid feature of GitLab.</summary>
    Environment,
}

/// <summary>
/// A name that a project protects. Those of branches and tags may hold <c>*</c>, which stands for any text. Source:
/// "Protected branches API", GitLab documentation.
/// </summary>
/// <param name="Id">The number within the project.</param>
/// <param name="Kind">What is protected.</param>
/// <param name="Name">The name, or the pattern.</param>
/// <param name="Level">The access level that may push, create or deploy.</param>
/// <param name="MergeLevel">The access level that may merge; only for branches.</param>
/// <param name="AllowForcePush">Whether it may push by force; only for branches.</param>
public sealed record ProtectedName(
    long Id, ProtectedKind Kind, string Name, int Level, int MergeLevel, bool AllowForcePush)
{
    /// <summary>How long a name may be.</summary>
    public const int MaximumLength = 255;

    /// <summary>How many names a project may protect.</summary>
    public const int MaximumCount = 1000;

    /// <summary>How GitLab protects the default branch of a new project: maintainers may push and merge.</summary>
    public static ProtectedName DefaultBranch(string name) => new(
        1, ProtectedKind.Branch, name, AccessLevels.Maintainer, AccessLevels.Maintainer, false);

    /// <summary>Whether it protects this name. Case counts.</summary>
    public bool Covers(string name)
    {
        var hasWildcard = Kind != ProtectedKind.Environment && Name.Contains('*', StringComparison.Ordinal);
        if (!hasWildcard)
            return string.Equals(name, Name, StringComparison.Ordinal);
        var pattern = Regex.Escape(Name).Replace(@"\*", ".*", StringComparison.Ordinal);
        return Regex.IsMatch(name, $@"\A{pattern}\z", RegexOptions.NonBacktracking | RegexOptions.Singleline);
    }
}
