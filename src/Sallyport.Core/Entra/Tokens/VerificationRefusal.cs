using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Refusals;

namespace Sallyport.Core.Entra.Tokens;

/// <summary>Why an assertion that a credential fits is refused after all.</summary>
/// <param name="Stage">What was wrong: <c>keys</c>, <c>signature</c>, <c>time</c>.</param>
/// <param name="Refusal">What the token service answers.</param>
/// <param name="Cause">The likely cause.</param>
public sealed record VerificationRefusal(string Stage, AadstsRefusal Refusal, LikelyCause Cause)
{
    /// <summary>The issuer's documents could not be had.</summary>
    public static VerificationRefusal Of(IssuerUnreachableException unreachable) => new("keys", Aadsts.IssuerUnreachable(unreachable), VerificationCause.Of(unreachable));

    /// <summary>
    /// Verifies as the exchange does, but spends nothing; null when nothing is wrong. Decoded claims have no signature: of those only the
    /// issuer's keys are asked for. Throws <see cref="IssuerUnreachableException"/>.
    /// </summary>
    /// <param name="assertion">An assertion that a credential fits.</param>
    /// <param name="issuers">The keys of issuers.</param>
    /// <param name="assertions">Verifies it.</param>
    /// <param name="cancel">Cancels waiting.</param>
    public static async Task<VerificationRefusal?> FindAsync(Assertion assertion, IIssuerKeys issuers, AssertionVerifier assertions, CancellationToken cancel)
    {
        var keys = await issuers.GetAsync(assertion.Issuer, assertion.Jws.KeyId, cancel);
        if (assertion.Jws.Signature.Length == 0)
            return null;
        try
        {
            assertions.Verify(assertion, keys);
            return null;
        }
        catch (RefusedException refused) when (refused.Refusal is AadstsRefusal refusal)
        {
            var (stage, cause) = VerificationCause.Of(refusal);
            return new VerificationRefusal(stage, refusal, cause);
        }
    }
}
