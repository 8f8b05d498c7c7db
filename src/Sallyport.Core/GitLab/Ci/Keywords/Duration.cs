using System.Globalization;

namespace Sallyport.Core.GitLab.Ci;

/// <summary>
/// A length of time in words: <c>1h 30m</c>, <c>10 minutes</c>, <c>one hour</c>, <c>3600</c>. Source: the library
/// ChronicDuration, with which GitLab reads it.
/// </summary>
internal static class Duration
{
    private const int MaximumDigits = 12;
    private const long MaximumSeconds = 1000L * 365 * 24 * 3600;

    private static readonly string[] Numbers =
    [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
        "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
    ];

    /// <summary>The whole seconds, or null if the text is no duration of at least a second.</summary>
    public static long? Read(string text)
    {
        var rest = text.AsSpan().Trim();
        if (rest.IsEmpty)
            return null;
        decimal total = 0;
        while (!rest.IsEmpty)
        {
            if (ReadPart(ref rest) is not { } seconds)
                return null;
            total += seconds;
            if (total > MaximumSeconds)
                return null;
            rest = SkipJoin(rest);
        }
        return total >= 1 ? (long)total : null;
    }

    // A number and its unit, as seconds.
    private static decimal? ReadPart(ref ReadOnlySpan<char> rest)
    {
        if (ReadNumber(ref rest) is not { } number)
            return null;
        rest = rest.TrimStart();
        var letters = Length(rest, char.IsAsciiLetter);
        var unit = Unit(rest[..letters].ToString());
        rest = rest[letters..];
        return number * unit;
    }

    private static decimal? ReadNumber(ref ReadOnlySpan<char> rest)
    {
        var letters = Length(rest, char.IsAsciiLetter);
        var digits = Length(rest, c => char.IsAsciiDigit(c) || c == '.');
        var word = rest[..letters].ToString();
        var number = rest[..digits];
        rest = rest[Math.Max(letters, digits)..];
        if (letters > 0)
            return Array.IndexOf(Numbers, word) is >= 0 and var named ? named : null;
        var culture = CultureInfo.InvariantCulture;
        var isNumber = decimal.TryParse(number, NumberStyles.AllowDecimalPoint, culture, out var value);
        return isNumber && digits <= MaximumDigits ? value : null;
    }

    private static ReadOnlySpan<char> SkipJoin(ReadOnlySpan<char> rest)
    {
        rest = rest.TrimStart(" ,");
        return rest.StartsWith("and ", StringComparison.Ordinal) ? rest[4..].TrimStart() : rest;
    }

    private static int Length(ReadOnlySpan<char> text, Func<char, bool> belongs)
    {
        var length = 0;
        while (length < text.Length && belongs(text[length]))
            length++;
        return length;
    }

    private static decimal? Unit(string word) => word switch
    {
        "" or "s" or "sec" or "secs" or "second" or "seconds" => 1,
        "m" or "min" or "mins" or "minute" or "minutes" => 60,
        "h" or "hr" or "hrs" or "hour" or "hours" => 3600,
        "d" or "day" or "days" => 24 * 3600,
        "w" or "wk" or "wks" or "week" or "weeks" => 7 * 24 * 3600,
        "mo" or "mos" or "month" or "months" => 30 * 24 * 3600,
        "y" or "yr" or "yrs" or "year" or "years" => 31_557_600,
        _ => null,
    };
}
