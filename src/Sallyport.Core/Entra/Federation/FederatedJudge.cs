using Sallyport.Core.Signing;
using Sallyport.Core.Wire;

namespace Sallyport.Core.Entra.Federation;

/// <summary>What a token service takes beyond the default.</summary>
public sealed record FederationPolicy
{
    /// <summary>
    /// What outside issuers may sign with besides RS256: <c>PS256</c>, <c>ES256</c>. Each key must name it as its own
    /// <c>alg</c>.
    /// </summary>
    public IReadOnlyCollection<string> FurtherAlgorithms { get; init; } = [];

    /// <summary>
    /// Whether the token of a managed identity, or of a service connection of Azure DevOps, for the exchange audience
    /// is left to the credentials, as a real tenant does since December 2024, and not refused as Entra's own.
    /// </summary>
    public bool TakesManagedIdentities { get; init; }
}

/// <summary>
/// The door to this room: federated assertions. It owns the order in which one is judged – syntax, who issued it,
/// whether there is any credential, lifetime, issuer, audience, subject, the tenant's policy, key, signature, time –
/// for the exchange and for every explanation alike. It fetches nothing itself and stores nothing.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="policy">What is taken beyond the default.</param>
public sealed class FederatedJudge(TimeProvider time, FederationPolicy policy)
{
    /// <summary>The audience that Microsoft recommends for assertions: it names the token service.</summary>
    public const string ExchangeAudience = "api://AzureADTokenExchange";

    private static readonly string[] EntraIssuers =
    [
        "https://login.microsoftonline.com/",
        "https://login.windows.net/",
        "https://login.microsoft.com/",
        "https://sts.windows.net/",
    ];

    /// <summary>What is taken beyond the default.</summary>
    public FederationPolicy Policy => policy;

    /// <summary>Judges an assertion by the credentials of one application.</summary>
    /// <param name="reading">The assertion as it was read.</param>
    /// <param name="credentials">The credentials, which are alternatives.</param>
    /// <param name="demands">
    /// What the tenant demands besides; <see cref="TenantPolicy.None"/> where nobody can know it.
    /// </param>
    /// <param name="issuers">
    /// The keys of issuers, asked only once a credential fits; null to judge without keys, as a preview does: the
    /// signature is then not verified.
    /// </param>
    /// <param name="cancel">Cancels waiting for keys.</param>
    public async Task<Judgement> JudgeAsync(
        AssertionReading reading,
        IReadOnlyList<FederatedIdentityCredential> credentials,
        TenantPolicy demands,
        IIssuerKeys? issuers,
        CancellationToken cancel)
    {
        var judgement = Match(reading, credentials);
        if (judgement.Outcome == AssertionOutcome.Accepted)
            judgement = demands.Apply(judgement);
        if (judgement.Outcome != AssertionOutcome.Accepted)
            return judgement;
        var assertion = judgement.Assertion!;
        if (HttpsUrl.Read(assertion.Issuer) is null)
            return Unreachable(judgement, new IssuerUnreachableException(assertion.Issuer, "it is no https address"));
        if (!assertion.IsPartial && CheckBeforeKeys(assertion) is { } flaw)
            return judgement with { Outcome = flaw };
        return issuers is null ? WithTime(judgement) : await VerifyAsync(judgement, issuers, cancel);
    }

    /// <summary>Judges without keys, as a preview does.</summary>
    public Judgement Preview(
        AssertionReading reading, IReadOnlyList<FederatedIdentityCredential> credentials, TenantPolicy demands)
    {
        var judging = JudgeAsync(reading, credentials, demands, issuers: null, CancellationToken.None);
        return judging.GetAwaiter().GetResult(); // without keys nothing waits
    }

    private Judgement Match(AssertionReading reading, IReadOnlyList<FederatedIdentityCredential> credentials)
    {
        var now = time.GetUtcNow();
        if (reading.Assertion is not { } assertion)
            return Unread(reading, now);
        var misshapen = assertion.IsPartial
            ? null
            : AssertionReader.CheckFederatedForm(assertion, policy.FurtherAlgorithms);
        if (misshapen is not null)
            return Unread(misshapen, now);
        var compared = CredentialMatcher.Compare(assertion, credentials);
        return new Judgement
        {
            Outcome = OutcomeOf(assertion, compared),
            Assertion = assertion,
            Compared = compared,
            JudgedAt = now,
        };
    }

    private AssertionOutcome OutcomeOf(Assertion assertion, IReadOnlyList<CredentialMatch> compared)
    {
        if (IsRefusedAsEntras(assertion))
            return AssertionOutcome.IssuedByEntra;
        var isOfTooLongALife = compared.Count > 0 && AssertionVerifier.LivesTooLong(assertion);
        return isOfTooLongALife ? AssertionOutcome.LivesTooLong : CredentialMatcher.OutcomeOf(compared);
    }

    private Judgement Unread(AssertionReading reading, DateTimeOffset now) => new()
    {
        Outcome = reading.Problem!.Value,
        Detail = reading.Detail,
        MissingClaims = reading.MissingClaims,
        JudgedAt = now,
        FurtherAlgorithms = policy.FurtherAlgorithms,
    };

    private bool IsRefusedAsEntras(Assertion assertion)
    {
        var isEntras = Array.Exists(
            EntraIssuers, issuer => assertion.Issuer.StartsWith(issuer, StringComparison.Ordinal));
        var mayBeManagedIdentity = policy.TakesManagedIdentities && assertion.Audience == ExchangeAudience;
        return isEntras && !(mayBeManagedIdentity && IsLeftToCredentials(assertion.Subject));
    }

    // Of the subjects of Entra's own form only those of Azure DevOps: they have sc behind tenant and application.
    private static bool IsLeftToCredentials(string subject)
    {
        var isOfEntra = subject.StartsWith("/eid1/", StringComparison.Ordinal);
        return !isOfEntra || subject.Contains("/sc/", StringComparison.Ordinal);
    }

    private static AssertionOutcome? CheckBeforeKeys(Assertion assertion)
    {
        if (string.IsNullOrEmpty(assertion.Jws.KeyId))
            return AssertionOutcome.KeyNotNamed;
        return AssertionVerifier.IsTruncated(assertion.Jws) ? AssertionOutcome.SignatureTruncated : null;
    }

    private async Task<Judgement> VerifyAsync(Judgement judgement, IIssuerKeys issuers, CancellationToken cancel)
    {
        var assertion = judgement.Assertion!;
        try
        {
            var keys = await issuers.GetAsync(judgement.Nearest!.Credential.Issuer, assertion.Jws.KeyId, cancel);
            var flaw = assertion.IsPartial ? null : AssertionVerifier.CheckSignature(assertion, keys);
            if (flaw is { } outcome)
                return judgement with { Outcome = outcome, Failure = UnusedKey(outcome, assertion, keys) };
            return WithTime(judgement with { KeysAsked = true });
        }
        catch (IssuerUnreachableException unreachable)
        {
            return Unreachable(judgement, unreachable);
        }
    }

    private static IssuerUnreachableException? UnusedKey(AssertionOutcome outcome, Assertion assertion, JwkSet keys)
    {
        var isUnknown = outcome == AssertionOutcome.KeyUnknown;
        return isUnknown && AssertionVerifier.WhyKeyUnknown(assertion, keys) is { } why
            ? new IssuerUnreachableException(assertion.Issuer, why)
            : null;
    }

    private static Judgement Unreachable(Judgement judgement, IssuerUnreachableException failure) =>
        judgement with { Outcome = AssertionOutcome.IssuerUnreachable, Failure = failure };

    // The times of claims that somebody decoded are those of an old job.
    private Judgement WithTime(Judgement judgement)
    {
        var assertion = judgement.Assertion!;
        var now = time.GetUtcNow();
        var flaw = assertion.IsPartial ? null : AssertionVerifier.CheckTime(assertion, now);
        return judgement with { Outcome = flaw ?? AssertionOutcome.Accepted, JudgedAt = now };
    }
}
