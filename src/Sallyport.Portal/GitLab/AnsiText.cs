using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Sallyport.Portal.GitLab;

/// <summary>A piece of a log with one look.</summary>
/// <param name="Text">The text.</param>
/// <param name="Style">Class names of the style sheet; empty for plain text.</param>
public sealed record LogSpan(string Text, string Style);

/// <summary>
/// A job's log for the eye: colours by escape sequences (ECMA-48, "Select Graphic Rendition"), without GitLab's marks
/// of sections and without what a carriage return has overwritten.
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
        var look = Look.Plain;
        var start = 0;
        foreach (Match escape in Escape().Matches(text))
        {
            Add(spans, text[start..escape.Index], look);
            start = escape.Index + escape.Length;
            if (escape.Groups["codes"].Success)
                look = look.After(escape.Groups["codes"].Value);
        }
        Add(spans, text[start..], look);
        return spans;
    }

    private static void Add(List<LogSpan> spans, string text, Look look)
    {
        if (text.Length > 0)
            spans.Add(new LogSpan(text, look.Style));
    }

    // section_start:1700000000:name[options]\r\e[0K
    [GeneratedRegex(@"section_(start|end):\d+:[^\r\n]*\r(\x1b\[0K)?", RegexOptions.NonBacktracking)]
    private static partial Regex SectionMark();

    [GeneratedRegex(@"[^\n\r]*\r", RegexOptions.NonBacktracking)]
    private static partial Regex Overwritten();

    [GeneratedRegex(@"\x1b\[((?<codes>[\d;]*)m|[\d;?]*[A-Za-ln-z])", RegexOptions.NonBacktracking)]
    private static partial Regex Escape();

    private sealed record Look(bool IsBold, string Colour)
    {
        public static Look Plain { get; } = new(IsBold: false, "");

        public string Style => IsBold ? $"bold {Colour}".TrimEnd() : Colour;

        /// <summary>The look after the codes of an escape sequence; what is unknown changes nothing.</summary>
        public Look After(string codes) => codes.Split(';')
            .TakeWhile(code => code is not ("38" or "48")) // colours by number follow
            .Aggregate(this, (look, code) => look.After(Number(code)));

        private Look After(int code) => code switch
        {
            0 => Plain,
            1 => this with { IsBold = true },
            22 => this with { IsBold = false },
            >= 30 and <= 37 => this with { Colour = Colours[code - 30] },
            39 => this with { Colour = "" },
            >= 90 and <= 97 => this with { Colour = Colours[code - 90] },
            _ => this,
        };

        private static int Number(string part) =>
            int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
    }
}
