using System.Collections.Frozen;
using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace Sallyport.Core.GitLab.Ci;

/// <summary>
/// Plain scalars as Ruby's Psych sees them, because GitLab does: <c>yes</c> is true, <c>0755</c> is 493, <c>12:30</c>
/// is 45000 and <c>1.10</c> is 1.1 – and a variable of that value has that text. Source:
/// <c>lib/psych/scalar_scanner.rb</c>, ruby/psych.
/// </summary>
internal static class PlainScalar
{
    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    private static readonly FrozenSet<string> True =
        FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "true", "yes", "on");
    private static readonly FrozenSet<string> False =
        FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "false", "no", "off");

    private static readonly Regex Decimal = new(@"^[-+]?(0|[1-9]([0-9]|,[0-9]|_[0-9])*)$", Options);
    private static readonly Regex Octal = new(@"^[-+]?0[_,]*[0-7][0-7_,]*$", Options);
    private static readonly Regex Hexadecimal = new(@"^[-+]?0x[_,]*[0-9a-fA-F][0-9a-fA-F_,]*$", Options);
    private static readonly Regex Binary = new(@"^[-+]?0b[_,]*[01][01_,]*$", Options);
    private static readonly Regex Float = new(@"^[-+]?([0-9][0-9_,]*)?\.[0-9]*([eE][+-][0-9]+)?$", Options);
    private static readonly Regex Base60 = new(@"^[-+]?[0-9][0-9_]*(:[0-5]?[0-9]){1,2}$", Options);
    private static readonly Regex Base60Float = new(@"^[-+]?[0-9][0-9_]*(:[0-5]?[0-9]){1,2}\.[0-9_]*$", Options);
    private static readonly Regex Date = new(@"^[0-9]{4}-(1[012]|0[0-9]|[0-9])-([12][0-9]|3[01]|0[0-9]|[0-9])$", Options);
    private static readonly Regex Time = new(
        @"^-?[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt]|\s+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(\.[0-9]*)?"
            + @"(\s*(Z|[-+][0-9]{1,2}:?([0-9]{2})?))?$",
        Options);

    /// <summary>Reads a plain scalar: its kind, and its text as Ruby would print the value.</summary>
    public static YamlScalar Read(string plain, Position at)
    {
        var (kind, text) = Resolve(plain);
        return new YamlScalar(text, kind, at);
    }

    /// <summary>
    /// The Ruby class of a value that GitLab does not load, <c>Date</c> or <c>Time</c>; null for every other.
    /// </summary>
    public static string? ForbiddenClass(string plain)
    {
        if (plain.Length == 0 || !(char.IsAsciiDigit(plain[0]) || plain[0] == '-'))
            return null;
        if (Time.IsMatch(plain))
            return "Time";
        return Date.IsMatch(plain) ? "Date" : null;
    }

    private static (ScalarKind Kind, string Text) Resolve(string plain)
    {
        if (plain.Length == 0 || plain == "~" || plain.Equals("null", StringComparison.OrdinalIgnoreCase))
            return (ScalarKind.Null, "");
        if (True.Contains(plain))
            return (ScalarKind.Boolean, "true");
        if (False.Contains(plain))
            return (ScalarKind.Boolean, "false");
        return char.IsAsciiDigit(plain[0]) || plain[0] is '-' or '+' or '.' or ':'
            ? ResolveNumber(plain)
            : (ScalarKind.Text, plain);
    }

    private static (ScalarKind Kind, string Text) ResolveNumber(string plain) => plain switch
    {
        _ when plain[0] == ':' => (ScalarKind.Text, Symbol(plain)),
        _ when IsInfinity(plain.TrimStart('+')) => (ScalarKind.Float, "Infinity"),
        _ when plain[0] == '-' && IsInfinity(plain[1..]) => (ScalarKind.Float, "-Infinity"),
        _ when plain.Equals(".nan", StringComparison.OrdinalIgnoreCase) => (ScalarKind.Float, "NaN"),
        _ when Base60.IsMatch(plain) => (ScalarKind.Integer, Sexagesimal(plain)),
        _ when Base60Float.IsMatch(plain) => (ScalarKind.Float, SexagesimalReal(plain)),
        _ when plain.Any(char.IsAsciiDigit) && Float.IsMatch(plain) => (ScalarKind.Float, Real(plain)),
        _ when Octal.IsMatch(plain) => (ScalarKind.Integer, Integer(plain, 1, 8)),
        _ when Decimal.IsMatch(plain) => (ScalarKind.Integer, Integer(plain, 0, 10)),
        _ when Hexadecimal.IsMatch(plain) => (ScalarKind.Integer, Integer(plain, 2, 16)),
        _ when Binary.IsMatch(plain) => (ScalarKind.Integer, Integer(plain, 2, 2)),
        _ => (ScalarKind.Text, plain),
    };

    private static bool IsInfinity(string text) => text.Equals(".inf", StringComparison.OrdinalIgnoreCase);

    // A lone colon is no symbol.
    private static string Symbol(string plain)
    {
        var name = plain[1..];
        var isQuoted = name.Length > 1 && name[0] is '"' or '\'' && name[^1] == name[0];
        if (name.Length == 0)
            return plain;
        return isQuoted ? name[1..^1] : name;
    }

    private static string Integer(string plain, int prefix, int radix)
    {
        var digits = plain.TrimStart('+', '-')[prefix..];
        var value = BigInteger.Zero;
        foreach (var digit in digits.Where(char.IsAsciiHexDigit))
            value = value * radix + Convert.ToInt32(digit.ToString(), 16);
        return Text(plain[0] == '-' ? -value : value);
    }

    // As Psych counts: the first part stands for hours, also when there are only two. The sign is the first part's.
    private static string Sexagesimal(string plain)
    {
        var sum = BigInteger.Zero;
        var unit = new BigInteger(3600);
        foreach (var part in plain.Split(':'))
        {
            sum += unit * BigInteger.Parse(Digits(part), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            unit /= 60;
        }
        return Text(sum);
    }

    private static string SexagesimalReal(string plain)
    {
        var sum = 0.0;
        var unit = 3600.0;
        foreach (var part in plain.Split(':'))
        {
            sum += unit * double.Parse(Digits(part), NumberStyles.Float, CultureInfo.InvariantCulture);
            unit /= 60;
        }
        return RubyFloat.Print(sum);
    }

    private static string Real(string plain) =>
        RubyFloat.Print(double.Parse(Digits(plain), NumberStyles.Float, CultureInfo.InvariantCulture));

    private static string Digits(string plain) => string.Concat(plain.Where(c => c is not ('_' or ',')));

    private static string Text(BigInteger value) => value.ToString(CultureInfo.InvariantCulture);
}
