using System.Text.Json;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Signing;
using Sallyport.Core.Wire;

namespace Sallyport.Core.Entra.Directory;

/// <summary>
/// The proof that a caller of <c>addKey</c> or <c>removeKey</c> holds a private key of the application: a JWT signed
/// with one of its valid certificates. Source: "Generate proof-of-possession tokens for rolling keys", Microsoft Graph.
/// </summary>
internal static class KeyProof
{
    /// <summary>The <c>aud</c> of a proof.</summary>
    public const string Audience = "00000002-0000-0000-c000-000000000000";

    /// <summary>How long a proof may live.</summary>
    public static readonly TimeSpan MaximumLifetime = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);

    /// <summary>Refuses what is no proof for this application now.</summary>
    public static void Verify(string? proof, Application application, DateTimeOffset now)
    {
        var (jws, _) = Jws.Read(proof ?? "", ["RS256", "PS256"], ["JWT"]);
        if (jws is null
            || !IsSigned(jws, application, now)
            || StrictJson.ReadObject(jws.Payload) is not { } claims
            || !IsFor(claims, application, now))
            throw GraphErrors.ProofInvalid().ToException();
    }

    private static bool IsSigned(UnverifiedJws jws, Application application, DateTimeOffset now) =>
        application.KeyCredentials.Exists(key => IsValid(key, now) && IsSignedWith(jws, key));

    private static bool IsValid(KeyCredential key, DateTimeOffset now) =>
        key.StartDateTime <= now && now < key.EndDateTime;

    private static bool IsSignedWith(UnverifiedJws jws, KeyCredential key) =>
        Jws.Verify(jws, JwkSet.Of(new Jwk(jws.KeyId, null, key.PublicKey(), null))) is null;

    private static bool IsFor(JsonElement claims, Application application, DateTimeOffset now)
    {
        var issuer = claims.String("iss");
        var isIssuedByIt = issuer == application.Id.ToString() || issuer == application.AppId.ToString();
        if (!isIssuedByIt || claims.String("aud") != Audience)
            return false;
        if (Seconds(claims, "nbf") is not { } from)
            return false;
        if (Seconds(claims, "exp") is not { } until)
            return false;
        return until - from <= (long)MaximumLifetime.TotalSeconds
            && from <= (now + Skew).ToUnixTimeSeconds()
            && until > (now - Skew).ToUnixTimeSeconds();
    }

    private static long? Seconds(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value)
            && value.ValueKind == JsonValueKind.Number
            && value.TryGetInt64(out var seconds)
            && seconds is > 0 and < 253402300800 ? seconds : null;
}
