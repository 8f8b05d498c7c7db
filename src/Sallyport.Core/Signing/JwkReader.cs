using System.Security.Cryptography;
using System.Text.Json;
using Sallyport.Core.Wire;

namespace Sallyport.Core.Signing;

/// <summary>
/// What one member of a key set is: a key that may verify, or one that must be skipped and why. Either is null.
/// </summary>
internal readonly record struct JwkReading(Jwk? Key, SkippedKey? Skipped);

/// <summary>Reads the members of a key set (RFC 7517 §4, RFC 7518 §6).</summary>
internal static class JwkReader
{
    private static readonly string[] Texts = ["kty", "kid", "alg", "use"];

    /// <summary>Reads one member.</summary>
    public static JwkReading Read(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
            return new JwkReading(null, new SkippedKey(null, "is no JSON object"));
        var keyId = element.String("kid");
        var algorithm = element.String("alg");
        RSAParameters? rsa = null;
        ECParameters? ec = null;
        var flaw = FlawOfUse(element) ?? element.String("kty") switch
        {
            "RSA" => ReadRsa(element, out rsa),
            "EC" => ReadEc(element, out ec),
            null => "has no kty",
            var other => $"is of the kind (kty) '{SkippedKey.Shown(other)}', and RSA and EC are accepted",
        };
        return flaw is null
            ? new JwkReading(new Jwk(keyId, algorithm, rsa, ec), null)
            : new JwkReading(null, new SkippedKey(keyId, flaw));
    }

    private static string? FlawOfUse(JsonElement element)
    {
        // A member of the wrong type must not pass for an absent one: the key would be bound to nothing.
        var odd = Array.Find(Texts, name => element.TryGetProperty(name, out _) && element.String(name) is null);
        if (odd is not null)
            return $"has a {odd} that is no text";
        if (element.String("use") is { } use and not "sig")
            return $"is for the use '{SkippedKey.Shown(use)}', not for signatures ('sig')";
        if (element.TryGetProperty("key_ops", out var operations) && !HasVerify(operations))
            return "has key_ops without 'verify'";
        var algorithm = element.String("alg") ?? "";
        var encrypts = algorithm.StartsWith("RSA", StringComparison.Ordinal)
            || algorithm.StartsWith("ECDH", StringComparison.Ordinal);
        return encrypts ? $"is for encryption (alg '{SkippedKey.Shown(algorithm)}')" : null;
    }

    private static bool HasVerify(JsonElement operations) =>
        operations.ValueKind == JsonValueKind.Array && operations.EnumerateArray().Any(o => o.Text() == "verify");

    private static string? ReadRsa(JsonElement element, out RSAParameters? key)
    {
        key = null;
        var n = Octets(element, "n");
        var e = Octets(element, "e");
        if (n is null || e is null)
            return "has no n and e in base64url";
        key = new RSAParameters { Modulus = n, Exponent = e };
        return RsaKeyRules.FlawOf(key.Value);
    }

    private static string? ReadEc(JsonElement element, out ECParameters? key)
    {
        key = null;
        if (element.String("crv") != "P-256")
            return "is no key of the curve (crv) P-256";
        var x = Octets(element, "x");
        var y = Octets(element, "y");
        if (x?.Length != 32 || y?.Length != 32)
            return "has no x and y of 32 octets in base64url";
        key = new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = x, Y = y } };
        try
        {
            using var imported = ECDsa.Create(key.Value);
            return null;
        }
        catch (CryptographicException)
        {
            return "is no point of its curve";
        }
    }

    private static byte[]? Octets(JsonElement element, string name) =>
        StrictBase64Url.Decode(element.String(name) ?? "") is { Length: > 0 } octets ? octets : null;
}
