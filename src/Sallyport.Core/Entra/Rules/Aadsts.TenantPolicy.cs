namespace Sallyport.Core.Entra.Rules;

// What the tenant refuses although a credential fits. The errors and statuses are not known; they are the family's.
public static partial class Aadsts
{
    /// <summary>
    /// The tenant takes no federated assertion. The number is known, the text is not; this one is ours.
    /// </summary>
    public static AadstsRefusal FederationDisabled() =>
        InvalidClient(700223, "Workload identity federation is disabled for this tenant.");

    /// <summary>The tenant does not allow the issuer.</summary>
    public static AadstsRefusal IssuerNotAllowed(string issuer) => InvalidClient(700238,
        $"Tokens issued by issuer '{Shown(issuer)}' may not be used for federated identity credential flows for " +
        "applications or managed identities registered in this tenant.");

    /// <summary>A claim that the tenant demands has another value.</summary>
    /// <param name="issuer">The issuer, with a slash at its end.</param>
    /// <param name="claim">The name of the claim.</param>
    /// <param name="values">The values that are taken, each in quotation marks.</param>
    /// <param name="actual">The value that the assertion has; empty when it has none.</param>
    public static AadstsRefusal RequiredClaimDiffers(string issuer, string claim, string values, string actual) =>
        InvalidClient(7002381,
        $"Federated identity credentials issued by '{Shown(issuer)}' for applications or managed identities " +
        $"registered in this tenant must contain the {claim} claim with value {values} but actual value is " +
        $"'{Shown(actual)}'.");
}
