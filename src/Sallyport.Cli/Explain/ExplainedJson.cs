using System.Text.Json.Nodes;
using Sallyport.Core.Entra.Federation;

namespace Sallyport.Cli.Explain;

/// <summary>An <see cref="Explained"/> as the data of an <see cref="Envelope"/>. docs/explain.md describes it.</summary>
internal static class ExplainedJson
{
    /// <summary>Writes it.</summary>
    public static JsonObject Of(Explained explained)
    {
        var verdict = explained.Verdict;
        return new JsonObject
        {
            ["idToken"] = explained.Presented.IdToken,
            ["matches"] = explained.Matches,
            ["stage"] = verdict.Stage,
            ["codes"] = Codes(verdict.In2026?.Code, verdict.In2024?.Code),
            ["presented"] = verdict.Assertion is not { } a ? null : new JsonObject { ["issuer"] = a.Issuer, ["subject"] = a.Subject, ["audience"] = a.Audience },
            ["credentials"] = new JsonArray([.. verdict.Compared.Select(Comparison)]),
            ["cause"] = verdict.Cause is { } cause ? Of(cause) : null,
            ["warning"] = verdict.Warning,
            ["advice"] = new JsonArray([.. verdict.Lint.Select(l => (JsonNode)l)]),
            ["live"] = Live(explained),
            ["otherApplications"] = explained.Others is not { } others ? null : new JsonObject
            {
                ["seen"] = others.Seen, ["more"] = others.More, ["cause"] = others.Cause is { } other ? Of(other) : null,
            },
            ["notes"] = new JsonArray([.. explained.Notes.Select(n => new JsonObject { ["text"] = n.Text, ["command"] = n.Command })]),
            ["rest"] = explained.Rest is { } rest ? Of(rest) : null,
        };
    }

    /// <summary>Writes the codes of both rule sets.</summary>
    public static JsonObject Codes(string? in2026, string? in2024) => new() { ["entra-2026"] = in2026, ["entra-2024"] = in2024 };

    /// <summary>Writes a cause.</summary>
    public static JsonObject Of(LikelyCause cause) => new()
    {
        ["kind"] = cause.Kind,
        ["side"] = cause.Side.ToString().ToLowerInvariant(),
        ["text"] = cause.Cause,
        ["mends"] = new JsonArray([.. ((Mend?[])[cause.Mend, cause.Other]).OfType<Mend>().Select(m => new JsonObject { ["text"] = m.Text, ["command"] = m.Command })]),
    };

    /// <summary>Writes what one credential says of what was presented.</summary>
    public static JsonNode Comparison(CredentialMatch match) => new JsonObject
    {
        ["id"] = match.Credential!.Id.ToString(),
        ["name"] = match.Credential.Name,
        ["issuer"] = match.Credential.Issuer,
        ["subject"] = match.Credential.Subject,
        ["expression"] = match.Credential.Expression,
        ["audience"] = match.Credential.Audience,
        ["stage"] = Explanation.StageOf(match),
        ["difference"] = match.Difference,
        ["failingClaim"] = match.FailingTest?.Claim,
    };

    private static JsonObject? Live(Explained explained) => explained switch
    {
        { Verified: true } => new JsonObject { ["verified"] = true },
        { Unread: { } unread } => new JsonObject { ["verified"] = false, ["url"] = unread.Url, ["reason"] = unread.Reason },
        _ => null,
    };
}
