using System.Security.Cryptography;

namespace Sallyport.Core.GitLab;

/// <summary>A claimed job with what only this answer ever carries.</summary>
/// <param name="Context">The job and what it belongs to.</param>
/// <param name="Token">The job's token.</param>
/// <param name="IdTokens">The ID tokens by the names of their variables.</param>
public sealed record ClaimedJob(JobContext Context, string Token, IReadOnlyDictionary<string, string> IdTokens);

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
    IGitLabStore store, GitLabKeys keys, BurnedPaths burned, GitLabInstance instance, TimeProvider time)
{
    /// <summary>How much log is stored of a job, in bytes: GitLab's default <c>ci_jobs_trace_size_limit</c>.</summary>
    public const long MaximumTrace = 100 * 1024 * 1024;

    private const int Attempts = 20;

    /// <summary>
    /// Claims the next job of the runner's pipeline and mints its tokens. Null when there is nothing to do.
    /// </summary>
    public async Task<ClaimedJob?> ClaimAsync(GitLabRunner runner, CancellationToken cancel)
    {
        var key = await keys.Ci.CurrentAsync(cancel); // before the claim: without a key no job may start
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (await store.FindPipelineAsync(runner.PipelineId, cancel) is not { } pipeline)
                return null;
            if (pipeline.Jobs.Find(j => j.Status == CiStatus.Pending) is not { } job)
                return null;
            var context = await ContextAsync(pipeline, job, cancel);
            var now = time.GetUtcNow();
            if (await burned.BlocksAsync(context, cancel))
            {
                await DropAsync(pipeline, now, cancel);
                continue;
            }
            var token = GitLabTokens.Create(GitLabTokens.Job);
            job.Status = CiStatus.Running;
            job.StartedAt = now;
            job.TokenHash = GitLabTokens.Hash(token);
            var timeout = job.Definition.Timeout ?? context.Project.BuildTimeout;
            job.Timeout = Math.Min(timeout, runner.MaximumTimeout ?? timeout);
            pipeline.Advance(now);
            // They are thrown away if the claim is lost.
            var claimed = new ClaimedJob(context, token, IdTokens.Mint(context, key, now));
            if (await store.UpdateAsync(pipeline, cancel) == StoreOutcome.Done)
                return claimed;
        }
        throw GitLabErrors.Conflict.ToException();
    }

    /// <summary>The job whose token this is, with its pipeline; refused when there is none.</summary>
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
        return (pipeline, job);
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
            job.Status = report.Success ? CiStatus.Success : CiStatus.Failed;
            job.FinishedAt = now;
            job.ExitCode = report.ExitCode;
            job.FailureReason = report.Success ? null : FailureReasons.Known(report.FailureReason);
            pipeline.Advance(now);
            if (await store.UpdateAsync(pipeline, cancel) == StoreOutcome.Done)
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

    // No runner ever has these jobs, so they have no start and no log. All of a stage at once: what blocks one blocks
    // each of them.
    private async Task DropAsync(Pipeline pipeline, DateTimeOffset now, CancellationToken cancel)
    {
        var asking = pipeline.Jobs.Where(j => j.Status == CiStatus.Pending && j.Definition.IdTokens.Count > 0);
        foreach (var job in asking)
        {
            job.Status = CiStatus.Failed;
            job.FailureReason = BurnedPaths.FailureReason;
            job.FinishedAt = now;
        }
        pipeline.Advance(now);
        await store.UpdateAsync(pipeline, cancel); // when another was faster, the next attempt sees it
    }

    private async Task<JobContext> ContextAsync(Pipeline pipeline, Job job, CancellationToken cancel)
    {
        var project = await store.FindProjectAsync(pipeline.ProjectKey, cancel);
        var user = await store.FindUserAsync(pipeline.UserId, cancel);
        var fork = pipeline.IsOfFork
            ? await store.FindProjectAsync(pipeline.MergeRequest!.SourceProjectKey, cancel)
            : null;
        // foreign keys: project and user exist
        return new JobContext(instance, project!, pipeline, job, user!) { Fork = fork };
    }

    private async Task<bool> TraceAgreesAsync(long jobId, JobReport report, CancellationToken cancel)
    {
        if (report.Checksum is null && report.Length is null)
            return true;
        var trace = await store.ReadTraceAsync(jobId, cancel);
        if (report.Length is not null && report.Length != trace.Length)
            return false;
        return report.Checksum is null
            || string.Equals(report.Checksum, TraceChecksum.Of(trace), StringComparison.OrdinalIgnoreCase);
    }
}

/// <summary>Why a job can fail. Source: "Jobs API" and the runner's <c>common/spec</c>.</summary>
public static class FailureReasons
{
    /// <summary>The reasons that a runner may give, announced in the job payload.</summary>
    public static IReadOnlyList<string> Accepted { get; } =
    [
        "script_failure", "runner_system_failure", "job_execution_timeout",
        "image_pull_failure", "runner_configuration_error", "unknown_failure",
    ];

    /// <summary>The reason, or <c>unknown_failure</c> for one that is not accepted.</summary>
    public static string Known(string? reason) =>
        reason is not null && Accepted.Contains(reason, StringComparer.Ordinal) ? reason : "unknown_failure";
}
