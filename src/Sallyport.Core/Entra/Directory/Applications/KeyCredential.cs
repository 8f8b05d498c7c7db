using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sallyport.Core.Signing;

namespace Sallyport.Core.Entra.Directory;

/// <summary>
/// A certificate with which an application signs its own assertions: the public half only.
/// Source: Microsoft Graph, resource type <c>keyCredential</c>; "Microsoft identity platform certificate credentials".
/// </summary>
public sealed class KeyCredential
{
    /// <summary>The id by which it is told apart.</summary>
    public required Guid KeyId { get; init; }

    /// <summary>A name for people.</summary>
    public string? DisplayName { get; init; }

    /// <summary>The certificate, DER.</summary>
    public required byte[] Certificate { get; init; }

    /// <summary>The first moment at which it is accepted.</summary>
    public required DateTimeOffset StartDateTime { get; init; }

    /// <summary>The moment from which it is no longer accepted.</summary>
    public required DateTimeOffset EndDateTime { get; init; }

    /// <summary>
    /// SHA-1 of the certificate: <c>x5t</c>, and what Graph shows as <c>customKeyIdentifier</c>. It names a key, it
    /// proves nothing.
    /// </summary>
#pragma warning disable CA5350 // RFC 7515 §4.1.7 names SHA-1.
    public byte[] Thumbprint => SHA1.HashData(Certificate);
#pragma warning restore CA5350

    /// <summary>SHA-256 of the certificate: <c>x5t#S256</c>.</summary>
    public byte[] Sha256Thumbprint => SHA256.HashData(Certificate);

    /// <summary>
    /// The certificate's RSA key; null when it has another kind of key, or one that must not be trusted: a certificate
    /// may have been stored before that was known.
    /// </summary>
    public RSAParameters? PublicKey()
    {
        using var certificate = X509CertificateLoader.LoadCertificate(Certificate);
        using var rsa = certificate.GetRSAPublicKey();
        if (rsa is null)
            return null;
        var key = rsa.ExportParameters(includePrivateParameters: false);
        return RsaKeyRules.FlawOf(key) is null ? key : null;
    }
}
