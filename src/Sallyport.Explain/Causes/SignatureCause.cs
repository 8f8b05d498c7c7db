using Sallyport.Core.Entra.Federation;
using Sallyport.Explain.Fixes;
using Sallyport.Explain.Subjects;

namespace Sallyport.Explain.Causes;

/// <summary>
/// Why an assertion is refused though a credential fits: the issuer's keys, the signature, or its use.
/// </summary>
internal static class SignatureCause
{
    public static LikelyCause Unreachable(IssuerUnreachableException failure) => new(
        "issuer-unreachable",
        FaultSide.Issuer,
        "The credential fits, but the token service could not read the issuer's keys: "
        + $"{failure.Reason} ({failure.Url}).",
        new Fix(
            "The issuer must answer this from where the token service runs:",
            Fix.IsPlain(failure.Url) ? $"curl --fail --silent --show-error {failure.Url}" : null));

    public static LikelyCause NoKeyId() => new(
        "token-without-kid",
        FaultSide.Issuer,
        "The credential fits, but the token's header names no key (kid), "
        + "and the token service does not try all of the issuer's keys.",
        new Fix(
            "Have the issuer name the key in the header; a token put together by hand needs it too.",
            null));

    /// <param name="a">What was presented; null where it is not known.</param>
    /// <param name="why">Why the issuer's key of the token's kid is not used; null when it has none.</param>
    public static LikelyCause KeyUnknown(Assertion? a, string? why) => why is null ? NoSuchKey(a) : new LikelyCause(
        "key-unusable",
        FaultSide.Issuer,
        $"The credential fits, but the issuer's key of the token's kid is not used: the key {why}.",
        new Fix("Have the issuer sign with a key that can be used, and publish it in its key set.", null));

    private static LikelyCause NoSuchKey(Assertion? a) => new(
        "key-unknown",
        FaultSide.Issuer,
        "The credential fits, but the issuer's key set holds no key of the token's kid: another issuer signed it, the "
        + "key was replaced, or the issuer serves its key set from a stale cache.",
        Fix.Again("Run the job again, so that the issuer signs with a key that it publishes"),
        a is null || Platforms.IsGitLabs(a) ? ClearCache() : new Fix(
            "If that fails too, look for the token's kid in the key set that the issuer publishes (jwks_uri).", null));

    private static Fix ClearCache() => new(
        "If that fails too, clear the issuer's cache: on a GitLab of your own, Redis. For Sallyport's own GitLab:",
        "sallyport cache clear");

    public static LikelyCause Invalid() => new(
        "signature-invalid",
        FaultSide.Job,
        "The credential fits, but the signature does not verify: "
        + "the token was changed, truncated, or signed with a stranger's key.",
        Fix.Again("Pass the token on as the job received it, and run the job again"));

    public static LikelyCause Spent() => new(
        "assertion-spent",
        FaultSide.Job,
        "The credential fits, but it takes each assertion only once, and this one was presented before. "
        + "az presents it again for each further resource.",
        Fix.Again("Get a new ID token for each exchange: run the job again"));

    public static LikelyCause Deleted() => new(
        "credential-deleted",
        FaultSide.Credential,
        "The credential fitted but was deleted while the token was being verified.",
        new Fix("Create the credential again, if it is still meant to be trusted.", null));
}
