namespace Sallyport.Core.Entra.Directory;

/// <summary>An assertion that was presented under a credential of single use, and may not come again.</summary>
/// <param name="CredentialId">The credential.</param>
/// <param name="Sha256">SHA-256 of what is signed, in lower-case hexadecimal: a second signature over the same claims is no second assertion.</param>
/// <param name="Expires">From when on the clock refuses it anyway.</param>
public sealed record SpentAssertion(Guid CredentialId, string Sha256, DateTimeOffset Expires);
