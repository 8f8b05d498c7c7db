using static Sallyport.Core.GitLab.JobVariables;

namespace Sallyport.Core.GitLab;

/// <summary>
/// The variables that need a job with an id: the lowest of all, known to the job alone. Source:
/// <c>app/models/ci/build.rb</c>, gitlabhq.
/// </summary>
internal static class PersistedVariables
{
    /// <summary>Those of a claimed job.</summary>
    public static IEnumerable<JobVariable> Of(JobContext context, string jobToken)
    {
        yield return Known("CI_PIPELINE_ID", Number(context.Pipeline.Id));
        yield return Known("CI_PIPELINE_URL", $"{context.ProjectUrl}/-/pipelines/{Number(context.Pipeline.Id)}");
        yield return Known("CI_JOB_ID", Number(context.Job.Id));
        yield return Known("CI_JOB_URL", $"{context.ProjectUrl}/-/jobs/{Number(context.Job.Id)}");
        yield return Secret("CI_JOB_TOKEN", jobToken);
        yield return Known("CI_REPOSITORY_URL", RepositoryUrl(context, jobToken)) with { Public = false };
        if (context.Job.StartedAt is { } started)
            yield return Known("CI_JOB_STARTED_AT", Instant(started));
        if (context.Job.Timeout is { } timeout)
            yield return Known("CI_JOB_TIMEOUT", Number(timeout));
    }

    private static string RepositoryUrl(JobContext context, string jobToken)
    {
        var instance = context.Instance;
        var host = instance.Authority + instance.RelativeRoot;
        return $"{instance.Address.Scheme}://gitlab-ci-token:{jobToken}@{host}/{context.Project.Path}.git";
    }
}
