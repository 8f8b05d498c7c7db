using Sallyport.Core.Entra.Federation;
using Sallyport.Explain.Fixes;

namespace Sallyport.Explain.Causes;

/// <summary>
/// Why the tenant refuses what a credential of it fits. Nothing in the credential helps then, so no fix changes it.
/// </summary>
internal static class PolicyCause
{
    private const string NothingElseHelps = "No change of the credential helps, and neither does trying again";

    public static LikelyCause Disabled() => Of(
        "federation-disabled",
        "The credential fits, but the tenant has switched workload identity federation off for all applications.",
        $"{NothingElseHelps}: ask an administrator of the tenant to allow it, or sign in with a certificate");

    public static LikelyCause IssuerNotAllowed(Assertion assertion) => Of(
        "issuer-not-allowed",
        $"The credential fits, but the tenant's policy does not allow tokens of the issuer '{assertion.Issuer}'.",
        $"{NothingElseHelps}: ask an administrator of the tenant to allow this issuer");

    public static LikelyCause Differs(DemandedClaim demanded)
    {
        var has = demanded.Actual.Length == 0
            ? "the token has no such claim, or it is no text"
            : $"the token has '{demanded.Actual}'";
        return Of(
            "required-claim-differs",
            $"The credential fits, but {Demand(demanded)}; {has}.",
            $"{NothingElseHelps}: run the job where its issuer writes such a value, for example in a repository of "
            + "that organisation, or ask an administrator of the tenant for an exception");
    }

    public static LikelyCause Unknown(DemandedClaim demanded) => new(
        "required-claim-unknown",
        FaultSide.Tenant,
        $"All that is known fits, but {Demand(demanded)}, and that claim is not known here.",
        new Fix($"Explain what the job presents with its claim {demanded.Claim} (--claims or --token-env).", null));

    private static string Demand(DemandedClaim demanded) =>
        $"the tenant's policy demands the claim {demanded.Claim} with the value {demanded.ListOfValues} in tokens of "
        + "this issuer";

    private static LikelyCause Of(string kind, string text, string fix) =>
        new(kind, FaultSide.Tenant, text, Fix.AskTenant(fix));
}
