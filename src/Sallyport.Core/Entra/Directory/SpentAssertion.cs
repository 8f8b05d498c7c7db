namespace Sallyport.Core.Entra.Directory;

/// <summary>
/// An assertion that was presented under a credential of single use, and may not come again to that application: a
/// credential that is deleted and made again knows what the one before it has taken.
/// </summary>
/// <param name="ApplicationId">The object id of the application.</param>
/// <param name="Sha256">
/// SHA-256 of what is signed, in lower-case hexadecimal: a second signature over the same claims is no second
/// assertion.
/// </param>
/// <param name="Expires">From when on the clock refuses it anyway.</param>
public sealed record SpentAssertion(Guid ApplicationId, string Sha256, DateTimeOffset Expires);
