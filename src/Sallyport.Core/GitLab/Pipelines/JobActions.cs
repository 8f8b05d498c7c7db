namespace Sallyport.Core.GitLab;

/// <summary>
/// What users do to single jobs of pipelines that they may run. Source: "Jobs API", GitLab documentation.
/// </summary>
public sealed class JobActions(IGitLabStore store, ChildPipelines children, TimeProvider time)
{
    private const int Attempts = 20;

    /// <summary>Starts a job that waits for a person.</summary>
    public Task<(Pipeline Pipeline, Job Job)> PlayAsync(long jobId, GitLabUser user, CancellationToken cancel) =>
        ChangeAsync(jobId, user, (pipeline, job, now) =>
        {
            if (job.Status != CiStatus.Manual)
                throw new GitLabRefusal(400, "400 Bad request - Unplayable Job").ToException();
            pipeline.Play(job, user.Id, now);
            return job;
        }, cancel);

    /// <summary>Runs a job that is over once more, as another job.</summary>
    public Task<(Pipeline Pipeline, Job Job)> RetryAsync(long jobId, GitLabUser user, CancellationToken cancel) =>
        ChangeAsync(jobId, user, (pipeline, job, now) =>
        {
            var hasRun = job.Status is CiStatus.Success or CiStatus.Failed or CiStatus.Canceled;
            if (!hasRun || job.IsRetried)
                throw new GitLabRefusal(403, "403 Forbidden - Job is not retryable").ToException();
            return pipeline.Retry(job, user.Id, now);
        }, cancel);

    /// <summary>Cancels a job that is not over. Its runner hears of it in the answer to its next call.</summary>
    public Task<(Pipeline Pipeline, Job Job)> CancelAsync(long jobId, GitLabUser user, CancellationToken cancel) =>
        ChangeAsync(jobId, user, (pipeline, job, now) =>
        {
            pipeline.Cancel([job], now);
            return job;
        }, cancel);

    private async Task<(Pipeline Pipeline, Job Job)> ChangeAsync(
        long jobId,
        GitLabUser user,
        Func<Pipeline, Job, DateTimeOffset, Job> change,
        CancellationToken cancel)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (await store.FindPipelineOfJobAsync(jobId, cancel) is not { } pipeline)
                throw GitLabErrors.NotFound("Job").ToException();
            await store.RequireRunAsync(user, pipeline, cancel);
            var changed = change(pipeline, pipeline.Jobs.Single(j => j.Id == jobId), time.GetUtcNow());
            if (await store.UpdateAsync(pipeline, cancel) != StoreOutcome.Done)
                continue;
            await children.SettleAsync(pipeline.Id, cancel);
            return (pipeline, changed);
        }
        throw GitLabErrors.Conflict.ToException();
    }
}
