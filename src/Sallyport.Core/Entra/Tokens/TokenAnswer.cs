using Sallyport.Core.Entra.Federation;

namespace Sallyport.Core.Entra.Tokens;

/// <summary>A successful answer of the token endpoint.</summary>
/// <param name="AccessToken">The access token.</param>
/// <param name="Resource">What it is for, as it was asked for.</param>
/// <param name="ClientId">The client id that got it.</param>
/// <param name="Credential">
/// The federated identity credential that the client's assertion matched; null for other proofs.
/// </param>
/// <param name="User">What a person's client gets beside it; null for a client's own token.</param>
public sealed record TokenAnswer(
    MintedToken AccessToken,
    string Resource,
    Guid ClientId,
    FederatedIdentityCredential? Credential,
    UserAnswer? User = null);
