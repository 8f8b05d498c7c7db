using System.Security.Cryptography;
using Sallyport.Core.Refusals;
using Sallyport.Core.Signing;

namespace Sallyport.Core.GitLab;

/// <summary>A claimed job with what only this answer ever carries.</summary>
/// <param name="Context">The job and what it belongs to.</param>
/// <param name="Token">The job's token.</param>
/// <param name="IdTokens">The ID tokens by the names of their variables.</param>
/// <param name="Dependencies">The archives that it gets.</param>
public sealed record ClaimedJob(
    JobContext Context,
    string Token,
    IReadOnlyDictionary<string, string> IdTokens,
    IReadOnlyList<JobDependency> Dependencies);

/// <summary>What a runner reports at the end of a job.</summary>
/// <param name="Success">Whether it went well.</param>
/// <param name="FailureReason">If not, why.</param>
/// <param name="ExitCode">The exit code of the script, if that ended it.</param>
/// <param name="Checksum">The <c>crc32:…</c> of the whole log, or null.</param>
/// <param name="Length">The length of the whole log in bytes, or null.</param>
public sealed record JobReport(bool Success, string? FailureReason, int? ExitCode, string? Checksum, long? Length);

/// <summary>
/// The door to this room: it hands jobs to runners and takes back their logs and results. The room owns what a runner
/// may claim and report; the wire form of that is the server's, and a runner itself is another assembly. A job is
/// claimed by comparing and swapping its pipeline's version, so that of two runners one gets it.
/// </summary>
public sealed class Jobs(
    IGitLabStore store,
    JobContexts contexts,
    Environments environments,
    GitLabKeys keys,
    BurnedPaths burned,
    ChildPipelines children,
    RunnerContacts contacts,
    TimeProvider time)
{
    /// <summary>How much log is stored of a job, in bytes: GitLab's default <c>ci_jobs_trace_size_limit</c>.</summary>
    public const long MaximumTrace = 100 * 1024 * 1024;

    private const int Attempts = 20;

    /// <summary>
    /// Claims the next job that the runner may take, and mints its tokens. Null when there is nothing to do.
    /// </summary>
    public async Task<ClaimedJob?> ClaimAsync(GitLabRunner runner, CancellationToken cancel)
    {
        var key = await keys.Ci.CurrentAsync(cancel); // before the claim: without a key no job may start
        if (runner.IsPaused)
            return null;
        foreach (var id in await QueueAsync(runner, cancel))
            if (await ClaimFromAsync(runner, id, key, cancel) is { } claimed)
                return claimed;
        return null;
    }

    private async Task<IReadOnlyList<long>> QueueAsync(GitLabRunner runner, CancellationToken cancel)
    {
        if (runner.PipelineId is not { } own)
            return await store.ListQueuedPipelinesAsync(runner.ProjectKey, cancel);
        var family = await store.ListFamilyAsync(own, cancel);
        var hasGrown = false;
        foreach (var id in family)
            hasGrown |= await children.SettleAsync(id, cancel);
        return hasGrown ? await store.ListFamilyAsync(own, cancel) : family;
    }

    private async Task<ClaimedJob?> ClaimFromAsync(
        GitLabRunner runner, long pipelineId, RingKey key, CancellationToken cancel)
    {
        var stale = 0;
        while (stale < Attempts)
        {
            if (await store.FindPipelineAsync(pipelineId, cancel) is not { } pipeline)
                return null;
            var project = (await store.FindProjectAsync(pipeline.ProjectKey, cancel))!; // a foreign key
            if (await NextAsync(runner, pipeline, project, cancel) is not { } job)
                return null;
            // They are thrown away if the claim is lost.
            var claimed = await StartAsync(runner, project, pipeline, job, key, cancel);
            if (await store.UpdateAsync(pipeline, cancel) != StoreOutcome.Done)
                stale++;
            else if (claimed is not null)
                return claimed;
        }
        throw GitLabErrors.Conflict.ToException();
    }

    private async Task<Job?> NextAsync(
        GitLabRunner runner, Pipeline pipeline, Project project, CancellationToken cancel)
    {
        foreach (var job in pipeline.CurrentJobs.Where(j => runner.MayTake(j, pipeline, project)))
        {
            if (job.Status == CiStatus.Pending)
                return job;
            var isWaiting = job.Status == CiStatus.WaitingForResource;
            if (isWaiting && await store.TakeResourceAsync(project.Key, job.ResourceGroup!, job.Id, cancel))
                return job;
        }
        return null;
    }

    // Null when the job cannot start: then it has failed.
    private async Task<ClaimedJob?> StartAsync(
        GitLabRunner runner,
        Project project,
        Pipeline pipeline,
        Job job,
        RingKey key,
        CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var (context, inherited) = await contexts.OfAsync(runner, project, pipeline, job, cancel);
        if (await burned.BlocksAsync(context, cancel))
        {
            pipeline.Finish(job, BurnedPaths.FailureReason, null, now); // no runner has it: no start and no log
            return null;
        }
        if (!inherited.IsComplete || !CanExpand(context))
        {
            var reason = inherited.IsComplete ? FailureReasons.Scheduler : FailureReasons.MissingDependency;
            pipeline.Finish(job, reason, null, now);
            return null;
        }
        if (await environments.EnsureAsync(context, cancel) is not { } started)
        {
            pipeline.Finish(job, FailureReasons.EnvironmentCreation, null, now);
            return null;
        }
        var token = GitLabTokens.Create(GitLabTokens.Job);
        job.Claim(runner, GitLabTokens.Hash(token), project.BuildTimeout, now);
        pipeline.Advance(now);
        var tokens = IdTokens.Mint(started, key, now);
        job.IssuedTokens = tokens.ToDictionary(t => t.Key, t => IdTokens.KeptOf(t.Value), StringComparer.Ordinal);
        return new ClaimedJob(started, token, tokens, inherited.Archives);
    }

    // Only a variable of a dotenv report can make it too large by now.
    private static bool CanExpand(JobContext context)
    {
        try
        {
            IdTokens.Check(context);
            return true;
        }
        catch (RefusedException)
        {
            return false;
        }
    }

    /// <summary>
    /// The job whose token this is, with its pipeline; refused when there is none. Its runner has been heard of then.
    /// </summary>
    public async Task<(Pipeline Pipeline, Job Job)> AuthenticateAsync(
        long jobId, string? token, CancellationToken cancel)
    {
        if (await store.FindPipelineOfJobAsync(jobId, cancel) is not { } pipeline)
            throw GitLabErrors.Forbidden.ToException(); // as GitLab: a stranger does not learn which jobs exist
        var job = pipeline.Jobs.Single(j => j.Id == jobId);
        if (string.IsNullOrEmpty(token) || job.TokenHash is null)
            throw GitLabErrors.Forbidden.ToException();
        if (!CryptographicOperations.FixedTimeEquals(GitLabTokens.Hash(token), job.TokenHash))
            throw GitLabErrors.Forbidden.ToException();
        contacts.Note(jobId);
        return (pipeline, job);
    }

    /// <summary>
    /// The job whose archive is asked for, if the token is its own, or that of a running job which depends on it.
    /// </summary>
    public async Task<(Pipeline Pipeline, Job Job)> AuthenticateReaderAsync(
        long jobId, string? token, CancellationToken cancel)
    {
        if (string.IsNullOrEmpty(token))
            throw GitLabErrors.Forbidden.ToException();
        var hash = GitLabTokens.Hash(token);
        var pipeline = await store.FindPipelineByJobTokenAsync(hash, cancel);
        var reader = pipeline?.Jobs.Find(j => hash.AsSpan().SequenceEqual(j.TokenHash));
        var wanted = pipeline?.Jobs.Find(j => j.Id == jobId);
        if (reader is null || wanted is null || !MayRead(pipeline!, reader, wanted))
            throw GitLabErrors.Forbidden.ToException();
        return (pipeline!, wanted);
    }

    private static bool MayRead(Pipeline pipeline, Job reader, Job wanted)
    {
        var isRunning = reader.Status == CiStatus.Running;
        return reader == wanted || (isRunning && new JobOrder(pipeline).DependenciesOf(reader).Contains(wanted));
    }

    /// <summary>
    /// Adds to a running job's log. Returns the stored length; the caller compares it with what it sent, since a piece
    /// that does not begin where the log ends is not taken.
    /// </summary>
    public async Task<(bool Taken, long Length)> AppendTraceAsync(
        Job job, long start, byte[] content, CancellationToken cancel)
    {
        RequireRunning(job);
        var length = await store.TraceLengthAsync(job.Id, cancel);
        if (start != length || content.Length == 0)
            return (start == length, length);
        if (start + content.Length > MaximumTrace)
            throw GitLabErrors.TraceTooLong.ToException();
        var chunk = new TraceChunk { JobId = job.Id, Start = start, End = start + content.Length, Content = content };
        if (await store.AppendTraceAsync(chunk, cancel) == StoreOutcome.Done)
            return (true, chunk.End);
        return (false, await store.TraceLengthAsync(job.Id, cancel));
    }

    /// <summary>
    /// Ends a job and lets the next stage begin. False when the log differs from what the runner says that it sent: the
    /// stored one is dropped, and the runner sends it again.
    /// </summary>
    public async Task<bool> FinishAsync(long jobId, JobReport report, CancellationToken cancel)
    {
        if (!await TraceAgreesAsync(jobId, report, cancel))
        {
            await store.ClearTraceAsync(jobId, cancel);
            return false;
        }
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var pipeline = await store.FindPipelineOfJobAsync(jobId, cancel)
                ?? throw GitLabErrors.NotFound("Job").ToException();
            var job = pipeline.Jobs.Single(j => j.Id == jobId);
            RequireRunning(job);
            var now = time.GetUtcNow();
            var reason = report.Success ? null : FailureReasons.Known(report.FailureReason);
            var mayTryAgain = report.Success || await store.MayTryAgainAsync(job, pipeline, cancel);
            pipeline.Finish(job, reason, report.ExitCode, now, mayTryAgain);
            if (await store.UpdateAsync(pipeline, cancel) != StoreOutcome.Done)
                continue;
            if (report.Success && job.Definition.Environment is not null)
                await environments.SettleAsync(await contexts.OfFinishedAsync(pipeline, job, cancel), cancel);
            await children.SettleAsync(pipeline.Id, cancel);
            return true;
        }
        throw GitLabErrors.Conflict.ToException();
    }

    /// <summary>Refuses unless the job is still a runner's to write to.</summary>
    public static void RequireRunning(Job job)
    {
        if (job.Status != CiStatus.Running)
            throw GitLabErrors.JobNotRunning.ToException();
    }

    private async Task<bool> TraceAgreesAsync(long jobId, JobReport report, CancellationToken cancel)
    {
        if (report.Checksum is null && report.Length is null)
            return true;
        if (report.Length is not null && report.Length != await store.TraceLengthAsync(jobId, cancel))
            return false;
        if (report.Checksum is null)
            return true;
        var stored = await TraceChecksum.OfAsync(store.ReadTraceAsync(jobId, 0, cancel));
        return string.Equals(report.Checksum, stored, StringComparison.OrdinalIgnoreCase);
    }
}
