using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Signing;

namespace Sallyport.Core.Tests.Federation;

/// <summary>What stands behind an outcome: the refusal that the token service answers.</summary>
internal static class Judged
{
    /// <summary>Of a text that cannot be read, or of an assertion that no credential fits, since there is none.</summary>
    public static Judgement Text(string compact, params string[] furtherAlgorithms) =>
        new FederatedJudge(TimeProvider.System, new FederationPolicy { FurtherAlgorithms = furtherAlgorithms })
            .Preview(AssertionReader.Read(compact), [], TenantPolicy.None);

    /// <summary>The refusal of an assertion that came out so.</summary>
    public static AadstsRefusal Refusal(AssertionOutcome? outcome, Assertion assertion, DateTimeOffset? now = null)
    {
        Assert.NotNull(outcome);
        var judgement = new Judgement { Outcome = outcome.Value, Assertion = assertion, JudgedAt = now ?? DateTimeOffset.UnixEpoch };
        return judgement.RefusalUnder(RuleSet.Entra2026)!;
    }

    /// <summary>Both years' numbers of what credentials say of an assertion.</summary>
    public static (int In2024, int In2026) Numbers(Assertion assertion, params FederatedIdentityCredential[] credentials)
    {
        var compared = CredentialMatcher.Compare(assertion, credentials);
        var judgement = new Judgement
        {
            Outcome = CredentialMatcher.OutcomeOf(compared), Assertion = assertion, Compared = compared, JudgedAt = DateTimeOffset.UnixEpoch,
        };
        return (judgement.RefusalUnder(RuleSet.Entra2024)!.Number, judgement.RefusalUnder(RuleSet.Entra2026)!.Number);
    }
}

/// <summary>The keys of whatever issuer is asked for, and how often they were.</summary>
internal sealed class KnownKeys(JwkSet keys) : IIssuerKeys
{
    private int asked;

    public int Asked => asked;

    public Task<JwkSet> GetAsync(string issuer, string? keyId, CancellationToken cancel)
    {
        Interlocked.Increment(ref asked);
        return Task.FromResult(keys);
    }
}
