using System.Security.Cryptography;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Rules;

namespace Sallyport.Core.Entra.Tokens;

/// <summary>
/// Takes an outside issuer's assertion in place of a secret (RFC 7523 §2.2), as <see cref="FederatedJudge"/> judges it.
/// </summary>
public sealed class FederatedAuthentication(
    FederatedJudge judge, IIssuerKeys issuers, IDirectoryStore store, RuleSet rules, TimeProvider time)
{
    /// <summary>Verifies the assertion. Throws what the judgement says.</summary>
    internal async Task<ClientProof> VerifyAsync(
        AssertionReading reading,
        Application application,
        TenantPolicy demands,
        SignInDraft signIn,
        CancellationToken cancel)
    {
        // An assertion that cannot be read may have been meant for either kind of credential.
        if (reading.Assertion is not null)
            signIn.ProvedBy(ClientCredentialTypes.Federated);
        var credentials = application.FederatedIdentityCredentials;
        var judgement = await judge.JudgeAsync(reading, credentials, demands, issuers, cancel);
        if (judgement.IsAccepted && judgement.Nearest!.Credential.SingleUse)
            judgement = judgement with { Outcome = await SpendAsync(judgement, cancel) };
        judgement = judgement with { Client = new JudgedClient(application.AppId, application.DisplayName) };
        signIn.Judged(judgement);
        if (judgement.RefusalUnder(rules) is { } refusal)
            throw refusal.ToException();
        return new ClientProof(AuthenticationLevel: 2, judgement.Nearest!.Credential);
    }

    // Spent before the answer is made: an answer that got lost costs a new ID token, never a second use.
    private async Task<AssertionOutcome> SpendAsync(Judgement judgement, CancellationToken cancel)
    {
        var credential = judgement.Nearest!.Credential;
        var assertion = judgement.Assertion!;
        var digest = Convert.ToHexStringLower(SHA256.HashData(assertion.Jws.SigningInput));
        var spent = new SpentAssertion(credential.ApplicationId, digest, assertion.Expires + AssertionVerifier.Skew);
        return await store.AddAsync(spent, credential.Id, time.GetUtcNow(), cancel) switch
        {
            StoreOutcome.Done => AssertionOutcome.Accepted,
            StoreOutcome.NotFound => AssertionOutcome.CredentialDeleted, // while the assertion was verified
            _ => AssertionOutcome.Spent,
        };
    }
}
