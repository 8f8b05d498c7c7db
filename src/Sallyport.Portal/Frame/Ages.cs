using System.Globalization;

namespace Sallyport.Portal.Frame;

/// <summary>Times as people say them.</summary>
public static class Ages
{
    private static readonly (TimeSpan Length, string Unit)[] Units =
    [
        (TimeSpan.FromDays(1), "day"), (TimeSpan.FromHours(1), "hour"), (TimeSpan.FromMinutes(1), "minute"),
    ];

    /// <summary>How long ago a time was: <c>3 minutes ago</c>.</summary>
    public static string Of(DateTimeOffset time, DateTimeOffset now)
    {
        foreach (var (length, unit) in Units)
        {
            var count = (long)((now - time) / length);
            if (count > 0)
                return string.Create(CultureInfo.InvariantCulture, $"{count} {unit}{(count == 1 ? "" : "s")} ago");
        }
        return "just now";
    }

    /// <summary>How long something took: <c>1 min 5 s</c>.</summary>
    public static string Between(DateTimeOffset start, DateTimeOffset end)
    {
        var seconds = Math.Max(0, (long)(end - start).TotalSeconds);
        return seconds < 60
            ? string.Create(CultureInfo.InvariantCulture, $"{seconds} s")
            : string.Create(CultureInfo.InvariantCulture, $"{seconds / 60} min {seconds % 60} s");
    }
}
