using System.Numerics;

namespace Sallyport.Core.Signing;

/// <summary>
/// The fingerprint of RSA keys that a broken library of Infineon made (CVE-2017-15361): their private half can be
/// computed. Source: Nemec, Sys, Svenda, Klinec, Matyas, "The Return of Coppersmith's Attack", ACM CCS 2017, §2.
/// </summary>
internal static class Roca
{
    private const int Generator = 65537;

    // The primes of these keys are k·M + (65537^a mod M), where M is the product of the first primes, at least to 167.
    private static readonly int[] Primes =
    [
        3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103, 107, 109,
        113, 127, 131, 137, 139, 149, 151, 157, 163, 167,
    ];

    private static readonly HashSet<int>[] PowersOfGenerator = [.. Primes.Select(PowersModulo)];

    /// <summary>
    /// Whether the modulus, taken modulo each small prime, is a power of 65537. One healthy modulus in 240 million is
    /// too, by chance.
    /// </summary>
    /// <param name="modulus">The modulus, big-endian.</param>
    public static bool IsWeak(ReadOnlySpan<byte> modulus)
    {
        var n = new BigInteger(modulus, isUnsigned: true, isBigEndian: true);
        return Primes.Index().All(prime => PowersOfGenerator[prime.Index].Contains((int)(n % prime.Item)));
    }

    private static HashSet<int> PowersModulo(int prime)
    {
        var powers = new HashSet<int>();
        for (var power = 1; powers.Add(power);)
            power = power * Generator % prime;
        return powers;
    }
}
