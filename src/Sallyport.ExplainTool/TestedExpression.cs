using System.Text.Json;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Wire;
using Sallyport.Explain.Lint;

namespace Sallyport.ExplainTool;

/// <summary>A claims-matching expression beside an issuer, and beside claims where they are given.</summary>
internal sealed record TestedExpression
{
    private TestedExpression(string source, string issuer, JsonElement? claims)
    {
        Source = source;
        Issuer = issuer;
        Claims = claims;
    }

    /// <summary>The expression as it was written.</summary>
    public string Source { get; }

    /// <summary>The issuer of the expression's credential.</summary>
    public string Issuer { get; }

    /// <summary>The claims to test; null when none are given.</summary>
    public JsonElement? Claims { get; }

    /// <summary>Why the expression cannot be read; null when it can.</summary>
    public ExpressionError? Error { get; private init; }

    /// <summary>Its comparisons; none when it cannot be read.</summary>
    public IReadOnlyList<ClaimTest> Tests { get; private init; } = [];

    /// <summary>Why Graph would refuse to store it under today's rules; null when it would store it.</summary>
    public string? In2026 { get; private init; }

    /// <summary>Why Graph would refuse to store it under the older rules; null when it would store it.</summary>
    public string? In2024 { get; private init; }

    /// <summary>Whether the claims pass it; true as well for an expression that can be read beside no claims.</summary>
    public bool Holds { get; private init; }

    /// <summary>What else it lets in.</summary>
    public IReadOnlyList<string> Lint { get; private init; } = [];

    /// <summary>Subjects that it accepts.</summary>
    public IReadOnlyList<string> Examples { get; private init; } = [];

    /// <summary>Whether it is accepted today, and holds.</summary>
    public bool IsGood => In2026 is null && Holds;

    /// <summary>Reads and tests an expression.</summary>
    public static TestedExpression Of(string source, string issuer, JsonElement? claims)
    {
        var tested = new TestedExpression(source, issuer, claims);
        var (expression, error) = ClaimsMatchingExpression.Read(source);
        if (expression is null)
            return tested with { Error = error, In2026 = $"{error}", In2024 = $"{error}" };
        return tested with
        {
            Tests = expression.Tests,
            In2026 = IssuerProfiles.Refuse(issuer, expression, RuleSet.Entra2026),
            In2024 = IssuerProfiles.Refuse(issuer, expression, RuleSet.Entra2024),
            Holds = claims is not { } given || Passes(expression, issuer, given),
            Lint = ExpressionLint.Of(issuer, expression),
            Examples = ExpressionExamples.Of(issuer, expression),
        };
    }

    private static bool Passes(ClaimsMatchingExpression expression, string issuer, JsonElement claims) =>
        expression.FirstFailing(claims) is null && claims.String("iss") == issuer;
}
