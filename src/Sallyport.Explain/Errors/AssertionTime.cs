using System.Globalization;
using System.Text.RegularExpressions;

namespace Sallyport.Explain.Errors;

/// <summary>
/// What AADSTS700024 says of a token's time: its message names the clock of the service and both ends of the token's
/// life.
/// </summary>
public static partial class AssertionTime
{
    private const int OutsideItsTime = 700024;

    /// <summary>On which side the token missed its time, and by how much; null where the text is silent.</summary>
    /// <param name="error">The error.</param>
    public static CodeMeaning? Meaning(ErrorText error)
    {
        var times = Times().Match(error.Message);
        if (error.Number != OutsideItsTime || !times.Success)
            return null;
        var now = In(times, "now");
        var from = In(times, "from");
        var end = In(times, "end");
        if (now > end)
            return new CodeMeaning(
                $"The token expired at {end:u}, {Words(now - end)} before it was presented.",
                "Get a new token directly before the sign-in. In a long job sign in again: az and the SDKs may present "
                + "the first token once more.");
        if (now < from)
            return new CodeMeaning(
                $"The token is not valid before {from:u}, and was presented {Words(from - now)} earlier.",
                "Check the clock of the server that issues the tokens.");
        return null;
    }

    private static DateTimeOffset In(Match times, string name) => DateTimeOffset.Parse(
        times.Groups[name].Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static string Words(TimeSpan time)
    {
        if (time.TotalHours >= 1)
            return $"{(int)time.TotalHours} h {time.Minutes} min";
        return time.TotalMinutes >= 1 ? $"{time.Minutes} min" : $"{time.Seconds} s";
    }

    [GeneratedRegex(
        "Current time: (?<now>\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,7})?Z), "
        + "assertion valid from (?<from>\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,7})?Z), "
        + "expiry time of assertion (?<end>\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,7})?Z)",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Times();
}
