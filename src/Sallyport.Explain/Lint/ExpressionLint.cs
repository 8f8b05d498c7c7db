using Sallyport.Core.Entra.Federation;
using Sallyport.Explain.Causes;

namespace Sallyport.Explain.Lint;

/// <summary>What an expression accepts beyond what its author may have meant. Advice: it refuses nothing.</summary>
public static class ExpressionLint
{
    /// <summary>The warnings about an expression that is read, for an issuer.</summary>
    public static IReadOnlyList<string> Of(string issuer, ClaimsMatchingExpression expression)
    {
        if (IssuerProfiles.Of(issuer) is not { } profile)
            return [$"Expressions are not possible for the issuer '{issuer}'."];
        var tests = expression.Tests;
        var warnings = Reasons(profile, tests);
        if (!tests.Any(t => t.Claim == "sub"))
            warnings.Add("No test of 'sub': every ref of what the other tests name is trusted.");
        warnings.AddRange(tests.Select(OfRegularExpression).OfType<string>());
        warnings.AddRange(PatternLint.Of(profile, expression));
        if (profile.ImmutableIds.Count > 0 && !tests.Any(profile.PinsId))
            warnings.Add(WithoutId(profile.IdFor(PatternOf(tests))!));
        return warnings;
    }

    /// <summary>Why an expression can never hold for an issuer; none when it may.</summary>
    internal static IReadOnlyList<string> ReasonsAgainst(string issuer, ClaimsMatchingExpression expression) =>
        IssuerProfiles.Of(issuer) is { } profile ? Reasons(profile, expression.Tests) : Of(issuer, expression);

    private static List<string> Reasons(IssuerProfile profile, IReadOnlyList<ClaimTest> tests)
    {
        var reasons = new List<string>();
        var testable = string.Join(", ", profile.Claims);
        foreach (var test in tests.Where(t => !profile.Sends(t.Claim)))
            reasons.Add($"The claim '{test.Claim}' may not be tested for this issuer; those that may: {testable}.");
        foreach (var test in tests.Where(t => t.Operator == ClaimOperator.Matches && profile.Exact.Contains(t.Claim)))
            reasons.Add($"The claim '{test.Claim}' may be compared with eq only.");
        foreach (var test in tests.Where(t => t.Operator == ClaimOperator.Eq && Wildcard.IsWild(t.Comparand)))
            reasons.Add($"eq takes the wildcard in '{test.Comparand}' as an ordinary character.");
        return reasons;
    }

    private static string? OfRegularExpression(ClaimTest test)
    {
        if (PatternCause.MeantBy(test.Comparand) is not { } meant)
            return null;
        var written = test with { Operator = ClaimOperator.Matches, Comparand = meant };
        var instead = meant == test.Comparand ? "" : $" If it is one, write {written}.";
        return $"'{test.Comparand}' looks like a regular expression, and an expression knows only the wildcards * and "
            + $"? (with matches).{instead}";
    }

    private static string PatternOf(IReadOnlyList<ClaimTest> tests) =>
        tests.FirstOrDefault(test => test.Claim == "sub")?.Comparand ?? "";

    private static string WithoutId(string claim) =>
        "No immutable id: anyone who registers the path after it was renamed or deleted is trusted. "
        + $"Add: and claims['{claim}'] eq '<{claim}>'";
}
