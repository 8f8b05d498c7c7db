namespace Sallyport.Core.GitLab.Ci;

/// <summary>The part of a pattern between two slashes.</summary>
internal static class GlobSegment
{
    /// <summary>Whether the name of a file or folder fits. After a mismatch, the last star takes one more.</summary>
    public static bool Matches(string pattern, string name)
    {
        int at = 0, c = 0, again = -1, from = 0;
        while (c < name.Length)
        {
            if (at < pattern.Length && pattern[at] == '*')
            {
                again = ++at;
                from = c;
            }
            else if (at < pattern.Length && Fits(pattern, at, name[c]) is { IsMatch: true } fit)
            {
                at = fit.Next;
                c++;
            }
            else if (again >= 0)
            {
                at = again;
                c = ++from;
            }
            else
            {
                return false;
            }
        }
        return pattern.AsSpan(at).TrimStart('*').IsEmpty;
    }

    private static (bool IsMatch, int Next) Fits(string pattern, int at, char c) => pattern[at] switch
    {
        '?' => (true, at + 1),
        '[' => Bracket(pattern, at + 1, c),
        '\\' when at + 1 < pattern.Length => (pattern[at + 1] == c, at + 2),
        var literal => (literal == c, at + 1),
    };

    // A bracket without its end fits nothing.
    private static (bool IsMatch, int Next) Bracket(string pattern, int at, char c)
    {
        var isNegated = at < pattern.Length && pattern[at] is '!' or '^';
        at += isNegated ? 1 : 0;
        var isFound = false;
        while (at < pattern.Length && pattern[at] != ']')
        {
            var low = One(pattern, ref at);
            var high = low;
            var isRange = at + 1 < pattern.Length && pattern[at] == '-' && pattern[at + 1] != ']';
            if (isRange)
            {
                at++;
                high = One(pattern, ref at);
            }
            isFound |= low <= c && c <= high;
        }
        return at < pattern.Length ? (isFound != isNegated, at + 1) : (false, at);
    }

    private static char One(string pattern, ref int at)
    {
        var isEscape = pattern[at] == '\\' && at + 1 < pattern.Length;
        at += isEscape ? 1 : 0;
        return pattern[at++];
    }
}
