using System.Security.Cryptography;
using System.Text;
using Sallyport.Core.Wire;

namespace Sallyport.Core.Entra.Tokens;

/// <summary>
/// The texts by which people's clients and links get something: codes, refresh tokens. Each is seen once, in the answer
/// that gives it.
/// </summary>
public static class GrantText
{
    /// <summary>A new text: 384 random bits.</summary>
    public static string New() => "1." + StrictBase64Url.Encode(RandomNumberGenerator.GetBytes(48));

    /// <summary>What is kept of a text: its SHA-256.</summary>
    public static byte[] HashOf(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
