namespace Sallyport.Core.GitLab.Ci;

/// <summary>Finds the word that somebody may have meant.</summary>
internal static class Spelling
{
    private const int MaximumLength = 40;

    /// <summary>The known word that differs in one or two letters, or null.</summary>
    public static string? Closest(string word, IReadOnlyList<string> known)
    {
        if (word.Length is < 3 or > MaximumLength)
            return null;
        var nearest = known.Select(k => (Word: k, Steps: Distance(word, k))).MinBy(k => k.Steps);
        var allowed = word.Length < 5 ? 1 : 2;
        return nearest.Word is not null && nearest.Steps <= allowed ? nearest.Word : null;
    }

    // How many letters must be changed, added, removed or swapped with their neighbour (optimal string alignment).
    private static int Distance(string from, string to)
    {
        var steps = new int[from.Length + 1, to.Length + 1];
        for (var i = 0; i <= from.Length; i++)
            steps[i, 0] = i;
        for (var j = 0; j <= to.Length; j++)
            steps[0, j] = j;
        for (var i = 1; i <= from.Length; i++)
            for (var j = 1; j <= to.Length; j++)
            {
                var change = from[i - 1] == to[j - 1] ? 0 : 1;
                steps[i, j] = Math.Min(
                    steps[i - 1, j - 1] + change, Math.Min(steps[i - 1, j], steps[i, j - 1]) + 1);
                var isSwap = i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1];
                if (isSwap)
                    steps[i, j] = Math.Min(steps[i, j], steps[i - 2, j - 2] + 1);
            }
        return steps[from.Length, to.Length];
    }
}
