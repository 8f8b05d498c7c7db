using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace Sallyport.Core.GitLab;

/// <summary>
/// Plain scalars as YAML 1.1 and Ruby see them, because GitLab does: <c>yes</c> is true, <c>0755</c> is 493 and <c>1.10</c> is 1.1 – and
/// a variable of that value has that text. Source: yaml.org/type (bool, int, float, null).
/// </summary>
internal static class YamlScalar
{
    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    private static readonly Regex Decimal = new(@"^[-+]?(0|[1-9][0-9_,]*)$", Options);
    private static readonly Regex Octal = new(@"^[-+]?0[0-7_,]+$", Options);
    private static readonly Regex Hexadecimal = new(@"^[-+]?0x[0-9a-fA-F_,]+$", Options);
    private static readonly Regex Binary = new(@"^[-+]?0b[01_,]+$", Options);
    private static readonly Regex Float = new(@"^[-+]?([0-9][0-9_,]*)?\.[0-9]*([eE][+-][0-9]+)?$", Options);
    private static readonly Regex Exponent = new(@"^[-+]?[0-9]+(\.[0-9]*)?[eE][+-]?[0-9]+$", Options);

    /// <summary>Reads a plain scalar: its kind, and its text as Ruby would print the value.</summary>
    public static CiScalar Read(string plain, int line)
    {
        var (kind, text) = Resolve(plain);
        return new CiScalar(text, kind, line);
    }

    private static (ScalarKind Kind, string Text) Resolve(string plain) => plain switch
    {
        "" or "~" or "null" or "Null" or "NULL" => (ScalarKind.Null, ""),
        "true" or "True" or "TRUE" or "yes" or "Yes" or "YES" or "on" or "On" or "ON" => (ScalarKind.Boolean, "true"),
        "false" or "False" or "FALSE" or "no" or "No" or "NO" or "off" or "Off" or "OFF" => (ScalarKind.Boolean, "false"),
        _ when Octal.IsMatch(plain) => (ScalarKind.Integer, Integer(plain, 1, 8)),
        _ when Decimal.IsMatch(plain) => (ScalarKind.Integer, Integer(plain, 0, 10)),
        _ when Hexadecimal.IsMatch(plain) => (ScalarKind.Integer, Integer(plain, 2, 16)),
        _ when Binary.IsMatch(plain) => (ScalarKind.Integer, Integer(plain, 2, 2)),
        _ when plain.Any(char.IsAsciiDigit) && (Float.IsMatch(plain) || Exponent.IsMatch(plain)) => (ScalarKind.Float, Real(plain)),
        _ => (ScalarKind.Text, plain),
    };

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
        var cleaned = plain.Replace("_", "", StringComparison.Ordinal).Replace(",", "", StringComparison.Ordinal);
        var value = double.Parse(cleaned, NumberStyles.Float, CultureInfo.InvariantCulture);
        if (double.IsInfinity(value))
            return value > 0 ? "Infinity" : "-Infinity";
        if (value != 0 && Math.Abs(value) is < 1e-4 or >= 1e16)
            return value.ToString("0.0################e+00", CultureInfo.InvariantCulture);
        var text = value.ToString("0.0##############################", CultureInfo.InvariantCulture);
        return text == "-0.0" && plain[0] != '-' ? "0.0" : text;
    }
}
