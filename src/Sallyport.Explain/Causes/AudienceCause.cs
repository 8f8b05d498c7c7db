using Sallyport.Core.Entra.Federation;
using Sallyport.Explain.Fixes;
using Sallyport.Explain.Subjects;

namespace Sallyport.Explain.Causes;

/// <summary>
/// Why the audience does not fit. A token's audience says for whom it was made, so the job is fixed: it asks for what
/// the credential expects. The credential is, where it spells the same otherwise; or, as the other way, to its own
/// issuer's URL, as GitLab's tutorial has it – never away from the token service's own name.
/// </summary>
internal static class AudienceCause
{
    private const string ExpectUrl = "have it expect the instance's own URL, as GitLab's tutorial does";

    public static LikelyCause Of(FederatedIdentityCredential c, Assertion a)
    {
        var expected = c.Audience;
        var presented = a.Audience;
        var ofJob = Fix.JobAudience(expected, c.Issuer);
        if (a.Audiences.Count != 1)
            return new LikelyCause(
                "audience-list",
                FaultSide.Job,
                $"The token has {a.Audiences.Count} audiences ({presented}); "
                + "the token service takes a token with exactly one.",
                ofJob);
        if (Placeholder.In(expected) is { } placeholder)
            return NotFilledIn(c, placeholder);
        if (Characters.LookAlike(expected, presented) is { } strange)
            return LookAlike(c, presented, strange, ofJob);
        var (kind, how) = Slip(expected, presented);
        var cause = $"The job asks for the audience '{presented}'; "
            + $"the credential '{c.Name}' expects '{expected}'{how}.";
        if (Respelling.OfAudience(expected, presented))
            return Spelling(c, presented, new LikelyCause(kind, FaultSide.Either, cause, ofJob));
        if (presented != c.Issuer || expected == FederatedJudge.ExchangeAudience)
            return new LikelyCause(kind, FaultSide.Job, cause, ofJob);
        var other = $"Or, if the credential is wrong, {ExpectUrl} "
            + "(safer for both is api://AzureADTokenExchange, which no other service takes):";
        return new LikelyCause(kind, FaultSide.Either, cause, ofJob, Change(c, other, presented));
    }

    private static LikelyCause NotFilledIn(FederatedIdentityCredential c, string placeholder) => new(
        "audience-placeholder",
        FaultSide.Credential,
        $"The audience of the credential '{c.Name}' still holds a placeholder, '{placeholder}'.",
        Fix.Look(
            "Put api://AzureADTokenExchange in its place, "
            + "and have the job ask for that; the credentials are listed by:",
            c.ApplicationId));

    private static LikelyCause LookAlike(FederatedIdentityCredential c, string presented, string strange, Fix ofJob)
    {
        var isOfJob = c.Audience.All(char.IsAscii);
        return new LikelyCause(
            "audience-look-alike",
            isOfJob ? FaultSide.Job : FaultSide.Credential,
            $"The job asks for the audience '{presented}'; "
            + $"that of the credential '{c.Name}' looks alike and is not the same: one has {strange}.",
            isOfJob
                ? ofJob
                : Change(
                    c, "Have the credential expect the instance's own URL, as GitLab's tutorial does:", presented));
    }

    // The side that follows a convention is right: the instance's URL, or the token service's name.
    private static LikelyCause Spelling(FederatedIdentityCredential c, string presented, LikelyCause either)
    {
        var expected = c.Audience;
        if (IsConventional(expected, c.Issuer))
            return either with { Side = FaultSide.Job };
        var isDamaged = expected.Any(Characters.IsBlank) || SubjectSpelling.Unquoted(expected) != expected;
        if (!isDamaged && !IsConventional(presented, c.Issuer))
            return either with
            {
                OtherFix = Change(
                    c, "Or, if the credential is wrong, spell its audience as the token does:", presented),
            };
        return either with
        {
            Side = FaultSide.Credential,
            Fix = Change(c, "Spell the credential's audience as the token does:", presented),
        };
    }

    private static bool IsConventional(string audience, string issuer) =>
        audience == issuer || audience == FederatedJudge.ExchangeAudience;

    private static Fix Change(FederatedIdentityCredential c, string text, string audience) =>
        CredentialFix.Change(c, text, TrustedClaims.Of(c) with { Audience = audience });

    private static (string Kind, string How) Slip(string expected, string presented)
    {
        if (Characters.Invisible(expected + presented) is { } hidden)
            return ("audience-invisible", $"; one of them holds a character that cannot be seen, {hidden}");
        if (Characters.Trim(expected) == Characters.Trim(presented))
            return ("audience-white-space", ", which differs by white space");
        if (SubjectSpelling.Unquoted(expected) == SubjectSpelling.Unquoted(presented))
            return ("audience-quoted", ", which differs by quotation marks");
        if (expected.TrimEnd('/') == presented.TrimEnd('/'))
            return ("audience-trailing-slash", ", which differs by a trailing slash");
        if (string.Equals(expected, presented, StringComparison.OrdinalIgnoreCase))
            return ("audience-letter-case", ", in another letter case");
        if (WithoutScheme(expected) == WithoutScheme(presented))
            return ("audience-scheme", ", which differs before ://");
        if (Placeholder.In(presented) is not null)
            return ("audience-not-filled-in", "; a variable or placeholder was not filled in");
        return IsHttps(expected) && IsHttps(presented)
            ? ("audience-other-host", ", which is another address")
            : ("audience-other", "");
    }

    private static string WithoutScheme(string text)
    {
        var at = text.IndexOf("://", StringComparison.Ordinal);
        return at < 0 ? text : text[(at + 3)..];
    }

    private static bool IsHttps(string text) => text.StartsWith("https://", StringComparison.Ordinal);
}
