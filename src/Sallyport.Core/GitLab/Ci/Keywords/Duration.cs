using System.Globalization;

namespace Sallyport.Core.GitLab.Ci;

/// <summary>
/// A length of time in English, as the Ruby library ChronicDuration reads it: <c>1h 30m</c>, <c>2 hrs 20 min</c>,
/// <c>one hour</c>, <c>1:30:00</c>, <c>3600</c>. A month has 30 days and a year 365.25.
/// Source: "timeout", GitLab's CI/CD YAML reference; henrypoydar/chronic_duration.
/// </summary>
internal static class Duration
{
    /// <summary>The longest timeout of a job, in seconds: a month.</summary>
    public const long Month = 30L * Day;

    /// <summary>The longest delay of a job, in seconds: a week.</summary>
    public const long Week = 7L * Day;

    private const int Hour = 3600;
    private const int Day = 24 * Hour;
    private const int MaximumLength = 200;

    private static readonly string[] Joins = ["and", "with", "plus"];

    private static readonly string[] Small =
    [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
        "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    ];

    private static readonly string[] Tens =
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

    /// <summary>The seconds, or null if the text is no duration or an empty one.</summary>
    public static long? Read(string text)
    {
        if (text.Length > MaximumLength)
            return null;
        var total = Clock(text.Trim()) ?? Words(Split(text.ToLowerInvariant()));
        return total is >= 1 and <= long.MaxValue ? (long)total : null;
    }

    // 4:01 or 1:30:00, the last part being seconds.
    private static decimal? Clock(string text)
    {
        var parts = text.Split(':');
        if (parts.Length is < 2 or > 3)
            return null;
        decimal total = 0;
        foreach (var part in parts)
            if (Digits(part) is { } number)
                total = (total * 60) + number;
            else
                return null;
        return total;
    }

    // Numbers, each with the unit behind it; one without a unit is seconds.
    private static decimal? Words(List<string> words)
    {
        decimal total = 0;
        decimal? number = null;
        foreach (var word in words.Where(w => !Joins.Contains(w, StringComparer.Ordinal)))
            if (Unit(word) is { } unit)
            {
                total += (number ?? 0) * unit;
                number = null;
            }
            else if ((Digits(word) ?? Named(word)) is { } value)
                number = (number ?? 0) + value; // twenty five
            else
                return null;
        return total + (number ?? 0);
    }

    // Words and numbers: between a digit and a letter there need not be a blank.
    private static List<string> Split(string text)
    {
        var words = new List<string>();
        var word = "";
        foreach (var c in text)
        {
            var belongs = word.Length == 0 || char.IsAsciiLetter(c) == char.IsAsciiLetter(word[^1]);
            var separates = char.IsWhiteSpace(c) || c is ',' or '-';
            if ((separates || !belongs) && word.Length > 0)
            {
                words.Add(word);
                word = "";
            }
            if (!separates)
                word += c;
        }
        if (word.Length > 0)
            words.Add(word);
        return words;
    }

    private static decimal? Digits(string word)
    {
        var culture = CultureInfo.InvariantCulture;
        var isNumber = word.Length <= 12
            && decimal.TryParse(word, NumberStyles.AllowDecimalPoint, culture, out _);
        return isNumber ? decimal.Parse(word, NumberStyles.AllowDecimalPoint, culture) : null;
    }

    private static decimal? Named(string word)
    {
        if (word is "a" or "an")
            return 1;
        var small = Array.IndexOf(Small, word);
        var tens = Array.IndexOf(Tens, word);
        if (tens >= 0)
            return (tens + 2) * 10;
        return small >= 0 ? small : null;
    }

    private static decimal? Unit(string word) => word switch
    {
        "s" or "sec" or "secs" or "second" or "seconds" => 1,
        "m" or "min" or "mins" or "minute" or "minutes" => 60,
        "h" or "hr" or "hrs" or "hour" or "hours" => Hour,
        "d" or "dy" or "day" or "days" => Day,
        "w" or "wk" or "wks" or "week" or "weeks" => Week,
        "mo" or "mon" or "mos" or "month" or "months" => Month,
        "y" or "yr" or "yrs" or "year" or "years" => 365.25m * Day,
        _ => null,
    };
}
