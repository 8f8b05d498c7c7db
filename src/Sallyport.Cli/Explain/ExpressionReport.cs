using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Wire;
using Sallyport.Explain;
using Sallyport.Explain.Lint;

namespace Sallyport.Cli.Explain;

/// <summary>Tests a claims-matching expression: its comparisons, which of them hold, who may write it and what else it lets in.</summary>
internal static class ExpressionReport
{
    /// <summary>The expression.</summary>
    public static readonly Option<string?> Expression = new("--expression") { Description = "A claims-matching expression to test", HelpName = "EXPR" };

    /// <summary>The issuer that it is for.</summary>
    public static readonly Option<string?> Issuer = new("--issuer") { Description = "The issuer of the expression's credential", HelpName = "URL" };

    /// <summary>Prints the report; fails when the expression cannot be read, is not accepted today, or does not hold.</summary>
    public static async Task<int> RunAsync(ParseResult command, ExplanationText text, CancellationToken cancel)
    {
        var (source, issuer) = (command.GetValue(Expression)!, command.GetValue(Issuer)!);
        var claims = command.GetValue(PresentedOptions.Claims) is { } file ? await PresentedOptions.ReadClaimsAsync(file, cancel) : (JsonElement?)null;
        var (expression, error) = ClaimsMatchingExpression.Read(source);
        var in2026 = expression is null ? error!.ToString() : IssuerProfiles.Refuse(issuer, expression, RuleSet.Entra2026);
        var in2024 = expression is null ? error!.ToString() : IssuerProfiles.Refuse(issuer, expression, RuleSet.Entra2024);
        var lint = expression is null ? [] : ExpressionLint.Of(issuer, expression);
        var examples = expression is null ? [] : ExpressionExamples.Of(issuer, expression);
        var holds = expression is not null && (claims is not { } c || (expression.FirstFailing(c) is null && c.String("iss") == issuer));
        if (command.GetValue(GlobalOptions.Json))
            new Envelope("explain", in2026 is null && holds ? "ok" : "failed", new JsonObject
            {
                ["tests"] = new JsonArray([.. (expression?.Tests ?? []).Select(t => (JsonNode)Node(t, claims))]),
                ["refusals"] = new JsonObject { ["entra-2026"] = in2026, ["entra-2024"] = in2024 },
                ["holds"] = claims is null ? null : holds,
                ["accepts"] = new JsonArray([.. examples.Select(e => (JsonNode)e)]),
                ["lint"] = new JsonArray([.. lint.Select(l => (JsonNode)l)]),
            }).Print();
        else
        {
            Write(text, source, issuer, expression, error, claims, (in2026, in2024), lint);
            foreach (var example in examples)
                text.Labelled(example == examples[0] ? "accepts" : "", $"for example {example}");
        }
        return in2026 is null && holds ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static void Write(
        ExplanationText text, string source, string issuer, ClaimsMatchingExpression? expression, ExpressionError? error, JsonElement? claims,
        (string? In2026, string? In2024) refusals, IReadOnlyList<string> lint)
    {
        if (expression is null)
        {
            text.WriteRefusal("The expression cannot be read.");
            text.Labelled("rule", source);
            text.Labelled("", new string(' ', error!.Position) + "^ " + error);
            return;
        }
        foreach (var test in expression.Tests)
            text.Labelled(test == expression.Tests[0] ? "tests" : "and", Word(test) + Verdict(test, claims));
        if (claims?.String("iss") is { } presented && presented != issuer)
            text.WriteRefusal($"the claims are of another issuer: {presented}");
        text.Labelled("2026", refusals.In2026 ?? "accepted");
        text.Labelled("2024", refusals.In2024 ?? "accepted");
        foreach (var warning in lint)
            text.WriteWarning(warning);
    }

    private static string Verdict(ClaimTest test, JsonElement? claims) => claims switch
    {
        null => "",
        { } given when test.Holds(given) => "  – holds",
        { } given when given.String(test.Claim) is { Length: > 0 } value => $"  – does not hold: it is '{value}', which differs from character {(test.Mismatch(value) ?? 0) + 1} on",
        _ => "  – does not hold: the claim is missing or no text",
    };

    private static string Word(ClaimTest test) => $"claims['{test.Claim}'] {(test.Operator == ClaimOperator.Eq ? "eq" : "matches")} '{test.Comparand}'";

    private static JsonObject Node(ClaimTest test, JsonElement? claims) => new JsonObject
    {
        ["claim"] = test.Claim,
        ["operator"] = test.Operator == ClaimOperator.Eq ? "eq" : "matches",
        ["comparand"] = test.Comparand,
        ["holds"] = claims is { } given ? test.Holds(given) : null,
    };
}
