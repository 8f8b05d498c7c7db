using System.Security.Cryptography;
using System.Text;
using Sallyport.Core.Wire;

namespace Sallyport.Core.Entra.Directory;

/// <summary>The text of client secrets: 256 random bits in base64url.</summary>
public static class ClientSecret
{
    /// <summary>How long a secret is valid when its maker does not say: two years, as on Graph.</summary>
    public static DateTimeOffset DefaultEnd(DateTimeOffset start) =>
        start.Year < 9990 ? start.AddYears(2) : DateTimeOffset.MaxValue;

    /// <summary>
    /// A new secret. It begins with a letter or digit, so that no command line takes it for an option.
    /// </summary>
    public static string New()
    {
        while (true)
        {
            var text = StrictBase64Url.Encode(RandomNumberGenerator.GetBytes(32));
            if (char.IsAsciiLetterOrDigit(text[0]))
                return text;
        }
    }

    /// <summary>What is kept of a secret: SHA-256 of its UTF-8 bytes.</summary>
    /// <exception cref="ArgumentException">The secret is empty, which proves nothing.</exception>
    public static byte[] HashOf(string secret)
    {
        ArgumentException.ThrowIfNullOrEmpty(secret);
        return SHA256.HashData(Encoding.UTF8.GetBytes(secret));
    }

    /// <summary>The credential that stands for a secret.</summary>
    public static PasswordCredential Credential(
        string secret, string? displayName, DateTimeOffset start, DateTimeOffset end) =>
        new()
    {
        KeyId = Guid.CreateVersion7(),
        DisplayName = displayName,
        Hint = secret[..3],
        SecretHash = HashOf(secret),
        StartDateTime = start,
        EndDateTime = end,
    };
}
