using System.Globalization;

namespace Sallyport.Core.GitLab.Ci;

/// <summary>
/// A float as Ruby prints it: the fewest digits that read back, in positional form from 1e-4 up to 1e16, otherwise with
/// an exponent of at least two digits. Source: <c>Float#to_s</c>, Ruby documentation.
/// </summary>
internal static class RubyFloat
{
    private const int SmallestPositional = -4;
    private const int LargestPositional = 15;

    /// <summary><c>1.1</c>, <c>5.0</c>, <c>1.0e-05</c>.</summary>
    public static string Print(double value)
    {
        if (double.IsInfinity(value))
            return value > 0 ? "Infinity" : "-Infinity";
        if (double.IsNaN(value))
            return "NaN";
        var sign = double.IsNegative(value) ? "-" : "";
        return sign + Unsigned(Math.Abs(value));
    }

    private static string Unsigned(double value)
    {
        if (value == 0)
            return "0.0";
        var (digits, exponent) = Split(value);
        if (exponent is < SmallestPositional or > LargestPositional)
            return $"{digits[0]}.{OrZero(digits[1..])}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}";
        if (exponent < 0)
            return "0." + new string('0', -exponent - 1) + digits;
        var whole = digits.PadRight(exponent + 1, '0');
        return $"{whole[..(exponent + 1)]}.{OrZero(whole[(exponent + 1)..])}";
    }

    // The shortest digits and the exponent of the first of them.
    private static (string Digits, int Exponent) Split(double value)
    {
        var culture = CultureInfo.InvariantCulture;
        for (var precision = 0; ; precision++)
        {
            var text = value.ToString("E" + precision.ToString(culture), culture);
            if (precision < 16 && double.Parse(text, NumberStyles.Float, culture) != value)
                continue;
            var parts = text.Split('E');
            var digits = parts[0].Replace(".", "", StringComparison.Ordinal);
            return (digits, int.Parse(parts[1], NumberStyles.AllowLeadingSign, culture));
        }
    }

    private static string OrZero(string digits) => digits.Length == 0 ? "0" : digits;
}
