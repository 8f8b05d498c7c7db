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

    /// <summary>How far it is.</summary>
    public CiStatus Status { get; set; }

    /// <summary>
    /// How long it may run, in seconds: its own <c>timeout</c>, else the project's, at most the runner's. Set when it
    /// is claimed.
    /// </summary>
    public int? Timeout { get; set; }

    /// <summary>The SHA-256 of its token, from the claim on.</summary>
    public byte[]? TokenHash { get; set; }

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

    /// <summary>Whether nothing more will happen to it.</summary>
    public bool IsFinished => Status is CiStatus.Success or CiStatus.Failed or CiStatus.Canceled or CiStatus.Skipped;

    /// <summary>Whether it failed and was not allowed to.</summary>
    public bool FailsPipeline => Status == CiStatus.Failed && !MayFail;

    /// <summary>Whether its failure is allowed, the exit code considered.</summary>
    public bool MayFail =>
        Definition.AllowFailure || (ExitCode is { } code && Definition.AllowFailureExitCodes.Contains(code));
}

/// <summary>A runner made for one pipeline: two pipelines that run at once can never take each other's jobs.</summary>
public sealed class GitLabRunner
{
    /// <summary>The id on the wire.</summary>
    public long Id { get; init; }

    /// <summary>The only pipeline whose jobs it may claim.</summary>
    public long PipelineId { get; init; }

    /// <summary>The SHA-256 of its token.</summary>
    public required byte[] TokenHash { get; init; }

    /// <summary>What <c>CI_RUNNER_DESCRIPTION</c> says.</summary>
    public required string Description { get; init; }

    /// <summary><c>maximum_timeout</c>: how long its jobs may run at most, in seconds; null for any time.</summary>
    public int? MaximumTimeout { get; init; }
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
