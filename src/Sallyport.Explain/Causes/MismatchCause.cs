using Sallyport.Core.Entra.Federation;
using Sallyport.Explain.Fixes;
using Sallyport.Explain.Subjects;

namespace Sallyport.Explain.Causes;

/// <summary>
/// Why the nearest credential does not match: first whether values stand in the wrong places, then all that differs.
/// </summary>
internal static class MismatchCause
{
    public static LikelyCause Of(CredentialMatch match) =>
        Swapped(match.Credential, match.Assertion) ?? FieldCauses.Of(match);

    private static LikelyCause? Swapped(FederatedIdentityCredential c, Assertion a)
    {
        if (c.Issuer == a.Subject || GitLabSubject.Read(c.Issuer) is not null)
            return Swapped(c, "issuer", "a subject");
        if (c.Audience == a.Subject || GitLabSubject.Read(c.Audience) is not null)
            return Swapped(c, "audience", "a subject");
        var areExchanged = c.Issuer != a.Issuer && c.Issuer == a.Audience && c.Audience == a.Issuer;
        if (c.Issuer == FederatedJudge.ExchangeAudience || areExchanged)
            return Swapped(c, "issuer", "an audience");
        if (c.Subject is null || c.Subject == a.Subject)
            return null;
        if (c.Subject == a.Issuer)
            return Swapped(c, "subject", "an issuer");
        return c.Subject == a.Audience ? Swapped(c, "subject", "an audience") : null;
    }

    private static LikelyCause Swapped(FederatedIdentityCredential c, string place, string what) => new(
        "fields-swapped",
        FaultSide.Credential,
        $"The credential '{c.Name}' has what looks like {what} in the place of its {place}.",
        Fix.Look(
            "Put each value in its place: issuer, subject, audience; this lists what is trusted:",
            c.ApplicationId));
}
