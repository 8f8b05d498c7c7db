using Sallyport.Explain.Fixes;
using Sallyport.Explain.Subjects;

namespace Sallyport.Explain.Causes;

/// <summary>
/// The repository is the one that GitHub's credential trusts; ref, environment or pull request is another.
/// </summary>
internal static class GitHubEntityCause
{
    private const string Environment = "environment";
    private const string Queue = "refs/heads/gh-readonly-queue/";

    public static LikelyCause Of(TrustedSubject t, GitHubSubject trusted, GitHubSubject job)
    {
        var c = t.Credential;
        var kind = KindOf(trusted, job);
        var cause = $"The job ran for {job.Words}; the credential '{c.Name}' trusts {trusted.Words}."
            + Why(kind, trusted, job);
        var other = Fix.Look(
            $"Or, if {job.Words} is to be trusted as well, the application's owner adds a credential for it; "
            + "this lists those that exist:",
            c.ApplicationId);
        return new LikelyCause(kind, FaultSide.Either, cause, Run(trusted, job), other);
    }

    private static string KindOf(GitHubSubject trusted, GitHubSubject job)
    {
        if (trusted.Entity != job.Entity)
            return "entity-other";
        var differsInCase = GitHubCause.FitsInAnyCase(trusted.Value, job.Value);
        if (job.Entity == Environment)
            return differsInCase ? "subject-letter-case" : "environment-other";
        if (differsInCase)
            return "ref-letter-case";
        if (trusted.IsTag != job.IsTag)
            return job.IsTag ? "tag-instead-of-branch" : "branch-instead-of-tag";
        return job.IsTag ? "tag-other" : "branch-other";
    }

    private static string Why(string kind, GitHubSubject trusted, GitHubSubject job) => kind switch
    {
        "subject-letter-case" => " They differ in letter case, which counts in a pattern.",
        "ref-letter-case" => " They differ in letter case: to git they are two refs.",
        "entity-other" when job.Entity == Environment =>
            " A job that names an environment presents it in the ref's place.",
        "entity-other" when trusted.Entity == Environment => " A job presents an environment only where it names one.",
        "branch-other" when job.Value!.StartsWith(Queue, StringComparison.Ordinal) =>
            " The merge queue runs each group of changes on a branch of its own, whose name no plain subject can have.",
        _ => "",
    };

    // A branch and a tag of one name: which one runs is for GitHub to choose.
    private static bool HaveOneName(GitHubSubject trusted, GitHubSubject job) =>
        trusted.IsTag != job.IsTag && GitHubCause.ShortName(trusted.Value) == GitHubCause.ShortName(job.Value);

    // The job goes where the trust is.
    private static Fix Run(GitHubSubject trusted, GitHubSubject job)
    {
        if (trusted.Entity == Environment)
            return Fix.Say(
                "In the workflow, have the job name the environment that is trusted",
                trusted.Value is { } name && Fix.IsPlain(name) ? $"environment: {name}" : null);
        var without = job.Entity == Environment ? ", in a job that names no environment" : "";
        if (trusted.Entity == "pull_request")
            return Fix.Say($"Run the workflow for a pull request{without}", null);
        return !HaveOneName(trusted, job) && GitHubCause.Workflow(trusted) is { } command
            ? new Fix(
                $"Run the workflow (on: workflow_dispatch) on what is trusted{without}; gh asks which one it is:",
                command)
            : Fix.Say($"Run the workflow on what is trusted{without}", null);
    }
}
