using System.Security.Cryptography;
using System.Text;
using Sallyport.Core.Wire;

namespace Sallyport.Core.Signing;

/// <summary>
/// A public key from a key set (RFC 7517), already checked: only keys that may verify a signature become one of these.
/// </summary>
/// <param name="KeyId">The <c>kid</c>, compared ordinally.</param>
/// <param name="Algorithm">The key's own <c>alg</c>, or null when the set does not bind it to one.</param>
/// <param name="Rsa">The RSA parameters, or null.</param>
/// <param name="Ec">The P-256 parameters, or null.</param>
public sealed record Jwk(string? KeyId, string? Algorithm, RSAParameters? Rsa, ECParameters? Ec)
{
    private RSA? imported;

    /// <summary>
    /// The RSA key, imported once: that takes longer than verifying. Verifying with it is safe from several threads.
    /// </summary>
    internal RSA ImportedRsa => LazyInitializer.EnsureInitialized(ref imported, () => RSA.Create(Rsa!.Value));

    /// <summary>The RFC 7638 thumbprint of an RSA key: SHA-256 over its canonical members, base64url.</summary>
    public static string Thumbprint(RSAParameters rsa)
    {
        var exponent = StrictBase64Url.Encode(rsa.Exponent);
        var modulus = StrictBase64Url.Encode(rsa.Modulus);
        var canonical = $$"""{"e":"{{exponent}}","kty":"RSA","n":"{{modulus}}"}""";
        return StrictBase64Url.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(canonical)));
    }
}
