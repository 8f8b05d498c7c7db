using Sallyport.Core.Wire;


namespace Sallyport.Core.Entra.Federation;

/// <summary>
/// Why a subject does not fit a plain one, or an expression's comparison with it: first the slips of spelling, then what the two name
/// otherwise. A mend corrects the spelling of the project and the ref that the credential already names.
/// </summary>
internal static class SubjectCause
{
    /// <summary>Why a plain subject does not fit.</summary>
    public static LikelyCause Of(FederatedIdentityCredential c, Assertion a)
    {
        if (CredentialDocument.HasLostExpression(c))
            return new("expression-lost", FaultSide.Either,
                $"The credential '{c.Name}' has neither a subject nor an expression here: Graph v1.0, which `az ad app federated-credential list` asks, leaves expressions out.",
                Mend.Look("List the credentials through beta, which keeps the expressions, and explain again:", c.ApplicationId));
        return Of(new TrustedSubject(c, c.Subject ?? "", null), a) ?? Other(c, a);
    }

    /// <summary>The same for a subject or a comparison with it; null when nothing but the comparison itself can be said.</summary>
    public static LikelyCause? Of(TrustedSubject t, Assertion a)
    {
        var (plain, slip) = SubjectSpelling.Read(t.Text, t.Credential.Issuer);
        var spelt = Respelling.WithNamesOf(plain, a.Subject, t.Credential.Issuer);
        if (spelt != plain)
            slip ??= new("subject-letter-case", GitLabSubject.Read(plain) is null ? "has a name in another letter case, which to GitHub is the same name" : "has the project's path in another letter case");
        if (slip is not null && t.Covers(spelt, a.Subject))
            return new(slip.Kind, FaultSide.Credential, $"The {t.Place} of the credential '{t.Credential.Name}' {slip.Words}.", t.Respell(spelt));
        var (trusted, job) = (GitLabSubject.Read(spelt), GitLabSubject.Read(a.Subject));
        return NotFilledIn(t, a)
            ?? Strange(t, a, spelt, trusted)
            ?? Wild(t, a, spelt)
            ?? OfGitHub(t, a, spelt)
            ?? LetterCase(t, a, spelt, trusted, job)
            ?? (trusted is null || job is null ? null : SubjectForm.Of(t, a, trusted, job) ?? RefCause.Of(t.Credential, trusted, job));
    }

    private static LikelyCause? OfGitHub(TrustedSubject t, Assertion a, string spelt) =>
        GitHubSubject.Read(spelt, t.Credential.Issuer) is { } trusted && GitHubSubject.Read(a.Subject, t.Credential.Issuer) is { } job
            ? GitHubCause.Of(t, trusted, job)
            : null;

    // A group may be called so in earnest.
    private static LikelyCause? NotFilledIn(TrustedSubject t, Assertion a) => Placeholder.In(t.Text) is { } placeholder && !a.Subject.Contains(placeholder, StringComparison.Ordinal)
        ? new("subject-placeholder", FaultSide.Credential, $"The {t.Place} of the credential '{t.Credential.Name}' still holds a placeholder, '{placeholder}'.",
            Mend.Look("Fill it in with the project and the ref that you trust; the credentials are listed by:", t.Credential.ApplicationId))
        : null;

    // What looks the same and is not may be a pasted character or somebody's trick: nobody but its owner changes the credential.
    private static LikelyCause? Strange(TrustedSubject t, Assertion a, string spelt, GitLabSubject? trusted)
    {
        var c = t.Credential;
        if (Characters.LookAlike(t.Text, a.Subject) is { } strange)
            return new("subject-look-alike", FaultSide.Either, $"The job's subject and that of the credential '{c.Name}' look alike and are not the same: one has {strange}.",
                Mend.Look("Type the value anew on the side that has it, do not paste it; the credentials are listed by:", c.ApplicationId));
        return trusted is not null && Characters.Invisible(a.Subject) is { } hidden && t.Covers(spelt, Characters.WithoutBlanks(a.Subject))
            ? new("ref-invisible", FaultSide.Job, $"The job's ref holds a character that cannot be seen, {hidden}; to git it is another ref than the one that '{c.Name}' trusts.",
                Mend.Run(c, "Run the job on the ref that is trusted", trusted, RefCause.Options(trusted)))
            : null;
    }

    // GitLab's paths are unique whatever their case, refs are not: 'Main' may be anybody's branch beside 'main'. Of issuers other than GitHub nobody knows.
    private static LikelyCause? LetterCase(TrustedSubject t, Assertion a, string spelt, GitLabSubject? trusted, GitLabSubject? job)
    {
        var c = t.Credential;
        if (!t.Covers(Characters.Lower(spelt), Characters.Lower(a.Subject)))
            return null;
        return trusted is not null && job is not null && Wildcard.Matches(trusted.Project, job.Project)
            ? new("ref-letter-case", FaultSide.Either, $"The {job.RefType} '{job.Ref}' and the one that '{c.Name}' trusts, '{trusted.Ref}', differ in letter case: to git they are two.",
                Mend.Run(c, $"Run the job on the {trusted.RefType} that is trusted", trusted, RefCause.Options(trusted)))
            : new("subject-letter-case", FaultSide.Either, $"The job's subject and that of the credential '{c.Name}' differ in letter case alone.",
                Mend.Look("Whether both mean the same, the credential's owner knows; which subjects are trusted is listed by:", c.ApplicationId));
    }

    private static LikelyCause? Wild(TrustedSubject t, Assertion a, string spelt)
    {
        var c = t.Credential;
        if (t.IsPattern || !Wildcard.IsWild(t.Text))
            return null;
        if (t.Test is not null)
            return new("expression-eq-wildcard", FaultSide.Credential, $"The expression of '{c.Name}' compares with eq, which takes the wildcard in '{t.Text}' as an ordinary character.",
                Mend.Look("If the pattern is meant, its owner writes matches in place of eq; which expressions are trusted is listed by:", c.ApplicationId));
        const string cause = "The credential's subject holds a wildcard, which is an ordinary character there.";
        if (!Wildcard.Matches(spelt, a.Subject))
            return Wildcards(c, cause + " As a pattern it would not cover this job either.", "Use a claims-matching expression for what you trust");
        if (IssuerProfiles.Of(c.Issuer) is not { } profile)
            return Wildcards(c, cause + $" Expressions are not possible for the issuer '{c.Issuer}'.", "Make one credential for each ref that you trust");
        var named = GitLabSubject.Read(c.Subject) is { IsImmutable: true } trusted ? trusted.Project : null; // the credential's own
        var text = "Use a claims-matching expression with the same pattern" + (named is null ? ", for the project of that id alone, if GitLab says that the id is the project's:" : ":");
        var template = new ClaimTest("sub", ClaimOperator.Matches, c.Subject!) + (profile.ImmutableIds is [var claim, ..] ? $" and claims['{claim}'] eq '<{claim}>'" : "");
        return spelt == c.Subject && Mend.ByProjectId(c, text, named ?? a.Claims.String("project_id")) is { } mend
            ? new("subject-wildcard", FaultSide.Credential, cause, mend)
            : Wildcards(c, cause, $"If the whole pattern is to be trusted, its owner writes an expression in its place: {template}");
    }

    private static LikelyCause Wildcards(FederatedIdentityCredential c, string cause, string mend) =>
        new("subject-wildcard", FaultSide.Credential, cause, Mend.Look(mend + "; the credentials are listed by:", c.ApplicationId));

    private static LikelyCause Other(FederatedIdentityCredential c, Assertion a)
    {
        var (expected, presented) = (c.Subject ?? "", a.Subject);
        var platform = GitLabSubject.Read(expected) is null != GitLabSubject.Read(presented) is null;
        return new(platform ? "subject-other-form" : "subject-other", FaultSide.Either,
            platform
                ? $"One of the two subjects has the form of a GitLab job and the other has not: '{presented}', and '{expected}' of the credential '{c.Name}'."
                : $"The job's subject is not the one that the credential '{c.Name}' names.",
            Mend.Look("Compare the two at the mark; which subjects are trusted is listed by:", c.ApplicationId));
    }
}
