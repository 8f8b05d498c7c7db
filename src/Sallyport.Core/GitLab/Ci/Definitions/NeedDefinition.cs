namespace Sallyport.Core.GitLab.Ci;

/// <summary>An entry of <c>needs</c>.</summary>
/// <param name="Job">The job's name, or that of its <c>parallel</c>, which stands for all its jobs.</param>
/// <param name="Artifacts">Whether its artifacts come along.</param>
/// <param name="Optional">Whether the pipeline may lack it.</param>
public sealed record NeedDefinition(string Job, bool Artifacts = true, bool Optional = false)
{
    /// <summary>The name of the <c>parallel</c> that <see cref="Job"/> is chosen from, or null.</summary>
    public string? Group { get; init; }
}

/// <summary><c>artifacts</c>: what a job leaves for later ones. Paths are relative to the project's folder.</summary>
public sealed record ArtifactsDefinition
{
    /// <summary>The paths and patterns, which the runner expands.</summary>
    public IReadOnlyList<string> Paths { get; init; } = [];

    /// <summary>The patterns of what is left out.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>Whether files that Git does not track are taken too.</summary>
    public bool Untracked { get; init; }

    /// <summary>The archive's name, which the runner expands; null for <c>artifacts</c>.</summary>
    public string? Name { get; init; }

    /// <summary>After which results they are kept.</summary>
    public JobWhen When { get; init; }

    /// <summary>How long they are kept, as the file says it; null for the instance's default.</summary>
    public string? ExpireIn { get; init; }

    /// <summary>The files with variables for later jobs (<c>reports:dotenv</c>).</summary>
    public IReadOnlyList<string> Dotenv { get; init; } = [];
}

/// <summary><c>retry</c>.</summary>
/// <param name="Max">How often, 0 to 2.</param>
/// <param name="When">The reasons for which it is tried again.</param>
/// <param name="ExitCodes">The exit codes for which it is tried again.</param>
public sealed record RetryDefinition(int Max, IReadOnlyList<string> When, IReadOnlyList<int> ExitCodes)
{
    /// <summary>A job that is tried once.</summary>
    public static RetryDefinition Never { get; } = new(0, [], []);
}

/// <summary><c>trigger</c>: a pipeline that a job starts. Either a project or an include is named.</summary>
public sealed record TriggerDefinition
{
    /// <summary>The other project, not yet expanded, or null for a child pipeline.</summary>
    public string? Project { get; init; }

    /// <summary>The other project's branch, not yet expanded, or null for its default.</summary>
    public string? Branch { get; init; }

    /// <summary>The child pipeline's file, as YAML: a map with <c>include</c> alone; null for a project.</summary>
    public string? Include { get; init; }

    /// <summary>Where <see cref="Include"/> stands, as people read it; null for a project.</summary>
    public string? IncludeAt { get; init; }

    /// <summary>Whether the job waits for the pipeline and takes its status: <c>depend</c> or <c>mirror</c>.</summary>
    public bool Waits { get; init; }

    /// <summary>Whether the job's variables go along (<c>forward:yaml_variables</c>).</summary>
    public bool ForwardsYamlVariables { get; init; } = true;

    /// <summary>Whether the pipeline's variables go along (<c>forward:pipeline_variables</c>).</summary>
    public bool ForwardsPipelineVariables { get; init; }

    /// <summary>The inputs for the other project's file, as YAML, or null.</summary>
    public string? Inputs { get; init; }
}
