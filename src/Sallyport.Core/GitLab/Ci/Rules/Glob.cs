namespace Sallyport.Core.GitLab.Ci;

/// <summary>
/// A pattern of file names as <c>changes</c> and <c>exists</c> take it: <c>*</c> and <c>?</c> stay in their folder,
/// <c>**/</c> stands for any folders, <c>[a-z]</c> for one of some characters, <c>{a,b}</c> for either text; files that
/// begin with a dot are nothing special. Source: Ruby's <c>File.fnmatch</c> with <c>FNM_PATHNAME</c>,
/// <c>FNM_DOTMATCH</c> and <c>FNM_EXTGLOB</c>.
/// </summary>
internal sealed class Glob
{
    private const int MaximumAlternatives = 1000;

    private readonly List<string[]> alternatives;

    private Glob(List<string[]> alternatives) => this.alternatives = alternatives;

    /// <summary>How many patterns without braces it stands for.</summary>
    public int Count => alternatives.Count;

    /// <summary>Reads a pattern.</summary>
    /// <exception cref="RuleException">Its braces stand for more than a thousand patterns.</exception>
    public static Glob Read(string pattern)
    {
        var alternatives = new List<string[]>();
        var open = new Stack<string>([pattern]);
        while (open.TryPop(out var text))
        {
            var expanded = GlobBraces.First(text);
            if (expanded.Count == 0)
                alternatives.Add(text.Split('/'));
            foreach (var alternative in expanded)
                open.Push(alternative);
            if (open.Count + alternatives.Count > MaximumAlternatives)
                throw new RuleException($"the pattern `{pattern}` stands for too many others");
        }
        return new Glob(alternatives);
    }

    /// <summary>Whether a text holds nothing that a pattern gives a meaning.</summary>
    public static bool IsExact(string text) => text.AsSpan().IndexOfAny("*?[{\\") < 0;

    /// <summary>Whether a path, relative to the project, fits.</summary>
    public bool Matches(string path)
    {
        var parts = path.Split('/');
        return alternatives.Exists(a => Matches(a, parts));
    }

    // Folder by folder. After a mismatch, the last `**/` takes one folder more.
    private static bool Matches(string[] pattern, string[] path)
    {
        int at = 0, part = 0, again = -1, from = 0;
        while (part < path.Length)
        {
            if (IsAnyFolders(pattern, at))
            {
                again = ++at;
                from = part;
            }
            else if (at < pattern.Length && GlobSegment.Matches(pattern[at], path[part]))
            {
                at++;
                part++;
            }
            else if (again >= 0)
            {
                at = again;
                part = ++from;
            }
            else
            {
                return false;
            }
            var isTooLong = at == pattern.Length && part < path.Length;
            if (isTooLong && again < 0)
                return false;
        }
        return at == pattern.Length;
    }

    // Only in front of a slash; `**` at the end is as good as `*`.
    private static bool IsAnyFolders(string[] pattern, int at) => at < pattern.Length - 1 && pattern[at] == "**";
}
