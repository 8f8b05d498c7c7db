namespace Sallyport.Core.GitLab.Ci;

/// <summary>Braces in a pattern.</summary>
internal static class GlobBraces
{
    /// <summary>The patterns that the first pair of braces stands for; none when there is no pair.</summary>
    public static List<string> First(string pattern)
    {
        var parts = new List<string>();
        int depth = 0, open = -1, start = 0;
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] == '\\')
            {
                i++;
                continue;
            }
            if (pattern[i] == '{' && depth++ == 0)
            {
                open = i;
                start = i + 1;
            }
            var ends = depth == 1 && pattern[i] is ',' or '}';
            if (ends && depth == 1)
            {
                parts.Add(pattern[start..i]);
                start = i + 1;
            }
            if (pattern[i] == '}' && depth > 0 && --depth == 0)
                return [.. parts.Select(p => string.Concat(pattern.AsSpan(0, open), p, pattern.AsSpan(i + 1)))];
        }
        return [];
    }
}
