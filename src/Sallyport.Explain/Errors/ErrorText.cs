using System.Globalization;
using System.Text.RegularExpressions;
using Sallyport.Core.Wire;
using Sallyport.Explain.Brought;

namespace Sallyport.Explain.Errors;

/// <summary>
/// The door to this room: an error of the token service as somebody pastes it – the message alone, JSON with
/// <c>error_description</c>, what az or an SDK prints, a whole job log. The room owns what such a text says and what
/// its code means. A text is nobody's proof: it is read, and nothing is believed for it.
/// </summary>
public sealed partial record ErrorText
{
    /// <summary>The number behind <c>AADSTS</c>.</summary>
    public required int Number { get; init; }

    /// <summary>The code: <c>AADSTS700213</c>.</summary>
    public string Code => $"AADSTS{Number}";

    /// <summary>What stands behind the code, up to the ids and the time; empty where only the code is there.</summary>
    public string Message { get; init; } = "";

    /// <summary>The trace id, by which the service and a sign-in log know the answer; null without one.</summary>
    public Guid? TraceId { get; init; }

    /// <summary>The correlation id, which the caller may have chosen; null without one.</summary>
    public Guid? CorrelationId { get; init; }

    /// <summary>When the service answered; null where the text does not say it.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>The values that the message names, by the names of <see cref="ErrorValues"/>.</summary>
    public IReadOnlyDictionary<string, string> Values { get; init; } = new Dictionary<string, string>();

    /// <summary>The issuer that was presented; null where the message does not name it whole.</summary>
    public string? Issuer => Values.GetValueOrDefault(ErrorValues.Issuer);

    /// <summary>The subject that was presented; null where the message does not name it whole.</summary>
    public string? Subject => Values.GetValueOrDefault(ErrorValues.Subject);

    /// <summary>The audience that was presented; null where the message does not name it whole.</summary>
    public string? Audience => Values.GetValueOrDefault(ErrorValues.Audience);

    /// <summary>The errors of a text in its order; none where it has no code.</summary>
    /// <remarks>A code in passing ("see AADSTS70021") counts only where no error stands in the text.</remarks>
    public static IReadOnlyList<ErrorText> ReadAll(string text)
    {
        var plain = WrappedLines.JoinCut(PlainText.Of(text));
        var codes = Codes().Matches(plain).ToList();
        var errors = codes.Where(c => c.Groups["is"].Success).ToList();
        var starts = errors.Count > 0 ? errors : codes;
        var read = new List<ErrorText>();
        for (var i = 0; i < starts.Count; i++)
        {
            var end = i + 1 < starts.Count ? starts[i + 1].Index : plain.Length;
            var part = WrappedLines.JoinWrapped(plain[starts[i].Index..end], HasEnd);
            read.Add(Read(starts[i], part, whole: starts.Count == 1 ? plain : null));
        }
        return read;
    }

    /// <summary>The last error of a text, which is what a job ended with; null where it has no code.</summary>
    public static ErrorText? Read(string text) => ReadAll(text) is [.., var last] ? last : null;

    /// <summary>
    /// The ids by which a sign-in log may know what a text is about, trace ids first: also where no code stands beside
    /// them, and of a text that is an id and nothing else.
    /// </summary>
    public static IReadOnlyList<Guid> IdsIn(string text)
    {
        var plain = WrappedLines.JoinCut(PlainText.Of(text));
        if (StrictGuid.TryRead(plain.Trim(), out var alone))
            return [alone];
        var found = Ids().Matches(plain).ToList();
        return
        [
            .. found.OrderBy(m => IsTrace(m) ? 0 : 1).Select(IdOf).OfType<Guid>().Distinct(),
        ];
    }

    private static ErrorText Read(Match start, string part, string? whole)
    {
        var message = part[start.Length..];
        var end = MessageEnd().Match(message);
        message = (end.Success ? message[..end.Index] : message).Trim();
        return new ErrorText
        {
            Number = int.Parse(start.Groups["number"].Value, CultureInfo.InvariantCulture),
            Message = start.Groups["is"].Success ? message : "",
            TraceId = IdIn(part, isTrace: true) ?? IdIn(whole, isTrace: true),
            CorrelationId = IdIn(part, isTrace: false) ?? IdIn(whole, isTrace: false),
            Timestamp = TimeIn(part) ?? TimeIn(whole),
            Values = ErrorValues.In(message),
        };
    }

    // A line's end alone may be where the message was wrapped.
    private static bool HasEnd(string line) => MessageEnd().IsMatch(line);

    private static Guid? IdIn(string? text, bool isTrace) =>
        Ids().Matches(text ?? "").Where(m => IsTrace(m) == isTrace).Select(IdOf).FirstOrDefault();

    private static Guid? IdOf(Match found) => StrictGuid.TryRead(found.Groups["id"].Value, out var id) ? id : null;

    private static DateTimeOffset? TimeIn(string? text)
    {
        var found = Times().Match(text ?? "");
        const DateTimeStyles utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        var isTime = DateTimeOffset.TryParse(
            found.Groups["time"].Value, CultureInfo.InvariantCulture, utc, out var time);
        return found.Success && isTime ? time : null;
    }

    private static bool IsTrace(Match id) =>
        id.Groups["which"].Value.StartsWith("trace", StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(
        "AADSTS(?<number>[0-9]{4,9})(?<is>: ?)?", RegexOptions.ExplicitCapture)]
    private static partial Regex Codes();

    // A quotation mark ends it where it ends a member of JSON or a string of a program.
    [GeneratedRegex(
        "(?<!\\s)\\s+-? ?(Trace ID|Correlation ID|Timestamp):|\n|\"\\s*([,}\\])]|\\z)",
        RegexOptions.ExplicitCapture)]
    private static partial Regex MessageEnd();

    [GeneratedRegex(
        "(?<which>trace|correlation)[\\s_-]?id[\"']?\\s*[:=]\\s*[\"']?"
        + "(?<id>[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase
        | RegexOptions.CultureInvariant)]
    private static partial Regex Ids();

    [GeneratedRegex(
        "timestamp[\"']?\\s*[:=]\\s*[\"']?"
        + "(?<time>[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,7})?)Z",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase
        | RegexOptions.CultureInvariant)]
    private static partial Regex Times();
}
