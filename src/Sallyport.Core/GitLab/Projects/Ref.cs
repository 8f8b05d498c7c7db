using System.Buffers;

namespace Sallyport.Core.GitLab;

/// <summary>What a ref is; no third kind appears in an ID token.</summary>
public enum RefType
{
    /// <summary>A branch: <c>refs/heads/…</c>.</summary>
    Branch,

    /// <summary>A tag: <c>refs/tags/…</c>.</summary>
    Tag,
}

/// <summary>A branch or a tag by its short name.</summary>
/// <param name="Type">Which of the two.</param>
/// <param name="Name">Without <c>refs/…/</c>.</param>
public sealed record Ref(RefType Type, string Name)
{
    private static readonly SearchValues<char> Forbidden = SearchValues.Create(" ~^:?*[\\\u007f");

    private static readonly string[] ForbiddenPairs = ["..", "@{"];

    /// <summary><c>branch</c> or <c>tag</c>, as the claim <c>ref_type</c> says it.</summary>
    public string TypeName => Type == RefType.Tag ? "tag" : "branch";

    /// <summary>The full name, <c>refs/heads/…</c> or <c>refs/tags/…</c>.</summary>
    public string Path => (Type == RefType.Tag ? "refs/tags/" : "refs/heads/") + Name;

    /// <summary>The branch or tag of a full name; null for any other text.</summary>
    public static Ref? OfPath(string path)
    {
        foreach (var type in (RefType[])[RefType.Branch, RefType.Tag])
        {
            var prefix = new Ref(type, "").Path;
            if (path.StartsWith(prefix, StringComparison.Ordinal) && IsName(path[prefix.Length..]))
                return new Ref(type, path[prefix.Length..]);
        }
        return null;
    }

    /// <summary>The branch and the tag that a short name can mean; none when Git would not allow the name.</summary>
    public static IReadOnlyList<Ref> OfName(string name) =>
        IsName(name) ? [new Ref(RefType.Branch, name), new Ref(RefType.Tag, name)] : [];

    /// <summary>
    /// Whether Git would allow the name (git-check-ref-format). In particular it holds no colon, which separates the
    /// parts of a <c>sub</c>: two different refs can never make one subject.
    /// </summary>
    public static bool IsName(string name)
    {
        var hasLength = name.Length is > 0 and <= 255;
        if (!hasLength || name == "@" || name[0] == '-' || name.EndsWith('.'))
            return false;
        if (name.AsSpan().ContainsAny(Forbidden) || name.Any(char.IsControl))
            return false;
        return !ForbiddenPairs.Any(p => name.Contains(p, StringComparison.Ordinal)) && name.Split('/').All(IsSegment);
    }

    private static bool IsSegment(string part) =>
        part.Length > 0 && part[0] != '.' && !part.EndsWith(".lock", StringComparison.Ordinal);
}
