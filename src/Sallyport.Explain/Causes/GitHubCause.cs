using System.Text;
using Sallyport.Core.Entra.Federation;
using Sallyport.Explain.Fixes;
using Sallyport.Explain.Subjects;

namespace Sallyport.Explain.Causes;

/// <summary>
/// Both sides are GitHub's: which part differs, in the order ids, repository, and what follows it. A job that names an
/// environment presents it in the ref's place.
/// </summary>
internal static class GitHubCause
{
    public static LikelyCause? Of(TrustedSubject t, GitHubSubject trusted, GitHubSubject job)
    {
        var isName = Fits(trusted.Owner, job.Owner) && Fits(trusted.Name, job.Name);
        var isNameInAnyCase = FitsInAnyCase(trusted.Owner, job.Owner) && FitsInAnyCase(trusted.Name, job.Name);
        var isSameName = isName || Ascii.EqualsIgnoreCase(trusted.Repository, job.Repository);
        if (trusted.IsImmutable != job.IsImmutable && isSameName)
            return trusted.IsImmutable ? JobWithoutIds(t, trusted) : CredentialWithoutIds(t, trusted, job);
        var isId = Fits(trusted.OwnerId, job.OwnerId) && Fits(trusted.RepositoryId, job.RepositoryId);
        if (!isId)
            return OtherRepository(t, trusted, job, isName);
        if (isName)
            return trusted.IsCustom || job.IsCustom ? null : GitHubEntityCause.Of(t, trusted, job);
        if (trusted.IsImmutable && !t.IsPattern)
            return Renamed(t, trusted, job);
        return isNameInAnyCase ? PatternCase(t) : OtherRepository(t, trusted, job, isName);
    }

    /// <summary>
    /// A pattern in a plain subject where the job ran for another kind of thing of the same repository: no pattern
    /// would let it in, so that comes first. Null for everything else.
    /// </summary>
    public static LikelyCause? OfOtherEntity(TrustedSubject t, Assertion a, string spelt)
    {
        var trusted = GitHubSubject.Read(spelt, t.Credential.Issuer);
        var job = GitHubSubject.Read(a.Subject, t.Credential.Issuer);
        var isPlainPattern = t.Test is null && Wildcard.IsWild(spelt);
        if (!isPlainPattern || trusted is null || job is null)
            return null;
        var isOther = trusted.Entity != job.Entity && !Wildcard.IsWild(trusted.Entity);
        var isSameRepository = trusted.Repository == job.Repository && trusted.IsImmutable == job.IsImmutable;
        return isOther && isSameRepository && Of(t, trusted, job) is { } cause
            ? cause with { Text = cause.Text + " Besides, its wildcard is an ordinary character in a plain subject." }
            : null;
    }

    /// <summary>Has the workflow run for what is trusted; null where no command can tell which one.</summary>
    public static string? Workflow(GitHubSubject trusted)
    {
        if (trusted is not { Entity: "ref", Value: { } name, IsCustom: false })
            return null;
        if (ShortName(name) is not { } reference)
            return null;
        return Fix.IsPlain(reference) && Fix.IsPlain(trusted.Repository)
            ? $"gh workflow run --repo github.com/{trusted.Repository} --ref {reference}"
            : null;
    }

    /// <summary>Whether a text fits a part of a subject or of a pattern, in whatever letter case.</summary>
    public static bool FitsInAnyCase(string? trusted, string? job)
    {
        if (trusted is null || job is null)
            return trusted == job;
        return Fits(trusted, job) || Wildcard.Matches(Characters.Lower(trusted), Characters.Lower(job));
    }

    private static bool Fits(string? trusted, string? job)
    {
        if (trusted is null || job is null)
            return trusted == job;
        return Wildcard.Matches(trusted, job);
    }

    private static LikelyCause JobWithoutIds(TrustedSubject t, GitHubSubject trusted) => new(
        "subject-form",
        FaultSide.Job,
        $"The credential '{t.Credential.Name}' names the repository by its ids, "
        + "which the job's subject lacks: GitHub puts them in where the repository was made, "
        + "renamed or transferred since July 2026, or its administrator chose so.",
        Fix.Say(
            $"In the settings of {trusted.Repository}, under Actions and OIDC, turn on immutable subjects; "
            + "this changes sub for every service that takes the repository's tokens",
            null));

    private static LikelyCause CredentialWithoutIds(TrustedSubject t, GitHubSubject trusted, GitHubSubject job) => new(
        "subject-form",
        FaultSide.Either,
        "The job's subject names the repository by its ids as well, and that of the credential "
        + $"'{t.Credential.Name}' does not. Somebody who took over the name of a repository presents ids of their own.",
        ById(t, trusted, job));

    private static LikelyCause Renamed(TrustedSubject t, GitHubSubject trusted, GitHubSubject job) => new(
        "repository-renamed",
        FaultSide.Either,
        $"The ids in the job's subject and in that of the credential '{t.Credential.Name}' are the same, "
        + $"but the names differ: the job calls the repository '{job.Repository}'.",
        ById(t, trusted, job));

    private static Fix ById(TrustedSubject t, GitHubSubject trusted, GitHubSubject job) =>
        CredentialFix.ByRepositoryId(t, trusted, job) ?? Fix.Look(
            "The credential's owner writes the name and the ids into it that the repository's settings show; "
            + "this lists the trusted subjects:",
            t.Credential.ApplicationId);

    private static LikelyCause PatternCase(TrustedSubject t) => new(
        "subject-letter-case",
        FaultSide.Credential,
        $"The names in the pattern of the credential '{t.Credential.Name}' differ from the job's in letter case, "
        + "which counts in a pattern.",
        Fix.Look(
            "The credential's owner spells them as the token does; this lists the trusted subjects:",
            t.Credential.ApplicationId));

    // A fork, a stranger's repository and a renamed one look alike: none of them is trusted here.
    private static LikelyCause OtherRepository(TrustedSubject t, GitHubSubject trusted, GitHubSubject job, bool isName)
    {
        const string ifRenamed =
            "If the repository was renamed or moved, the credential's owner makes sure of that and changes the "
            + "credential; this lists the credentials:";
        var c = t.Credential;
        var look = Fix.Look(ifRenamed, c.ApplicationId);
        if (isName)
            return new LikelyCause(
                "repository-id",
                FaultSide.Either,
                $"The job ran in the repository '{WithIds(job)}'; the credential '{c.Name}' trusts "
                + $"'{WithIds(trusted)}'. "
                + "The ids differ: somebody else may have taken over the name.",
                look);
        return new LikelyCause(
            Fits(trusted.Name, job.Name) ? "owner-other" : "repository-other",
            FaultSide.Either,
            $"The job ran in the repository '{job.Repository}'; the credential '{c.Name}' trusts "
            + $"'{trusted.Repository}'.",
            look,
            Fix.Say("Or, if it ran in the wrong repository, run it in the one that is trusted", Workflow(trusted)));
    }

    /// <summary>The name of a branch or a tag; null where it is none.</summary>
    public static string? ShortName(string? reference) =>
        reference?.Split('/', 3) is ["refs", "heads" or "tags", { Length: > 0 } name] ? name : null;

    private static string WithIds(GitHubSubject subject) =>
        $"{subject.Owner}@{subject.OwnerId}/{subject.Name}@{subject.RepositoryId}";
}
