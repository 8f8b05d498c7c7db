namespace Sallyport.Explain.Errors;

/// <summary>
/// Lines that a terminal, a page or Terraform broke, put together again. A line that was cut at a width goes on without
/// a space, and one that was wrapped at a word goes on with one.
/// </summary>
internal static class WrappedLines
{
    private const int NarrowestCut = 60;
    private const int FewestCut = 3;
    private const int MostWrapped = 16;

    // What the service itself begins a line with.
    private static readonly string[] OwnLines = ["Trace ID:", "Correlation ID:", "Timestamp:"];

    /// <summary>
    /// Joins lines that were all cut at one width: several are as long as the longest, and none is longer.
    /// </summary>
    public static string JoinCut(string text)
    {
        var lines = text.Split('\n');
        var width = lines.Max(l => l.Length);
        var isCut = width >= NarrowestCut && lines.Count(l => l.Length == width) >= FewestCut;
        return isCut ? string.Concat(lines.Select(l => l.Length == width ? l : l + '\n')) : text;
    }

    /// <summary>
    /// Joins the lines of a message that was wrapped at words, up to the time behind it or the end of its paragraph;
    /// the text as it is where the message ends on its first line.
    /// </summary>
    /// <param name="text">A text that begins with the code.</param>
    /// <param name="isWhole">Whether a line holds all of the message.</param>
    public static string JoinWrapped(string text, Func<string, bool> isWhole)
    {
        var lines = text.Split('\n');
        if (lines.Length == 1 || isWhole(lines[0]))
            return text;
        if (OwnLines.Any(own => lines[1].StartsWith(own, StringComparison.Ordinal)))
            return text;
        var paragraph = lines.Take(MostWrapped).TakeWhile(l => !string.IsNullOrWhiteSpace(l) && !IsAnother(l)).ToList();
        var joined = string.Join(' ', paragraph.Select(l => l.Trim()));
        if (!isWhole(joined))
            return text;
        return string.Join('\n', [joined, .. lines.Skip(paragraph.Count)]);
    }

    // A message of its own, as az and the runners begin one.
    private static bool IsAnother(string line) =>
        line.StartsWith("ERROR:", StringComparison.Ordinal) || line.StartsWith("##[", StringComparison.Ordinal);
}
