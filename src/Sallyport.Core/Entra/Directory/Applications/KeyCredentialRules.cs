using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Signing;
using Sallyport.Core.Wire;

namespace Sallyport.Core.Entra.Directory;

/// <summary>The forms and limits of an application's certificates.</summary>
internal static class KeyCredentialRules
{
    private const string Resource = "KeyCredential";

    /// <summary>The whole list after a write: what is named by its id stays as it is, the rest is new.</summary>
    /// <param name="current">What stands now.</param>
    /// <param name="inputs">What the caller wants.</param>
    public static List<KeyCredential> Apply(IReadOnlyList<KeyCredential> current, IReadOnlyList<KeyInput> inputs)
    {
        var wanted = inputs.Select(i => Kept(current, i) ?? Read(i)).ToList();
        return wanted.DistinctBy(k => k.KeyId).Count() == wanted.Count
            ? wanted
            : throw GraphErrors.InvalidValue("keyId", Resource, "an id is given twice.").ToException();
    }

    private static KeyCredential? Kept(IReadOnlyList<KeyCredential> current, KeyInput input) =>
        input.Key is null && StrictGuid.TryRead(input.KeyId, out var id)
            ? current.FirstOrDefault(k => k.KeyId == id)
            : null;

    /// <summary>A new certificate.</summary>
    public static KeyCredential Read(KeyInput input)
    {
        if (input.Type is not "AsymmetricX509Cert")
            throw GraphErrors.InvalidValue("type", Resource, "it must be AsymmetricX509Cert.").ToException();
        if (input.Usage is not "Verify")
            throw GraphErrors.InvalidValue("usage", Resource, "it must be Verify.").ToException();
        using var certificate = ReadCertificate(input.Key);
        var start = input.StartDateTime ?? Instant(certificate.NotBefore);
        var end = input.EndDateTime ?? Instant(certificate.NotAfter);
        CheckLifetime(start, end, certificate);
        return new KeyCredential
        {
            KeyId = StrictGuid.TryRead(input.KeyId, out var id) ? id : Guid.CreateVersion7(),
            DisplayName = input.DisplayName ?? certificate.Subject,
            Certificate = certificate.RawData,
            StartDateTime = start,
            EndDateTime = end,
        };
    }

    private static void CheckLifetime(DateTimeOffset start, DateTimeOffset end, X509Certificate2 certificate)
    {
        var second = TimeSpan.FromSeconds(1); // certificates have whole seconds, clients' clocks have fractions
        var isEarly = start <= Instant(certificate.NotBefore) - second;
        var isLate = end >= Instant(certificate.NotAfter) + second;
        if (end <= start || isEarly || isLate)
            throw GraphErrors.InvalidValue(
                "endDateTime", Resource, "start and end must lie inside the certificate's validity.").ToException();
    }

    // Clients send DER in base64, or a PEM text in base64.
    private static X509Certificate2 ReadCertificate(string? key)
    {
        var bytes = new byte[key?.Length ?? 0];
        if (key is null || !Convert.TryFromBase64String(key, bytes, out var length))
            throw Refused("it must be a certificate in base64.");
        try
        {
            var der = bytes.AsSpan(0, length);
            var certificate = der.StartsWith("-----BEGIN"u8)
                ? X509Certificate2.CreateFromPem(Encoding.ASCII.GetString(der))
                : X509CertificateLoader.LoadCertificate(der);
            using var rsa = certificate.GetRSAPublicKey();
            if (rsa is null)
                throw Refused("its key must be RSA.");
            return RsaKeyRules.FlawOf(rsa.ExportParameters(includePrivateParameters: false)) is { } flaw
                ? throw Refused($"its key {flaw}.")
                : certificate;
        }
        catch (CryptographicException)
        {
            throw Refused("it is no X.509 certificate.");
        }
    }

    private static Refusals.RefusedException Refused(string why) =>
        GraphErrors.InvalidValue("key", Resource, why).ToException();

    private static DateTimeOffset Instant(DateTime time) => new DateTimeOffset(time).ToUniversalTime();
}
