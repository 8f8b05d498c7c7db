namespace Sallyport.Core.GitLab.Ci;

/// <summary>What a CI file defines, everything resolved but the rules.</summary>
/// <param name="Stages">All stages in order, <c>.pre</c> and <c>.post</c> around them.</param>
/// <param name="Jobs">The visible jobs as they are written, those of <c>parallel</c> one by one.</param>
internal sealed record CiConfig(IReadOnlyList<string> Stages, IReadOnlyList<JobDefinition> Jobs)
{
    /// <summary>Whether there is a pipeline at all.</summary>
    public WorkflowDefinition Workflow { get; init; } = WorkflowDefinition.None;

    /// <summary>The variables of the top level. Those of <c>workflow:rules</c> replace them for every job.</summary>
    public IReadOnlyList<YamlVariable> Variables { get; init; } = [];

    /// <summary>
    /// What keeps a job from running here although GitLab would run it; it counts only if the job is to run.
    /// <see cref="CiError.Job"/> is the job's name in the file, that of its <c>parallel</c>.
    /// </summary>
    public IReadOnlyList<CiError> Refused { get; init; } = [];

    /// <summary>What the author should know; nothing of it stops a pipeline.</summary>
    public IReadOnlyList<CiError> Notes { get; init; } = [];

    /// <summary>The refusals of a job.</summary>
    public IEnumerable<CiError> RefusalsOf(JobDefinition job) =>
        Refused.Where(e => e.Job is null || e.Job == (job.Parallel?.Group ?? job.Name));
}

/// <summary>The outcome of reading a CI file: a configuration, or every reason why there is none.</summary>
/// <param name="Config">The configuration, or null.</param>
/// <param name="Errors">The errors in the file's order; empty exactly if there is a configuration.</param>
internal sealed record CiConfigReading(CiConfig? Config, IReadOnlyList<CiError> Errors)
{
    /// <summary>The same, where the lines of the first file have its name as those of the others do.</summary>
    public CiConfigReading Naming(string file)
    {
        IReadOnlyList<CiError> Named(IEnumerable<CiError> errors) =>
            [.. errors.Select(e => e.At.File is null ? e with { At = e.At with { File = file } } : e)];
        var config = Config is null
            ? null
            : Config with { Refused = Named(Config.Refused), Notes = Named(Config.Notes) };
        return new CiConfigReading(config, Named(Errors));
    }
}

/// <summary>One job of a file, read with what it inherits.</summary>
/// <param name="Definition">The job; a keyword with an error has its default.</param>
/// <param name="Errors">
/// What is wrong with this job, with what it extends and with the defaults that it inherits.
/// </param>
/// <param name="Instances">The names of the jobs that its <c>parallel</c> makes; null without one.</param>
internal sealed record JobReading(
    JobDefinition Definition, IReadOnlyList<CiError> Errors, IReadOnlyList<string>? Instances)
{
    /// <summary>A file of this job alone, as it is written, with the top level.</summary>
    public required CiConfig Alone { get; init; }
}
