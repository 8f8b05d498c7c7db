using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Signing;

namespace Sallyport.Core.Entra.Federation;

/// <summary>Why an expression does not hold: the first comparison that fails is named. An expression is never loosened.</summary>
internal static class ExpressionCause
{
    public static LikelyCause Of(CredentialMatch match, FederatedIdentityCredential c)
    {
        var (failing, a) = (match.FailingTest, match.Assertion);
        if (failing is null)
            return new("expression-unreadable", FaultSide.Credential, $"The expression of '{c.Name}' cannot be read.",
                Mend.Look("Write it anew; it stands in:", c.ApplicationId));
        if (a.Claims.String(failing.Claim) is not { Length: > 0 } value)
            return Missing(c, a, failing);
        if (failing.Claim == "sub" && RefCause.Of(c, a, GitLabSubject.Read(failing.Comparand), GitLabSubject.Read(a.Subject)) is { } part)
            return part;
        if (failing.Claim == "project_id")
            return new("expression-project-id", FaultSide.Either,
                $"The token's project_id is '{value}', the expression of '{c.Name}' asks for '{failing.Comparand}': another project – a fork, or one made anew under the old path.",
                Mend.Look("Run the job in the project that is trusted; which expressions are trusted is listed by:", c.ApplicationId));
        var letterCase = string.Equals(value, failing.Comparand, StringComparison.OrdinalIgnoreCase);
        return new(
            letterCase ? "expression-letter-case" : failing.Operator == ClaimOperator.Eq && Wildcard.IsWild(failing.Comparand) ? "expression-eq-wildcard" : "expression-term",
            FaultSide.Either,
            $"The claim '{failing.Claim}' is '{value}', which is not what the expression of '{c.Name}' asks for: {Word(failing)} '{failing.Comparand}'.",
            Mend.Look("Compare the two at the mark; which expressions are trusted is listed by:", c.ApplicationId));
    }

    private static LikelyCause Missing(FederatedIdentityCredential c, Assertion a, ClaimTest failing)
    {
        var present = a.Claims.TryGetProperty(failing.Claim, out _);
        return new(present ? "claim-no-text" : "claim-missing", FaultSide.Either,
            $"The expression of '{c.Name}' tests the claim '{failing.Claim}', which the token {(present ? "has not as a text" : "does not have")}.",
            Mend.Look("Test a claim that the issuer sends; which expressions are trusted is listed by:", c.ApplicationId));
    }

    private static string Word(ClaimTest test) => test.Operator == ClaimOperator.Eq ? "eq" : "matches";
}
