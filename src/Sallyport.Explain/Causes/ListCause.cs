using Sallyport.Core.Entra.Federation;
using Sallyport.Explain.Fixes;
using Sallyport.Explain.Subjects;

namespace Sallyport.Explain.Causes;

/// <summary>
/// Several subjects, refs or audiences stand in one text, as a list or as alternatives in braces; all of it is compared
/// as one text.
/// </summary>
internal static class ListCause
{
    private static readonly char[] Marks = [',', ';', '|', ' ', '\n'];
    private static readonly char[] Brackets = ['{', '}', '(', ')', '[', ']', '"', '\'', ' '];

    /// <summary>Why a subject, or a comparison with it, does not fit; null when it is no list.</summary>
    public static LikelyCause? Of(TrustedSubject t, Assertion a)
    {
        if (!IsListOf(t, a))
            return null;
        var c = t.Credential;
        return new LikelyCause(
            "subject-list",
            FaultSide.Credential,
            $"The {t.Place} of the credential '{c.Name}' looks like a list; it is compared as one text, "
            + "and a comma, a bar or braces are ordinary characters in it.",
            Fix.Look(
                "The credential's owner makes one credential for each subject that is to be trusted; "
                + "this lists the trusted subjects:",
                c.ApplicationId));
    }

    /// <summary>The parts of a text that is written as a list; the text itself when it is none.</summary>
    public static IReadOnlyList<string> PartsOf(string text) =>
        [.. text.Split(Marks, StringSplitOptions.RemoveEmptyEntries).Select(part => part.Trim(Brackets))];

    private static bool IsListOf(TrustedSubject t, Assertion a)
    {
        if (PartsOf(t.Text) is { Count: > 1 } subjects && subjects.Contains(a.Subject, StringComparer.Ordinal))
            return true;
        var (trusted, job) = RefsOf(t, a);
        if (trusted is null || job is null || trusted == job)
            return false;
        var parts = PartsOf(trusted);
        var isInBraces = trusted is ['{', .., '}'] or ['(', .., ')'] or ['[', .., ']'];
        return parts.Count > 1 && (isInBraces || parts.Any(part => t.Covers(part, job)));
    }

    private static (string? Trusted, string? Job) RefsOf(TrustedSubject t, Assertion a)
    {
        var issuer = t.Credential.Issuer;
        if (GitLabSubject.Read(t.Text) is { } trusted)
            return (trusted.Ref, GitLabSubject.Read(a.Subject)?.Ref);
        var repository = GitHubSubject.Read(t.Text, issuer);
        return (WithoutLead(repository?.Value), WithoutLead(GitHubSubject.Read(a.Subject, issuer)?.Value));
    }

    private static string? WithoutLead(string? name)
    {
        string[] leads = ["refs/heads/", "refs/tags/"];
        var lead = Array.Find(leads, l => name?.StartsWith(l, StringComparison.Ordinal) == true);
        return name?[(lead?.Length ?? 0)..];
    }
}
