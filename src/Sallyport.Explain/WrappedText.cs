namespace Sallyport.Explain;

/// <summary>Sentences cut into lines between words, for a terminal.</summary>
internal static class WrappedText
{
    private const int Narrowest = 20;

    /// <summary>The lines of a text; a word that is longer than a line stands on a line of its own.</summary>
    /// <param name="text">The text.</param>
    /// <param name="width">The columns of a line; null for one line of any length.</param>
    public static IEnumerable<string> Lines(string text, int? width)
    {
        if (width is not { } columns)
            return [text];
        var size = Math.Max(Narrowest, columns);
        var lines = new List<string>();
        var line = "";
        foreach (var word in text.Split(' '))
        {
            var longer = line.Length == 0 ? word : $"{line} {word}";
            if (longer.Length > size && line.Length > 0)
            {
                lines.Add(line);
                longer = word;
            }
            line = longer;
        }
        lines.Add(line);
        return lines;
    }
}
