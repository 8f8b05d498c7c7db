namespace Sallyport.Core.GitLab.Ci;

/// <summary>Finds the word that somebody meant who mistyped it.</summary>
internal static class Suggestion
{
    private const int MaximumDistance = 2;
    private const int MaximumLength = 40;

    /// <summary>A hint such as <c>did you mean 'script'?</c>, or null when no word is near.</summary>
    /// <param name="written">What is written.</param>
    /// <param name="words">The words that are known.</param>
    public static string? For(string written, IEnumerable<string> words)
    {
        if (written.Length is 0 or > MaximumLength)
            return null;
        var near = words.Select(w => (Word: w, Distance: Distance(written.ToLowerInvariant(), w)))
            .Where(n => n.Distance <= MaximumDistance && n.Distance < n.Word.Length / 2.0)
            .OrderBy(n => n.Distance)
            .ThenBy(n => n.Word, StringComparer.Ordinal)
            .Select(n => n.Word)
            .FirstOrDefault();
        return near is null ? null : $"did you mean '{near}'?";
    }

    // The number of letters to insert, remove or replace.
    private static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, 1 + Math.Min(row[j], row[j - 1]));
            }
        }
        return row[^1];
    }
}
