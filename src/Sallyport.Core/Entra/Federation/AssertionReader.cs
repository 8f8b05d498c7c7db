using System.Globalization;
using System.Text.Json;
using Sallyport.Core.Signing;
using Sallyport.Core.Wire;

namespace Sallyport.Core.Entra.Federation;

/// <summary>What reading an assertion gave: the assertion, or why there is none.</summary>
/// <param name="Assertion">The assertion; null when it cannot be read.</param>
/// <param name="Problem">Why it cannot be read; null when it can.</param>
/// <param name="Detail">The name of the missing claim, or the algorithm that is not allowed.</param>
public sealed record AssertionReading(Assertion? Assertion, AssertionOutcome? Problem, string? Detail = null)
{
    /// <summary>All the claims that are missing or empty, where that is the problem.</summary>
    public IReadOnlyList<string> MissingClaims { get; init; } = [];
}

/// <summary>
/// Reads the syntax of assertions (RFC 7523 §3): strict, and without believing anything. An assertion that a client
/// signs with its own certificate is read here as well; what a federated one must have beyond that is
/// <see cref="CheckFederatedForm"/>.
/// </summary>
public static class AssertionReader
{
    /// <summary>The algorithm that every issuer may use, and the only one by default, as in Microsoft Entra.</summary>
    public const string StandardAlgorithm = "RS256";

    private static readonly string[] Algorithms = [StandardAlgorithm, "PS256", "ES256"];
    private static readonly string[] Times = ["exp", "nbf", "iat"];
    private static readonly string[] Types = ["JWT", "http://openid.net/specs/jwt/1.0", "client-authentication+jwt"];

    /// <summary>Reads a compact JWS whose payload holds <c>iss</c>, <c>sub</c>, <c>aud</c> and <c>exp</c>.</summary>
    public static AssertionReading Read(string compact)
    {
        if (compact.Length == 0)
            return new AssertionReading(null, AssertionOutcome.Missing);
        var (jws, problem) = Jws.Read(compact, Algorithms, Types);
        if (jws is null)
            return Unread(problem!.Value, compact);
        return StrictJson.ReadObject(jws.Payload) is { } claims
            ? ReadClaims(jws, claims, expiryNeeded: true)
            : new AssertionReading(null, AssertionOutcome.Malformed);
    }

    /// <summary>
    /// Reads claims that somebody has decoded already, for explanations: there is no signature to verify, and
    /// <c>exp</c> and what only expressions test may be left out.
    /// </summary>
    public static AssertionReading ReadDecoded(JsonElement claims)
    {
        var unsigned = new UnverifiedJws(StandardAlgorithm, null, null, default, [], [], []);
        var reading = ReadClaims(unsigned, claims, expiryNeeded: false);
        return reading.Assertion is { } assertion
            ? reading with { Assertion = assertion with { IsPartial = true } }
            : reading;
    }

    /// <summary>
    /// What an outside issuer may not do and a client that signs with its certificate may: sign with other algorithms,
    /// and write times with fractions of a second or as text, as MSAL for Python and MSAL.NET do. Null when there is
    /// nothing of that.
    /// </summary>
    /// <param name="assertion">The assertion.</param>
    /// <param name="furtherAlgorithms">What may be used besides RS256.</param>
    public static AssertionReading? CheckFederatedForm(
        Assertion assertion, IReadOnlyCollection<string> furtherAlgorithms)
    {
        var algorithm = assertion.Jws.Algorithm;
        if (algorithm != StandardAlgorithm && !furtherAlgorithms.Contains(algorithm, StringComparer.Ordinal))
            return new AssertionReading(null, AssertionOutcome.AlgorithmNotAllowed, algorithm);
        return Times.All(name => IsWholeSeconds(assertion.Claims, name))
            ? null
            : new AssertionReading(null, AssertionOutcome.Malformed);
    }

    private static bool IsWholeSeconds(JsonElement claims, string name) =>
        !claims.TryGetProperty(name, out var time) || time.GetRawText().All(char.IsAsciiDigit);

    private static AssertionReading Unread(JwsProblem problem, string compact) => problem switch
    {
        JwsProblem.UnsupportedAlgorithm => new(null, AssertionOutcome.AlgorithmNotAllowed, Jws.AlgorithmOf(compact)),
        JwsProblem.WrongType => new(null, AssertionOutcome.TypeNotAllowed),
        _ => new(null, AssertionOutcome.Malformed),
    };

    private static AssertionReading ReadClaims(UnverifiedJws jws, JsonElement claims, bool expiryNeeded)
    {
        var reader = new ClaimsReader(claims);
        var expires = reader.Time("exp", expiryNeeded) ?? DateTimeOffset.MaxValue;
        var issuer = reader.Text("iss");
        var subject = reader.Text("sub");
        var audiences = reader.Audiences();
        var notBefore = reader.Time("nbf", needed: false);
        var issuedAt = reader.Time("iat", needed: false);
        if (reader.Problem is { } problem)
            return new AssertionReading(null, problem, reader.Detail) { MissingClaims = reader.MissingClaims };
        return new AssertionReading(new(jws, issuer, subject, audiences, expires, notBefore, issuedAt, claims), null);
    }

    /// <summary>Reads claims one by one and keeps the first problem.</summary>
    private sealed class ClaimsReader(JsonElement claims)
    {
        private const long YearTenThousand = 253402300800;

        public AssertionOutcome? Problem { get; private set; }

        public List<string> MissingClaims { get; } = [];

        public string? Detail => Problem == AssertionOutcome.ClaimMissing ? MissingClaims[0] : null;

        public string Text(string name)
        {
            if (claims.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null)
                return Written(value, name);
            Missing(name);
            return "";
        }

        public List<string> Audiences()
        {
            if (!claims.TryGetProperty("aud", out var value) || value.ValueKind != JsonValueKind.Array)
                return [Text("aud")];
            var audiences = value.EnumerateArray().Select(item => Written(item, "aud")).ToList();
            if (audiences.Count == 0)
                Missing("aud");
            return audiences;
        }

        // NumericDate (RFC 7519 §2) inside the calendar: digits, with a fraction that is cut off, as a number or as
        // text.
        public DateTimeOffset? Time(string name, bool needed)
        {
            if (!claims.TryGetProperty(name, out var value))
            {
                if (needed)
                    Missing(name);
                return null;
            }
            var text = value.ValueKind == JsonValueKind.Number ? value.GetRawText() : value.Text();
            if (ReadSeconds(text) is { } seconds)
                return DateTimeOffset.FromUnixTimeSeconds(seconds);
            Problem ??= AssertionOutcome.Malformed;
            return null;
        }

        private static long? ReadSeconds(string? text)
        {
            var isNumber = text is [>= '0' and <= '9', .., not '.'] or [>= '0' and <= '9'];
            if (!isNumber || !text!.All(c => char.IsAsciiDigit(c) || c == '.'))
                return null;
            var isDecimal = decimal.TryParse(
                text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds);
            return isDecimal && seconds < YearTenThousand ? (long)seconds : null;
        }

        private string Written(JsonElement value, string name)
        {
            var text = value.Text();
            if (text is null)
                Problem ??= AssertionOutcome.Malformed;
            else if (text.Length == 0)
                Missing(name);
            return text ?? "";
        }

        private void Missing(string name)
        {
            Problem ??= AssertionOutcome.ClaimMissing;
            if (!MissingClaims.Contains(name))
                MissingClaims.Add(name);
        }
    }
}
