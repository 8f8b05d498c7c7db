using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Sallyport.Core.Wire;

namespace Sallyport.Core.Signing;

/// <summary>Why a JWS was not read or not verified.</summary>
internal enum JwsProblem
{
    /// <summary>Not three parts of strict base64url with a JSON object as header, or longer than the limit.</summary>
    Malformed,

    /// <summary>
    /// A header parameter that would change the meaning: <c>crit</c>, <c>b64</c>, <c>zip</c>, a nested JWT.
    /// </summary>
    UnsupportedHeader,

    /// <summary><c>alg</c> is missing or not on the allow-list.</summary>
    UnsupportedAlgorithm,

    /// <summary><c>typ</c> names another kind of token.</summary>
    WrongType,

    /// <summary>No key of the set has this <c>kid</c>, or the key is bound to another algorithm or kind.</summary>
    KeyNotFound,

    /// <summary>The signature does not verify.</summary>
    BadSignature,
}

/// <summary>
/// A JWS whose syntax is read and whose signature is not yet verified: nothing in it may be believed.
/// </summary>
/// <param name="Algorithm">The header's <c>alg</c>.</param>
/// <param name="KeyId">The header's <c>kid</c>, or null.</param>
/// <param name="Type">The header's <c>typ</c>, or null.</param>
/// <param name="Header">The whole header.</param>
/// <param name="Payload">The payload's bytes.</param>
/// <param name="SigningInput">The bytes that are signed.</param>
/// <param name="Signature">The signature.</param>
public sealed record UnverifiedJws(
    string Algorithm,
    string? KeyId,
    string? Type,
    JsonElement Header,
    byte[] Payload,
    byte[] SigningInput,
    byte[] Signature);

/// <summary>
/// The door to this room: compact JWS (RFC 7515), strictly, in both directions. Bytes and a key set go in; verified
/// bytes or a reason come out. It knows nothing of claims, issuers or time, and no key ever comes out of a token.
/// </summary>
internal static class Jws
{
    /// <summary>The longest token that is looked at, in characters.</summary>
    public const int MaximumLength = 64 * 1024;

    private static readonly string[] Refused = ["crit", "b64", "zip", "cty", "enc", "epk"];
    private static readonly string[] Texts = ["alg", "kid", "typ", "x5t", "x5t#S256"];

    /// <summary>Reads the syntax. Exactly one of the two results is null.</summary>
    /// <param name="compact">The token.</param>
    /// <param name="algorithms">The algorithms that are allowed; compared with their case.</param>
    /// <param name="types">
    /// The values of <c>typ</c> that are allowed, ignoring case (RFC 7515 §4.1.9); an absent one always is.
    /// </param>
    public static (UnverifiedJws? Token, JwsProblem? Problem) Read(
        string compact, IReadOnlyCollection<string> algorithms, IReadOnlyCollection<string> types)
    {
        if (compact.Length > MaximumLength || Parts(compact) is not { } parts)
            return (null, JwsProblem.Malformed);
        var (header, payload, signature) = parts;
        if (StrictJson.ReadObject(header) is not { } parameters || !KnownTypes(parameters))
            return (null, JwsProblem.Malformed);
        if (Refused.Any(name => parameters.TryGetProperty(name, out _)))
            return (null, JwsProblem.UnsupportedHeader);
        if (parameters.String("alg") is not { } algorithm || !algorithms.Contains(algorithm, StringComparer.Ordinal))
            return (null, JwsProblem.UnsupportedAlgorithm);
        var type = parameters.String("typ");
        if (type is not null && !types.Contains(type, StringComparer.OrdinalIgnoreCase))
            return (null, JwsProblem.WrongType);
        var signingInput = Encoding.ASCII.GetBytes(compact[..compact.LastIndexOf('.')]);
        var keyId = parameters.String("kid");
        return (new UnverifiedJws(algorithm, keyId, type, parameters, payload, signingInput, signature), null);
    }

    /// <summary>
    /// The <c>alg</c> of a token that is refused because of it, for the refusal's text; null when it has none.
    /// </summary>
    public static string? AlgorithmOf(string compact)
    {
        if (Parts(compact) is not { } parts)
            return null;
        return StrictJson.ReadObject(parts.Header)?.String("alg");
    }

    /// <summary>
    /// The claims of a token that is refused because of them, for the explanation; null when it has none.
    /// </summary>
    public static JsonElement? PayloadOf(string compact) =>
        Parts(compact) is { } parts ? StrictJson.ReadObject(parts.Payload) : null;

    /// <summary>Verifies the signature with the key that the header's <c>kid</c> names. Null means verified.</summary>
    public static JwsProblem? Verify(UnverifiedJws token, JwkSet keys)
    {
        var key = keys.Find(token.KeyId);
        if (key is null
            || (key.Algorithm is not null && !string.Equals(key.Algorithm, token.Algorithm, StringComparison.Ordinal)))
            return JwsProblem.KeyNotFound;
        bool? verified = token.Algorithm switch
        {
            "RS256" when key.Rsa is not null => VerifyRsa(key.ImportedRsa, token, RSASignaturePadding.Pkcs1),
            "PS256" when key.Rsa is not null => VerifyRsa(key.ImportedRsa, token, RSASignaturePadding.Pss),
            "ES256" when key.Ec is { } ec => VerifyEc(ec, token),
            _ => null,
        };
        return verified switch { true => null, false => JwsProblem.BadSignature, null => JwsProblem.KeyNotFound };
    }

    /// <summary>Signs a payload with RS256.</summary>
    /// <param name="header">The header's JSON, which must name RS256 and the key.</param>
    /// <param name="payload">The payload's JSON.</param>
    /// <param name="key">The private key.</param>
    public static string Sign(ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload, RSA key)
    {
        var signingInput = StrictBase64Url.Encode(header) + "." + StrictBase64Url.Encode(payload);
        var signature =
            key.SignData(Encoding.ASCII.GetBytes(signingInput), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return signingInput + "." + StrictBase64Url.Encode(signature);
    }

    private static (byte[] Header, byte[] Payload, byte[] Signature)? Parts(string compact)
    {
        var first = compact.IndexOf('.', StringComparison.Ordinal);
        var second = compact.IndexOf('.', first + 1);
        if (second < 0 || compact.IndexOf('.', second + 1) >= 0)
            return null; // nothing is copied of what may be dots alone
        var text = compact.AsSpan();
        var header = StrictBase64Url.Decode(text[..first]);
        var payload = StrictBase64Url.Decode(text[(first + 1)..second]);
        var signature = StrictBase64Url.Decode(text[(second + 1)..]);
        if (header is null || signature is null)
            return null;
        return payload?.Length > 0 ? (header, payload, signature) : null;
    }

    // A parameter of the wrong type must not pass for an absent one.
    private static bool KnownTypes(JsonElement header) =>
        Texts.All(name => !header.TryGetProperty(name, out _) || header.String(name) is not null);

    // A signature has as many octets as the modulus (RFC 8017 §8.1.2, §8.2.2), whose size in bits may be any.
    private static bool VerifyRsa(RSA key, UnverifiedJws token, RSASignaturePadding padding) =>
        token.Signature.Length == (key.KeySize + 7) / 8
            && key.VerifyData(token.SigningInput, token.Signature, HashAlgorithmName.SHA256, padding);

    private static bool VerifyEc(ECParameters parameters, UnverifiedJws token)
    {
        if (token.Signature.Length != 64)
            return false;
        using var ec = ECDsa.Create(parameters);
        return ec.VerifyData(
            token.SigningInput,
            token.Signature,
            HashAlgorithmName.SHA256,
            DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }
}
