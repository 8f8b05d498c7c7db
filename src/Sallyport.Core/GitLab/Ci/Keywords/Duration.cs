using System.Globalization;

namespace Sallyport.Core.GitLab.Ci;

/// <summary>
/// A length of time in words: <c>1h 30m</c>, <c>10 minutes</c>, <c>3600</c>. Source: GitLab's CI/CD YAML reference,
/// <c>timeout</c>.
/// </summary>
internal static class Duration
{
    private const int MaximumSeconds = 31 * 24 * 3600;
    private const int MaximumDigits = 12;

    /// <summary>The whole seconds, or null if the text is no duration between a second and a maximum.</summary>
    /// <param name="text">The text.</param>
    /// <param name="maximum">The maximum in seconds; by default a month.</param>
    public static int? Read(string text, int maximum = MaximumSeconds)
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
            if (total > maximum)
                return null;
            rest = SkipJoin(rest);
        }
        return total >= 1 ? (int)total : null;
    }

    // A number and its unit, as seconds.
    private static decimal? ReadPart(ref ReadOnlySpan<char> rest)
    {
        var digits = Length(rest, c => char.IsAsciiDigit(c) || c == '.');
        if (digits is 0 or > MaximumDigits)
            return null;
        var culture = CultureInfo.InvariantCulture;
        if (!decimal.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, culture, out var number))
            return null;
        rest = rest[digits..].TrimStart();
        var letters = Length(rest, char.IsAsciiLetter);
        var unit = Unit(rest[..letters].ToString());
        rest = rest[letters..];
        return number * unit;
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
