using System.Globalization;
using System.Text.RegularExpressions;

namespace Sallyport.Cli.RealGitLab;

/// <summary>
/// A tag of a component's project. <c>~latest</c>, <c>1</c> and <c>1.2</c> stand for the newest release with such a
/// number; pre-releases are none. GitLab looks at what is published in its catalog, which follows the tags. Source:
/// "CI/CD components", GitLab documentation; <c>lib/gitlab/ci/components/instance_path.rb</c>, gitlabhq.
/// </summary>
/// <param name="Name">Its name.</param>
/// <param name="Sha">Its commit.</param>
internal sealed partial record ComponentTag(string Name, string Sha)
{
    private const string Latest = "~latest";

    /// <summary>Whether a version stands for the newest of several.</summary>
    public static bool IsNewestOf(string version) => version == Latest || Shorthand().IsMatch(version);

    /// <summary>The newest tag that a version stands for, or null.</summary>
    public static ComponentTag? Newest(IEnumerable<ComponentTag> tags, string version)
    {
        var parts = version == Latest ? [] : version.Split('.').Select(Number).ToArray();
        return tags
            .Select(t => (Tag: t, Numbers: NumbersOf(t.Name)))
            .Where(t => t.Numbers is not null && t.Numbers.Take(parts.Length).SequenceEqual(parts))
            .OrderByDescending(t => (t.Numbers![0], t.Numbers[1], t.Numbers[2]))
            .Select(t => t.Tag)
            .FirstOrDefault();
    }

    private static long[]? NumbersOf(string name)
    {
        var match = Release().Match(name);
        return match.Success ? [.. match.Value.TrimStart('v').Split('.').Select(Number)] : null;
    }

    private static long Number(string digits) => long.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);

    // Up to 18 digits fit into a long.
    [GeneratedRegex(@"^v?[0-9]{1,18}\.[0-9]{1,18}\.[0-9]{1,18}\z", RegexOptions.NonBacktracking)]
    private static partial Regex Release();

    [GeneratedRegex(@"^[0-9]{1,18}(\.[0-9]{1,18})?\z", RegexOptions.NonBacktracking)]
    private static partial Regex Shorthand();
}
