using System.Text.Json.Nodes;

namespace Sallyport.Cli.Explain;

/// <summary>An <see cref="Explained"/> as the data of an <see cref="Envelope"/>. docs/explain.md describes it.</summary>
internal static class ExplainedJson
{
    /// <summary>Writes it.</summary>
    public static JsonObject Of(Explained explained)
    {
        var json = PreflightJson.Of(explained.Verdict);
        json["matches"] = explained.Matches;
        json["idToken"] = explained.Presented.IdToken;
        json["live"] = Live(explained);
        json["otherApplications"] = explained.Others is not { } others ? null : new JsonObject
        {
            ["seen"] = others.Seen, ["more"] = others.More, ["cause"] = others.Cause is { } cause ? PreflightJson.Of(cause) : null,
        };
        json["notes"] = new JsonArray([.. explained.Notes.Select(n => new JsonObject { ["text"] = n.Text, ["command"] = n.Command })]);
        json["rest"] = explained.Rest is { } rest ? Of(rest) : null;
        return json;
    }

    private static JsonObject? Live(Explained explained) => explained switch
    {
        { Verified: true } => new JsonObject { ["verified"] = true },
        { Unread: { } unread } => new JsonObject { ["verified"] = false, ["url"] = unread.Url, ["reason"] = unread.Reason },
        _ => null,
    };
}
