using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sallyport.Core.Wire;

namespace Sallyport.Core.Signing;

/// <summary>
/// A private key that signs for one purpose, as it is stored. The store encrypts <see cref="PrivateKey"/> at rest.
/// </summary>
public sealed class SigningKey
{
    /// <summary>The size of our own keys, in bits.</summary>
    public const int RsaBits = 2048;

    /// <summary>The <c>kid</c>: unique over all purposes.</summary>
    public required string KeyId { get; init; }

    /// <summary>What it signs, for example <c>gitlab-ci</c> or <c>login</c>. A key never serves two purposes.</summary>
    public required string Purpose { get; init; }

    /// <summary>
    /// 1 for the first key of its purpose; the highest one that is active signs. Unique in the purpose, so that two
    /// starts make one key.
    /// </summary>
    public required int Generation { get; init; }

    /// <summary>The private key in PKCS #8, DER.</summary>
    public required byte[] PrivateKey { get; init; }

    /// <summary>A self-signed certificate of the key for key sets that show <c>x5c</c>; else null.</summary>
    public byte[]? Certificate { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it begins to sign; it is published from its creation on.</summary>
    public required DateTimeOffset ActiveFrom { get; init; }

    /// <summary>A new key whose id is its RFC 7638 thumbprint, as GitLab does it.</summary>
    /// <param name="purpose">What it signs.</param>
    /// <param name="generation">Its number.</param>
    /// <param name="now">The time.</param>
    /// <param name="activeFrom">When it begins to sign; now when null.</param>
    public static SigningKey Create(
        string purpose, int generation, DateTimeOffset now, DateTimeOffset? activeFrom = null)
    {
        using var rsa = RSA.Create(RsaBits);
        return new SigningKey
        {
            KeyId = Jwk.Thumbprint(rsa.ExportParameters(false)),
            Purpose = purpose,
            Generation = generation,
            PrivateKey = rsa.ExportPkcs8PrivateKey(),
            CreatedAt = now,
            ActiveFrom = activeFrom ?? now,
        };
    }

    /// <summary>
    /// A new key with a self-signed certificate, whose SHA-1 thumbprint is its id (<c>kid</c> = <c>x5t</c>), as Entra
    /// does it.
    /// </summary>
    /// <param name="purpose">What it signs.</param>
    /// <param name="generation">Its number.</param>
    /// <param name="commonName">The certificate's <c>CN</c>.</param>
    /// <param name="now">The time.</param>
    /// <param name="activeFrom">When it begins to sign; now when null.</param>
    public static SigningKey CreateWithCertificate(
        string purpose, int generation, string commonName, DateTimeOffset now, DateTimeOffset? activeFrom = null)
    {
        using var rsa = RSA.Create(RsaBits);
        var request = new CertificateRequest(
            $"CN={commonName}", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(now.AddMinutes(-5), now.AddYears(5));
        return new SigningKey
        {
            KeyId = StrictBase64Url.Encode(certificate.GetCertHash(HashAlgorithmName.SHA1)),
            Purpose = purpose,
            Generation = generation,
            PrivateKey = rsa.ExportPkcs8PrivateKey(),
            Certificate = certificate.RawData,
            CreatedAt = now,
            ActiveFrom = activeFrom ?? now,
        };
    }
}
