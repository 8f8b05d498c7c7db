using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Sallyport.Core.Wire;

namespace Sallyport.Core.Signing;

/// <summary>
/// A public key from a key set (RFC 7517), already checked: only keys that may verify a signature become one of these.
/// </summary>
/// <param name="KeyId">The <c>kid</c>, compared ordinally.</param>
/// <param name="Algorithm">The key's own <c>alg</c>, or null when the set does not bind it to one.</param>
/// <param name="Rsa">The RSA parameters, or null.</param>
/// <param name="Ec">The P-256 parameters, or null.</param>
public sealed record Jwk(string? KeyId, string? Algorithm, RSAParameters? Rsa, ECParameters? Ec)
{
    private const int MinimumRsaBits = 2048;
    private const int MaximumRsaBits = 8192;

    private static readonly string[] Texts = ["kty", "kid", "alg", "use"];

    private RSA? imported;

    /// <summary>
    /// The RSA key, imported once: that takes longer than verifying. Verifying with it is safe from several threads.
    /// </summary>
    internal RSA ImportedRsa => LazyInitializer.EnsureInitialized(ref imported, () => RSA.Create(Rsa!.Value));

    /// <summary>
    /// Reads one member of a key set. Null for a key that must be skipped: unknown, incomplete, too weak, or not for
    /// signatures.
    /// </summary>
    public static Jwk? Read(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object || !HasTexts(element) || !MayVerify(element))
            return null;
        var keyId = element.String("kid");
        var algorithm = element.String("alg");
        return element.String("kty") switch
        {
            "RSA" when ReadRsa(element) is { } rsa => new Jwk(keyId, algorithm, rsa, null),
            "EC" when ReadEc(element) is { } ec => new Jwk(keyId, algorithm, null, ec),
            _ => null,
        };
    }

    /// <summary>The RFC 7638 thumbprint of an RSA key: SHA-256 over its canonical members, base64url.</summary>
    public static string Thumbprint(RSAParameters rsa)
    {
        var exponent = StrictBase64Url.Encode(rsa.Exponent);
        var modulus = StrictBase64Url.Encode(rsa.Modulus);
        var canonical = $$"""{"e":"{{exponent}}","kty":"RSA","n":"{{modulus}}"}""";
        return StrictBase64Url.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(canonical)));
    }

    // A member of the wrong type must not pass for an absent one: the key would be bound to nothing.
    private static bool HasTexts(JsonElement element) =>
        Texts.All(name => !element.TryGetProperty(name, out _) || element.String(name) is not null);

    private static bool MayVerify(JsonElement element)
    {
        if (element.String("use") is not (null or "sig"))
            return false;
        if (!element.TryGetProperty("key_ops", out var operations))
            return true;
        return operations.ValueKind == JsonValueKind.Array
            && operations.EnumerateArray().Any(o => o.Text() == "verify");
    }

    private static RSAParameters? ReadRsa(JsonElement element)
    {
        var n = Integer(element, "n");
        var e = Integer(element, "e");
        if (n is null || e is null || (n[^1] & 1) == 0)
            return null;
        var bits = n.Length * 8 - int.LeadingZeroCount(n[0]) + 24;
        var weakExponent = e.Length > 8 || (e[^1] & 1) == 0 || (e.Length == 1 && e[0] < 3);
        return bits is < MinimumRsaBits or > MaximumRsaBits || weakExponent
            ? null
            : new RSAParameters { Modulus = n, Exponent = e };
    }

    private static ECParameters? ReadEc(JsonElement element)
    {
        var x = StrictBase64Url.Decode(element.String("x") ?? "");
        var y = StrictBase64Url.Decode(element.String("y") ?? "");
        if (element.String("crv") != "P-256" || x?.Length != 32 || y?.Length != 32)
            return null;
        var parameters = new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = x, Y = y } };
        try
        {
            using var key = ECDsa.Create(parameters); // refuses a point that is not on the curve
            return parameters;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    // Base64urlUInt (RFC 7518 §2): big-endian, no leading zero octets.
    private static byte[]? Integer(JsonElement element, string name) =>
        element.String(name) is { Length: > 0 } text
            && StrictBase64Url.Decode(text) is { Length: > 0 } bytes
            && bytes[0] != 0
            ? bytes
            : null;
}
