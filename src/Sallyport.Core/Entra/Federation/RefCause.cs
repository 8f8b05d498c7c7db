using Sallyport.Core.Entra.Directory;

namespace Sallyport.Core.Entra.Federation;

/// <summary>Both sides are GitLab's: which part differs, in the order project, kind of ref, ref. The job goes where the trust is.</summary>
internal static class RefCause
{
    public static LikelyCause? Of(FederatedIdentityCredential c, Assertion a, GitLabSubject? trusted, GitLabSubject? job)
    {
        if (trusted is null || job is null || trusted.Lead != job.Lead)
            return null;
        if (!Wildcard.Matches(trusted.Project, job.Project))
            return Project(c, a, trusted, job);
        var presented = (job with { RefType = trusted.RefType, Ref = trusted.Ref }).ToString();
        if (!Wildcard.Matches(trusted.RefType, job.RefType))
            return new(
                job.RefType == "tag" ? "tag-instead-of-branch" : "branch-instead-of-tag", FaultSide.Either,
                $"The job ran on the {job.RefType} '{job.Ref}'; the credential '{c.Name}' trusts a {trusted.RefType}.",
                Mend.Run(a, $"Run it on a {trusted.RefType} that is trusted{Rule(trusted)}:", Options(trusted), presented), Decide(c));
        return Wildcard.Matches(trusted.Ref, job.Ref)
            ? null
            : new(
                job.RefType == "tag" ? "tag-other" : "branch-other", FaultSide.Either,
                $"The job ran on the {job.RefType} '{job.Ref}'; the credential '{c.Name}' trusts '{trusted.Ref}'.",
                Mend.Run(a, $"Run it on the {trusted.RefType} that is trusted{Rule(trusted)}:", Options(trusted), presented), Decide(c));
    }

    /// <summary>Without a name the job runs on the branch that is checked out; a pattern for tags leaves the choice to the person.</summary>
    public static string? Options(GitLabSubject trusted) => trusted switch
    {
        { RefType: "tag" } when Mend.IsPlain(trusted.Ref) => $"--tag {trusted.Ref}",
        { RefType: "branch" } when Mend.IsPlain(trusted.Ref) => $"--ref {trusted.Ref}",
        { RefType: "branch", Ref: "*" } => "",
        _ => null,
    };

    // A fork, a stranger's project and a renamed one look alike: none of them is trusted here.
    private static LikelyCause Project(FederatedIdentityCredential c, Assertion a, GitLabSubject trusted, GitLabSubject job)
    {
        var sameName = !trusted.IsImmutable && Name(trusted.Project) == Name(job.Project);
        var kind = trusted.IsImmutable ? "project-id" : sameName ? "group-other" : "project-other";
        var why = sameName ? " A fork has the same name in another group, and so has a project whose group was renamed." : "";
        return new(kind, FaultSide.Either,
            $"The job ran in the project '{job.Project}'; the credential '{c.Name}' trusts '{trusted.Project}'.{why}",
            Mend.Run(a, "Run it in the project that is trusted:",
                !trusted.IsImmutable && Mend.IsPlain(trusted.Project) ? $"--project {trusted.Project}" : null,
                (job with { Project = trusted.Project }).ToString()),
            Mend.Look("Or, if the project was renamed, its owner changes the credential after making sure of it; the credentials are listed by:", c.ApplicationId));
    }

    // To trust one more ref is a decision, not a repair.
    private static Mend Decide(FederatedIdentityCredential c) =>
        Mend.Look("Or, if this ref is to be trusted as well, the application's owner adds a credential for it; those that exist are listed by:", c.ApplicationId);

    private static string Rule(GitLabSubject trusted) => Mend.IsPlain(trusted.Ref)
        ? $" (in .gitlab-ci.yml, rules: - if: $CI_COMMIT_{(trusted.RefType == "tag" ? "TAG" : "BRANCH")} == \"{trusted.Ref}\")"
        : "";

    private static string Name(string path) => path[(path.LastIndexOf('/') + 1)..];
}
