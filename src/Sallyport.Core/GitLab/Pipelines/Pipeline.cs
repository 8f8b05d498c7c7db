namespace Sallyport.Core.GitLab;

/// <summary>What is known of the commit that a pipeline is for.</summary>
/// <param name="Sha">40 or 64 lower-case hexadecimal digits.</param>
/// <param name="Message">The whole message.</param>
/// <param name="Author"><c>Name &lt;address&gt;</c>.</param>
/// <param name="Timestamp">When it was committed.</param>
public sealed record Commit(string Sha, string Message, string Author, DateTimeOffset? Timestamp)
{
    /// <summary>Whether this can be the id of a commit.</summary>
    public static bool IsSha(string sha) => sha.Length is 40 or 64 && sha.All(char.IsAsciiHexDigitLower);
}

/// <summary>A pipeline with its jobs: the unit that is read, changed and written as one.</summary>
public sealed class Pipeline : IVersioned
{
    /// <summary>The instance-wide id.</summary>
    public long Id { get; init; }

    /// <summary>The number within the project.</summary>
    public required long Iid { get; init; }

    /// <summary>The key of its project.</summary>
    public required Guid ProjectKey { get; init; }

    /// <summary>Who started it.</summary>
    public required long UserId { get; init; }

    /// <summary>Branch or tag.</summary>
    public required RefType RefType { get; init; }

    /// <summary>The short name of the ref.</summary>
    public required string RefName { get; init; }

    /// <summary>The commit that it is for, as far as it is known.</summary>
    public required Commit Commit { get; init; }

    /// <summary>Why it exists, as <c>CI_PIPELINE_SOURCE</c> says it.</summary>
    public required string Source { get; init; }

    /// <summary>The merge request that it is for, or null.</summary>
    public MergeRequest? MergeRequest { get; init; }

    /// <summary>The id of the schedule that started it, which may be deleted by now, or null.</summary>
    public long? ScheduleId { get; init; }

    /// <summary>What it was started with.</summary>
    public PipelineOrigin Origin { get; set; } = PipelineOrigin.Plain;

    /// <summary>The id of the job of another pipeline that started it (<c>trigger</c>); unique; or null.</summary>
    public long? ParentJobId { get; init; }

    /// <summary>The id of the pipeline above all others that led to it, or null.</summary>
    public long? RootId { get; init; }

    /// <summary>How far it is.</summary>
    public CiStatus Status { get; set; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its first job started.</summary>
    public DateTimeOffset? StartedAt { get; set; }

    /// <summary>When its last job ended.</summary>
    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>The jobs, in the order of their ids: stages first, then as written.</summary>
    public List<Job> Jobs { get; init; } = [];

    /// <summary>Whether a job that fails cancels the others (<c>workflow:auto_cancel:on_job_failure</c>).</summary>
    public bool CancelsOnFailure { get; set; }

    /// <summary>
    /// Whether its jobs go to registered runners. Otherwise <see cref="Runner"/> alone may take them.
    /// </summary>
    public bool TakesAnyRunner { get; init; }

    /// <summary>The runner that was made for it alone, or null.</summary>
    public GitLabRunner? Runner { get; init; }

    /// <summary>The concurrency token: raised by every change of the pipeline or of one of its jobs.</summary>
    public long Version { get; set; }

    /// <summary>Whether its branch is in another project than its jobs.</summary>
    public bool IsOfFork => MergeRequest is { } request && request.SourceProjectKey != ProjectKey;

    /// <summary>The branch or tag that it is for.</summary>
    public Ref Ref => new(RefType, RefName);

    /// <summary>The id of the user as whom a job runs: who started it or, without one, the pipeline.</summary>
    public long UserOf(Job job) => job.UserId ?? UserId;

    /// <summary>The jobs without the tries that a later one replaced.</summary>
    public IEnumerable<Job> CurrentJobs => Jobs.Where(j => !j.IsRetried);

    /// <summary>The stages that have jobs, in order, each with its status.</summary>
    public IEnumerable<(string Name, CiStatus Status)> Stages =>
        CurrentJobs.GroupBy(j => j.StageIndex).OrderBy(g => g.Key)
            .Select(g => (g.First().Definition.Stage, GroupStatus.Of(g)));

    /// <summary>
    /// Brings the states up to date after something happened to a job: a waiting job whose predecessors are over
    /// becomes pending, waits for a person, or is skipped. Source: <c>AtomicProcessingService</c> and
    /// <c>ProcessBuildService</c>, gitlabhq.
    /// </summary>
    public void Advance(DateTimeOffset now)
    {
        if (Jobs.Count == 0)
            return; // its file could not be used, or it was skipped: that stays
        var order = new JobOrder(this);
        while (DecideWaiting(order))
        {
            // What was skipped can decide what comes after it.
        }
        Status = GroupStatus.Of(CurrentJobs);
        if (CurrentJobs.Any(j => j.StartedAt is not null))
            StartedAt ??= now;
        FinishedAt = Status.IsComplete() ? FinishedAt ?? now : null;
    }

    /// <summary>
    /// Ends a running job, and tries it again if it asks for that: the new try is another job, and the failure counts
    /// only without one. A failure that counts cancels the others if the pipeline asks for that.
    /// </summary>
    /// <param name="job">The job.</param>
    /// <param name="failureReason">Why it failed; null if it did not.</param>
    /// <param name="exitCode">The exit code of its script, if that ended it.</param>
    /// <param name="now">The time.</param>
    /// <param name="mayTryAgain">Whether its user may still run it.</param>
    public void Finish(
        Job job, string? failureReason, int? exitCode, DateTimeOffset now, bool mayTryAgain = true)
    {
        job.Status = failureReason is null ? CiStatus.Success : CiStatus.Failed;
        job.FailureReason = failureReason;
        job.ExitCode = exitCode;
        job.FinishedAt = now;
        var tries = Jobs.Count(j => j.IsRetried && j.Definition.Name == job.Definition.Name);
        if (failureReason is not null && mayTryAgain && RetryRules.Allows(job, tries))
            TryAgain(job, now);
        else if (job.FailsPipeline && CancelsOnFailure)
            Cancel(CurrentJobs, now);
        Advance(now);
    }

    /// <summary>Cancels the given jobs, as far as they are not over. One that waits for a person stays.</summary>
    public void Cancel(IEnumerable<Job> jobs, DateTimeOffset now)
    {
        foreach (var job in jobs.Where(j => j.Status.IsCancelable()))
        {
            job.Status = CiStatus.Canceled;
            job.FinishedAt = now;
        }
        Advance(now);
    }

    /// <summary>
    /// Starts a job that waits for a person, and lets those decide again that were skipped for it. All of them are that
    /// user's from now on. Source: <c>app/models/ci/processable.rb</c>, gitlabhq.
    /// </summary>
    public void Play(Job job, long userId, DateTimeOffset now)
    {
        job.UserId = userId;
        job.Enqueue();
        WakeAfter(job);
        Advance(now);
    }

    /// <summary>Runs a job that is over once more, as the user. Returns the new try.</summary>
    public Job Retry(Job job, long userId, DateTimeOffset now)
    {
        var next = TryAgain(job, now);
        next.UserId = userId;
        WakeAfter(next);
        Advance(now);
        return next;
    }

    private Job TryAgain(Job job, DateTimeOffset now)
    {
        var next = job.Again(now);
        job.IsRetried = true;
        Jobs.Add(next);
        return next;
    }

    private void WakeAfter(Job job)
    {
        foreach (var skipped in new JobOrder(this).After(job).Where(j => j.Status == CiStatus.Skipped))
        {
            skipped.Status = CiStatus.Created;
            skipped.UserId = job.UserId;
        }
    }

    private bool DecideWaiting(JobOrder order)
    {
        var changed = false;
        foreach (var job in CurrentJobs.Where(j => j.Status == CiStatus.Created).OrderBy(j => j.StageIndex).ToList())
            changed |= job.Decide(order.StatusBefore(job));
        return changed;
    }
}
