using System.Text.Json;
using System.Text.Json.Nodes;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Rules;
using Sallyport.Explain.Causes;
using Sallyport.Explain.Fixes;

namespace Sallyport.Explain;

/// <summary>The one form of an explanation as JSON. docs/explain.md describes it.</summary>
public static class ExplanationJson
{
    /// <summary>The verdict, what was presented beside each credential, the likely cause and its fixes.</summary>
    public static JsonObject Of(Explanation explanation) => new()
    {
        ["matches"] = explanation.Matches,
        ["undecided"] = explanation.IsUndecided,
        ["outcome"] = OutcomeOf(explanation),
        ["stage"] = explanation.Stage,
        ["codes"] = Codes(explanation.In2026?.Code, explanation.In2024?.Code),
        ["presented"] = explanation.Judgement.Assertion is { } assertion ? Presented(assertion) : null,
        ["credentials"] = ListOf(explanation.Judgement.Compared.Select(OfComparison)),
        ["cause"] = (explanation.Cause ?? explanation.Outdated) is { } cause ? OfCause(cause) : null,
        ["warning"] = explanation.Warning,
        ["advice"] = ListOf(explanation.Advice.Select(advice => JsonValue.Create(advice))),
    };

    /// <summary>The codes of both rule sets; null where one has none.</summary>
    public static JsonObject Codes(string? in2026, string? in2024) => new()
    {
        [RuleSet.Entra2026.Name] = in2026,
        [RuleSet.Entra2024.Name] = in2024,
    };

    /// <summary>A likely cause, what is wrong besides, and the fixes of all that.</summary>
    public static JsonObject OfCause(LikelyCause cause) => new()
    {
        ["kind"] = cause.Kind,
        ["side"] = cause.Side.ToString().ToLowerInvariant(),
        ["text"] = cause.Text,
        ["fixes"] = ListOf(cause.Fixes.Select(OfFix)),
        ["further"] = ListOf(cause.Further.Select(OfCause)),
    };

    /// <summary>What one credential says of what was presented.</summary>
    public static JsonObject OfComparison(CredentialMatch match) => new()
    {
        ["id"] = match.Credential.Id.ToString(),
        ["name"] = match.Credential.Name,
        ["issuer"] = match.Credential.Issuer,
        ["subject"] = match.Credential.Subject,
        ["expression"] = match.Credential.Expression,
        ["audience"] = match.Credential.Audience,
        ["stage"] = StageOf(match),
        ["difference"] = match.Difference,
        ["failingClaim"] = match.FailingTest?.Claim,
        ["terms"] = ListOf(match.Terms.Select(OfTerm)),
    };

    // A client that cannot sign in has no outcome: its assertion was not judged.
    private static string? OutcomeOf(Explanation explanation) => explanation.Stage == Explanation.ClientStage
        ? null
        : JsonNamingPolicy.CamelCase.ConvertName(explanation.Judgement.Outcome.ToString());

    private static string StageOf(CredentialMatch match)
    {
        var isExpression = match.Stage == MatchStage.Subject && match.HasExpression;
        return isExpression ? "expression" : match.Stage.ToString().ToLowerInvariant();
    }

    private static JsonObject Presented(Assertion assertion) => new()
    {
        ["issuer"] = assertion.Issuer,
        ["subject"] = assertion.Subject,
        ["audience"] = assertion.Audience,
    };

    private static JsonObject OfFix(Fix fix) => new()
    {
        ["text"] = fix.Text,
        ["command"] = fix.Command,
    };

    private static JsonObject OfTerm(TermMatch term) => new()
    {
        ["claim"] = term.Test.Claim,
        ["operator"] = term.Test.Word,
        ["comparand"] = term.Test.Comparand,
        ["holds"] = term.Holds,
        ["presented"] = term.Presented,
        ["difference"] = term.Difference,
    };

    private static JsonArray ListOf(IEnumerable<JsonNode?> items) => new([.. items]);
}
