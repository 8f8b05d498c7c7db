namespace Sallyport.Core.GitLab;

/// <summary>
/// Who may act on a pipeline that exists and on its jobs. Source: <c>app/policies/ci/build_policy.rb</c>, gitlabhq.
/// </summary>
public static class PipelineRights
{
    /// <summary>
    /// Whether the user may run the pipeline now: in its project, and in the fork of its merge request, whose subject
    /// the ID tokens have.
    /// </summary>
    public static async Task<bool> MayRunAsync(
        this IGitLabStore store, GitLabUser user, Pipeline pipeline, CancellationToken cancel)
    {
        var project = await store.FindProjectAsync(pipeline.ProjectKey, cancel);
        if (project?.MayRunPipeline(user, pipeline.Ref) != true)
            return false;
        var fork = await store.FindForkAsync(pipeline, cancel);
        return fork is null || fork.MayRunPipeline(user, pipeline.Ref);
    }

    /// <summary>Refuses a user who may not run the pipeline now.</summary>
    internal static async Task RequireRunAsync(
        this IGitLabStore store, GitLabUser user, Pipeline pipeline, CancellationToken cancel)
    {
        if (!await store.MayRunAsync(user, pipeline, cancel))
            throw GitLabErrors.Forbidden.ToException();
    }

    /// <summary>Whether a job that failed may be tried again by itself: as the user whose job it is.</summary>
    internal static async Task<bool> MayTryAgainAsync(
        this IGitLabStore store, Job job, Pipeline pipeline, CancellationToken cancel)
    {
        var user = (await store.FindUserAsync(pipeline.UserOf(job), cancel))!; // a foreign key
        return await store.MayRunAsync(user, pipeline, cancel);
    }
}
