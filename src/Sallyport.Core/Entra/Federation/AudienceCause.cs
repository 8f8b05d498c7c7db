using Sallyport.Core.Entra.Directory;

namespace Sallyport.Core.Entra.Federation;

/// <summary>
/// Why the audience does not fit. GitLab's own advice is that the audience is the instance's URL: the side that follows it is right; if
/// neither does, both are offered. A changed audience never lets another subject in.
/// </summary>
internal static class AudienceCause
{
    public static LikelyCause Of(FederatedIdentityCredential c, Assertion a)
    {
        var (expected, presented) = (c.Audience, a.Audience);
        if (a.Audiences.Count != 1)
            return new("audience-list", FaultSide.Job,
                $"The token has {a.Audiences.Count} audiences ({presented}); the token service takes a token with exactly one.",
                Mend.JobAudience(a, expected));
        var (kind, how) = Slip(expected, presented);
        var cause = $"The job asks for the audience '{presented}'; the credential '{c.Name}' expects '{expected}'{how}.";
        var ofJob = Mend.JobAudience(a, expected);
        if (expected == a.Issuer)
            return new(kind, FaultSide.Job, cause, ofJob);
        var ofCredential = Mend.Audience(c, "Have the credential expect what the job asks for:", presented);
        return presented == a.Issuer || expected.Trim() == presented
            ? new(kind, FaultSide.Credential, cause, ofCredential)
            : new(kind, FaultSide.Either, cause, ofJob, ofCredential with { Text = "Or, if the credential is wrong, have it expect what the job asks for:" });
    }

    private static (string Kind, string How) Slip(string expected, string presented)
    {
        if (expected.Trim() == presented.Trim())
            return ("audience-white-space", ", which differs by white space");
        if (expected.TrimEnd('/') == presented.TrimEnd('/'))
            return ("audience-trailing-slash", ", which differs by a trailing slash");
        if (string.Equals(expected, presented, StringComparison.OrdinalIgnoreCase))
            return ("audience-letter-case", ", in another letter case");
        if (WithoutScheme(expected) == WithoutScheme(presented))
            return ("audience-scheme", ", which differs before ://");
        if (presented.Contains('$', StringComparison.Ordinal) || presented.Contains('<', StringComparison.Ordinal))
            return ("audience-not-filled-in", "; a variable or placeholder was not filled in");
        return IsHttps(expected) && IsHttps(presented)
            ? ("audience-other-host", ", which is another host")
            : ("audience-other", "");
    }

    private static string WithoutScheme(string text) =>
        text.IndexOf("://", StringComparison.Ordinal) is >= 0 and var at ? text[(at + 3)..] : text;

    private static bool IsHttps(string text) => text.StartsWith("https://", StringComparison.Ordinal);
}
