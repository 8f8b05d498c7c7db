using Sallyport.Core.GitLab.Ci;

namespace Sallyport.Core.GitLab;

/// <summary>A job of a pipeline. Belongs to its <see cref="Pipeline"/>, whose version guards it.</summary>
public sealed class Job
{
    /// <summary>The instance-wide id.</summary>
    public long Id { get; init; }

    /// <summary>The id of its pipeline.</summary>
    public long PipelineId { get; init; }

    /// <summary>The place of its stage.</summary>
    public required int StageIndex { get; init; }

    /// <summary>What the CI file says of it.</summary>
    public required JobDefinition Definition { get; init; }

    /// <summary>The user who played or retried it, as whom it runs; null for who started the pipeline.</summary>
    public long? UserId { get; set; }

    /// <summary>How far it is.</summary>
    public CiStatus Status { get; set; }

    /// <summary>
    /// How long it may run, in seconds: its own <c>timeout</c>, else the project's, at most the runner's. Set when it
    /// is claimed.
    /// </summary>
    public int? Timeout { get; set; }

    /// <summary>The SHA-256 of its token, from the claim on.</summary>
    public byte[]? TokenHash { get; set; }

    /// <summary>The ID tokens that it got, by the names of their variables.</summary>
    public IReadOnlyDictionary<string, IssuedToken> IssuedTokens { get; set; } =
        new Dictionary<string, IssuedToken>(StringComparer.Ordinal);

    /// <summary>Why it failed, in the runner's words.</summary>
    public string? FailureReason { get; set; }

    /// <summary>The exit code of its script, if that is what ended it.</summary>
    public int? ExitCode { get; set; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When a runner claimed it.</summary>
    public DateTimeOffset? StartedAt { get; set; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>The id of the runner that claimed it.</summary>
    public long? RunnerId { get; set; }

    /// <summary>What that runner was called.</summary>
    public string? RunnerDescription { get; set; }

    /// <summary>Whether a later try has replaced it.</summary>
    public bool IsRetried { get; set; }

    /// <summary>Whether it starts without waiting for a person: another try of a job that one has started.</summary>
    public bool StartsAtOnce { get; init; }

    /// <summary>
    /// Its resource group with the names expanded: of the jobs of a project with the same one, one runs at a time. Null
    /// for none.
    /// </summary>
    public string? ResourceGroup { get; set; }

    /// <summary>Whether nothing more will happen to it.</summary>
    public bool IsFinished => Status.IsComplete();

    /// <summary>Whether it failed and was not allowed to.</summary>
    public bool FailsPipeline => Status == CiStatus.Failed && !MayFail;

    /// <summary>Whether GitLab is to start another pipeline for it now.</summary>
    public bool IsReadyTrigger => Status == CiStatus.Pending && Definition.Trigger is not null;

    /// <summary>Whether its failure is allowed, the exit code considered.</summary>
    public bool MayFail =>
        Definition.AllowFailure || (ExitCode is { } code && Definition.AllowFailureExitCodes.Contains(code));

    /// <summary>Gives it to a runner.</summary>
    /// <param name="runner">The runner.</param>
    /// <param name="tokenHash">The SHA-256 of its token.</param>
    /// <param name="projectTimeout">How long it may run if it does not say that itself, in seconds.</param>
    /// <param name="now">The time.</param>
    internal void Claim(GitLabRunner runner, byte[] tokenHash, int projectTimeout, DateTimeOffset now)
    {
        var timeout = Definition.Timeout ?? projectTimeout;
        Status = CiStatus.Running;
        StartedAt = now;
        TokenHash = tokenHash;
        RunnerId = runner.Id;
        RunnerDescription = runner.Description;
        Timeout = Math.Min(timeout, runner.MaximumTimeout ?? timeout);
    }

    /// <summary>Lets it run as soon as a runner takes it, and its resource group is free.</summary>
    public void Enqueue() =>
        Status = ResourceGroup is null ? CiStatus.Pending : CiStatus.WaitingForResource;

    /// <summary>Decides a job that waits for others. True if that was possible.</summary>
    /// <param name="before">The status of what it waits for.</param>
    internal bool Decide(CiStatus before)
    {
        if (!before.IsComplete())
            return false;
        if (!RunsAfter(before))
            Status = CiStatus.Skipped;
        else if (Definition.When == JobWhen.Manual && !StartsAtOnce)
            Status = CiStatus.Manual;
        else
            Enqueue();
        return true;
    }

    /// <summary>Another try of this job.</summary>
    internal Job Again(DateTimeOffset now) => new()
    {
        PipelineId = PipelineId,
        StageIndex = StageIndex,
        Definition = Definition,
        UserId = UserId,
        ResourceGroup = ResourceGroup,
        CreatedAt = now,
        StartsAtOnce = Definition.When == JobWhen.Manual,
    };

    private bool RunsAfter(CiStatus before) => Definition.When switch
    {
        JobWhen.OnFailure => before == CiStatus.Failed,
        JobWhen.Always => before != CiStatus.Canceled,
        JobWhen.Never => false,
        _ => before == CiStatus.Success || (before == CiStatus.Skipped && Definition.Needs is null),
    };
}

/// <summary>A piece of a job's log.</summary>
public sealed class TraceChunk
{
    /// <summary>The id of the job that wrote it.</summary>
    public required long JobId { get; init; }

    /// <summary>The offset of its first byte; unique in the job.</summary>
    public required long Start { get; init; }

    /// <summary>What the runner sent, as it was sent.</summary>
    public required byte[] Content { get; init; }

    /// <summary>The offset after its last byte.</summary>
    public required long End { get; init; }
}
