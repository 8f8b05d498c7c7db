using System.Buffers;
using Cronos;

namespace Sallyport.Core.GitLab;

/// <summary>
/// When a cron expression is due in a time zone. Where both the day of the month and that of the week are limited,
/// either of them does, as in cron and GitLab; Cronos itself asks for both.
/// </summary>
internal static class CronTimes
{
    /// <summary>The zone of a schedule that names none.</summary>
    public const string Utc = "UTC";

    private const int MaximumLength = 255;
    private const int Fields = 5;
    private const int DayOfMonth = 2;
    private const int DayOfWeek = 4;

    private static readonly string[] Words =
        ["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"];

    private static readonly SearchValues<char> OfZones = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/");

    /// <summary>Whether the expression can be read and is due at some time.</summary>
    public static bool IsExpression(string cron)
    {
        var read = Read(cron);
        return read is not null && NextOf(read, TimeZoneInfo.Utc, DateTimeOffset.UnixEpoch) is not null;
    }

    /// <summary>Whether the system knows a time zone of this name from the IANA's list.</summary>
    public static bool IsZone(string name) => ZoneOf(name) is not null;

    /// <summary>When an expression is due next after an instant.</summary>
    public static DateTimeOffset Next(string cron, string zone, DateTimeOffset after) =>
        NextOf(Read(cron)!, ZoneOf(zone) ?? TimeZoneInfo.Utc, after) ?? DateTimeOffset.MaxValue;

    // A name without dots, because it becomes the path of a file.
    private static TimeZoneInfo? ZoneOf(string name)
    {
        var isName = name.Length is > 0 and <= MaximumLength && name[0] != '/';
        if (!isName || name.AsSpan().ContainsAnyExcept(OfZones))
            return null;
        return TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : null;
    }

    // Several, any of which does; null for what is no expression.
    private static List<CronExpression>? Read(string cron)
    {
        if (cron.Length > MaximumLength)
            return null;
        if (Words.Contains(cron.Trim(), StringComparer.Ordinal))
            return [CronExpression.Parse(cron.Trim())];
        var fields = cron.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length != Fields)
            return null;
        var hasBothDays = fields[DayOfMonth] != "*" && fields[DayOfWeek] != "*";
        string[] texts = hasBothDays
            ? [Without(fields, DayOfWeek), Without(fields, DayOfMonth)]
            : [string.Join(' ', fields)];
        var read = new List<CronExpression>();
        foreach (var text in texts)
            if (CronExpression.TryParse(text, out var expression))
                read.Add(expression);
        return read.Count == texts.Length ? read : null;
    }

    private static string Without(string[] fields, int field) =>
        string.Join(' ', fields.Select((text, place) => place == field ? "*" : text));

    private static DateTimeOffset? NextOf(List<CronExpression> read, TimeZoneInfo zone, DateTimeOffset after) =>
        read.Min(e => e.GetNextOccurrence(after, zone))?.ToUniversalTime();
}
