using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Sallyport.Portal.GitLab;

/// <summary>A piece of a log with one look.</summary>
/// <param name="Text">The text.</param>
/// <param name="Style">Class names of the style sheet; empty for plain text.</param>
public sealed record LogSpan(string Text, string Style);

/// <summary>
/// A job's log for the eye: colours by escape sequences (ECMA-48, "Select Graphic Rendition"), without GitLab's marks of
/// sections and without what a carriage return has overwritten.
/// </summary>
public static partial class AnsiText
{
    private static readonly string[] Colours =
        ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];

    /// <summary>The spans of a log.</summary>
    public static IReadOnlyList<LogSpan> Read(ReadOnlySpan<byte> log)
    {
        var text = SectionMark().Replace(Encoding.UTF8.GetString(log), "");
        text = Overwritten().Replace(text.Replace("\r\n", "\n", StringComparison.Ordinal), "");
        var spans = new List<LogSpan>();
        var (isBold, colour, start) = (false, "", 0);
        foreach (Match escape in Escape().Matches(text))
        {
            Add(spans, text[start..escape.Index], isBold, colour);
            start = escape.Index + escape.Length;
            if (escape.Groups["codes"].Success)
                (isBold, colour) = Apply(escape.Groups["codes"].Value, isBold, colour);
        }
        Add(spans, text[start..], isBold, colour);
        return spans;
    }

    private static void Add(List<LogSpan> spans, string text, bool isBold, string colour)
    {
        if (text.Length > 0)
            spans.Add(new LogSpan(text, string.Join(' ', ((string[])[isBold ? "bold" : "", colour]).Where(c => c != ""))));
    }

    private static (bool IsBold, string Colour) Apply(string codes, bool isBold, string colour)
    {
        foreach (var part in codes.Split(';'))
        {
            var code = int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
            (isBold, colour) = code switch
            {
                0 => (false, ""),
                1 => (true, colour),
                22 => (false, colour),
                >= 30 and <= 37 => (isBold, Colours[code - 30]),
                39 => (isBold, ""),
                >= 90 and <= 97 => (isBold, Colours[code - 90]),
                _ => (isBold, colour),
            };
        }
        return (isBold, colour);
    }

    // section_start:1700000000:name[options]\r\e[0K
    [GeneratedRegex(@"section_(start|end):\d+:[^\r\n]*\r(\x1b\[0K)?", RegexOptions.NonBacktracking)]
    private static partial Regex SectionMark();

    [GeneratedRegex(@"[^\n\r]*\r", RegexOptions.NonBacktracking)]
    private static partial Regex Overwritten();

    [GeneratedRegex(@"\x1b\[((?<codes>[\d;]*)m|[\d;?]*[A-Za-ln-z])", RegexOptions.NonBacktracking)]
    private static partial Regex Escape();
}
