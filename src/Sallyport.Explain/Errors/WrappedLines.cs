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
    /// Joins the lines of a message that was wrapped at words, up to the time behind it, or to the end of its sentence
    /// where no time is; the text as it is where the message ends on its first line.
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
        if (!isWhole(Joined(paragraph)))
            paragraph = SentenceOf(paragraph);
        return string.Join('\n', [Joined(paragraph), .. lines.Skip(paragraph.Count)]);
    }

    private static string Joined(IEnumerable<string> lines) => string.Join(' ', lines.Select(l => l.Trim()));

    // A line that begins with a capital letter may be the next message.
    private static List<string> SentenceOf(List<string> paragraph)
    {
        var sentence = paragraph[..1];
        foreach (var line in paragraph.Skip(1))
        {
            if (EndsSentence(sentence[^1]))
                return sentence;
            if (line.Trim()[0] != '\'' && !char.IsAsciiLetterLower(line.Trim()[0]))
                break;
            sentence.Add(line);
        }
        return EndsSentence(sentence[^1]) ? sentence : paragraph[..1];
    }

    private static bool EndsSentence(string line) => line.TrimEnd().EndsWith('.');

    // A message of its own, as az and the runners begin one.
    private static bool IsAnother(string line) =>
        line.StartsWith("ERROR:", StringComparison.Ordinal) || line.StartsWith("##[", StringComparison.Ordinal);
}
