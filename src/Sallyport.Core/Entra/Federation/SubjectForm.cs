using Sallyport.Core.Wire;


namespace Sallyport.Core.Entra.Federation;

/// <summary>
/// Both subjects are GitLab's and of different form: one names the project by its id and the other by its path, or one leaves the ref
/// out. That the two mean one project is only presented; the mend asks the credential's GitLab.
/// </summary>
internal static class SubjectForm
{
    private const string Warning = "this changes sub for everybody to whom the project's tokens are presented";

    public static LikelyCause? Of(TrustedSubject t, Assertion a, GitLabSubject trusted, GitLabSubject job)
    {
        var c = t.Credential;
        if (!trusted.IsImmutable && GitLabSubject.IsId(trusted.Project))
            return new("project-id-as-path", FaultSide.Credential, $"The credential '{c.Name}' has an id, {trusted.Project}, where the project's path belongs.",
                Mend.Say("Have its owner write project_id: before it and the project use its id as well, or the path, which GitLab tells",
                    GitLabProject.Ask(c.Issuer, trusted with { Lead = GitLabSubject.IdLead }) is { } ask ? $"{ask} | jq -r .path_with_namespace" : null));
        if (trusted.IsImmutable != job.IsImmutable)
            return trusted.IsImmutable ? ByPath(c, a, trusted, job) : ById(t, a, trusted, job);
        return !t.IsPattern && (trusted.Ref is null != job.Ref is null) && trusted.Project == job.Project ? WithoutRef(c, trusted, job) : null;
    }

    private static LikelyCause ById(TrustedSubject t, Assertion a, GitLabSubject trusted, GitLabSubject job)
    {
        var c = t.Credential;
        var same = Characters.Lower(a.Claims.String("project_path") ?? "") == Characters.Lower(trusted.Project);
        return same && $"{trusted}" == c.Subject && Mend.ByProjectId(c, "Name the project in the credential by its id, if GitLab says that it is the project's:", job.Project) is { } mend
            ? new("subject-form", FaultSide.Credential, Cause(c, trusted, job), mend)
            : Unproven(c, trusted, job);
    }

    private static LikelyCause ByPath(FederatedIdentityCredential c, Assertion a, GitLabSubject trusted, GitLabSubject job) =>
        a.Claims.String("project_id") == trusted.Project
        && GitLabProject.SubjectOf(c.Issuer, trusted, "project_id", "ref_type", "ref") is { } command
            ? new("subject-form", FaultSide.Job, Cause(c, trusted, job),
                new Mend($"Have the project put its id into its subjects, which no renaming changes; {Warning}:", command))
            : Unproven(c, trusted, job);

    private static LikelyCause WithoutRef(FederatedIdentityCredential c, GitLabSubject trusted, GitLabSubject job) => job.Ref is null
        ? new("subject-components", FaultSide.Job, $"The job's project leaves the ref out of its subjects (ci_id_token_sub_claim_components); the credential '{c.Name}' names one.",
            Mend.Say($"Have the project put the ref into its subjects; {Warning}", GitLabProject.SubjectOf(c.Issuer, trusted, trusted.Lead, "ref_type", "ref")))
        : new("subject-components", FaultSide.Credential, $"The subject of the credential '{c.Name}' names no ref, and the job's has one.",
            Mend.Look("Its owner adds the ref that is to be trusted, such as :ref_type:branch:ref:main; which subjects are trusted is listed by:", c.ApplicationId));

    private static string Cause(FederatedIdentityCredential c, GitLabSubject trusted, GitLabSubject job) =>
        $"The job's subject names the project by {Word(job)}, the credential '{c.Name}' by {Word(trusted)}; the claims beside it say that the two are one project.";

    private static LikelyCause Unproven(FederatedIdentityCredential c, GitLabSubject trusted, GitLabSubject job) => new(
        "subject-form", FaultSide.Either,
        $"The job's subject names the project by {Word(job)}, the credential '{c.Name}' by {Word(trusted)}, and the claims beside it do not say that the two are one project.",
        Mend.Look("Compare the project's id with its path; which subjects are trusted is listed by:", c.ApplicationId));

    private static string Word(GitLabSubject subject) => subject.IsImmutable ? "its id" : "its path";
}
