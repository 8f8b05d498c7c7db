
namespace Sallyport.Core.Entra.Federation;

/// <summary>Both sides are GitLab's: which part differs, in the order project, kind of ref, ref. The job goes where the trust is.</summary>
internal static class RefCause
{
    public static LikelyCause? Of(FederatedIdentityCredential c, GitLabSubject trusted, GitLabSubject job)
    {
        if (trusted.Lead != job.Lead)
            return null;
        if (!Wildcard.Matches(trusted.Project, job.Project))
            return Project(c, trusted, job);
        if (trusted is not { RefType: { } type, Ref: { } name } || job is not { RefType: not null, Ref: not null })
            return null;
        if (!Wildcard.Matches(type, job.RefType))
            return new(
                job.RefType == "tag" ? "tag-instead-of-branch" : "branch-instead-of-tag", FaultSide.Either,
                $"The job ran on the {job.RefType} '{job.Ref}'; the credential '{c.Name}' trusts a {type}.",
                Mend.Run(c, $"Run it on a {type} that is trusted{Rule(trusted)}", trusted, Options(trusted)), Decide(c));
        return Wildcard.Matches(name, job.Ref)
            ? null
            : new(
                job.RefType == "tag" ? "tag-other" : "branch-other", FaultSide.Either,
                $"The job ran on the {job.RefType} '{job.Ref}'; the credential '{c.Name}' trusts '{name}'.",
                Mend.Run(c, $"Run it on the {type} that is trusted{Rule(trusted)}", trusted, Options(trusted)), Decide(c));
    }

    /// <summary>
    /// The options of <c>sallyport run</c>: without a name the job runs on the branch that is checked out; a pattern for tags leaves the
    /// choice to the person.
    /// </summary>
    public static string? Options(GitLabSubject trusted) => trusted switch
    {
        { RefType: "tag", Ref: { } name } when Mend.IsPlain(name) => $"--tag {name}",
        { RefType: "branch", Ref: { } name } when Mend.IsPlain(name) => $"--ref {name}",
        { RefType: "branch", Ref: "*" } => "",
        _ => null,
    };

    // A fork, a stranger's project and a renamed one look alike: none of them is trusted here, and to run elsewhere may not be what is meant.
    private static LikelyCause Project(FederatedIdentityCredential c, GitLabSubject trusted, GitLabSubject job)
    {
        if (AsAddress(c, trusted.Project) == job.Project)
            return new("project-spelling", FaultSide.Credential, $"The credential '{c.Name}' has the host before the project's path, '{trusted.Project}'.",
                Mend.Look("Have its owner write the path alone; the credentials are listed by:", c.ApplicationId));
        var sameName = !trusted.IsImmutable && Name(trusted.Project) == Name(job.Project);
        var kind = trusted.IsImmutable ? "project-id" : sameName ? "group-other" : "project-other";
        var why = sameName ? " A fork has the same name in another group, and so has a project whose group was renamed." : "";
        var run = !trusted.IsImmutable && Mend.IsPlain(trusted.Project) ? $"--project {trusted.Project} {Options(trusted)}".TrimEnd() : null;
        return new(kind, FaultSide.Either,
            $"The job ran in the project '{job.Project}'; the credential '{c.Name}' trusts '{trusted.Project}'.{why}",
            Mend.Look("If the project was renamed or moved, the credential's owner changes it after making sure of that; the credentials are listed by:", c.ApplicationId),
            Mend.Run(c, "Or, if it ran in the wrong project, run it in the one that is trusted", trusted, run));
    }

    // gitlab.example.com/mygroup/shop: it may also be a path, so nobody but the owner changes it.
    private static string? AsAddress(FederatedIdentityCredential c, string project) =>
        Respelling.Address(c.Issuer)["https://".Length..] is var host && project.StartsWith(host + "/", StringComparison.OrdinalIgnoreCase) ? project[(host.Length + 1)..] : null;

    // To trust one more ref is a decision, not a repair.
    private static Mend Decide(FederatedIdentityCredential c) =>
        Mend.Look("Or, if this ref is to be trusted as well, the application's owner adds a credential for it; those that exist are listed by:", c.ApplicationId);

    private static string Rule(GitLabSubject trusted) => trusted.Ref is { } name && Mend.IsPlain(name)
        ? $" (in .gitlab-ci.yml, rules: - if: $CI_COMMIT_{(trusted.RefType == "tag" ? "TAG" : "BRANCH")} == \"{name}\")"
        : "";

    private static string Name(string path) => path[(path.LastIndexOf('/') + 1)..];
}
