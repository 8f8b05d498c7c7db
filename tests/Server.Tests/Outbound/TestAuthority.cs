using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sallyport.Server.Tests.Outbound;

/// <summary>What a test's certificate says.</summary>
public sealed record TestLeaf
{
    public string Host { get; init; } = "localhost";

    /// <summary>The extended key usage; null for none.</summary>
    public string? Usage { get; init; } = "1.3.6.1.5.5.7.3.1";

    public int FromDay { get; init; } = -1;

    public int UntilDay { get; init; } = 20;

    /// <summary>From where it wants its issuer's certificate, its status and the list of revoked ones to be had.</summary>
    public string? DownloadsFrom { get; init; }
}

/// <summary>A certificate authority of a test.</summary>
public sealed class TestAuthority
{
    private readonly X509Certificate2 certificate;

    private TestAuthority(X509Certificate2 certificate) => this.certificate = certificate;

    public X509Certificate2 Certificate => certificate;

    public static TestAuthority Create() => new(Request(out _).CreateSelfSigned(Day(-2), Day(30)));

    /// <summary>An authority below this one.</summary>
    public TestAuthority Below()
    {
        var signed = Request(out var key).Create(certificate, Day(-2), Day(25), RandomNumberGenerator.GetBytes(8));
        return new TestAuthority(signed.CopyWithPrivateKey(key));
    }

    public X509Certificate2 Issue(TestLeaf leaf)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={leaf.Host}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(leaf.Host);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(certificate, true, false));
        if (leaf.Usage is { } usage)
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], critical: false));
        if (leaf.DownloadsFrom is { } url)
        {
            request.CertificateExtensions.Add(new X509AuthorityInformationAccessExtension([url + "ocsp"], [url + "issuer"]));
            request.CertificateExtensions.Add(CertificateRevocationListBuilder.BuildCrlDistributionPointExtension([url + "crl"]));
        }
        using var signed = request.Create(certificate, Day(leaf.FromDay), Day(leaf.UntilDay), RandomNumberGenerator.GetBytes(8));
        return X509CertificateLoader.LoadPkcs12(signed.CopyWithPrivateKey(key).Export(X509ContentType.Pkcs12), null);
    }

    private static DateTimeOffset Day(int day) => TimeProvider.System.GetUtcNow().AddDays(day);

    private static CertificateRequest Request(out ECDsa key)
    {
        key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN=authority {Guid.CreateVersion7():N}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request;
    }
}
