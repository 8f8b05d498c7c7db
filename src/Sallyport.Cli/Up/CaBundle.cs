using Sallyport.Cli.Instances;
using Sallyport.Cli.Output;
using Sallyport.Server.Instance;
using Sallyport.Server;

namespace Sallyport.Cli.Up;

/// <summary>
/// The file of trusted certificates that clients of an instance are given: the system's roots, so that other hosts
/// still work, plus the local CA.
/// </summary>
internal static class CaBundle
{
    /// <summary>Where Debian, Fedora, openSUSE, Red Hat, Alpine and macOS keep them.</summary>
    private static readonly string[] SystemBundles =
    [
        "/etc/ssl/certs/ca-certificates.crt",
        "/etc/pki/tls/certs/ca-bundle.crt",
        "/etc/ssl/ca-bundle.pem",
        "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
        "/etc/ssl/cert.pem",
    ];

    /// <summary>Writes the bundle of a data directory.</summary>
    /// <param name="directory">The data directory.</param>
    /// <param name="caCertificate">The local CA, a PEM file.</param>
    public static void Write(InstanceDirectory directory, string caCertificate)
    {
        var roots = SystemRoots(directory);
        if (roots is null)
        {
            Terminal.Progress(
                "The system's root certificates were not found: " +
                "in the environment of `sallyport env` only the local hosts are trusted.");
        }
        var parts = new[] { roots, caCertificate }.OfType<string>().Select(f => File.ReadAllText(f).TrimEnd() + "\n");
        PrivateFile.Write(directory.CaBundle, string.Concat(parts));
    }

    private static string? SystemRoots(InstanceDirectory directory)
    {
        var own = Environment.GetEnvironmentVariable("SSL_CERT_FILE");
        // An `up` from within `sallyport shell` must not feed on the bundle that it replaces.
        var usable = !string.IsNullOrEmpty(own) && Path.GetFullPath(own) != directory.CaBundle;
        return (usable ? SystemBundles.Prepend(own!) : SystemBundles).FirstOrDefault(File.Exists);
    }
}
