using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Sallyport.Explain.Brought;

/// <summary>
/// What somebody pasted as the service wrote it: without colours, without what a runner, a terminal or Terraform writes
/// before each line, and without the escapes of JSON and of programs. Neither a ref nor a path of a project can hold a
/// backslash, so that none of these is a loss.
/// </summary>
internal static partial class PlainText
{
    // JSON in JSON in a log.
    private const int MaximumDepth = 3;

    /// <summary>The text with a line feed behind each line.</summary>
    public static string Of(string text)
    {
        var plain = Colours().Replace(text, "").ReplaceLineEndings("\n");
        plain = WithoutPrefixes(plain);
        for (var depth = 0; depth < MaximumDepth && Escape().IsMatch(plain); depth++)
            plain = Escape().Replace(plain, Unescaped);
        return plain.ReplaceLineEndings("\n");
    }

    // GitLab's time has a + behind it where the line before goes on.
    private static string WithoutPrefixes(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var line in text.Split('\n'))
        {
            var prefix = Prefix().Match(line);
            if (plain.Length > 0 && !prefix.Groups["on"].Success)
                plain.Append('\n');
            plain.Append(line.AsSpan(prefix.Length));
        }
        return plain.ToString();
    }

    private static string Unescaped(Match escape)
    {
        var code = escape.Groups["code"];
        if (code.Success)
            return ((char)int.Parse(code.Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString();
        return escape.ValueSpan[1] switch
        {
            'r' => "",
            'n' => "\n",
            't' => "\t",
            var itself => itself.ToString(),
        };
    }

    [GeneratedRegex(
        "\x1b(\\[[0-9;?]*[A-Za-z]|\\][^\a\x1b]*(\a|\x1b\\\\))",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Colours();

    // 2026-01-02T03:04:05.678901Z 00O+ of GitLab, the same without the stream of GitHub, │ of Terraform.
    [GeneratedRegex(
        "^([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?Z "
        + "([0-9a-f]{2}[OE]((?<on>\\+)| ))?)?([\u2502\u2575\u2577] ?)?",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Prefix();

    [GeneratedRegex(
        "\\\\(u(?<code>[0-9a-fA-F]{4})|[rnt\"'/\\\\])", RegexOptions.ExplicitCapture)]
    private static partial Regex Escape();
}
