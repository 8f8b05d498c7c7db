using System.Globalization;
using System.Text.Json;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Signing;
using Sallyport.Core.Wire;

namespace Sallyport.Core.Entra.Federation;

/// <summary>
/// The door to this room: federated assertions. They are read (syntax), matched with a credential (<see cref="CredentialMatcher"/>) and
/// only then verified with the keys of the issuer that the credential names. The room fetches nothing and stores nothing.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="furtherAlgorithms">What outside issuers may sign with besides RS256: <c>PS256</c>, <c>ES256</c>. Each key must name it as its own <c>alg</c>.</param>
public sealed class AssertionVerifier(TimeProvider time, IReadOnlyCollection<string>? furtherAlgorithms = null)
{
    /// <summary>The algorithm that every issuer may use, and the only one by default, as in Microsoft Entra.</summary>
    public const string StandardAlgorithm = "RS256";

    /// <summary>The audience that Microsoft recommends for assertions: it names the token service.</summary>
    public const string ExchangeAudience = "api://AzureADTokenExchange";

    /// <summary>How far two clocks may be apart: the one tolerance for <c>exp</c>, <c>nbf</c> and <c>iat</c>.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);

    /// <summary>The furthest that <c>exp</c> may lie ahead (RFC 7523 §3 leaves the bound to the server).</summary>
    public static readonly TimeSpan MaximumLifetime = TimeSpan.FromHours(24);

    private static readonly string[] Algorithms = [StandardAlgorithm, "PS256", "ES256"];
    private static readonly string[] EntraIssuers =
        ["https://login.microsoftonline.com/", "https://login.windows.net/", "https://login.microsoft.com/", "https://sts.windows.net/"];
    private static readonly string[] Times = ["exp", "nbf", "iat"];
    private static readonly string[] Types = ["JWT", "http://openid.net/specs/jwt/1.0", "client-authentication+jwt"];

    /// <summary>What outside issuers may sign with besides RS256.</summary>
    public IReadOnlyCollection<string> FurtherAlgorithms { get; } = furtherAlgorithms ?? [];

    /// <summary>Reads the syntax (RFC 7523 §3). Throws a refusal of the <see cref="Aadsts"/> catalogue.</summary>
    public static Assertion Read(string compact)
    {
        var (jws, problem) = Jws.Read(compact, Algorithms, Types);
        if (problem == JwsProblem.UnsupportedAlgorithm)
            throw Aadsts.UnsupportedAlgorithm(Jws.AlgorithmOf(compact), StandardAlgorithm).ToException();
        if (jws is null)
            throw Aadsts.UnreadableAssertion(problem!.Value).ToException();
        if (StrictJson.ReadObject(jws.Payload) is not { } claims)
            throw Aadsts.MalformedAssertion().ToException();
        return Of(jws, claims, Time(claims, "exp") ?? throw Aadsts.MissingInAssertion("exp").ToException());
    }

    /// <summary>
    /// Reads claims that somebody has decoded already, for explanations: there is no signature to verify, and <c>exp</c> and what only
    /// expressions test may be left out. Throws like <see cref="Read"/>.
    /// </summary>
    public static Assertion ReadDecoded(JsonElement claims) =>
        Of(new UnverifiedJws("RS256", null, null, default, [], [], []), claims, Time(claims, "exp") ?? DateTimeOffset.MaxValue) with { IsPartial = true };

    /// <summary>
    /// Refuses what an outside issuer may not do and a client that signs with its certificate may: sign with other algorithms, and write
    /// times with fractions of a second or as text, as MSAL for Python and MSAL.NET do.
    /// </summary>
    /// <param name="assertion">The assertion.</param>
    /// <param name="furtherAlgorithms">What may be used besides RS256.</param>
    public static void RequireFederatedForm(Assertion assertion, IReadOnlyCollection<string> furtherAlgorithms)
    {
        if (assertion.Jws.Algorithm != StandardAlgorithm && !furtherAlgorithms.Contains(assertion.Jws.Algorithm, StringComparer.Ordinal))
            throw Aadsts.UnsupportedAlgorithm(assertion.Jws.Algorithm, [StandardAlgorithm, .. furtherAlgorithms]).ToException();
        if (Times.Any(name => assertion.Claims.TryGetProperty(name, out var time) && !time.GetRawText().All(char.IsAsciiDigit)))
            throw Aadsts.MalformedAssertion().ToException();
    }

    /// <summary>Whether the token is Microsoft Entra's own – an access token in an ID token's place – which is no assertion (AADSTS700222).</summary>
    public static bool IsIssuedByEntra(Assertion assertion) => Array.Exists(EntraIssuers, i => assertion.Issuer.StartsWith(i, StringComparison.Ordinal));

    /// <summary>Verifies signature, then time. Throws a refusal of the <see cref="Aadsts"/> catalogue.</summary>
    /// <param name="assertion">The assertion that matched a credential.</param>
    /// <param name="keys">The keys of that credential's issuer.</param>
    public void Verify(Assertion assertion, JwkSet keys)
    {
        var named = assertion.Jws.Algorithm == StandardAlgorithm || keys.Find(assertion.Jws.KeyId)?.Algorithm == assertion.Jws.Algorithm;
        switch (named ? Jws.Verify(assertion.Jws, keys) : JwsProblem.KeyNotFound)
        {
            case JwsProblem.KeyNotFound when assertion.Jws.KeyId is null:
                throw Aadsts.AssertionNamesNoKey().ToException();
            case JwsProblem.KeyNotFound:
                throw Aadsts.AssertionKeyNotFound(assertion.Jws.KeyId).ToException();
            case not null:
                throw Aadsts.AssertionSignatureInvalid().ToException();
        }
        VerifyTime(assertion);
    }

    /// <summary>Verifies the time. Throws AADSTS700024.</summary>
    public void VerifyTime(Assertion assertion)
    {
        var now = time.GetUtcNow();
        var early = assertion.NotBefore > now + Skew || assertion.IssuedAt > now + Skew;
        var late = assertion.Expires <= now - Skew || assertion.Expires > now + MaximumLifetime + Skew;
        if (early || late)
            throw Aadsts.AssertionOutsideItsTime(now, assertion.NotBefore ?? assertion.IssuedAt, assertion.Expires).ToException();
    }

    private static Assertion Of(UnverifiedJws jws, JsonElement claims, DateTimeOffset expires) => new(
        jws, Text(claims, "iss"), Text(claims, "sub"), Audiences(claims), expires, Time(claims, "nbf"), Time(claims, "iat"), claims);

    private static string Text(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? Written(value, name)
            : throw Aadsts.MissingInAssertion(name).ToException();

    private static string Written(JsonElement value, string name) => value.Text() switch
    {
        null => throw Aadsts.MalformedAssertion().ToException(),
        "" => throw Aadsts.MissingInAssertion(name).ToException(),
        var text => text,
    };

    private static List<string> Audiences(JsonElement claims)
    {
        if (!claims.TryGetProperty("aud", out var value) || value.ValueKind != JsonValueKind.Array)
            return [Text(claims, "aud")];
        var audiences = value.EnumerateArray().Select(item => Written(item, "aud")).ToList();
        return audiences.Count > 0 ? audiences : throw Aadsts.MissingInAssertion("aud").ToException();
    }

    // NumericDate (RFC 7519 §2) inside the calendar: digits, with a fraction that is cut off, as a number or as text.
    private static DateTimeOffset? Time(JsonElement claims, string name)
    {
        const long yearTenThousand = 253402300800;
        if (!claims.TryGetProperty(name, out var value))
            return null;
        var text = value.ValueKind == JsonValueKind.Number ? value.GetRawText() : value.Text();
        return text is [>= '0' and <= '9', ..] && text.All(c => char.IsAsciiDigit(c) || c == '.') && text[^1] != '.'
            && decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds < yearTenThousand
            ? DateTimeOffset.FromUnixTimeSeconds((long)seconds)
            : throw Aadsts.MalformedAssertion().ToException();
    }
}
