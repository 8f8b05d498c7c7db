using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sallyport.Cli.Output;
using Sallyport.Server.Instance;

namespace Sallyport.Cli.Instances;

/// <summary>
/// Which local authorities of a data directory <c>sallyport trust</c> has made browsers trust. Each is known by its
/// fingerprint: SHA-256 of the certificate, in hexadecimal digits.
/// </summary>
internal static class TrustedAuthorities
{
    private const int Digits = 64;

    /// <summary>The fingerprints, also those of authorities that were replaced since.</summary>
    public static IReadOnlyList<string> List(InstanceDirectory directory) =>
        File.Exists(directory.TrustedAuthorities)
            ? [.. File.ReadAllLines(directory.TrustedAuthorities).Where(IsFingerprint)]
            : [];

    /// <summary>Whether a text is a fingerprint, which becomes a part of names of files.</summary>
    public static bool IsFingerprint(string text) => text.Length == Digits && text.All(char.IsAsciiHexDigit);

    /// <summary>Writes the fingerprints down.</summary>
    public static void Write(InstanceDirectory directory, IReadOnlyCollection<string> fingerprints)
    {
        if (fingerprints.Count == 0)
            File.Delete(directory.TrustedAuthorities);
        else
            PrivateFile.Write(directory.TrustedAuthorities, string.Join('\n', fingerprints) + "\n");
    }

    /// <summary>The fingerprint of the authority that browsers may trust; null before the first start.</summary>
    /// <exception cref="CommandFailedException">Its file holds no certificate (exit code 4).</exception>
    public static string? Current(InstanceDirectory directory)
    {
        using var authority = Open(directory);
        return authority?.GetCertHashString(HashAlgorithmName.SHA256);
    }

    /// <summary>The authority that browsers may trust; null before the first start.</summary>
    /// <exception cref="CommandFailedException">Its file holds no certificate (exit code 4).</exception>
    public static X509Certificate2? Open(InstanceDirectory directory)
    {
        if (!File.Exists(directory.BrowserAuthority))
            return null;
        try
        {
            return X509Certificate2.CreateFromPem(File.ReadAllText(directory.BrowserAuthority));
        }
        catch (CryptographicException exception)
        {
            throw new CommandFailedException(
                ExitCodes.CannotStart,
                $"{directory.BrowserAuthority} holds no certificate; the next start of the instance makes a new one",
                exception);
        }
    }

    /// <summary>Whether browsers were made to trust the authority that the instance has now.</summary>
    public static bool IsCurrentTrusted(InstanceDirectory directory) =>
        Current(directory) is { } current && List(directory).Contains(current, StringComparer.Ordinal);
}
