using System.Text.Json;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Refusals;
using Sallyport.Core.Signing;
using Sallyport.Core.Wire;

namespace Sallyport.Core.Entra.Tokens;

/// <summary>
/// What the token service would say to an assertion and the credentials of one application, without a request: the same reader, matcher
/// and clock as the exchange, in its order. No signature is verified here.
/// </summary>
public sealed record Preflight
{
    private const int MalformedNumber = 50027;
    private static readonly string[] Needed = ["iss", "sub", "aud"];

    /// <summary>How far it came: <c>text</c>, <c>issuer</c>, <c>audience</c>, <c>subject</c>, <c>expression</c>, <c>signature</c>, <c>time</c>; or <c>matched</c>.</summary>
    public required string Stage { get; init; }

    /// <summary>The assertion, once it could be read.</summary>
    public Assertion? Assertion { get; init; }

    /// <summary>The verdict about each credential, the nearest first.</summary>
    public IReadOnlyList<CredentialMatch> Compared { get; init; } = [];

    /// <summary>The refusal under the rules of 2024; null when it would match.</summary>
    public AadstsRefusal? In2024 { get; init; }

    /// <summary>The refusal under the rules of 2026; null when it would match.</summary>
    public AadstsRefusal? In2026 { get; init; }

    /// <summary>The likely cause; null when it would match.</summary>
    public LikelyCause? Cause { get; init; }

    /// <summary>What today's rules would refuse of the credential that matched.</summary>
    public string? Warning { get; init; }

    /// <summary>What the credential that matched trusts beyond what its author may have meant.</summary>
    public IReadOnlyList<string> Lint { get; init; } = [];

    /// <summary>
    /// Whether all that is known fits, and an expression tests a claim that is not known here: the two refusals are then what follows if
    /// it does not hold.
    /// </summary>
    public bool IsUndecided { get; init; }

    /// <summary>Whether the exchange would get past the credentials and the clock.</summary>
    public bool Matches => In2026 is null && Stage == "matched";

    /// <summary>Explains a token as a text.</summary>
    /// <param name="given">The token, as it would be sent; a final line end is left out, as <c>"$(cat token)"</c> does.</param>
    /// <param name="document">The credentials.</param>
    /// <param name="time">The clock.</param>
    /// <param name="furtherAlgorithms">What the token service takes besides RS256; null: nothing, as in Microsoft Entra.</param>
    public static Preflight OfToken(string given, CredentialDocument document, TimeProvider time, IReadOnlyCollection<string>? furtherAlgorithms = null)
    {
        var compact = given.Trim().Length == 0 ? given : given.TrimEnd('\r', '\n');
        var text = AssertionText.Of(compact);
        if (compact.Length == 0)
            return Refused("text", Aadsts.NoProof(), text!);
        try
        {
            var assertion = AssertionVerifier.Read(compact);
            AssertionVerifier.RequireFederatedForm(assertion, furtherAlgorithms ?? []);
            var match = OfAssertion(assertion, document);
            return match.Matches ? Behind(match, assertion, time) : match;
        }
        catch (RefusedException refused) when (refused.Refusal is AadstsRefusal refusal)
        {
            return Refused("text", refusal, text ?? Unreadable(refusal, Jws.PayloadOf(compact), [.. Needed, "exp"]));
        }
    }

    /// <summary>Explains claims that were decoded before. Their time is past and is not looked at.</summary>
    public static Preflight OfClaims(JsonElement claims, CredentialDocument document)
    {
        try
        {
            return OfAssertion(AssertionVerifier.ReadDecoded(claims), document);
        }
        catch (RefusedException refused) when (refused.Refusal is AadstsRefusal refusal)
        {
            return Refused("text", refusal, refusal.Number == MalformedNumber ? AssertionText.MalformedClaims() : Unreadable(refusal, claims, Needed));
        }
    }

    /// <summary>The same for an ID token of another name than the tutorial's: its mends name it.</summary>
    public Preflight ForToken(string name) => this with { Cause = Cause?.ForToken(name) };

    private static Preflight OfAssertion(Assertion assertion, CredentialDocument document)
    {
        var match = CredentialMatcher.Match(assertion, document.Credentials);
        var verdict = new Preflight
        {
            Stage = Explanation.StageOf(match),
            IsUndecided = match.IsUndecided,
            Assertion = assertion,
            Compared = CredentialMatcher.Compare(assertion, document.Credentials),
        };
        // A real tenant may trust a managed identity's token for the exchange; that is decided by the credentials.
        if (AssertionVerifier.IsIssuedByEntra(assertion) && assertion.Audience != AssertionVerifier.ExchangeAudience)
            return verdict with { Stage = "issuer", In2024 = Aadsts.IssuedByEntra(), In2026 = Aadsts.IssuedByEntra(), Cause = AssertionText.OfEntra() };
        if (match.Stage == MatchStage.Matched && !assertion.Issuer.StartsWith("https://", StringComparison.Ordinal))
            return InsecureIssuer(verdict, assertion.Issuer, document.ApplicationId);
        if (match.Stage == MatchStage.Matched)
            return verdict with
            {
                Warning = match.Credential!.ReadExpression() is { } e ? NewerRules.Warn(match.Credential.Issuer, e) : null,
                Lint = CredentialLint.Of(match.Credential),
            };
        // An expression that the list has lost may be the one that fits: nothing else can be said before it is known.
        var lost = verdict.Compared.FirstOrDefault(c => c.Stage == MatchStage.Subject && CredentialDocument.HasLostExpression(c.Credential!));
        return verdict with
        {
            In2024 = Aadsts.NoMatch(match, RuleSet.Entra2024),
            In2026 = Aadsts.NoMatch(match, RuleSet.Entra2026),
            Cause = LikelyCause.Of(lost ?? match, document.ApplicationId),
        };
    }

    // No keys are read over http: the exchange ends where it would fetch them.
    private static Preflight InsecureIssuer(Preflight verdict, string issuer, Guid application)
    {
        var refusal = Aadsts.IssuerUnreachable(new IssuerUnreachableException(issuer, "it is no https address"));
        return verdict with { Stage = "keys", In2024 = refusal, In2026 = refusal, Cause = IssuerCause.Insecure(application, issuer) };
    }

    private static Preflight Behind(Preflight matched, Assertion assertion, TimeProvider time)
    {
        // No RSA key that is accepted makes a signature of fewer than 2048 bits; two numbers of 256 bits are one of ES256.
        if (assertion.Jws.Signature.Length < (assertion.Jws.Algorithm == "ES256" ? 64 : 256))
            return matched with { Stage = "signature", In2024 = Aadsts.AssertionSignatureInvalid(), In2026 = Aadsts.AssertionSignatureInvalid(), Cause = AssertionText.Truncated() };
        if (string.IsNullOrEmpty(assertion.Jws.KeyId))
            return matched with { Stage = "signature", In2024 = Aadsts.AssertionNamesNoKey(), In2026 = Aadsts.AssertionNamesNoKey(), Cause = AssertionText.NoKeyId() };
        try
        {
            new AssertionVerifier(time).VerifyTime(assertion);
            return matched;
        }
        catch (RefusedException refused) when (refused.Refusal is AadstsRefusal refusal)
        {
            return matched with { Stage = "time", In2024 = refusal, In2026 = refusal, Cause = TimeCause(assertion, time.GetUtcNow()) };
        }
    }

    private static LikelyCause TimeCause(Assertion a, DateTimeOffset now)
    {
        var early = a.NotBefore > now || a.IssuedAt > now;
        return early
            ? new("token-not-yet-valid", FaultSide.Issuer, $"The credential fits, but the token is valid only from {a.NotBefore ?? a.IssuedAt:u} on; it is {now:u} here.",
                new("Set the clock of the GitLab server, or of this machine:", "timedatectl status"))
            : a.Expires <= now
                ? new("token-expired", FaultSide.Job, $"The credential fits, but the token has expired at {a.Expires:u}; it is {now:u} now.",
                    new("Run the job again, and exchange the token before the job's timeout is over; to explain an old job, decode its claims (--claims).", null))
                : new("token-lives-too-long", FaultSide.Job, $"The credential fits, but the token is valid until {a.Expires:u}, longer than a day.",
                    new("Shorten the job's timeout: an ID token lives as long as its job may.", null));
    }

    private static LikelyCause Unreadable(AadstsRefusal refusal, JsonElement? claims, IReadOnlyList<string> needed) => refusal.Number switch
    {
        5002738 => AssertionText.Algorithm(),
        5002727 => AssertionText.Type(),
        90014 => AssertionText.Missing([.. needed.Where(name => claims is { } c && IsMissing(c, name))]),
        _ => AssertionText.Malformed(),
    };

    private static bool IsMissing(JsonElement claims, string name) =>
        !claims.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null || value.Text() == "" || (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 0);

    private static Preflight Refused(string stage, AadstsRefusal refusal, LikelyCause cause) =>
        new() { Stage = stage, In2024 = refusal, In2026 = refusal, Cause = cause };
}
