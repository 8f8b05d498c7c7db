using Sallyport.Core.Entra.Federation;
using Sallyport.Explain.Fixes;
using Sallyport.Explain.Subjects;

namespace Sallyport.Explain.Causes;

/// <summary>
/// Both sides are GitLab's: which part differs, in the order project, kind of ref, ref. The job goes where the trust
/// is.
/// </summary>
internal static class RefCause
{
    public static LikelyCause? Of(FederatedIdentityCredential c, GitLabSubject trusted, GitLabSubject job)
    {
        if (trusted.Lead != job.Lead)
            return null;
        if (!Wildcard.Matches(trusted.Project, job.Project))
            return Project(c, trusted, job);
        if (trusted is not { RefType: { } type, Ref: { } name })
            return null;
        if (job is not { RefType: { } jobType, Ref: { } jobRef })
            return null;
        if (OfText(c, name, jobRef) is { } ofText)
            return ofText;
        var isTag = jobType == "tag";
        if (!Wildcard.Matches(type, jobType) && name == jobRef)
            return OfSameName(c, trusted, job);
        if (!Wildcard.Matches(type, jobType))
            return new LikelyCause(
                isTag ? "tag-instead-of-branch" : "branch-instead-of-tag",
                FaultSide.Either,
                $"The job ran on the {jobType} '{jobRef}'; the credential '{c.Name}' trusts a {type}.",
                Fix.Run(c, $"Run it on a {type} that is trusted{Rule(trusted)}", trusted, Options(trusted)),
                Decide(c));
        if (Wildcard.Matches(name, jobRef))
            return null;
        return new LikelyCause(
            isTag ? "tag-other" : "branch-other",
            FaultSide.Either,
            $"The job ran on the {jobType} '{jobRef}'; the credential '{c.Name}' trusts '{name}'.",
            Fix.Run(c, $"Run it on the {type} that is trusted{Rule(trusted)}", trusted, Options(trusted)),
            Decide(c));
    }

    // What a pipeline on that name runs on is for GitLab to choose, so that no call of its API is printed.
    private static LikelyCause OfSameName(
        FederatedIdentityCredential c, GitLabSubject trusted, GitLabSubject job) => new(
        job.RefType == "tag" ? "tag-instead-of-branch" : "branch-instead-of-tag",
        FaultSide.Either,
        $"The job ran on the {job.RefType} '{job.Ref}'; the credential '{c.Name}' trusts the {trusted.RefType} of the "
        + "same name.",
        Fix.Run(
            c,
            $"Run it on a {trusted.RefType} that is trusted; to GitLab the name '{job.Ref}' may be either",
            trusted with { Ref = null },
            Options(trusted)),
        Fix.Look(
            $"Or, if the {job.RefType} is meant, the credential's owner looks at ref_type; "
            + "this lists the trusted subjects:",
            c.ApplicationId));

    // No ref of git has a colon, and few have a percent sign.
    private static LikelyCause? OfText(FederatedIdentityCredential c, string name, string jobRef)
    {
        var isOfCredential = name.Contains(':', StringComparison.Ordinal);
        if (isOfCredential != jobRef.Contains(':', StringComparison.Ordinal))
            return Component(c, isOfCredential ? name : jobRef, isOfCredential);
        if (name == jobRef || Uri.UnescapeDataString(name) != jobRef)
            return null;
        return new LikelyCause(
            "ref-encoded",
            FaultSide.Credential,
            $"The ref of the credential '{c.Name}', '{name}', is percent-encoded, as in a URL; "
            + $"a token has it plain, '{jobRef}'.",
            Fix.Look(
                "The credential's owner writes it plain, if no ref is really called so; "
                + "this lists the trusted subjects:",
                c.ApplicationId));
    }

    private static LikelyCause Component(FederatedIdentityCredential c, string name, bool isOfCredential)
    {
        var whose = isOfCredential ? $"the credential '{c.Name}'" : "the job";
        return new LikelyCause(
            "subject-components",
            isOfCredential ? FaultSide.Credential : FaultSide.Job,
            $"The subject of {whose} has a further component behind the ref, which the other subject does not have: "
            + $"a ref holds no colon, and here stands '{name}'.",
            Fix.Look(
                "The credential's owner writes the components that the project has in its subjects, "
                + "by default project, kind of ref and ref; this lists the trusted subjects:",
                c.ApplicationId));
    }

    /// <summary>
    /// The options of <c>sallyport run</c>: without a name the job runs on the branch that is checked out; a pattern
    /// for tags leaves the choice to the person.
    /// </summary>
    public static string? Options(GitLabSubject trusted)
    {
        if (trusted is { RefType: "branch", Ref: "*" })
            return "";
        if (trusted.Ref is not { } name || !Fix.IsPlain(name))
            return null;
        return trusted.RefType switch
        {
            "tag" => $"--tag {name}",
            "branch" => $"--ref {name}",
            _ => null,
        };
    }

    // A fork, a stranger's project and a renamed one look alike: none of them is trusted here, and to run elsewhere may
    // not be what is meant.
    private static LikelyCause Project(FederatedIdentityCredential c, GitLabSubject trusted, GitLabSubject job)
    {
        if (WithoutHost(c, trusted.Project) == job.Project)
            return new LikelyCause(
                "project-spelling",
                FaultSide.Credential,
                $"The credential '{c.Name}' has the host before the project's path, '{trusted.Project}'.",
                Fix.Look(
                    "Have the credential's owner write only the path; this lists the credentials:", c.ApplicationId));
        var isSameName = !trusted.IsImmutable && Name(trusted.Project) == Name(job.Project);
        var why = isSameName
            ? " A fork has the same name in another group, and so has a project whose group was renamed."
            : "";
        var canRun = !trusted.IsImmutable && Fix.IsPlain(trusted.Project);
        var run = canRun ? $"--project {trusted.Project} {Options(trusted)}".TrimEnd() : null;
        return new LikelyCause(
            KindOf(trusted, isSameName),
            FaultSide.Either,
            $"The job ran in the project '{job.Project}'; the credential '{c.Name}' trusts '{trusted.Project}'.{why}",
            Fix.Look(
                "If the project was renamed or moved, the credential's owner makes sure of that and changes the "
                + "credential; this lists the credentials:",
                c.ApplicationId),
            Fix.Run(c, "Or, if it ran in the wrong project, run it in the one that is trusted", trusted, run));
    }

    private static string KindOf(GitLabSubject trusted, bool isSameName)
    {
        if (trusted.IsImmutable)
            return "project-id";
        return isSameName ? "group-other" : "project-other";
    }

    // gitlab.example.com/mygroup/shop: it may also be a path, so nobody but the owner changes it.
    private static string? WithoutHost(FederatedIdentityCredential c, string project)
    {
        var lead = IssuerAddress.HostAndPath(c.Issuer) + "/";
        return project.StartsWith(lead, StringComparison.OrdinalIgnoreCase) ? project[lead.Length..] : null;
    }

    // To trust one more ref is a decision, not a repair.
    private static Fix Decide(FederatedIdentityCredential c) => Fix.Look(
        "Or, if this ref is to be trusted as well, "
        + "the application's owner adds a credential for it; this lists those that exist:",
        c.ApplicationId);

    private static string Rule(GitLabSubject trusted)
    {
        if (trusted.Ref is not { } name || !Fix.IsPlain(name))
            return "";
        var variable = trusted.RefType == "tag" ? "CI_COMMIT_TAG" : "CI_COMMIT_BRANCH";
        return $" (in .gitlab-ci.yml, rules: - if: ${variable} == \"{name}\")";
    }

    private static string Name(string path) => path[(path.LastIndexOf('/') + 1)..];
}
