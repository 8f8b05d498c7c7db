using Sallyport.Core.Entra.Federation;
using Sallyport.Explain.Fixes;

namespace Sallyport.Explain.Causes;

/// <summary>
/// The credential matches, and nobody could create it today. Reported as hashicorp/terraform-provider-azuread#1901.
/// </summary>
internal static class OutdatedCause
{
    /// <summary>What today's rules refuse of a credential that matches; null when nothing.</summary>
    /// <param name="matched">The credential.</param>
    /// <param name="warning">What they refuse, as a sentence; null when nothing.</param>
    public static LikelyCause? Of(FederatedIdentityCredential matched, string? warning) => warning is null
        ? null
        : new LikelyCause(
            "expression-outdated",
            FaultSide.Credential,
            warning,
            Fix.Look(
                "The credential's owner adds the id to the expression; this lists what is trusted:",
                matched.ApplicationId));
}
