using Sallyport.Core.GitLab.Ci;

namespace Sallyport.Core.GitLab;

/// <summary>
/// The states of a pipeline and of a job that occur here. Source: GitLab's Pipelines API and Jobs API.
/// </summary>
public enum CiStatus
{
    /// <summary>Waits for an earlier stage.</summary>
    Created,

    /// <summary>Waits for a runner.</summary>
    Pending,

    /// <summary>A runner has it.</summary>
    Running,

    /// <summary>Ended without a failure that counts.</summary>
    Success,

    /// <summary>Ended with a failure.</summary>
    Failed,

    /// <summary>Stopped by a user.</summary>
    Canceled,

    /// <summary>Left out because of what happened before.</summary>
    Skipped,
}

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
public sealed class Pipeline
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

    /// <summary>The runner that may take its jobs.</summary>
    public required GitLabRunner Runner { get; init; }

    /// <summary>The concurrency token: raised by every change of the pipeline or of one of its jobs.</summary>
    public long Version { get; set; }

    /// <summary>Whether its branch is in another project than its jobs.</summary>
    public bool IsOfFork => MergeRequest is { } request && request.SourceProjectKey != ProjectKey;

    /// <summary>The branch or tag that it is for.</summary>
    public Ref Ref => new(RefType, RefName);

    /// <summary>
    /// Brings the states up to date after a job ended: stage by stage, a waiting job becomes pending or is skipped once
    /// all earlier stages are done. Source: GitLab's CI/CD YAML reference, <c>stages</c> and <c>when</c>.
    /// </summary>
    public void Advance(DateTimeOffset now)
    {
        foreach (var stage in Jobs.GroupBy(j => j.StageIndex).OrderBy(g => g.Key))
        {
            var earlier = Jobs.Where(j => j.StageIndex < stage.Key).ToList();
            if (!earlier.TrueForAll(j => j.IsFinished))
                break;
            var failed = earlier.Exists(j => j.FailsPipeline);
            foreach (var job in stage.Where(j => j.Status == CiStatus.Created))
                job.Status = job.Definition.When.RunsAfter(failed) ? CiStatus.Pending : CiStatus.Skipped;
        }
        Status = Summarise();
        if (Status == CiStatus.Running)
            StartedAt ??= now;
        if (Jobs.TrueForAll(j => j.IsFinished))
            FinishedAt ??= now;
    }

    private CiStatus Summarise()
    {
        if (!Jobs.TrueForAll(j => j.IsFinished))
        {
            var waits = Jobs.TrueForAll(j => j.Status is CiStatus.Created or CiStatus.Pending);
            return waits ? CiStatus.Pending : CiStatus.Running;
        }
        if (Jobs.Exists(j => j.Status == CiStatus.Canceled))
            return CiStatus.Canceled;
        if (Jobs.Exists(j => j.FailsPipeline))
            return CiStatus.Failed;
        return Jobs.TrueForAll(j => j.Status == CiStatus.Skipped) ? CiStatus.Skipped : CiStatus.Success;
    }
}
