using Sallyport.Core.GitLab.Ci;

namespace Sallyport.Core.GitLab;

/// <summary>What decides which jobs a pipeline has, besides its file.</summary>
/// <param name="Instance">The instance.</param>
/// <param name="Project">The project.</param>
/// <param name="Pipeline">The pipeline, still without jobs.</param>
/// <param name="User">Who starts it.</param>
/// <param name="Repository">The files of the commit and what changed.</param>
public sealed record PlanFacts(
    GitLabInstance Instance, Project Project, Pipeline Pipeline, GitLabUser User, IRepositoryFacts Repository)
{
    /// <summary>The variables that were set outside of the CI file.</summary>
    public VariableSources Sources { get; init; } = VariableSources.None;

    /// <summary>The variables of the project, its groups and the instance.</summary>
    public StoredVariables Stored { get; init; } = StoredVariables.None;

    /// <summary>How the pipeline came about.</summary>
    public PipelineBackground Background { get; init; } = PipelineBackground.Unknown;

    /// <summary>The fork that a merge request comes from, or null.</summary>
    public Project? Fork { get; init; }

    /// <summary>The environments of the project, as they are kept.</summary>
    public IReadOnlyList<CiEnvironment> Environments { get; init; } = [];

    /// <summary>A job that the pipeline may get.</summary>
    internal JobContext Context(JobDefinition definition) =>
        Context(new Job { StageIndex = 0, Definition = definition, CreatedAt = Pipeline.CreatedAt });

    /// <summary>A job of the pipeline.</summary>
    internal JobContext Context(Job job) => Stored.Give(
        new JobContext(Instance, Project, Pipeline, job, User)
        {
            Sources = Sources, Background = Background, Fork = Fork, Environments = Environments,
        });
}

/// <summary>A job of a plan.</summary>
/// <param name="Definition">What it is in this pipeline: its rules are applied and gone.</param>
/// <param name="StartsAtOnce">Whether it was asked for, so that it runs even if it is manual.</param>
public sealed record PlannedJob(JobDefinition Definition, bool StartsAtOnce);

/// <summary>The jobs of a pipeline, or why there is none.</summary>
/// <param name="Jobs">The jobs in the order of the file; empty when there is a refusal.</param>
/// <param name="Refusals">Why there is no pipeline, in GitLab's sentences; empty when there is one.</param>
/// <param name="Notes">How it was decided, as far as a person should know.</param>
public sealed record PipelinePlan(
    IReadOnlyList<PlannedJob> Jobs, IReadOnlyList<string> Refusals, IReadOnlyList<string> Notes)
{
    /// <summary>The pipeline's name (<c>workflow:name</c>), or null.</summary>
    public string? Name { get; init; }

    /// <summary>
    /// A job as a pipeline has it, with the variables of <c>workflow</c> and of its rules. Null when they leave it out,
    /// or when they ask for what is not known.
    /// </summary>
    /// <param name="outline">The job; it was read without an error.</param>
    /// <param name="facts">What is known of the pipeline.</param>
    public static JobDefinition? Foresee(JobOutline outline, PlanFacts facts) =>
        outline.Alone is { } config ? new PipelinePlanner(config, facts).Foresee() : null;

    /// <summary>
    /// Decides which jobs a pipeline has. Nothing but the arguments is looked at, and nothing is changed.
    /// </summary>
    /// <param name="config">The CI file.</param>
    /// <param name="facts">What is known of the pipeline.</param>
    /// <param name="names">
    /// The jobs to run, with what they need; none for all. The name of a <c>parallel</c> stands for all its jobs.
    /// </param>
    internal static PipelinePlan Of(CiConfig config, PlanFacts facts, IReadOnlyList<string> names) =>
        new PipelinePlanner(config, facts).Plan(names);
}
