using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Wire;

namespace Sallyport.Core.Entra.Directory;

/// <summary>
/// The forms and limits of a credential's members, each of them on its own. Source: Microsoft Graph, resource type
/// <c>federatedIdentityCredential</c>; "Workload identity federation considerations".
/// </summary>
internal static class FederatedIdentityCredentialRules
{
    private const string Resource = "FederatedIdentityCredential";
    private const int NameLength = 120;
    private const int NameLeast = 3;
    private const int TextLength = 600;

    /// <summary>Refuses a credential that is not in order.</summary>
    /// <param name="credential">As it would be written.</param>
    /// <param name="audiences">All that the caller gave; exactly one is right.</param>
    /// <param name="rules">The rules in force.</param>
    public static void Check(FederatedIdentityCredential credential, IReadOnlyList<string>? audiences, RuleSet rules)
    {
        if (string.IsNullOrEmpty(credential.Name) || string.IsNullOrEmpty(credential.Issuer) || audiences is null)
            throw GraphErrors.Invalid(
                "Federated Identity Credential from HTTP body has empty properties").ToException();
        if (!IsName(credential.Name))
        {
            var reason = $"the name '{credential.Name}' must be {NameLeast} to {NameLength} letters, digits, '-', "
                + "'_' or '.', and begin with a letter or digit.";
            throw GraphErrors.InvalidValue("name", Resource, reason).ToException();
        }
        if (audiences.Count != 1)
            throw GraphErrors.Invalid("Federated identity credentials must have exactly one audience.").ToException();
        if (credential.Audience.Length == 0)
            throw GraphErrors.Invalid(
                "Federated Identity Credential from HTTP body has empty properties").ToException();
        CheckLength("issuer", credential.Issuer);
        CheckLength("audiences", credential.Audience);
        CheckLength("subject", credential.Subject);
        CheckLength("description", credential.Description);
        if (!IsIssuer(credential.Issuer))
            throw GraphErrors.InvalidValue("issuer", Resource,
                "it must be an absolute https URL without query, fragment and white space.").ToException();
        CheckWho(credential, rules);
    }

    // Exactly one of the two says whom the credential trusts.
    private static void CheckWho(FederatedIdentityCredential credential, RuleSet rules)
    {
        if (credential.Expression is null)
        {
            if (string.IsNullOrEmpty(credential.Subject))
                throw GraphErrors.Invalid("Property 'subject' cannot be empty.").ToException();
            return;
        }
        if (credential.Subject is not null)
            throw GraphErrors.Invalid(
                "Properties 'subject' and 'claimsMatchingExpression' (of the beta version) exclude each "
                    + "other.").ToException();
        if (credential.ExpressionLanguageVersion != ClaimsMatchingExpression.LanguageVersion)
            throw GraphErrors.InvalidLanguageVersion(credential.ExpressionLanguageVersion).ToException();
        var (expression, error) = ClaimsMatchingExpression.Read(credential.Expression);
        if (error is not null)
            throw GraphErrors.InvalidExpression(credential.Expression, error + ".").ToException();
        if (IssuerProfiles.Refuse(credential.Issuer, expression!, rules) is { } reason)
            throw GraphErrors.InvalidExpression(credential.Expression, reason).ToException();
    }

    private static bool IsName(string name) =>
        name.Length is >= NameLeast and <= NameLength
        && char.IsAsciiLetterOrDigit(name[0])
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'); // Graph takes dots, unlike its page

    private static bool IsIssuer(string issuer) =>
        issuer.StartsWith("https://", StringComparison.Ordinal)
        && !issuer.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c is '?' or '#' or '\\')
        && HttpsUrl.Read(issuer) is not null;

    private static void CheckLength(string property, string? value)
    {
        if (value?.Length > TextLength)
            throw GraphErrors.InvalidValue(
                property, Resource, $"it must not be longer than {TextLength} characters.").ToException();
    }
}
