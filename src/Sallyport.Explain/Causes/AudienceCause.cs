using Sallyport.Core.Entra.Federation;
using Sallyport.Explain.Fixes;
using Sallyport.Explain.Subjects;

namespace Sallyport.Explain.Causes;

/// <summary>
/// Why the audience does not fit. A token's audience says for whom it was made, so the job is fixed: it asks for what
/// the credential expects. The credential is, where it spells the same otherwise; or, as the other way, to its own
/// issuer's URL, as GitLab's tutorial has it, or to the token service's own name – never away from that name.
/// </summary>
internal static class AudienceCause
{
    private const int MostWrongLetters = 2;

    public static LikelyCause Of(FederatedIdentityCredential c, Assertion a)
    {
        var expected = c.Audience;
        var presented = a.Audience;
        var ofJob = Fix.JobAudience(expected, Platforms.Of(c.Issuer, a.Subject));
        if (a.Audiences.Count != 1)
            return new LikelyCause(
                "audience-list",
                FaultSide.Job,
                $"The token has {a.Audiences.Count} audiences ({presented}); "
                + "the token service takes a token with exactly one.",
                ofJob);
        if (Joined(c, a) is { } joined)
            return joined;
        if (Placeholder.In(expected) is { } placeholder)
            return NotFilledIn(c, placeholder);
        if (Characters.LookAlike(expected, presented) is { } strange)
            return LookAlike(c, a, strange, ofJob);
        var (kind, how) = Slip(expected, presented);
        var cause = $"The job asks for the audience '{presented}'; "
            + $"the credential '{c.Name}' expects '{expected}'{how}.";
        if (Respelling.OfAudience(expected, presented))
            return Spelling(c, presented, new LikelyCause(kind, FaultSide.Either, cause, ofJob));
        if (presented == FederatedJudge.ExchangeAudience)
            return Default(c, a, new LikelyCause(kind, FaultSide.Either, cause, ofJob));
        if (presented != c.Issuer || expected == FederatedJudge.ExchangeAudience)
            return new LikelyCause(kind, FaultSide.Job, cause, ofJob);
        var other = $"Or, if the credential is wrong, have it expect {OwnUrl(a)} "
            + "(safer for both is api://AzureADTokenExchange, which no other service takes):";
        return new LikelyCause(kind, FaultSide.Either, cause, ofJob, Change(c, other, presented));
    }

    private static LikelyCause? Joined(FederatedIdentityCredential c, Assertion a)
    {
        const string kind = "audience-joined";
        var expected = c.Audience;
        var presented = a.Audience;
        if (ListCause.PartsOf(presented) is { Count: > 1 } asked && asked.Contains(expected, StringComparer.Ordinal))
            return new LikelyCause(
                kind,
                FaultSide.Job,
                $"The job asks for one audience that is a list in one text, '{presented}', with a comma or "
                + $"another mark in it; the credential '{c.Name}' expects '{expected}', "
                + "and the token service takes exactly one.",
                Fix.JobAudience(expected, Platforms.Of(c.Issuer, a.Subject)));
        var parts = ListCause.PartsOf(expected);
        return parts.Count > 1 && parts.Contains(presented, StringComparer.Ordinal)
            ? new LikelyCause(
                kind,
                FaultSide.Credential,
                $"The credential '{c.Name}' expects a list in one text, '{expected}'; a token has one audience, and "
                + "the two are compared as text.",
                Fix.Look(
                    "The credential's owner writes the one audience that jobs ask for; this lists the credentials:",
                    c.ApplicationId))
            : null;
    }

    private static LikelyCause NotFilledIn(FederatedIdentityCredential c, string placeholder) => new(
        "audience-placeholder",
        FaultSide.Credential,
        $"The audience of the credential '{c.Name}' still contains a placeholder, '{placeholder}'.",
        Fix.Look(
            "Put api://AzureADTokenExchange in its place, "
            + "and have the job ask for that; this lists the credentials:",
            c.ApplicationId));

    private static LikelyCause LookAlike(FederatedIdentityCredential c, Assertion a, string strange, Fix ofJob)
    {
        var presented = a.Audience;
        var isOfJob = c.Audience.All(char.IsAscii);
        return new LikelyCause(
            "audience-look-alike",
            isOfJob ? FaultSide.Job : FaultSide.Credential,
            $"The job asks for the audience '{presented}'; "
            + $"the one of the credential '{c.Name}' looks like it but is not the same: one has {strange}.",
            isOfJob
                ? ofJob
                : Change(c, $"Have the credential expect {OwnUrl(a)}:", presented));
    }

    // The side that follows a convention is right: the instance's URL, or the token service's name.
    private static LikelyCause Spelling(FederatedIdentityCredential c, string presented, LikelyCause either)
    {
        var expected = c.Audience;
        if (IsConventional(expected, c.Issuer))
            return either with { Side = FaultSide.Job };
        var isDamaged = expected.Any(Pasted.IsBlank) || SubjectSpelling.Unquoted(expected) != expected;
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

    // What everybody's documentation says is seldom the slip: the credential comes first, unless GitLab's tutorial has
    // its audience, or a subject with a wildcard leaves it to the audience to tell jobs apart.
    private static LikelyCause Default(FederatedIdentityCredential c, Assertion a, LikelyCause either)
    {
        if (c.Subject is null || c.Subject != a.Subject || Wildcard.IsWild(c.Subject))
            return either with { Side = FaultSide.Job };
        const string reason = "the default, which nothing but Entra's token service takes";
        if (IsConventional(c.Audience, c.Issuer))
            return either with
            {
                OtherFix = Change(
                    c, $"Or have the credential expect {FederatedJudge.ExchangeAudience}, {reason}:", a.Audience),
            };
        return either with
        {
            Fix = Change(c, $"Have the credential expect {FederatedJudge.ExchangeAudience}, {reason}:", a.Audience),
            OtherFix = IsNearDefault(c.Audience) ? null : either.Fix,
            Side = IsNearDefault(c.Audience) ? FaultSide.Credential : FaultSide.Either,
        };
    }

    // A letter that is missing, doubled or wrong: no job should learn to type it.
    private static bool IsNearDefault(string audience)
    {
        const string whole = FederatedJudge.ExchangeAudience;
        if (Math.Abs(audience.Length - whole.Length) > MostWrongLetters)
            return false;
        var same = audience.Zip(whole).TakeWhile(pair => pair.First == pair.Second).Count();
        var rest = Math.Min(audience.Length, whole.Length) - same;
        var sameAtEnd = audience.Reverse().Zip(whole.Reverse())
            .Take(rest).TakeWhile(pair => pair.First == pair.Second).Count();
        return Math.Max(audience.Length, whole.Length) - same - sameAtEnd <= MostWrongLetters;
    }

    private static bool IsConventional(string audience, string issuer) =>
        audience == issuer || audience == FederatedJudge.ExchangeAudience;

    private static Fix Change(FederatedIdentityCredential c, string text, string audience) =>
        CredentialFix.Change(c, text, TrustedClaims.Of(c) with { Audience = audience });

    private static (string Kind, string How) Slip(string expected, string presented)
    {
        if (Characters.Invisible(expected + presented) is { } hidden)
            return ("audience-invisible", $"; one of them contains an invisible character, {hidden}");
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

    private static string OwnUrl(Assertion a) => Platforms.IsGitLabs(a)
        ? "the instance's own URL, as GitLab's tutorial does"
        : "the issuer's own URL";

    private static bool IsHttps(string text) => text.StartsWith("https://", StringComparison.Ordinal);
}
