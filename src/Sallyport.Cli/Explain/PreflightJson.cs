using System.Text.Json;
using System.Text.Json.Nodes;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Tokens;
using Sallyport.Core.Wire;

namespace Sallyport.Cli.Explain;

/// <summary>A <see cref="Preflight"/> as a part of the data of an <see cref="Envelope"/>. docs/explain.md describes it.</summary>
internal static class PreflightJson
{
    /// <summary>Writes it.</summary>
    public static JsonObject Of(Preflight verdict) => new()
    {
        ["matches"] = verdict.Matches,
        ["undecided"] = verdict.IsUndecided,
        ["stage"] = verdict.Stage,
        ["codes"] = Codes(verdict.In2026?.Code, verdict.In2024?.Code),
        ["presented"] = verdict.Assertion is not { } a ? null : new JsonObject { ["issuer"] = a.Issuer, ["subject"] = a.Subject, ["audience"] = a.Audience },
        ["credentials"] = new JsonArray([.. verdict.Compared.Select(Comparison)]),
        ["cause"] = verdict.Cause is { } cause ? Of(cause) : null,
        ["warning"] = verdict.Warning,
        ["advice"] = new JsonArray([.. verdict.Lint.Select(l => (JsonNode)l)]),
    };

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
        ["terms"] = new JsonArray([.. match.Terms.Select(t => JsonSerializer.SerializeToNode(ExplainedTerm.Of(t), StrictJson.Options))]),
    };
}
