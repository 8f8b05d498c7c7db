using System.Collections.Frozen;
using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace Sallyport.Core.GitLab.Ci;

/// <summary>
/// Plain scalars as YAML 1.1 and Ruby see them, because GitLab does: <c>yes</c> is true, <c>0755</c> is 493 and
/// <c>1.10</c> is 1.1 – and a variable of that value has that text. Source: yaml.org/type (bool, int, float, null).
/// </summary>
internal static class PlainScalar
{
    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    private static readonly FrozenSet<string> True = FrozenSet.Create(
        "true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON");
    private static readonly FrozenSet<string> False = FrozenSet.Create(
        "false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF");

    private static readonly Regex Decimal = new(@"^[-+]?(0|[1-9][0-9_,]*)$", Options);
    private static readonly Regex Octal = new(@"^[-+]?0[0-7_,]+$", Options);
    private static readonly Regex Hexadecimal = new(@"^[-+]?0x[0-9a-fA-F_,]+$", Options);
    private static readonly Regex Binary = new(@"^[-+]?0b[01_,]+$", Options);
    private static readonly Regex Float = new(@"^[-+]?([0-9][0-9_,]*)?\.[0-9]*([eE][+-][0-9]+)?$", Options);
    private static readonly Regex Exponent = new(@"^[-+]?[0-9]+(\.[0-9]*)?[eE][+-]?[0-9]+$", Options);

    /// <summary>Reads a plain scalar: its kind, and its text as Ruby would print the value.</summary>
    public static YamlScalar Read(string plain, Position at)
    {
        var (kind, text) = Resolve(plain);
        return new YamlScalar(text, kind, at);
    }

    private static (ScalarKind Kind, string Text) Resolve(string plain) => plain switch
    {
        "" or "~" or "null" or "Null" or "NULL" => (ScalarKind.Null, ""),
        _ when True.Contains(plain) => (ScalarKind.Boolean, "true"),
        _ when False.Contains(plain) => (ScalarKind.Boolean, "false"),
        _ when Octal.IsMatch(plain) => (ScalarKind.Integer, Integer(plain, 1, 8)),
        _ when Decimal.IsMatch(plain) => (ScalarKind.Integer, Integer(plain, 0, 10)),
        _ when Hexadecimal.IsMatch(plain) => (ScalarKind.Integer, Integer(plain, 2, 16)),
        _ when Binary.IsMatch(plain) => (ScalarKind.Integer, Integer(plain, 2, 2)),
        _ when IsReal(plain) => (ScalarKind.Float, Real(plain)),
        _ => (ScalarKind.Text, plain),
    };

    private static bool IsReal(string plain)
    {
        var hasDigit = plain.Any(char.IsAsciiDigit); // a lone dot has none
        return hasDigit && (Float.IsMatch(plain) || Exponent.IsMatch(plain));
    }

    private static string Integer(string plain, int prefix, int radix)
    {
        var digits = plain.TrimStart('+', '-')[prefix..];
        var value = BigInteger.Zero;
        foreach (var digit in digits.Where(char.IsAsciiHexDigit))
            value = value * radix + Convert.ToInt32(digit.ToString(), 16);
        return (plain[0] == '-' ? -value : value).ToString(CultureInfo.InvariantCulture);
    }

    // Ruby prints the shortest digits that read back, in positional form between 1e-4 and 1e16.
    private static string Real(string plain)
    {
        var cleaned = string.Concat(plain.Where(c => c is not ('_' or ',')));
        var value = double.Parse(cleaned, NumberStyles.Float, CultureInfo.InvariantCulture);
        if (double.IsInfinity(value))
            return value > 0 ? "Infinity" : "-Infinity";
        var isPositional = value == 0 || Math.Abs(value) is >= 1e-4 and < 1e16;
        if (!isPositional)
            return value.ToString("0.0################e+00", CultureInfo.InvariantCulture);
        var text = value.ToString("0.0##############################", CultureInfo.InvariantCulture);
        return text == "-0.0" && plain[0] != '-' ? "0.0" : text;
    }
}
