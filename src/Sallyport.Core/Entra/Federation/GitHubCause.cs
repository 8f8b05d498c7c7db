using System.Text;

namespace Sallyport.Core.Entra.Federation;

/// <summary>
/// Both sides are GitHub's: which part differs, in the order ids, repository, and what follows it. A job that names an environment
/// presents it in the ref's place.
/// </summary>
internal static class GitHubCause
{
    public static LikelyCause? Of(TrustedSubject t, GitHubSubject trusted, GitHubSubject job)
    {
        var names = Fits(trusted.Owner, job.Owner) && Fits(trusted.Name, job.Name);
        if (trusted.IsImmutable != job.IsImmutable && (names || Ascii.EqualsIgnoreCase(trusted.Repository, job.Repository)))
            return trusted.IsImmutable ? JobWithoutIds(t, trusted) : CredentialWithoutIds(t, trusted, job);
        var ids = Fits(trusted.OwnerId, job.OwnerId) && Fits(trusted.RepositoryId, job.RepositoryId);
        if (!names && ids && trusted.IsImmutable && !t.IsPattern)
            return Renamed(t, trusted, job);
        if (!names && ids && FitsInAnyCase(trusted.Owner, job.Owner) && FitsInAnyCase(trusted.Name, job.Name))
            return PatternCase(t);
        if (!names || !ids)
            return Repository(t, trusted, job, names);
        return trusted.IsCustom || job.IsCustom ? null : Entity(t, trusted, job);
    }

    private static LikelyCause JobWithoutIds(TrustedSubject t, GitHubSubject trusted) => new(
        "subject-form", FaultSide.Job,
        $"The credential '{t.Credential.Name}' names the repository by its ids, which the job's subject lacks: GitHub puts them in where the repository was made, renamed or transferred since July 2026, or its administrator chose so.",
        Mend.Say($"In the settings of {trusted.Repository}, under Actions and OIDC, have immutable subjects made; this changes sub for everybody to whom the repository's tokens are presented", null));

    private static LikelyCause CredentialWithoutIds(TrustedSubject t, GitHubSubject trusted, GitHubSubject job) => new(
        "subject-form", FaultSide.Either,
        $"The job's subject names the repository by its ids as well, and that of the credential '{t.Credential.Name}' does not. Whoever took the name of a repository anew presents ids of his own.",
        ById(t, trusted, job));

    private static LikelyCause Renamed(TrustedSubject t, GitHubSubject trusted, GitHubSubject job) => new(
        "repository-renamed", FaultSide.Either,
        $"The ids in the job's subject and in that of the credential '{t.Credential.Name}' are the same, and the names differ: the job calls the repository '{job.Repository}'.",
        ById(t, trusted, job));

    private static Mend ById(TrustedSubject t, GitHubSubject trusted, GitHubSubject job) => Mend.ByRepositoryId(t, trusted, job)
        ?? Mend.Look("Its owner writes name and ids into it as the repository's settings tell them; which subjects are trusted is listed by:", t.Credential.ApplicationId);

    private static LikelyCause PatternCase(TrustedSubject t) => new(
        "subject-letter-case", FaultSide.Credential, $"The names in the pattern of the credential '{t.Credential.Name}' have another letter case than the job's; in a pattern it counts.",
        Mend.Look("Its owner spells them as the token does; which subjects are trusted is listed by:", t.Credential.ApplicationId));

    // A fork, a stranger's repository and a renamed one look alike: none of them is trusted here.
    private static LikelyCause Repository(TrustedSubject t, GitHubSubject trusted, GitHubSubject job, bool names)
    {
        var c = t.Credential;
        var (ran, trusts) = names ? (Whole(job), Whole(trusted)) : (job.Repository, trusted.Repository);
        return new(names ? "repository-id" : Fits(trusted.Name, job.Name) ? "owner-other" : "repository-other", FaultSide.Either,
            $"The job ran in the repository '{ran}'; the credential '{c.Name}' trusts '{trusts}'.{(names ? " The ids differ: the name may have been taken anew." : "")}",
            Mend.Look("If the repository was renamed or moved, the credential's owner changes it after making sure of that; the credentials are listed by:", c.ApplicationId),
            names ? null : Mend.Say("Or, if it ran in the wrong repository, run it in the one that is trusted", Workflow(trusted)));
    }

    private static LikelyCause Entity(TrustedSubject t, GitHubSubject trusted, GitHubSubject job)
    {
        var c = t.Credential;
        var folded = trusted.Entity == job.Entity && FitsInAnyCase(trusted.Value, job.Value);
        var kind = trusted.Entity != job.Entity ? "entity-other" : (trusted.IsTag, job.IsTag, job.Entity) switch
        {
            (_, _, "environment") => folded ? "subject-letter-case" : "environment-other",
            _ when folded => "ref-letter-case",
            (false, true, _) => "tag-instead-of-branch",
            (true, false, _) => "branch-instead-of-tag",
            (true, true, _) => "tag-other",
            _ => "branch-other",
        };
        var why = kind switch
        {
            "subject-letter-case" => " They differ in letter case, which counts in a pattern.",
            "ref-letter-case" => " They differ in letter case: to git they are two.",
            "entity-other" when job.Entity == "environment" => " A job that names an environment presents it in the ref's place.",
            "entity-other" when trusted.Entity == "environment" => " A job presents an environment only where it names one.",
            _ => "",
        };
        return new(kind, FaultSide.Either, $"The job ran for {job.Words}; the credential '{c.Name}' trusts {trusted.Words}.{why}", Run(trusted, job),
            Mend.Look($"Or, if {job.Words} is to be trusted as well, the application's owner adds a credential for it; those that exist are listed by:", c.ApplicationId));
    }

    // The job goes where the trust is.
    private static Mend Run(GitHubSubject trusted, GitHubSubject job)
    {
        var without = job.Entity == "environment" ? ", in a job that names no environment" : "";
        return trusted switch
        {
            { Entity: "environment", Value: { } name } when Mend.IsPlain(name) => new("In the workflow, have the job name the environment that is trusted:", $"environment: {name}"),
            { Entity: "environment" } => Mend.Say("In the workflow, have the job name the environment that is trusted", null),
            { Entity: "pull_request" } => Mend.Say($"Run the workflow for a pull request{without}", null),
            _ when Workflow(trusted) is { } command => new($"Run the workflow (on: workflow_dispatch) on what is trusted{without}; gh asks which one it is:", command),
            _ => Mend.Say($"Run the workflow on what is trusted{without}", null),
        };
    }

    private static string? Workflow(GitHubSubject trusted) =>
        trusted is { Entity: "ref", Value: { } name, IsCustom: false } && ShortName(name) is { } reference && Mend.IsPlain(reference) && Mend.IsPlain(trusted.Repository)
            ? $"gh workflow run --repo github.com/{trusted.Repository} --ref {reference}"
            : null;

    private static string? ShortName(string reference) => reference.Split('/', 3) is ["refs", "heads" or "tags", { Length: > 0 } name] ? name : null;

    private static string Whole(GitHubSubject subject) => $"{subject.Owner}@{subject.OwnerId}/{subject.Name}@{subject.RepositoryId}";

    private static bool FitsInAnyCase(string? trusted, string? job) =>
        Fits(trusted, job) || (trusted is not null && job is not null && Wildcard.Matches(Characters.Lower(trusted), Characters.Lower(job)));

    private static bool Fits(string? trusted, string? job) => trusted is null ? job is null : job is not null && Wildcard.Matches(trusted, job);
}
