using System.Collections.Concurrent;
using System.Formats.Asn1;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sallyport.Server.Instance;

namespace Sallyport.Server.Transport;

/// <summary>
/// The local certificate authority. It is made on the first start, can vouch for the surfaces' hosts and no other name
/// (RFC 5280 §4.2.1.10), and signs one certificate for each host. A new host name needs a new certificate of the
/// authority. Its key stays, so that a start that was killed leaves no pair whose halves do not fit. A second
/// certificate of the same key is for browsers: who trusts it trusts the authority for localhost and the names below
/// it alone.
/// </summary>
internal sealed class LocalAuthority : IDisposable
{
    private static readonly TimeSpan LeafLifetime = TimeSpan.FromDays(90);

    private readonly X509Certificate2 authority;
    private readonly HashSet<string> hosts;
    private readonly TimeProvider time;
    private readonly ConcurrentDictionary<string, SslStreamCertificateContext> leaves = new(
        StringComparer.OrdinalIgnoreCase);

    private LocalAuthority(X509Certificate2 authority, IEnumerable<string> hosts, TimeProvider time)
    {
        this.authority = authority;
        this.hosts = new HashSet<string>(hosts, StringComparer.OrdinalIgnoreCase);
        this.time = time;
    }

    /// <summary>The certificate that clients must trust.</summary>
    public X509Certificate2 Certificate => authority;

    /// <summary>
    /// Opens the authority of a data directory; makes it on the first start, and a new certificate for other hosts.
    /// </summary>
    /// <param name="folder">The data directory: <c>ca.pem</c> and <c>ca.key</c> (0600).</param>
    /// <param name="hosts">The hosts that are served.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="StartupException">The key or the certificate is damaged, or the key is missing.</exception>
    public static LocalAuthority Open(string folder, IReadOnlyCollection<string> hosts, TimeProvider time)
    {
        var certificatePath = Path.Combine(folder, "ca.pem");
        var keyPath = Path.Combine(folder, "ca.key");
        var constraints = NameConstraints.Of(hosts);
        var isMade = File.Exists(certificatePath);
        if (isMade && !File.Exists(keyPath))
            throw DataDirectory.Damaged(keyPath, "is missing, although its certificate exists");
        using var key = OpenKey(keyPath);
        WriteForBrowsers(Path.Combine(folder, DataDirectory.BrowserAuthority), key, time.GetUtcNow());
        if (isMade)
        {
            var opened = OpenCertificate(certificatePath, keyPath, key);
            var sameHosts = opened.Extensions.Any(
                e => e.Oid?.Value == constraints.Oid!.Value && e.RawData.AsSpan().SequenceEqual(constraints.RawData));
            if (sameHosts && opened.NotAfter.ToUniversalTime() > time.GetUtcNow().UtcDateTime + LeafLifetime)
                return new LocalAuthority(opened, hosts, time);
            opened.Dispose();
        }
        var created = Create(key, constraints, time.GetUtcNow());
        PrivateFile.Write(certificatePath, created.ExportCertificatePem() + "\n");
        return new LocalAuthority(created, hosts, time);
    }

    /// <summary>The certificate of a host with its key and chain, or null for a host that is not served.</summary>
    public SslStreamCertificateContext? LeafFor(string host)
    {
        if (!hosts.Contains(host))
            return null;
        var leaf = leaves.GetOrAdd(host, CreateLeaf);
        if (leaf.TargetCertificate.NotAfter.ToUniversalTime() > time.GetUtcNow().UtcDateTime + LeafLifetime / 3)
            return leaf;
        return leaves[host] = CreateLeaf(host);
    }

    public void Dispose() => authority.Dispose();

    private static ECDsa OpenKey(string path)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        if (!File.Exists(path))
        {
            PrivateFile.Write(path, key.ExportPkcs8PrivateKeyPem() + "\n");
            return key;
        }
        try
        {
            key.ImportFromPem(File.ReadAllText(path));
            return key;
        }
        catch (Exception exception) when (exception is ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw DataDirectory.Damaged(path, "holds no private key of an elliptic curve", exception);
        }
    }

    private static X509Certificate2 OpenCertificate(string path, string keyPath, ECDsa key)
    {
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(File.ReadAllText(path));
            return certificate.CopyWithPrivateKey(key);
        }
        catch (CryptographicException exception)
        {
            throw DataDirectory.Damaged(path, "holds no certificate", exception);
        }
        catch (ArgumentException exception)
        {
            throw DataDirectory.Damaged(keyPath, "is not the key of the certificate beside it", exception);
        }
    }

    private static X509Certificate2 Create(ECDsa key, X509Extension constraints, DateTimeOffset now)
    {
        var request = new CertificateRequest("CN=Sallyport local authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, critical: true));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(constraints);
        return request.CreateSelfSigned(now.AddHours(-1), now.AddYears(5));
    }

    // Written anew only when it must be: who trusts it has a copy.
    private static void WriteForBrowsers(string path, ECDsa key, DateTimeOffset now)
    {
        if (File.Exists(path) && IsGoodForBrowsers(path, key, now))
            return;
        using var made = Create(key, NameConstraints.Localhost, now);
        PrivateFile.Write(path, made.ExportCertificatePem() + "\n");
    }

    private static bool IsGoodForBrowsers(string path, ECDsa key, DateTimeOffset now)
    {
        try
        {
            using var found = X509Certificate2.CreateFromPem(File.ReadAllText(path));
            var isOfKey = found.PublicKey.ExportSubjectPublicKeyInfo().AsSpan()
                .SequenceEqual(key.ExportSubjectPublicKeyInfo());
            var isValid = found.NotAfter.ToUniversalTime() > now.UtcDateTime + LeafLifetime;
            return isOfKey && isValid && NameConstraints.AreOfLocalhostAlone(found);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private SslStreamCertificateContext CreateLeaf(string host)
    {
        var now = time.GetUtcNow();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(
            new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        request.CertificateExtensions.Add(
            X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, true, false));
        using var certificate = request.Create(
            authority, now.AddHours(-1), now + LeafLifetime, RandomNumberGenerator.GetBytes(16));
        return SslStreamCertificateContext.Create(certificate.CopyWithPrivateKey(key), [authority], offline: true);
    }
}
