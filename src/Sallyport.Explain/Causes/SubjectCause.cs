using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Wire;
using Sallyport.Explain.Fixes;
using Sallyport.Explain.Subjects;

namespace Sallyport.Explain.Causes;

/// <summary>
/// Why a subject does not fit a plain one, or an expression's comparison with it: first the slips of spelling, then
/// what the two name otherwise. A fix corrects the spelling of the project and the ref that the credential already
/// names.
/// </summary>
internal static class SubjectCause
{
    /// <summary>Why a plain subject does not fit: each slip of spelling, then what is named otherwise.</summary>
    public static IReadOnlyList<LikelyCause> Of(FederatedIdentityCredential c, Assertion a)
    {
        if (LostExpression.IsIn(c))
            return [LostExpression.Of(c)];
        return Of(new TrustedSubject(c, c.Subject ?? "", null), a) is { Count: > 0 } causes ? causes : [Other(c, a)];
    }

    /// <summary>
    /// The same for a subject or a comparison with it; empty when nothing but the comparison itself can be said.
    /// </summary>
    public static IReadOnlyList<LikelyCause> Of(TrustedSubject t, Assertion a)
    {
        var c = t.Credential;
        if ((PatternCause.Of(t, a) ?? ListCause.Of(t, a)) is { } other)
            return [other];
        var (plain, slips) = SubjectSpelling.Read(t.Text, c.Issuer);
        var spelt = Respelling.WithNamesOf(plain, a.Subject, c.Issuer);
        if (spelt != plain)
            slips = [.. slips, OfLetterCase(plain)];
        var ofSpelling = slips.Select(slip => OfSlip(t, slip, spelt)).ToList();
        if (slips.Count > 0 && t.Covers(spelt, a.Subject))
            return ofSpelling;
        if (ofSpelling.Exists(cause => cause.Fix.Change is null) || !AreOfOneForm(spelt, a.Subject, c.Issuer))
            ofSpelling.Clear();
        var corrected = ofSpelling.Count > 0 ? t.Spelt(spelt) : t;
        return Named(corrected, a, spelt) is { } named ? [.. ofSpelling, named] : [];
    }

    private static LikelyCause OfSlip(TrustedSubject t, Slip slip, string spelt) => new(
        slip.Kind,
        FaultSide.Credential,
        $"The {t.Place} of the credential '{t.Credential.Name}' {slip.Words}.",
        t.Respell(spelt));

    private static bool AreOfOneForm(string trusted, string job, string issuer)
    {
        var areGitLabs = GitLabSubject.Read(trusted) is not null && GitLabSubject.Read(job) is not null;
        var areGitHubs = GitHubSubject.Read(trusted, issuer) is not null && GitHubSubject.Read(job, issuer) is not null;
        return areGitLabs || areGitHubs;
    }

    private static LikelyCause? Named(TrustedSubject t, Assertion a, string spelt) =>
        NotFilledIn(t, a)
            ?? Strange(t, a, spelt)
            ?? GitHubCause.OfOtherEntity(t, a, spelt)
            ?? WildcardCause.Of(t, a, spelt)
            ?? OfGitHub(t, a, spelt)
            ?? PlatformCause.Of(t, a, spelt)
            ?? LetterCase(t, a, spelt)
            ?? OfGitLab(t, a, spelt);

    private static Slip OfLetterCase(string subject) => new(
        "subject-letter-case",
        GitLabSubject.Read(subject) is null
            ? "has a name in another letter case, which to GitHub is the same name"
            : "has the project's path in another letter case");

    private static LikelyCause? OfGitHub(TrustedSubject t, Assertion a, string spelt)
    {
        var trusted = GitHubSubject.Read(spelt, t.Credential.Issuer);
        var job = GitHubSubject.Read(a.Subject, t.Credential.Issuer);
        if (trusted is null)
            return null;
        var known = job is null ? null : GitHubCause.Of(t, trusted, job);
        return known ?? GitHubTemplateCause.Of(t, trusted, a.Subject);
    }

    private static LikelyCause? OfGitLab(TrustedSubject t, Assertion a, string spelt)
    {
        var trusted = GitLabSubject.Read(spelt);
        var job = GitLabSubject.Read(a.Subject);
        if (trusted is null || job is null)
            return null;
        return SubjectFormCause.Of(t, a, trusted, job) ?? RefCause.Of(t.Credential, trusted, job);
    }

    // A group may really have such a name.
    private static LikelyCause? NotFilledIn(TrustedSubject t, Assertion a)
    {
        if (Placeholder.In(t.Text) is not { } placeholder || a.Subject.Contains(placeholder, StringComparison.Ordinal))
            return null;
        var isGitLabs = Platforms.IsGitLabs(t.Credential) || Platforms.IsGitLabs(a);
        var what = isGitLabs ? "the project and the ref that you trust" : "what you trust";
        return new LikelyCause(
            "subject-placeholder",
            FaultSide.Credential,
            $"The {t.Place} of the credential '{t.Credential.Name}' still contains a placeholder, '{placeholder}'.",
            Fix.Look(
                $"Fill it in with {what}; this lists the credentials:",
                t.Credential.ApplicationId));
    }

    // What looks the same and is not may be a pasted character or somebody's trick: only its owner changes the
    // credential.
    private static LikelyCause? Strange(TrustedSubject t, Assertion a, string spelt)
    {
        var c = t.Credential;
        if (Characters.LookAlike(t.Text, a.Subject) is { } strange)
            return new LikelyCause(
                "subject-look-alike",
                FaultSide.Either,
                $"The job's subject and that of the credential '{c.Name}' look alike but are not the same: "
                + $"one has {strange}.",
                Fix.Look(
                    "Type the value again on the side that has it instead of pasting it; this lists the credentials:",
                    c.ApplicationId));
        if (GitLabSubject.Read(spelt) is not { } trusted)
            return null;
        if (Characters.Invisible(a.Subject) is not { } hidden)
            return null;
        if (!t.Covers(spelt, Characters.WithoutBlanks(a.Subject)))
            return null;
        return new LikelyCause(
            "ref-invisible",
            FaultSide.Job,
            $"The job's ref contains an invisible character, {hidden}; to git it is another ref than the one "
            + $"that '{c.Name}' trusts.",
            Fix.Run(c, "Run the job on the ref that is trusted", trusted, RefCause.Options(trusted)));
    }

    // GitLab's paths are unique whatever their case, refs are not: 'Main' may be anybody's branch beside 'main'.
    // Whether other issuers than GitHub tell the two apart is not known.
    private static LikelyCause? LetterCase(TrustedSubject t, Assertion a, string spelt)
    {
        var c = t.Credential;
        if (!t.Covers(Characters.Lower(spelt), Characters.Lower(a.Subject)))
            return null;
        var trusted = GitLabSubject.Read(spelt);
        var job = GitLabSubject.Read(a.Subject);
        if (trusted is not null && job is not null && Wildcard.Matches(trusted.Project, job.Project))
            return new LikelyCause(
                "ref-letter-case",
                FaultSide.Either,
                $"The {job.RefType} '{job.Ref}' and the one that '{c.Name}' trusts, "
                + $"'{trusted.Ref}', differ in letter case: to git they are two refs.",
                Fix.Run(
                    c, $"Run the job on the {trusted.RefType} that is trusted", trusted, RefCause.Options(trusted)));
        return new LikelyCause(
            "subject-letter-case",
            FaultSide.Either,
            $"The job's subject and that of the credential '{c.Name}' differ only in letter case.",
            Fix.Look(
                "The credential's owner knows whether both mean the same; this lists the trusted subjects:",
                c.ApplicationId));
    }

    private static LikelyCause Other(FederatedIdentityCredential c, Assertion a)
    {
        if (SubjectFormCause.OfOtherPlatform(c, a) is { } form)
            return form;
        return new LikelyCause(
            "subject-other",
            FaultSide.Either,
            $"The job's subject is not the one that the credential '{c.Name}' names.",
            Fix.Look("Compare the two at the mark; this lists the trusted subjects:", c.ApplicationId));
    }
}
