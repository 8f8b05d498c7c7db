using System.Numerics;
using System.Security.Cryptography;

namespace Sallyport.Core.Tests.Signing;

/// <summary>
/// Working RSA keys that .NET does not make, by their two primes: of any number of bits, and with the ROCA weakness.
/// </summary>
internal static class MadeRsaKey
{
    private const int WeakBits = 0;
    private static readonly BigInteger Exponent = 65537;

    // By their bits. The weak key of 2048 bits is made as the paper says that the library made them (§2.1): each
    // prime is k·M + (65537^a mod M), where M is the product of the first 126 primes.
    private static readonly Dictionary<int, (string P, string Q)> Primes = new()
    {
        [WeakBits] = (
            "wAADzkdXAxCfbP24Az5VcktaV0n5B5MSrqkkpR6ba3a7aItL3kbQoKLi8vnrCygbZaxAQ3ApUowPAg7bUQmJJ/uDffFylF3M"
            + "mXzTdegtB1xVx4ls5vLtB+MAYYXk/u/ust9XZcmdeWkjQH8sqFt4hJjpqxTJ6ErXBqNvOx44ACc=",
            "wAAGDe6m0B/Ko6AfXV1O3b60RDzLHp3SO0BRWYzVwfaBJBw0jSOxWWFLTSaAwbWyMoJReonQVFN2E0Dle58tA8nuHnVo1VrY"
            + "9uKbyflsGBOcfCway0aNHFTgJ6HOaoQS3j4LkFnVb/oWw32ql07R+KPJIOdysXSAYuG53Xg/bAE="),
        [2049] = (
            "AdMgvf9FhwZhUfNcgiNgG8T6bPfz/awmlx2kKrxIt7cxP8aUmVM4CDNsvj3O96qFCImV35KRB5gWztaTsHcT9Gmt5f1uxVTk"
            + "dCuRV+S+Usm+YgRwcccMt+jXe+HMRsFpuV8AzOSzXe1FCAecwuiHkA1PSP/iRKfIFRnIzZ6Sh8/b",
            "46fPTgvwGPXGDms2hHDEPi3u35YVu4V+fifKldXkj/NK4NAo5Z0ImGtrPVueSgAjsHVVA7pqKMiyxXy9L0g6n/7takREFr7r"
            + "8erVspS3acY0hAjzbzYTpFAVYnHrt00ZZhBWVecUtoqhS4B5l9+6S/G+0hDO2HQ3gXG3oMdvk5k="),
        [2050] = (
            "AZfcRH0K9P+LU5LtiKrNqUSMvLvmUK94jGv9uPDJ43DiiqgRhTuSGl2KN88Nb1y3Q0SpHbMYGpcWah5kXusAGz/G5C80gexk"
            + "MiBmMkr7sDfHkVbGS3VXXNaSJDjl99aXTP6hd0luGe2rJP+308rZvLJjndNwU2b4WlUvoB/MoXSN",
            "Adui9x3mDJT8bL0iSsQbufbZVUhqaKyGKNEHk8jMOuVhVxjfX5lVAZLHVI9IvqDgfgzAKjXl/FGlVaOS0pjPyFpsfm7OLd1M"
            + "SjK51Vryx80Vb3jjC6PUrr3sDLgUT9qDwbFS9XRFoUUQB3wOTQyURhpeCyxFB36U+4kpyuU5LM6v"),
        [2055] = (
            "DLBw3/JvOAWCJuaKQT007ZDRoEKyDkGT3fHcXwjI4NOHgA1ETOH/NLoaaM5kL4CeoThnmtKz02h4EoZgreI3W1XRGLx2+RAI"
            + "fIWSKv2Uz1qbkFuPWyzC710v1RhzlsN8kw0c7Y7AofhpCEdaeeBw/RvQ6WbFcHO3SwtKp6A3vkip",
            "Bz0osy8omf/D7t7pMbQCyLpIDDOn0SuFk4AfegkHpKx2tEFCdLDH6IPOGg9w58q1jq59gTAUcM9DxrXeMgginO2x8P6vWY6+"
            + "5WhmJrTzQc2OZooWUmUI02fn+vVLH1dYhDlOWSqd308F9glbin0FghRWhG9IDVaynWnjkm9ldqrd"),
        [3071] = (
            "/x5eOZe/11S68NgpbtW+gr80lCKi55uLSbFmTjOsZLf8+dgkN1joFUXCbtxNYtwfVm3iSRSXxQ0sSpVa6uRMHqKZE2nKXjm3"
            + "4FRYkkK3FO0HnvB4R8b2G3WF5JI6Hrldela4QfFfcm09hT07pvG3GPMHi44XZ89HpIcOz2ZqpYJ7bastJad9wfb5njG68NFf"
            + "bKYlZFEASxd4h9/+2I9VwK128xx09tsvYLeoyBnmjPNzyNJDKuHVJAxCfWOmP26X",
            "fXIJIBbKsysbsVZOzqXyxf7l4id1S5x2zjVuQJmz3BqkBisT1l9sdP48zBhypuDljf0rIRV+Izw8Kp/31sSJEbZKWFK/LKyC"
            + "vBqI/z0oO5lM0YK2bwXP8yY+EssVqpAzDQNP/lOUjy4Q6m/B78eugXFTbPwEEX4zyX/RDYoEoQ705sjaEDpIUnVxgw1bECCa"
            + "7jWPkaoCXajAUEuMDNsCXXqUKsMjXOI5FZ5x4jl5XTtu4Kaw43cnOfIl3T25uLUl"),
        [4095] = (
            "1W7OS8nXO95ky/z9HvPtqgdNTHxx4wqN/x1Fb/bOT7dOf2GUAwJiDTLKX8as0ezp+53NGfH5n1FWCbfnF60b+6sYdT8ShiYw"
            + "PijLI79fR3nCQB+ac1WZaeBOqB9ms/If4v4kIjV3WIBhPEr0vfTBO4WcjKcN1X80P8AQyo1Hvm0cCNmKeQDsnZS9+g2oGz76"
            + "/Nfj0Oza3hzvYDlihPEDhHjr2G/L44xv6/nrgGti2n+qrV05J2aPkqn0nCdwLhUCffaYoo2J0jqNelnV/4RJkDn08qW4RqTY"
            + "2kBfDtXMHsmq0YdiMYMN9JLt4jz4EknG/v9Muj5h05dB1XkuQihJkQ==",
            "dNIJ2iL4ZkLf3qeJSd9bL5w/u6A9qMjmoR/ME70XMWSd/Q7gYRjCTKz/U1XV/Bl4CuZaQy0hC2qSQDzkLOw4kH7VxeVOfEnX"
            + "t3UCtMkSZ60GgkFKa/TXPqfl/CNtx7zWio+R0jTfk/r+rZyG1pju/++OwtGrZO4thJoQk8QIxV2xFpB/q3+/mMx681Nx0CjP"
            + "hPAxdPBj7kpo2rGcJemZp0AAVm84LtPCIO51h+8Z7MR055Y1hBK7eQhnMS7kE+Xg4hW1Vla+HPMF5IrS03JwdcKnSLdiNH5A"
            + "7JDqJjAUfFIhbFHB/xpsMRQZmCxKNMAVDtY+YaCJ/SWrxRgtFHWs1Q=="),
    };

    /// <summary>The weak key's numbers.</summary>
    public static RSAParameters Weak => Of(WeakBits);

    /// <summary>The weak key, ready to sign.</summary>
    public static RSA CreateWeak() => RSA.Create(Weak);

    /// <summary>A healthy key of so many bits: a new one where .NET makes it, otherwise always the same.</summary>
    public static RSA Create(int bits) => bits % 8 == 0 ? RSA.Create(bits) : RSA.Create(Of(bits));

    private static RSAParameters Of(int bits)
    {
        var (p, q) = (Number(Primes[bits].P), Number(Primes[bits].Q));
        var d = Inverse(Exponent, (p - 1) * (q - 1));
        var whole = (p * q).GetByteCount(isUnsigned: true);
        var half = (whole + 1) / 2;
        return new RSAParameters
        {
            Modulus = Octets(p * q, whole), Exponent = [1, 0, 1], D = Octets(d, whole),
            P = Octets(p, half), Q = Octets(q, half),
            DP = Octets(d % (p - 1), half), DQ = Octets(d % (q - 1), half), InverseQ = Octets(Inverse(q, p), half),
        };
    }

    private static BigInteger Inverse(BigInteger a, BigInteger modulus)
    {
        var (r, next, x, nextX) = (modulus, a % modulus, BigInteger.Zero, BigInteger.One);
        while (!next.IsZero)
            (r, next, x, nextX) = (next, r % next, nextX, x - r / next * nextX);
        return (x % modulus + modulus) % modulus;
    }

    private static BigInteger Number(string base64) =>
        new(Convert.FromBase64String(base64), isUnsigned: true, isBigEndian: true);

    private static byte[] Octets(BigInteger number, int length)
    {
        var octets = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[length - octets.Length], .. octets];
    }
}
