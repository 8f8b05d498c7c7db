
namespace Sallyport.Core.Entra.Federation;

/// <summary>
/// Why the audience does not fit. A token's audience says for whom it was made, so the job is mended: it asks for what the credential
/// expects. The credential is, where it spells the same otherwise; or, as the other way, to its own issuer's URL, as GitLab's tutorial
/// has it – never away from the token service's own name.
/// </summary>
internal static class AudienceCause
{
    public static LikelyCause Of(FederatedIdentityCredential c, Assertion a)
    {
        var (expected, presented) = (c.Audience, a.Audience);
        var ofJob = Mend.JobAudience(expected, c.Issuer);
        if (a.Audiences.Count != 1)
            return new("audience-list", FaultSide.Job,
                $"The token has {a.Audiences.Count} audiences ({presented}); the token service takes a token with exactly one.", ofJob);
        if (Placeholder.In(expected) is { } placeholder)
            return new("audience-placeholder", FaultSide.Credential, $"The audience of the credential '{c.Name}' still holds a placeholder, '{placeholder}'.",
                Mend.Look("Put api://AzureADTokenExchange in its place, and have the job ask for that; the credentials are listed by:", c.ApplicationId));
        if (Characters.LookAlike(expected, presented) is { } strange)
            return new("audience-look-alike", expected.All(char.IsAscii) ? FaultSide.Job : FaultSide.Credential,
                $"The job asks for the audience '{presented}'; that of the credential '{c.Name}' looks alike and is not the same: one has {strange}.",
                expected.All(char.IsAscii) ? ofJob : Change(c, "Have the credential expect the instance's own URL, as GitLab's tutorial does:", presented));
        var (kind, how) = Slip(expected, presented);
        var cause = $"The job asks for the audience '{presented}'; the credential '{c.Name}' expects '{expected}'{how}.";
        if (Respelling.OfAudience(expected, presented))
            return Spelling(c, a, new(kind, FaultSide.Either, cause, ofJob));
        return presented == c.Issuer && expected != AssertionVerifier.ExchangeAudience
            ? new(kind, FaultSide.Either, cause, ofJob, Change(c, "Or, if the credential is wrong, have it expect the instance's own URL, as GitLab's tutorial does "
                + "(safer for both is api://AzureADTokenExchange, which no other service takes):", presented))
            : new(kind, FaultSide.Job, cause, ofJob);
    }

    // The side that follows a convention is right: the instance's URL, or the token service's name.
    private static LikelyCause Spelling(FederatedIdentityCredential c, Assertion a, LikelyCause either)
    {
        var (expected, presented) = (c.Audience, a.Audience);
        if (expected == c.Issuer || expected == AssertionVerifier.ExchangeAudience)
            return either with { Side = FaultSide.Job };
        return presented == c.Issuer || presented == AssertionVerifier.ExchangeAudience || expected.Any(Characters.IsBlank) || SubjectSpelling.Unquoted(expected) != expected
            ? either with { Side = FaultSide.Credential, Mend = Change(c, "Spell the credential's audience as the token does:", presented) }
            : either with { Other = Change(c, "Or, if the credential is wrong, spell its audience as the token does:", presented) };
    }

    private static Mend Change(FederatedIdentityCredential c, string text, string audience) =>
        Mend.Change(c, text, TrustedClaims.Of(c) with { Audience = audience });

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

    private static string WithoutScheme(string text) =>
        text.IndexOf("://", StringComparison.Ordinal) is >= 0 and var at ? text[(at + 3)..] : text;

    private static bool IsHttps(string text) => text.StartsWith("https://", StringComparison.Ordinal);
}
