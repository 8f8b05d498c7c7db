using System.Text.Json.Nodes;
using Sallyport.Explain;
using Sallyport.ExplainTool.Output;

namespace Sallyport.ExplainTool;

/// <summary>
/// An <see cref="Explained"/> as the data of an <see cref="Envelope"/>. docs/explain.md describes it.
/// </summary>
internal static class ExplainedJson
{
    /// <summary>What the command prints of several; it has failed unless one of them would be accepted.</summary>
    public static Envelope Envelope(IReadOnlyCollection<Explained> explained)
    {
        var status = explained.Any(e => e.Matches) ? "ok" : "failed";
        var all = new JsonArray([.. explained.Select(Of)]);
        return new Envelope("explain", status, new JsonObject { ["explained"] = all });
    }

    /// <summary>Writes the explanation's members, and those that only the command has.</summary>
    public static JsonObject Of(Explained explained)
    {
        var json = ExplanationJson.Of(explained.Explanation);
        json["matches"] = explained.Matches;
        json["idToken"] = explained.Presented.IdToken;
        json["live"] = Live(explained);
        json["otherApplications"] = explained.Others is { } others ? Of(others) : null;
        json["unchecked"] = new JsonArray([.. explained.Open.Select(Of)]);
        json["notes"] = Of(explained.Notes);
        json["rest"] = explained.Rest is { } rest ? Of(rest) : null;
        return json;
    }

    /// <summary>Writes what a reader should know beside an explanation.</summary>
    public static JsonArray Of(IReadOnlyList<Note> notes) => new([.. notes.Select(Of)]);

    private static JsonObject Of(OtherApplications others) => new()
    {
        ["seen"] = others.Seen,
        ["more"] = others.More,
        ["cause"] = others.Cause is { } cause ? ExplanationJson.OfCause(cause) : null,
    };

    private static JsonObject Of(Unchecked part) => new()
    {
        ["what"] = part.What,
        ["codes"] = new JsonArray([.. part.Codes.Select(code => JsonValue.Create($"AADSTS{code}"))]),
    };

    private static JsonObject Of(Note note) => new() { ["text"] = note.Text, ["command"] = note.Command };

    private static JsonObject? Live(Explained explained)
    {
        var isAsked = explained.IsVerified || explained.Unread is not null || explained.Steps.Count > 0;
        return !isAsked ? null : new JsonObject
        {
            ["verified"] = explained.IsVerified,
            ["url"] = explained.Unread?.Url,
            ["reason"] = explained.Unread?.Reason,
            ["steps"] = new JsonArray([.. explained.Steps.Select(Of)]),
        };
    }

    private static JsonObject Of(LiveStep step) => new()
    {
        ["document"] = step.Document,
        ["step"] = step.Name,
        ["passed"] = step.Passed,
        ["text"] = step.Text,
        ["fix"] = step.Fix,
    };
}
