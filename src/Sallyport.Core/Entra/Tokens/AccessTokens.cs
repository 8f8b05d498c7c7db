using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Signing;
using Sallyport.Core.Wire;

namespace Sallyport.Core.Entra.Tokens;

/// <summary>An access token that was just minted.</summary>
/// <param name="Text">The token.</param>
/// <param name="NotBefore"><c>nbf</c>, in seconds since 1970.</param>
/// <param name="ExpiresOn"><c>exp</c>, in seconds since 1970.</param>
public sealed record MintedToken(string Text, long NotBefore, long ExpiresOn);

/// <summary>Mints the access tokens of the token service and verifies them for the resources that take them.</summary>
/// <param name="keys">The login surface's keys.</param>
/// <param name="time">The clock.</param>
public sealed class AccessTokens(KeyRing keys, TimeProvider time)
{
    /// <summary>The purpose of the keys that sign access tokens.</summary>
    public const string KeyPurpose = "login";

    /// <summary>How long a token lives, in seconds, as the answer states it.</summary>
    public const int LifetimeSeconds = 3599;

    // How long before its minting a token is valid already, for clocks that are slow.
    private static readonly TimeSpan Backdated = TimeSpan.FromMinutes(5);

    private static readonly string[] Algorithms = ["RS256"];
    private static readonly string[] Types = ["JWT"];

    /// <summary>The v1 issuer of a tenant.</summary>
    public static string IssuerOf(Guid tenantId) => $"https://sts.windows.net/{tenantId}/";

    /// <summary>The v2 issuer of a tenant.</summary>
    public static string IssuerV2Of(Guid tenantId) => $"https://login.microsoftonline.com/{tenantId}/v2.0";

    /// <summary>
    /// Mints an app-only token, of version 1.0 or 2.0 as the resource wants it.
    /// Source: "Access token claims reference", Microsoft identity platform.
    /// </summary>
    /// <param name="principal">The service principal that it is for.</param>
    /// <param name="target">What it is for.</param>
    /// <param name="authentication"><c>appidacr</c>: 1 for a secret, 2 for an assertion.</param>
    /// <param name="uniqueId"><c>uti</c>, which the sign-in record repeats.</param>
    /// <param name="cancel">Cancels the look-up of the key.</param>
    internal async Task<MintedToken> MintAsync(
        ServicePrincipal principal, TokenTarget target, int authentication, string uniqueId, CancellationToken cancel)
    {
        var second = target.Version == 2;
        var claims = new Dictionary<string, object>
        {
            ["aud"] = target.Audience,
            ["iss"] = second ? IssuerV2Of(principal.TenantId) : IssuerOf(principal.TenantId),
            [second ? "azp" : "appid"] = principal.AppId.ToString(),
            [second ? "azpacr" : "appidacr"] =
                authentication.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["oid"] = principal.Id.ToString(),
            ["sub"] = principal.Id.ToString(),
            ["tid"] = principal.TenantId.ToString(),
            ["uti"] = uniqueId,
            ["ver"] = second ? "2.0" : "1.0",
        };
        if (!second)
            claims["idp"] = IssuerOf(principal.TenantId);
        if (target.NamesType)
            claims["idtyp"] = "app";
        if (target.Roles.Count > 0)
            claims["roles"] = target.Roles.ToList();
        return await SignAsync(claims, second, cancel);
    }

    /// <summary>Signs claims, which get their times here.</summary>
    internal async Task<MintedToken> SignAsync(
        Dictionary<string, object> claims, bool second, CancellationToken cancel)
    {
        var key = await keys.CurrentAsync(cancel);
        var minted = time.GetUtcNow();
        var from = (minted - Backdated).ToUnixTimeSeconds();
        var until = minted.ToUnixTimeSeconds() + LifetimeSeconds;
        claims["iat"] = claims["nbf"] = from;
        claims["exp"] = until;
        var header = new Dictionary<string, object> { ["typ"] = "JWT", ["alg"] = "RS256", ["kid"] = key.Stored.KeyId };
        if (!second)
            header["x5t"] = key.Stored.KeyId;
        return new MintedToken(Jws.Sign(Json(header), Json(claims), key.Private), from, until);
    }

    private static byte[] Json(Dictionary<string, object> members) =>
        JsonSerializer.SerializeToUtf8Bytes(members, ClaimsJson.Default.DictionaryStringObject);

    /// <summary>A new id that names no time: 128 random bits, 22 characters.</summary>
    public static string NewUniqueId() => StrictBase64Url.Encode(RandomNumberGenerator.GetBytes(16));

    /// <summary>
    /// A new <c>uti</c>: 22 characters, a UUID of version 7 (RFC 9562 §5.7), which holds the millisecond. The claims
    /// of time hold seconds only, and a token may not outlive sessions that end in the second in which it was minted.
    /// </summary>
    /// <param name="now">When the token was asked for.</param>
    public static string NewUniqueId(DateTimeOffset now) =>
        StrictBase64Url.Encode(Guid.CreateVersion7(now).ToByteArray(bigEndian: true));

    /// <summary>
    /// Reads a bearer token as a resource must: our key, our issuer, one of the resource's audiences, in time.
    /// </summary>
    /// <param name="bearer">The token.</param>
    /// <param name="audiences">The resource's names, compared ordinally.</param>
    /// <param name="cancel">Cancels the look-up of the keys.</param>
    public async Task<AccessTokenReading> ReadAsync(
        string bearer, IReadOnlyCollection<string> audiences, CancellationToken cancel)
    {
        var (jws, _) = Jws.Read(bearer, Algorithms, Types);
        if (jws?.KeyId is null)
            return new AccessTokenReading(null, AccessTokenProblem.Invalid);
        var set = JwkSet.Of((await keys.AllAsync(cancel)).Select(k => k.Public).ToList());
        if (Jws.Verify(jws, set) is not null
            || StrictJson.ReadObject(jws.Payload) is not { } claims
            || Read(claims) is not { } token)
            return new AccessTokenReading(null, AccessTokenProblem.Invalid);
        if (!audiences.Contains(token.Audience, StringComparer.Ordinal))
            return new AccessTokenReading(null, AccessTokenProblem.WrongAudience, Audience: token.Audience);
        var now = time.GetUtcNow();
        if (token.ExpiresOn <= now)
            return new AccessTokenReading(null, AccessTokenProblem.Expired, ExpiresOn: token.ExpiresOn);
        return Instant(claims, "nbf") > now || Instant(claims, "iat") > now
            ? new AccessTokenReading(null, AccessTokenProblem.NotYetValid)
            : new AccessTokenReading(token, null);
    }

    private static AccessToken? Read(JsonElement claims)
    {
        var hasIds = StrictGuid.TryRead(claims.String("tid"), out var tenantId)
            & StrictGuid.TryRead(claims.String("oid"), out var objectId)
            & StrictGuid.TryRead(claims.String("appid"), out var clientId);
        var audience = claims.String("aud");
        if (!hasIds || string.IsNullOrEmpty(audience) || claims.String("iss") != IssuerOf(tenantId))
            return null;
        if (Instant(claims, "nbf") is null)
            return null;
        if (Instant(claims, "iat") is not { } issued)
            return null;
        if (Instant(claims, "exp") is not { } expires)
            return null;
        var roles = claims.TryGetProperty("roles", out var list)
            ? list.EnumerateArray().Select(r => r.GetString()!).ToList()
            : [];
        return new AccessToken(audience, tenantId, objectId, clientId, roles, expires)
        {
            Scopes = claims.String("idtyp") == "user" ? ScopesOf(claims) : null,
            MintedOn = MintedOn(claims, issued + Backdated),
        };
    }

    // To the millisecond when the token's id has it; else the beginning of the second.
    private static DateTimeOffset MintedOn(JsonElement claims, DateTimeOffset second)
    {
        var bytes = StrictBase64Url.Decode(claims.String("uti") ?? "");
        var isOfVersion7 = bytes is { Length: 16 } && (bytes[6] & 0xF0) == 0x70;
        if (!isOfVersion7)
            return second;
        var milliseconds = (long)(BinaryPrimitives.ReadUInt64BigEndian(bytes!) >> 16);
        var isUntilThen = milliseconds < (second + TimeSpan.FromSeconds(1)).ToUnixTimeMilliseconds();
        return isUntilThen ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : second;
    }

    private static string[] ScopesOf(JsonElement claims) =>
        claims.String("scp")?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];

    // Null when the claim is missing or is no whole number of seconds that a date can hold.
    private static DateTimeOffset? Instant(JsonElement claims, string name)
    {
        var isNumber = claims.TryGetProperty(name, out var claim) && claim.ValueKind == JsonValueKind.Number;
        if (!isNumber || !claim.TryGetInt64(out var seconds))
            return null;
        var isDate = seconds >= 0 && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds();
        return isDate ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
    }
}
