using Sallyport.Core.Entra.Federation;
using Sallyport.Explain.Fixes;
using Sallyport.Explain.Subjects;

namespace Sallyport.Explain.Causes;

/// <summary>Both issuers are one platform's, where each cluster, organization or account has its own.</summary>
internal static class PlatformIssuerCause
{
    /// <summary>Why the issuer does not fit; null where the two are not of one known platform.</summary>
    /// <param name="c">The credential, whose issuer is no other spelling of the token's.</param>
    /// <param name="a">The assertion.</param>
    /// <param name="kind">The cause as one word: whether the hosts are the same.</param>
    public static LikelyCause? Of(FederatedIdentityCredential c, Assertion a, string kind)
    {
        if (Platforms.Known(c.Issuer, c.Subject) is not { } platform)
            return null;
        var why = platform.WhyIssuer(c.Issuer, a.Issuer);
        if (why is null && PlatformOf(a) != platform.Platform)
            return null;
        var trusted = c.Subject is null ? null : platform.Read(c.Subject);
        IEnumerable<string> values = trusted is null ? [] : trusted.Parts.Select(part => part.Value);
        return new LikelyCause(
            kind,
            FaultSide.Either,
            $"The token's issuer is '{a.Issuer}', and the credential '{c.Name}' trusts the issuer '{c.Issuer}'"
            + (why is null
                ? $": both are of {platform.Name}, where each {platform.IssuerNoun} has an issuer of its own."
                : $". {why}"),
            PlatformCause.Say(platform.Issuer(trusted), values));
    }

    // A subject that is only taken to fit is the credential's, and says nothing of the token.
    private static Platform PlatformOf(Assertion a) =>
        Platforms.Of(a.Issuer, a.Claims.TryGetProperty("sub", out _) ? a.Subject : null);
}
