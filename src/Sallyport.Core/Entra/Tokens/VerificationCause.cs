using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Rules;

namespace Sallyport.Core.Entra.Tokens;

/// <summary>The likely cause of a refusal that comes after a credential has matched.</summary>
public static class VerificationCause
{
    /// <summary>The issuer's documents could not be had.</summary>
    public static LikelyCause Of(IssuerUnreachableException unreachable) => new(
        "issuer-unreachable", FaultSide.Issuer,
        $"The credential fits, but the token service could not read the issuer's keys: {unreachable.Reason} ({unreachable.Url}).",
        new("The issuer must answer this from where the token service runs:",
            Mend.IsPlain(unreachable.Url) ? $"curl --fail --silent --show-error {unreachable.Url}" : null));

    /// <summary>Explains a refusal of the verifier.</summary>
    public static Explanation Explain(Explanation matched, AadstsRefusal refusal)
    {
        var (stage, cause) = Of(refusal);
        return matched.Behind(stage, refusal.Code, cause);
    }

    /// <summary>What did not fit, and the likely cause.</summary>
    public static (string Stage, LikelyCause Cause) Of(AadstsRefusal refusal) => refusal.Number switch
    {
        700024 => ("time", new LikelyCause("token-outside-its-time", FaultSide.Job,
            "The credential fits, but the ID token is outside its time: it has expired, or a clock is wrong.",
            Mend.Again("Run the job again; an ID token lives as long as its job may"))),
        50013 => ("replay", new LikelyCause("assertion-spent", FaultSide.Job,
            "The credential fits, but it takes each assertion once only, and this one was presented before. az presents it again for each further resource.",
            Mend.Again("Get a new ID token for each exchange: run the job again"))),
        70021 or 700211 => ("issuer", new LikelyCause("credential-deleted", FaultSide.Credential,
            "The credential fitted, and was deleted while the token was being verified.",
            new("Create the credential again, if it is still meant to be trusted.", null))),
        700027 => ("signature", new LikelyCause("key-unknown", FaultSide.Issuer,
            "The credential fits, but the issuer's key set holds no key of the token's kid: another issuer signed it, or the key was replaced.",
            Mend.Again("Run the job again, so that the issuer signs with a key that it publishes"))),
        5002723 => ("signature", AssertionText.NoKeyId()),
        _ => ("signature", new LikelyCause("signature-invalid", FaultSide.Job,
            "The credential fits, but the signature does not verify: the token was changed, truncated, or signed with a stranger's key.",
            Mend.Again("Pass the token on as the job received it, and run the job again"))),
    };
}
