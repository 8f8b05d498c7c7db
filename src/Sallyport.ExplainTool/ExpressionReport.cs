using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sallyport.ExplainTool.Output;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Wire;
using Sallyport.Explain;

namespace Sallyport.ExplainTool;

/// <summary>
/// Tests a claims-matching expression: its comparisons, which of them hold, who may write it and what else it lets in.
/// </summary>
internal static class ExpressionReport
{
    /// <summary>The expression to test.</summary>
    public static readonly Option<string?> Expression = new("--expression")
    {
        Description = "A claims-matching expression to test, with --claims against claims",
        HelpName = "EXPR",
    };

    /// <summary>The issuer that it is for.</summary>
    public static readonly Option<string?> Issuer = new("--issuer")
    {
        Description = "The issuer of the expression's credential",
        HelpName = "URL",
    };

    /// <summary>
    /// Prints the report; fails when the expression cannot be read, is not accepted today, or does not hold.
    /// </summary>
    public static async Task<int> RunAsync(
        ParseResult command, ExplanationText text, bool asJson, CancellationToken cancel)
    {
        JsonElement? claims = null;
        if (command.GetValue(PresentedOptions.Claims) is { } file)
            claims = await PresentedOptions.ReadClaimsAsync(file, cancel);
        var tested = TestedExpression.Of(command.GetValue(Expression)!, command.GetValue(Issuer)!, claims);
        if (asJson)
            new Envelope("explain", tested.IsGood ? "ok" : "failed", Json(tested)).Print();
        else if (tested.Error is { } error)
            WriteError(tested.Source, error, text);
        else
            Write(tested, text);
        return tested.IsGood ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static void WriteError(string source, ExpressionError error, ExplanationText text)
    {
        text.WriteRefusal("The expression cannot be read.");
        text.Labelled("rule", source);
        text.Labelled("", new string(' ', error.Position) + "^ " + error);
    }

    private static void Write(TestedExpression tested, ExplanationText text)
    {
        foreach (var (index, test) in tested.Tests.Index())
            text.Labelled(index == 0 ? "tests" : "and", Word(test) + Verdict(test, tested.Claims));
        if (tested.Claims?.String("iss") is { } presented && presented != tested.Issuer)
            text.WriteRefusal($"the claims are of another issuer: {presented}");
        text.Labelled("2026", tested.In2026 ?? "accepted");
        text.Labelled("2024", tested.In2024 ?? "accepted");
        foreach (var warning in tested.Lint)
            text.WriteWarning(warning);
        foreach (var (index, example) in tested.Examples.Index())
            text.Labelled(index == 0 ? "accepts" : "", $"for example {example}");
    }

    private static string Verdict(ClaimTest test, JsonElement? claims)
    {
        if (claims is not { } given)
            return "";
        if (test.Holds(given))
            return "  – holds";
        if (given.String(test.Claim) is not { Length: > 0 } value)
            return "  – does not hold: the claim is missing or no text";
        var character = (test.Mismatch(value) ?? 0) + 1;
        return $"  – does not hold: it is '{value}', which differs from character {character} on";
    }

    private static string Word(ClaimTest test) => $"claims['{test.Claim}'] {OperatorOf(test)} '{test.Comparand}'";

    private static string OperatorOf(ClaimTest test) => test.Operator == ClaimOperator.Eq ? "eq" : "matches";

    private static JsonObject Json(TestedExpression tested) => new()
    {
        ["tests"] = new JsonArray([.. tested.Tests.Select(t => (JsonNode)Json(t, tested.Claims))]),
        ["refusals"] = new JsonObject { ["entra-2026"] = tested.In2026, ["entra-2024"] = tested.In2024 },
        ["holds"] = tested.Claims is null ? null : tested.Holds,
        ["accepts"] = new JsonArray([.. tested.Examples.Select(e => (JsonNode)e)]),
        ["lint"] = new JsonArray([.. tested.Lint.Select(l => (JsonNode)l)]),
    };

    private static JsonObject Json(ClaimTest test, JsonElement? claims) => new JsonObject
    {
        ["claim"] = test.Claim,
        ["operator"] = OperatorOf(test),
        ["comparand"] = test.Comparand,
        ["holds"] = claims is { } given ? test.Holds(given) : null,
    };
}
