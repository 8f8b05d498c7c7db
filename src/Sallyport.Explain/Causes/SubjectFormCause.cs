using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Wire;
using Sallyport.Explain.Fixes;
using Sallyport.Explain.Subjects;

namespace Sallyport.Explain.Causes;

/// <summary>
/// Both subjects are GitLab's and of different form: one names the project by its id and the other by its path, or one
/// leaves the ref out. That the two mean one project is only presented; the fix asks the credential's GitLab.
/// </summary>
internal static class SubjectFormCause
{
    private const string Kind = "subject-form";
    private const string Warning = "this changes sub for every service that takes the project's tokens";

    public static LikelyCause? Of(TrustedSubject t, Assertion a, GitLabSubject trusted, GitLabSubject job)
    {
        var c = t.Credential;
        if (!trusted.IsImmutable && GitLabSubject.IsId(trusted.Project))
            return IdAsPath(c, trusted);
        if (trusted.IsImmutable != job.IsImmutable)
            return trusted.IsImmutable ? ByPath(c, a, trusted, job) : ById(t, a, trusted, job);
        var areOfOneProject = !t.IsPattern && trusted.Project == job.Project;
        var isTrustedWithRef = trusted.Ref is not null;
        var isJobWithRef = job.Ref is not null;
        return areOfOneProject && isTrustedWithRef != isJobWithRef ? WithoutRef(c, trusted, job) : null;
    }

    /// <summary>Only one of the two subjects is GitLab's; null where both are, or none.</summary>
    public static LikelyCause? OfOtherPlatform(FederatedIdentityCredential c, Assertion a)
    {
        var expected = c.Subject ?? "";
        var isTrustedGitLabs = GitLabSubject.Read(expected) is not null;
        var isJobGitLabs = GitLabSubject.Read(a.Subject) is not null;
        if (isTrustedGitLabs == isJobGitLabs)
            return null;
        if (isJobGitLabs && expected.StartsWith("repo:", StringComparison.Ordinal))
            return OfGitHub(c, a);
        if (isJobGitLabs && SubjectComponents.AreReordered(expected, a.Subject))
            return Reordered(c, a);
        return new LikelyCause(
            "subject-other-form",
            FaultSide.Either,
            "Only one of the two subjects has the form of a GitLab job's: "
            + $"the job presents '{a.Subject}', and the credential '{c.Name}' names '{expected}'.",
            Fix.Look("Compare the two at the mark; this lists the trusted subjects:", c.ApplicationId));
    }

    private static LikelyCause OfGitHub(FederatedIdentityCredential c, Assertion a) =>
        c.Issuer == IssuerProfiles.GitHubActions ? OfOtherList(c, a) : OfGitHubAtGitLab(c, a);

    // The service compares subjects only where the issuer fits: then these are not the credentials that it has.
    private static LikelyCause OfOtherList(FederatedIdentityCredential c, Assertion a) => new(
        "subject-other-form",
        FaultSide.Either,
        $"The job presents a subject of GitLab, '{a.Subject}', and the credential '{c.Name}' trusts GitHub Actions: "
        + "this is probably another application's list.",
        Fix.Look(
            "Compare with the credentials of the application that the job signs in to; this lists those of this one:",
            c.ApplicationId));

    private static LikelyCause OfGitHubAtGitLab(FederatedIdentityCredential c, Assertion a) => new(
        "subject-of-github",
        FaultSide.Credential,
        $"The subject of the credential '{c.Name}', '{c.Subject}', has the form of GitHub's subjects; "
        + $"the issuer is a GitLab, whose job presents '{a.Subject}'.",
        Fix.Look(
            "The credential's owner writes what is to be trusted in GitLab's form, "
            + "project_path:GROUP/PROJECT:ref_type:branch:ref:NAME; this lists the trusted subjects:",
            c.ApplicationId));

    private static LikelyCause Reordered(FederatedIdentityCredential c, Assertion a) => new(
        "subject-order",
        FaultSide.Credential,
        $"The subject of the credential '{c.Name}' has the components of the job's in another order; "
        + $"a subject is compared as one text, and the job presents '{a.Subject}'.",
        Fix.Look(
            "The credential's owner puts them into the order of a GitLab subject: project, kind of ref, ref; "
            + "this lists the trusted subjects:",
            c.ApplicationId));

    private static LikelyCause IdAsPath(FederatedIdentityCredential c, GitLabSubject trusted)
    {
        var ask = GitLabProject.Ask(c.Issuer, trusted with { Lead = GitLabSubject.IdLead });
        return new LikelyCause(
            "project-id-as-path",
            FaultSide.Credential,
            $"The credential '{c.Name}' has an id, {trusted.Project}, where the project's path belongs.",
            Fix.Say(
                "Have the credential's owner write the path, which GitLab tells, or, if the project puts its id into "
                + "its subjects, write project_id: before the id",
                ask is null ? null : $"{ask} | jq -r .path_with_namespace"));
    }

    private static LikelyCause ById(TrustedSubject t, Assertion a, GitLabSubject trusted, GitLabSubject job)
    {
        var c = t.Credential;
        var path = a.Claims.String("project_path") ?? "";
        var isSameProject = Characters.Lower(path) == Characters.Lower(trusted.Project);
        if (!isSameProject || trusted.ToString() != c.Subject)
            return Unproven(c, trusted, job);
        const string text = "Name the project in the credential by its id, if GitLab says that it is the project's:";
        return CredentialFix.ByProjectId(c, text, job.Project) is { } fix
            ? new LikelyCause(Kind, FaultSide.Credential, Cause(c, trusted, job), fix)
            : Unproven(c, trusted, job);
    }

    private static LikelyCause ByPath(
        FederatedIdentityCredential c, Assertion a, GitLabSubject trusted, GitLabSubject job)
    {
        var isSameProject = a.Claims.String("project_id") == trusted.Project;
        var command = GitLabProject.SubjectOf(c.Issuer, trusted, "project_id", "ref_type", "ref");
        if (!isSameProject || command is null)
            return Unproven(c, trusted, job);
        return new LikelyCause(
            Kind,
            FaultSide.Job,
            Cause(c, trusted, job),
            new Fix($"Have the project put its id into its subjects, which no renaming changes; {Warning}:", command));
    }

    private static LikelyCause WithoutRef(FederatedIdentityCredential c, GitLabSubject trusted, GitLabSubject job)
    {
        if (job.Ref is not null)
            return new LikelyCause(
                "subject-components",
                FaultSide.Credential,
                $"The subject of the credential '{c.Name}' names no ref, and the job's has one.",
                Fix.Look(
                    "The credential's owner adds the ref that is to be trusted, such as :ref_type:branch:ref:main; "
                    + "this lists the trusted subjects:",
                    c.ApplicationId));
        return new LikelyCause(
            "subject-components",
            FaultSide.Job,
            "The job's project leaves the ref out of its subjects (ci_id_token_sub_claim_components); "
            + $"the credential '{c.Name}' names one.",
            Fix.Say(
                $"Have the project put the ref into its subjects; {Warning}",
                GitLabProject.SubjectOf(c.Issuer, trusted, trusted.Lead, "ref_type", "ref")));
    }

    private static string Cause(FederatedIdentityCredential c, GitLabSubject trusted, GitLabSubject job) =>
        $"The job's subject names the project by {Word(job)}, the credential '{c.Name}' by {Word(trusted)}; "
        + "the claims beside it say that the two are one project.";

    private static LikelyCause Unproven(FederatedIdentityCredential c, GitLabSubject trusted, GitLabSubject job) => new(
        Kind,
        FaultSide.Either,
        $"The job's subject names the project by {Word(job)}, the credential '{c.Name}' by {Word(trusted)}, "
        + "and the claims beside it do not say that the two are one project.",
        Fix.Look("Compare the project's id with its path; this lists the trusted subjects:", c.ApplicationId));

    private static string Word(GitLabSubject subject) => subject.IsImmutable ? "its id" : "its path";
}
