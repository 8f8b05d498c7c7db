using Sallyport.Core.Signing;

namespace Sallyport.Core.Entra.Federation;

/// <summary>Verifies what only a key and a clock can tell of an assertion: its signature and its time.</summary>
internal static class AssertionVerifier
{
    /// <summary>How far two clocks may be apart: the one tolerance for <c>exp</c>, <c>nbf</c> and <c>iat</c>.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);

    /// <summary>The longest life of an outside issuer's token, from <c>iat</c> to <c>exp</c> (AADSTS70023).</summary>
    public static readonly TimeSpan MaximumLifetime = TimeSpan.FromHours(25);

    // No RSA key that is accepted makes a signature of fewer than 2048 bits; two numbers of 256 bits are one of ES256.
    private const int ShortestRsaSignature = 256;
    private const int EcSignature = 64;

    /// <summary>
    /// Whether the signature is shorter than any accepted key makes it, so that no key need be asked for.
    /// </summary>
    public static bool IsTruncated(UnverifiedJws jws) =>
        jws.Signature.Length < (jws.Algorithm == "ES256" ? EcSignature : ShortestRsaSignature);

    /// <summary>Verifies the signature, whose key the header must name. Null when it verifies.</summary>
    /// <param name="assertion">The assertion that matched a credential.</param>
    /// <param name="keys">The keys of that credential's issuer.</param>
    public static AssertionOutcome? CheckSignature(Assertion assertion, JwkSet keys)
    {
        if (assertion.Jws.KeyId is null)
            return AssertionOutcome.KeyNotNamed;
        // A further algorithm is for keys that name it themselves: it must not verify with a key that was meant for
        // RS256.
        var isStandard = assertion.Jws.Algorithm == AssertionReader.StandardAlgorithm;
        var isBound = keys.Find(assertion.Jws.KeyId)?.Algorithm == assertion.Jws.Algorithm;
        if (!isStandard && !isBound)
            return AssertionOutcome.KeyUnknown;
        return Jws.Verify(assertion.Jws, keys) switch
        {
            null => null,
            JwsProblem.KeyNotFound => AssertionOutcome.KeyUnknown,
            _ => AssertionOutcome.SignatureInvalid,
        };
    }

    /// <summary>
    /// Whether the token lives longer than it may. That is no matter of the clock: <c>exp</c> is compared with
    /// <c>iat</c>, and a token without <c>iat</c> counts as issued in 1970. Of decoded claims, which may leave either
    /// out, nothing is concluded unless both are there.
    /// </summary>
    public static bool LivesTooLong(Assertion assertion)
    {
        var areBothThere = assertion.IssuedAt is not null && assertion.Claims.TryGetProperty("exp", out _);
        if (assertion.IsPartial && !areBothThere)
            return false;
        return assertion.Expires - (assertion.IssuedAt ?? DateTimeOffset.UnixEpoch) > MaximumLifetime;
    }

    /// <summary>
    /// Why the key that the header names is not among the usable ones, where the issuer's key set has it all the same;
    /// null when it has not.
    /// </summary>
    public static string? WhyKeyUnknown(Assertion assertion, JwkSet keys)
    {
        var keyId = assertion.Jws.KeyId!;
        if (keys.Find(keyId) is not { } key)
            return keys.WhySkipped(keyId);
        var use = key.Algorithm is { } bound ? $"is for {bound}" : "names no alg of its own, or is of another kind";
        return $"{use}, and the token is signed with {assertion.Jws.Algorithm}";
    }

    /// <summary>Compares the times with the clock. Null when they fit.</summary>
    public static AssertionOutcome? CheckTime(Assertion assertion, DateTimeOffset now)
    {
        if (assertion.NotBefore > now + Skew || assertion.IssuedAt > now + Skew)
            return AssertionOutcome.NotYetValid;
        return assertion.Expires <= now - Skew ? AssertionOutcome.Expired : null;
    }
}
