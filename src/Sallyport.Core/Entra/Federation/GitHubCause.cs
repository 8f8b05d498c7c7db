using System.Text;

namespace Sallyport.Core.Entra.Federation;

/// <summary>
/// Both sides are GitHub's: which part differs, in the order ids, repository, and what follows it. A job that names an environment
/// presents it in the ref's place.
/// </summary>
internal static class GitHubCause
{
    private static readonly string[] Entities = ["ref", "environment", "pull_request"];

    public static LikelyCause? Of(TrustedSubject t, GitHubSubject trusted, GitHubSubject job)
    {
        if (trusted.IsImmutable != job.IsImmutable && Ascii.EqualsIgnoreCase(trusted.Repository, job.Repository))
            return trusted.IsImmutable ? JobWithoutIds(t, trusted) : CredentialWithoutIds(t, trusted, job);
        if (trusted.IsImmutable && job.IsImmutable && (trusted.OwnerId, trusted.NameId) == (job.OwnerId, job.NameId) && trusted.Repository != job.Repository && !t.IsPattern)
            return Renamed(t, trusted, job);
        if (!Fits(trusted.Owner, job.Owner) || !Fits(trusted.Name, job.Name) || !Fits(trusted.OwnerId, job.OwnerId) || !Fits(trusted.NameId, job.NameId))
            return Repository(t, trusted, job);
        return Array.IndexOf(Entities, trusted.Entity) < 0 || Array.IndexOf(Entities, job.Entity) < 0 ? null : Entity(t, trusted, job);
    }

    private static LikelyCause JobWithoutIds(TrustedSubject t, GitHubSubject trusted) => new(
        "subject-form", FaultSide.Job,
        $"The credential '{t.Credential.Name}' names the repository by its ids, which the job's subject lacks: GitHub puts them in where the repository was made or renamed since July 2026, or its administrator chose so.",
        Mend.Say($"In the settings of {trusted.Repository}, under Actions and OIDC, have immutable subjects made; this changes sub for everybody to whom the repository's tokens are presented", null));

    private static LikelyCause CredentialWithoutIds(TrustedSubject t, GitHubSubject trusted, GitHubSubject job) => new(
        "subject-form", FaultSide.Credential,
        $"The job's subject names the repository by its ids as well, and that of the credential '{t.Credential.Name}' does not.",
        ById(t, trusted, job));

    private static LikelyCause Renamed(TrustedSubject t, GitHubSubject trusted, GitHubSubject job) => new(
        "repository-renamed", FaultSide.Credential,
        $"The ids in the job's subject and in that of the credential '{t.Credential.Name}' are the same, and the names differ: the job calls the repository '{job.Repository}'.",
        ById(t, trusted, job));

    private static Mend ById(TrustedSubject t, GitHubSubject trusted, GitHubSubject job) => Mend.ByRepositoryId(t, trusted, job)
        ?? Mend.Look("Its owner writes name and ids into it as the repository's settings tell them; which subjects are trusted is listed by:", t.Credential.ApplicationId);

    // A fork, a stranger's repository and a renamed one look alike: none of them is trusted here.
    private static LikelyCause Repository(TrustedSubject t, GitHubSubject trusted, GitHubSubject job)
    {
        var (c, names) = (t.Credential, Ascii.EqualsIgnoreCase(trusted.Repository, job.Repository));
        var (ran, trusts) = names ? (Whole(job), Whole(trusted)) : (job.Repository, trusted.Repository);
        return new(names ? "repository-id" : trusted.Name == job.Name ? "owner-other" : "repository-other", FaultSide.Either,
            $"The job ran in the repository '{ran}'; the credential '{c.Name}' trusts '{trusts}'.{(names ? " The ids differ: the name may have been taken anew." : "")}",
            Mend.Look("If the repository was renamed or moved, the credential's owner changes it after making sure of that; the credentials are listed by:", c.ApplicationId),
            names ? null : Run(trusted, "Or, if it ran in the wrong repository, run it in the one that is trusted"));
    }

    private static LikelyCause Entity(TrustedSubject t, GitHubSubject trusted, GitHubSubject job)
    {
        var c = t.Credential;
        var sameCase = trusted.Value is { } value && job.Value is { } other && Ascii.EqualsIgnoreCase(value, other);
        var kind = trusted.Entity != job.Entity ? "entity-other" : (trusted.IsTag, job.IsTag, job.Entity) switch
        {
            (_, _, "environment") => "environment-other",
            _ when sameCase => "ref-letter-case",
            (false, true, _) => "tag-instead-of-branch",
            (true, false, _) => "branch-instead-of-tag",
            (true, true, _) => "tag-other",
            _ => "branch-other",
        };
        var why = kind switch
        {
            "ref-letter-case" => " They differ in letter case: to git they are two.",
            "entity-other" when job.Entity == "environment" => " A job that names an environment presents it in the ref's place.",
            "entity-other" when trusted.Entity == "environment" => " A job presents an environment only where it names one.",
            _ => "",
        };
        return new(kind, FaultSide.Either, $"The job ran for {job.Words}; the credential '{c.Name}' trusts {trusted.Words}.{why}",
            Run(trusted, $"Run the workflow on what is trusted{(job.Entity == "environment" && trusted.Entity != "environment" ? ", in a job that names no environment" : "")}"),
            Mend.Look($"Or, if {job.Words} is to be trusted as well, the application's owner adds a credential for it; those that exist are listed by:", c.ApplicationId));
    }

    // The job goes where the trust is. Who opens a pull request is not the one who explains.
    private static Mend Run(GitHubSubject trusted, string text) => trusted switch
    {
        { Entity: "environment", Value: { } name } when Mend.IsPlain(name) => new("In the workflow, have the job name the environment that is trusted:", $"environment: {name}"),
        { Entity: "ref", Value: { } name } when ShortName(name) is { } reference && Mend.IsPlain(reference) && Mend.IsPlain(trusted.Repository) =>
            Mend.Say(text, $"gh workflow run --repo {trusted.Repository} --ref {reference}"),
        { Entity: "pull_request" } => Mend.Say("Run the workflow for a pull request", null),
        _ => Mend.Say(text, null),
    };

    private static string? ShortName(string reference) => reference.Split('/', 3) is ["refs", "heads" or "tags", { Length: > 0 } name] ? name : null;

    private static string Whole(GitHubSubject subject) => $"{subject.Owner}@{subject.OwnerId}/{subject.Name}@{subject.NameId}";

    private static bool Fits(string? trusted, string? job) => trusted is null ? job is null : job is not null && Wildcard.Matches(trusted, job);
}
