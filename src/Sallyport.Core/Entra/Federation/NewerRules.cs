using Sallyport.Core.Entra.Rules;


namespace Sallyport.Core.Entra.Federation;

/// <summary>What passes under the rules in force and would not pass today in the real service.</summary>
public static class NewerRules
{
    /// <summary>A warning about this credential, or null.</summary>
    public static string? Warn(FederatedIdentityCredential credential, RuleSet rules) =>
        rules.ImmutableIdRequired || credential.ReadExpression() is not { } expression ? null : Warn(credential.Issuer, expression);

    /// <summary>The same for an expression that is about to be stored.</summary>
    public static string? Warn(string issuer, ClaimsMatchingExpression expression)
    {
        if (IssuerProfiles.Refuse(issuer, expression, RuleSet.Entra2026) is null)
            return null;
        var companion = IssuerProfiles.Of(issuer)?.ImmutableIds is [var first, ..] ? first : null;
        var advice = companion is null ? "" : $" Add an immutable id: {expression.Text} and claims['{companion}'] eq '<{companion}>'";
        return "Since mid 2026 Microsoft Entra refuses this expression (rules entra-2026): it lacks a required claim." + advice;
    }
}
