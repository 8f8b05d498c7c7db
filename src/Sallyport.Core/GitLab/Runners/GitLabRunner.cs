namespace Sallyport.Core.GitLab;

/// <summary>
/// A runner: one made for a single pipeline, one of a project, or one of the whole instance. A pipeline's own runner
/// takes all of its jobs and no other; two pipelines that run at once can so never take each other's jobs. Source:
/// "Runners API", GitLab documentation.
/// </summary>
public sealed class GitLabRunner : IVersioned
{
    /// <summary>The least <see cref="MaximumTimeout"/>, in seconds.</summary>
    public const int LeastMaximumTimeout = 600;

    /// <summary>The id on the wire.</summary>
    public long Id { get; init; }

    /// <summary>The only pipeline whose jobs it may claim, or null.</summary>
    public long? PipelineId { get; init; }

    /// <summary>The only project whose jobs it may claim, or null.</summary>
    public Guid? ProjectKey { get; init; }

    /// <summary>The SHA-256 of its token.</summary>
    public required byte[] TokenHash { get; set; }

    /// <summary>What <c>CI_RUNNER_DESCRIPTION</c> says.</summary>
    public required string Description { get; set; }

    /// <summary>What it can do; a job's tags must all be among them.</summary>
    public IReadOnlyList<string> Tags { get; set; } = [];

    /// <summary>Whether it takes jobs without tags.</summary>
    public bool RunsUntagged { get; set; } = true;

    /// <summary>Whether it may be given to no further project. Kept for its readers: here it has one at most.</summary>
    public bool IsLocked { get; set; }

    /// <summary>Whether it gets no jobs for now.</summary>
    public bool IsPaused { get; set; }

    /// <summary>Whether it takes jobs of protected refs only.</summary>
    public bool ProtectedOnly { get; set; }

    /// <summary>How long its jobs may run at most, in seconds, or null.</summary>
    public int? MaximumTimeout { get; set; }

    /// <summary>What its owner wants to remember, or null.</summary>
    public string? MaintenanceNote { get; set; }

    /// <summary>The concurrency token.</summary>
    public long Version { get; set; }

    /// <summary>Whether it may take this job.</summary>
    /// <param name="job">The job.</param>
    /// <param name="pipeline">Its pipeline.</param>
    /// <param name="project">The project of that.</param>
    internal bool MayTake(Job job, Pipeline pipeline, Project project)
    {
        if (job.Definition.Trigger is not null)
            return false;
        if (PipelineId is not null)
            return PipelineId == pipeline.Id || PipelineId == pipeline.RootId;
        var isItsProject = ProjectKey is null || ProjectKey == project.Key;
        if (!pipeline.TakesAnyRunner || !isItsProject)
            return false;
        if (ProtectedOnly && !project.Protects(pipeline.Ref))
            return false;
        var tags = job.Definition.Tags;
        return tags.Count == 0 ? RunsUntagged : tags.All(t => Tags.Contains(t, StringComparer.Ordinal));
    }
}
