using System.Security.Cryptography;

namespace Sallyport.Core.Signing;

/// <summary>Which RSA keys may verify a signature, in an issuer's key set and in a client's certificate.</summary>
internal static class RsaKeyRules
{
    /// <summary>The fewest bits of a modulus (RFC 7518 §3.3).</summary>
    public const int MinimumBits = 2048;

    /// <summary>The most bits of a modulus: verifying gets slow with more.</summary>
    public const int MaximumBits = 8192;

    /// <summary>What is wrong with a key, in words that follow "the key"; null for a good one.</summary>
    /// <param name="key">Modulus and exponent, big-endian, not empty.</param>
    public static string? FlawOf(RSAParameters key)
    {
        var n = key.Modulus!;
        var e = key.Exponent!;
        if (n[0] == 0 || e[0] == 0)
            return "has a number that begins with a zero octet";
        var bits = n.Length * 8 - int.LeadingZeroCount(n[0]) + 24;
        if (bits is < MinimumBits or > MaximumBits)
            return $"is RSA of {bits} bits, and {MinimumBits} to {MaximumBits} are accepted";
        if ((n[^1] & 1) == 0)
            return "has an even modulus";
        if ((e[^1] & 1) == 0)
            return "has an even exponent";
        if (e.Length > 8 || (e.Length == 1 && e[0] < 3))
            return "has an exponent below 3 or of more than 8 octets";
        return Roca.IsWeak(n) ? "has the ROCA weakness (CVE-2017-15361): its private half can be computed" : null;
    }
}
