using Sallyport.Core.Entra.Federation;

namespace Sallyport.Explain.Fixes;

/// <summary>What a fix makes of a credential, where that is safe without asking anybody else.</summary>
/// <param name="Credential">The credential as it is.</param>
/// <param name="Issuer">The issuer that it then has.</param>
/// <param name="Subject">The subject that it then has, or null.</param>
/// <param name="Audience">The audience that it then has.</param>
/// <param name="Expression">The expression that it then has in the subject's place, or null.</param>
public sealed record CredentialChange(
    FederatedIdentityCredential Credential, string Issuer, string? Subject, string Audience, string? Expression)
{
    /// <summary>The change to these texts.</summary>
    internal static CredentialChange To(FederatedIdentityCredential credential, TrustedClaims becomes) =>
        new(credential, becomes.Issuer, becomes.Subject, becomes.Audience, becomes.Expression);
}
