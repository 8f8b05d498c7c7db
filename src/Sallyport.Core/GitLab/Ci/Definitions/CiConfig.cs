namespace Sallyport.Core.GitLab.Ci;

/// <summary>What a CI file defines, everything resolved but the rules.</summary>
/// <param name="Stages">All stages in order, <c>.pre</c> and <c>.post</c> around them.</param>
/// <param name="Jobs">The visible jobs as they are written, those of <c>parallel</c> one by one.</param>
internal sealed record CiConfig(IReadOnlyList<string> Stages, IReadOnlyList<JobDefinition> Jobs)
{
    /// <summary>The variables of the top level, which <c>workflow</c> sees; the jobs have them already.</summary>
    public IReadOnlyList<YamlVariable> Variables { get; init; } = [];

    /// <summary>Whether there is a pipeline at all.</summary>
    public WorkflowDefinition Workflow { get; init; } = WorkflowDefinition.None;

    /// <summary>Why some jobs cannot run here; each counts only when its job is to run.</summary>
    public IReadOnlyList<CiError> Refusals { get; init; } = [];

    /// <summary>What the author should know; nothing of it stops a pipeline.</summary>
    public IReadOnlyList<CiError> Notes { get; init; } = [];
}

/// <summary>The outcome of reading a CI file: a configuration, or every reason why there is none.</summary>
/// <param name="Config">The configuration, or null.</param>
/// <param name="Errors">The errors in the file's order; empty exactly if there is a configuration.</param>
internal sealed record CiConfigReading(CiConfig? Config, IReadOnlyList<CiError> Errors);

/// <summary>One job of a file, read with what it inherits.</summary>
/// <param name="Definition">The job; a keyword with an error has its default.</param>
/// <param name="Errors">
/// What is wrong with this job, with what it extends and with the defaults that it inherits.
/// </param>
internal sealed record JobReading(JobDefinition Definition, IReadOnlyList<CiError> Errors);
