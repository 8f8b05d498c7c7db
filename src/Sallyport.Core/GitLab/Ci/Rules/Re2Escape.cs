using System.Globalization;
using System.Text.RegularExpressions;

namespace Sallyport.Core.GitLab.Ci;

/// <summary>What begins with a backslash: sets, and single characters.</summary>
internal static partial class Re2Escape
{
    private const int MaximumCode = 0x10FFFF;

    private static readonly string[] Categories =
    [
        "L", "Lu", "Ll", "Lt", "Lm", "Lo", "M", "Mn", "Mc", "Me", "N", "Nd", "Nl", "No", "P", "Pc", "Pd", "Ps", "Pe",
        "Pi", "Pf", "Po", "S", "Sm", "Sc", "Sk", "So", "Z", "Zs", "Zl", "Zp", "C", "Cc", "Cf", "Cs", "Co",
    ];

    /// <summary>Reads a set as a part of a .NET set; null, and nothing read, when there is none.</summary>
    public static string? Set(string text, ref int position)
    {
        var match = SetForm().Match(text[position..]);
        var set = match.Success ? SetOf(match) : null;
        position += set is null ? 0 : match.Length;
        return set;
    }

    /// <summary>Reads a character; null when RE2 refuses the escape.</summary>
    public static int? Character(string text, ref int position)
    {
        var match = CharacterForm().Match(text[position..]);
        if (!match.Success)
            return null;
        position += match.Length;
        var code = match.Groups["hex"] is { Success: true } hex
            ? Number(hex.Value)
            : CodeOf(match.Value[1..]);
        return code <= MaximumCode ? code : null;
    }

    /// <summary>A character as text of a .NET expression.</summary>
    public static string Literal(int code)
    {
        var isSurrogate = code is >= 0xD800 and <= 0xDFFF;
        var text = isSurrogate ? $"{(char)code}" : char.ConvertFromUtf32(code);
        return $"(?:{Regex.Escape(text)})";
    }

    private static string? SetOf(Match match)
    {
        var letter = match.Value[1];
        if (letter is not ('p' or 'P'))
            return LetterSet(letter);
        var name = match.Groups["category"].Value;
        var isOther = letter == 'P' != name.StartsWith('^');
        name = name.TrimStart('^');
        if (!Categories.Contains(name, StringComparer.Ordinal))
            return null;
        return isOther ? $"\\P{{{name}}}" : $"\\p{{{name}}}";
    }

    // RE2's are ASCII, and \s has no vertical tab.
    private static string LetterSet(char letter) => letter switch
    {
        'd' => "0-9",
        'D' => "\\x00-/:-\\uFFFF",
        'w' => "0-9A-Za-z_",
        'W' => "\\x00-/:-@\\[-^`{-\\uFFFF",
        's' => "\\t\\n\\f\\r ",
        _ => "\\x00-\\x08\\x0B\\x0E-\\x1F!-\\uFFFF",
    };

    private static int CodeOf(string escape) => escape[0] switch
    {
        'a' => '\a',
        'f' => '\f',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\v',
        >= '0' and <= '7' => escape.Aggregate(0, (code, digit) => (code * 8) + digit - '0'),
        var c => c,
    };

    private static int Number(string hex) =>
        hex.Length <= 6 ? int.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture) : int.MaxValue;

    [GeneratedRegex(
        @"\A\\([dDwWsS]|[pP](\{(?<category>\^?\w+)\}|(?<category>[A-Z])))",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex SetForm();

    // A single octal digit other than 0 would be a reference to a group.
    [GeneratedRegex(
        @"\A\\([afnrtv]|0[0-7]{0,2}|[1-7][0-7]{1,2}"
        + @"|x\{(?<hex>[0-9A-Fa-f]+)\}|x(?<hex>[0-9A-Fa-f]{2})|[!-/:-@\[-`{-~ ])",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex CharacterForm();
}
