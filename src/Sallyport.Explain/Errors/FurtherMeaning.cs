using System.Collections.Frozen;

namespace Sallyport.Explain.Errors;

/// <summary>
/// What codes mean that Microsoft's service answers with and an instance never does. Sources: Microsoft's pages on
/// error codes, on workload identity federation and on its breaking changes, and public reports; where nobody has
/// reported a code's text, its meaning is said as those pages say it.
/// </summary>
public static class FurtherMeaning
{
    private static readonly FrozenDictionary<int, CodeMeaning> Known = new Dictionary<int, CodeMeaning>
    {
        // Expressions.
        [7002241] = new(
            "Expressions cannot be used for this issuer.",
            "Name the subject in the credential, one credential for each, or use GitLab, GitHub or Terraform Cloud."),
        [700233] = new(
            "The expression of the credential cannot be read.", "Test it with sallyport explain --expression."),
        [700234] = new(
            "The expression of the credential could not be evaluated: a claim has another type than it compares.",
            "Compare texts only, and look at the claims of the token."),
        [700235] = new(
            "Expressions do not work for this kind of resource, such as a managed identity.",
            "Name the subject in the credential, or use an application registration."),
        [700237] = new(
            "The expression has an operator or a claim that is not allowed for the issuer.",
            "Test it with sallyport explain --expression and --issuer."),

        // Entra's own tokens as assertions.
        [7002137] = new(
            "The subject of the credential is not a subject of Entra, such as that of a managed identity.",
            "Write the subject as the message shows it, with the ids of the tenant and the application."),
        [7002121] = new(
            "Entra issued the token, and its audience is not that of the credential.",
            "Ask for the token with the audience of the credential, such as api://AzureADTokenExchange."),
        [700226] = new(
            "Entra issued the token, and not for a managed identity.",
            "Use the token of a managed identity, or that of an outside issuer."),
        [700227] = new(
            "Entra issued the token, and its audience is not one for the exchange.",
            "Ask for the token with the audience api://AzureADTokenExchange."),
        [700229] = new(
            "Entra issued the token for a person, and only an application's is taken.",
            "Use the token of a managed identity."),
        [700236] = new(
            "The tenant does not take tokens of Entra from this issuer: of another tenant, or by its policy.",
            "Use a managed identity of the same tenant, or ask an administrator of the tenant."),
        [7000226] = new(
            "The application has no policy for federated credentials of another tenant.",
            "Ask an administrator of the tenant that has the application."),

        // The issuer and its keys.
        [90061] = new(
            "The token service could not read the documents of the issuer. It is an older number of AADSTS501661.",
            "Check that the issuer's /.well-known/openid-configuration and its keys can be read from outside."),
        [50166] = new(
            "The token service could not read the documents of the issuer. It is an older number of AADSTS501661.",
            "Check that the issuer's /.well-known/openid-configuration and its keys can be read from outside."),
        [900612] = new(
            "The issuer's keys were read, and one of them cannot be understood.",
            "Look at the JSON of the issuer's jwks_uri: each key needs kty and its numbers in base64url."),
        [700030] = new(
            "The certificate is right, and its subject name or issuer is not allowed.",
            "Compare it with what the application trusts."),
        [7000214] = new("The certificate was revoked.", "Sign with another certificate."),

        // Tenant, scope, request.
        [50029] = new("The name of the tenant has characters that no domain has.", "Use the tenant ID."),
        [5000224] = new("The tenant is blocked or gone.", "Ask the owner of the tenant, and check the tenant ID."),
        [700022] = new("The scope names two resources.", "Ask for one resource at a time."),
        [90023] = new("A parameter of the request is not valid.", "Look which one the message names."),

        // A tenant's conditions.
        [53003] = new(
            "A policy for conditional access blocks the sign-in: of the place, the risk or the kind of client.",
            "Ask an administrator which policy it was; the trace id leads to it. No credential changes it."),
        [530003] = new(
            "A policy for conditional access demands a device that the organisation manages.",
            "Sign in from such a device, or ask an administrator. No credential changes it."),
        [50076] = new(
            "The tenant demands a second factor, which a password alone or a job cannot give.",
            "Sign in on a page, or use an application with a federated credential in place of a person."),
    }.ToFrozenDictionary();

    /// <summary>All that are known, by number.</summary>
    public static IReadOnlyDictionary<int, CodeMeaning> All => Known;

    /// <summary>What a code means, whoever answers with it; null where it is not known.</summary>
    /// <param name="number">The number behind <c>AADSTS</c>.</param>
    public static CodeMeaning? Of(int number) => CodeMeaning.Of(number) ?? Known.GetValueOrDefault(number);
}
