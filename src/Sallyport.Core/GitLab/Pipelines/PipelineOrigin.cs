namespace Sallyport.Core.GitLab;

/// <summary>What a pipeline was started with, kept for the jobs that run later.</summary>
public sealed record PipelineOrigin
{
    /// <summary>A pipeline that was started with nothing but its file.</summary>
    public static PipelineOrigin Plain { get; } = new();

    /// <summary>The variables that it was started with.</summary>
    public IReadOnlyList<JobVariable> Variables { get; init; } = [];

    /// <summary>Those of the schedule that started it.</summary>
    public IReadOnlyList<JobVariable> ScheduleVariables { get; init; } = [];

    /// <summary>How it came about.</summary>
    public PipelineBackground Background { get; init; } = PipelineBackground.Unknown;

    /// <summary>Why there are no jobs, when the CI file could not be used; null when it could.</summary>
    public string? YamlErrors { get; init; }

    /// <summary>
    /// The files that child pipelines are made from, by the text forms of their names; null when no job starts one.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Files { get; init; }
}
