using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sallyport.Server.Instance;

namespace Sallyport.Server.Outbound;

/// <summary>
/// Which certificates an outbound connection takes for those of the host: issued for servers, for this name, in force,
/// and by a trusted root through the certificates that the host itself sends. Nothing is downloaded on the way –
/// neither a missing intermediate certificate nor a list of revoked ones – since the peer's own certificate would say
/// from where, and no address guard would be asked.
/// </summary>
internal static class ServerTrust
{
    private const int NamesTold = 5;

    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1"; // RFC 5280 §4.2.1.12

    /// <summary>Trusts this root and no other.</summary>
    public static SslClientAuthenticationOptions Only(X509Certificate2 root) => new()
    {
        CertificateChainPolicy = Policy([root]),
        RemoteCertificateValidationCallback = (_, _, _, errors) => errors == SslPolicyErrors.None,
    };

    /// <summary>Trusts the system's roots and those of the administrator.</summary>
    /// <param name="file">The administrator's, as PEM; or null.</param>
    public static SslClientAuthenticationOptions SystemAnd(string? file)
    {
        var roots = file is null ? [] : Read(file);
        return new SslClientAuthenticationOptions
        {
            CertificateChainPolicy = Policy(null),
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
            {
                if (errors == SslPolicyErrors.None)
                    return true;
                if (certificate is not X509Certificate2 presented)
                    return false;
                // No root of the system vouches for it; one of the administrator may.
                var isOfChain = errors == SslPolicyErrors.RemoteCertificateChainErrors;
                if (isOfChain && Vouched(presented, chain!, roots))
                    return true;
                throw new UntrustedCertificateException(WhyNot(presented, chain!, errors));
            },
        };
    }

    // In the order in which it helps: an expired certificate is often of an unknown authority, too.
    private static string WhyNot(X509Certificate2 certificate, X509Chain chain, SslPolicyErrors errors)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        if (certificate.NotAfter.ToUniversalTime() < now)
            return $"its TLS certificate expired at {certificate.NotAfter.ToUniversalTime():u}";
        if (certificate.NotBefore.ToUniversalTime() > now)
            return $"its TLS certificate is not valid before {certificate.NotBefore.ToUniversalTime():u}";
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            return $"its TLS certificate is for another name: {NamesOf(certificate)}";
        return chain.ChainStatus.Any(s => s.Status.HasFlag(X509ChainStatusFlags.NotValidForUsage))
            ? "its TLS certificate is not for servers"
            : "its TLS certificate is not trusted: no known authority issued it, or one between is not sent";
    }

    private static string NamesOf(X509Certificate2 certificate)
    {
        var lists = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>();
        var names = lists.SelectMany(list => list.EnumerateDnsNames());
        return string.Join(", ", names.Take(NamesTold).DefaultIfEmpty("none"));
    }

    private static bool Vouched(X509Certificate2 certificate, X509Chain presented, X509Certificate2Collection roots)
    {
        if (roots.Count == 0)
            return false;
        using var chain = new X509Chain { ChainPolicy = Policy(roots) };
        chain.ChainPolicy.ExtraStore.AddRange(presented.ChainPolicy.ExtraStore); // what the host sent
        return chain.Build(certificate);
    }

    private static X509ChainPolicy Policy(X509Certificate2Collection? roots)
    {
        var policy = new X509ChainPolicy
        {
            DisableCertificateDownloads = true,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        policy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        if (roots is null)
            return policy;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.CustomTrustStore.AddRange(roots);
        return policy;
    }

    private static X509Certificate2Collection Read(string file)
    {
        var roots = new X509Certificate2Collection();
        try
        {
            roots.ImportFromPemFile(file);
        }
        catch (Exception exception)
            when (exception is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new StartupException($"The CA certificates '{file}' cannot be read: {exception.Message}", exception);
        }
        if (roots.Count > 0)
            return roots;
        throw new StartupException(
            $"The file '{file}' holds no CA certificate: it must be PEM, with '-----BEGIN CERTIFICATE-----'.");
    }
}

/// <summary>A host's certificate is not taken; the message says why, in words that follow the host.</summary>
internal sealed class UntrustedCertificateException(string message) : AuthenticationException(message);
