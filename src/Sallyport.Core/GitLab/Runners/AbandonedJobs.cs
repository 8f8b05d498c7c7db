namespace Sallyport.Core.GitLab;

/// <summary>
/// Fails the running jobs whose runner has gone: past the job's own limit with a margin, or not heard of for an hour.
/// Source: <c>app/services/ci/timed_out_builds/drop_running_service.rb</c> and
/// <c>app/services/ci/stuck_builds/drop_running_service.rb</c>, gitlabhq.
/// </summary>
public sealed class AbandonedJobs(
    IGitLabStore store, ChildPipelines children, RunnerContacts contacts, TimeProvider time)
{
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Silence = TimeSpan.FromHours(1);

    /// <summary>Looks at every running job once, and fails those that nobody works on any more.</summary>
    public async Task DropAsync(CancellationToken cancel)
    {
        var running = new HashSet<long>();
        foreach (var id in await store.ListRunningPipelinesAsync(cancel))
            if (await store.FindPipelineAsync(id, cancel) is { } pipeline)
                running.UnionWith(await DropFromAsync(pipeline, cancel));
        contacts.KeepOnly(running);
    }

    // What changed meanwhile is looked at again in the next round.
    private async Task<IEnumerable<long>> DropFromAsync(Pipeline pipeline, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var running = pipeline.Jobs.Where(j => j.Status == CiStatus.Running && j.TokenHash is not null).ToList();
        var ids = running.ConvertAll(j => j.Id);
        var dropped = false;
        foreach (var job in running)
        {
            if (ReasonOf(job, now) is not { } reason)
                continue;
            pipeline.Finish(job, reason, null, now, await store.MayTryAgainAsync(job, pipeline, cancel));
            dropped = true;
        }
        if (dropped && await store.UpdateAsync(pipeline, cancel) == StoreOutcome.Done)
            await children.SettleAsync(pipeline.Id, cancel);
        return ids;
    }

    private string? ReasonOf(Job job, DateTimeOffset now)
    {
        var limit = TimeSpan.FromSeconds(job.Timeout!.Value) + Margin;
        if (now - job.StartedAt!.Value >= limit)
            return FailureReasons.TimedOut;
        return now - contacts.LastOf(job) >= Silence ? FailureReasons.Stuck : null;
    }
}
