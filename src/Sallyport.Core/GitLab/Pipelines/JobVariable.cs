namespace Sallyport.Core.GitLab;

/// <summary>A variable as a runner gets it. Source: runner protocol, <c>variables[]</c> of the job payload.</summary>
/// <param name="Key">The name.</param>
/// <param name="Value">The value.</param>
/// <param name="Public">Whether it may be shown.</param>
/// <param name="Masked">Whether the runner hides its value in the log.</param>
/// <param name="File">Whether the runner writes the value to a file and gives the job the path.</param>
/// <param name="Raw">Whether references in the value stay as they are.</param>
public sealed record JobVariable(
    string Key, string Value, bool Public = true, bool Masked = false, bool File = false, bool Raw = false);

/// <summary>Everything that a claimed job's variables and tokens are made from.</summary>
/// <param name="Instance">The instance.</param>
/// <param name="Project">The project.</param>
/// <param name="Pipeline">The pipeline.</param>
/// <param name="Job">The job.</param>
/// <param name="User">Who started the pipeline, or this job of it.</param>
public sealed record JobContext(GitLabInstance Instance, Project Project, Pipeline Pipeline, Job Job, GitLabUser User)
{
    /// <summary>The runner that claimed the job; before that, the pipeline's own one, if it has one.</summary>
    public GitLabRunner? Runner { get; init; } = Pipeline.Runner;

    /// <summary>The variables that earlier jobs left for it in their dotenv reports.</summary>
    public IReadOnlyList<JobVariable> DotenvVariables { get; init; } = [];

    /// <summary>The variables that were set outside of the CI file.</summary>
    public VariableSources Sources { get; init; } = VariableSources.None;

    /// <summary>How the pipeline came about.</summary>
    public PipelineBackground Background { get; init; } = PipelineBackground.Unknown;

    /// <summary>The environments of the project that matter to the job, as they are kept.</summary>
    public IReadOnlyList<CiEnvironment> Environments { get; init; } = [];

    /// <summary>The URL of the project's page.</summary>
    public string ProjectUrl => $"{Instance.Url}/{Project.Path}";

    /// <summary>Whether the ref is protected; that of a merge request never is.</summary>
    public bool RefProtected => Pipeline.MergeRequest is null && Project.Protects(Pipeline.Ref);

    /// <summary>The fork that a merge request comes from; null without one, or when it was deleted.</summary>
    public Project? Fork { get; init; }

    /// <summary>
    /// The project of the ref: the job's own, except in a merge request pipeline from a fork. Null when that fork was
    /// deleted.
    /// </summary>
    public Project? Source => Pipeline.IsOfFork ? Fork : Project;
}
