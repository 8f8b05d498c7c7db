namespace Sallyport.Core.GitLab;

/// <summary>
/// The variables of a job that come neither from its CI file nor from GitLab itself, by where they were set. Only those
/// that the job may have are in here: protection and environment scopes are applied before.
/// </summary>
public sealed record VariableSources
{
    /// <summary>Nobody set any.</summary>
    public static VariableSources None { get; } = new();

    /// <summary>Those that a pipeline was started with.</summary>
    public static VariableSources Of(PipelineOrigin origin) =>
        new() { Pipeline = origin.Variables, Schedule = origin.ScheduleVariables };

    /// <summary>Those of the instance.</summary>
    public IReadOnlyList<JobVariable> Instance { get; init; } = [];

    /// <summary>Those of the groups, the topmost group first, so that the nearest one wins.</summary>
    public IReadOnlyList<JobVariable> Groups { get; init; } = [];

    /// <summary>Those of the project.</summary>
    public IReadOnlyList<JobVariable> Project { get; init; } = [];

    /// <summary>Those that the pipeline was started with.</summary>
    public IReadOnlyList<JobVariable> Pipeline { get; init; } = [];

    /// <summary>Those of the schedule that started the pipeline.</summary>
    public IReadOnlyList<JobVariable> Schedule { get; init; } = [];

    /// <summary>Those of the release of the tag.</summary>
    public IReadOnlyList<JobVariable> Release { get; init; } = [];

    /// <summary>Those that a person gave when starting a manual job. Rules do not see them.</summary>
    public IReadOnlyList<JobVariable> Manual { get; init; } = [];
}

/// <summary>What is known of how a pipeline came about, for its variables. What is null has none.</summary>
public sealed record PipelineBackground
{
    /// <summary>Nothing is known.</summary>
    public static PipelineBackground Unknown { get; } = new();

    /// <summary>The commit that the branch had before the push; null for a new branch and for other sources.</summary>
    public string? BeforeSha { get; init; }

    /// <summary>The message of an annotated tag.</summary>
    public string? TagMessage { get; init; }

    /// <summary>The pipeline's name.</summary>
    public string? Name { get; init; }

    /// <summary>The first characters of the trigger token that started it.</summary>
    public string? ShortTriggerToken { get; init; }

    /// <summary>What the schedule that started it is called.</summary>
    public string? ScheduleDescription { get; init; }

    /// <summary>The open merge requests of the branch: <c>group/project!1,…</c>.</summary>
    public string? OpenMergeRequests { get; init; }
}
