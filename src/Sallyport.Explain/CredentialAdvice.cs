using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Rules;
using Sallyport.Explain.Lint;

namespace Sallyport.Explain;

/// <summary>What should be known of a credential whatever is presented: advice, for which nothing is refused.</summary>
public static class CredentialAdvice
{
    /// <summary>
    /// What newer rules than these would refuse, and what the credential trusts beyond what its author may have meant.
    /// </summary>
    public static IReadOnlyList<string> Of(FederatedIdentityCredential credential, RuleSet rules)
    {
        var lint = CredentialLint.Of(credential);
        return Warning(credential, rules) is { } warning ? [warning, .. lint] : lint;
    }

    /// <summary>Why no token can ever match the credential; none when one may.</summary>
    public static IReadOnlyList<string> WhyNeverMatching(FederatedIdentityCredential credential)
    {
        var reasons = DeadCredential.Reasons(credential);
        if (credential.Expression is null)
            return [.. reasons];
        return credential.ReadExpression() is { } expression
            ? [.. reasons, .. ExpressionLint.ReasonsAgainst(credential.Issuer, expression)]
            : [.. reasons, "The expression cannot be read."];
    }

    /// <summary>What these rules take and newer ones refuse; null when nothing.</summary>
    public static string? Warning(FederatedIdentityCredential credential, RuleSet rules)
    {
        if (rules.ImmutableIdRequired || credential.ReadExpression() is not { } expression)
            return null;
        var issuer = credential.Issuer;
        if (IssuerProfiles.Refuse(issuer, expression, RuleSet.Entra2026) is null)
            return null;
        const string warning =
            "Since mid 2026 Microsoft Entra refuses this expression (rules entra-2026): it lacks a required claim.";
        var pattern = expression.Tests.FirstOrDefault(test => test.Claim == "sub")?.Comparand ?? "";
        return IssuerProfiles.Of(issuer)?.IdFor(pattern) is { } id
            ? $"{warning} Add an immutable id: {expression.Text} and claims['{id}'] eq '<{id}>'"
            : warning;
    }
}
