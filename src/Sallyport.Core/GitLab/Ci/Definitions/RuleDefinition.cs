namespace Sallyport.Core.GitLab.Ci;

/// <summary>
/// A rule of a job, of <c>workflow</c> or of <c>include</c>. One without conditions always fits.
/// </summary>
public sealed record RuleDefinition
{
    /// <summary>The expression that must hold, or null.</summary>
    public string? If { get; init; }

    /// <summary>The files of which one must have changed, or null.</summary>
    public ChangesDefinition? Changes { get; init; }

    /// <summary>The files of which one must exist, or null.</summary>
    public ExistsDefinition? Exists { get; init; }

    /// <summary>When the job runs if the rule fits; null for the job's own.</summary>
    public JobWhen? When { get; init; }

    /// <summary>How many seconds a delayed job waits, or null.</summary>
    public int? StartIn { get; init; }

    /// <summary>Whether a failure is allowed; null for the job's own.</summary>
    public bool? AllowFailure { get; init; }

    /// <summary>The variables that the rule adds.</summary>
    public IReadOnlyList<YamlVariable> Variables { get; init; } = [];

    /// <summary>The needs that replace the job's, or null.</summary>
    public IReadOnlyList<NeedDefinition>? Needs { get; init; }

    /// <summary>Whether a newer pipeline may cancel the job; null for the job's own.</summary>
    public bool? Interruptible { get; init; }
}

/// <summary>A condition about files that changed.</summary>
/// <param name="Paths">Patterns, not yet expanded.</param>
/// <param name="CompareTo">The ref to compare with, not yet expanded; null for the state before the push.</param>
public sealed record ChangesDefinition(IReadOnlyList<string> Paths, string? CompareTo);

/// <summary>A condition about files of the commit.</summary>
/// <param name="Paths">Patterns, not yet expanded.</param>
/// <param name="Project">The project whose files they are, not yet expanded; null for the file's own.</param>
/// <param name="Ref">The ref in that project, not yet expanded, or null.</param>
public sealed record ExistsDefinition(IReadOnlyList<string> Paths, string? Project, string? Ref);

/// <summary><c>only</c> or <c>except</c>. A kind of condition that the file does not name is null.</summary>
public sealed record PolicyDefinition
{
    /// <summary>Names of refs, expressions for them, and words such as <c>branches</c> and <c>schedules</c>.</summary>
    public IReadOnlyList<string>? Refs { get; init; }

    /// <summary>Expressions of which one must hold.</summary>
    public IReadOnlyList<string>? Variables { get; init; }

    /// <summary>Patterns of files of which one must have changed.</summary>
    public IReadOnlyList<string>? Changes { get; init; }

    /// <summary>Whether an active cluster is asked for.</summary>
    public bool Kubernetes { get; init; }
}

/// <summary><c>workflow</c>: whether there is a pipeline, and what it is called.</summary>
public sealed record WorkflowDefinition
{
    /// <summary>A file without <c>workflow</c>.</summary>
    public static WorkflowDefinition None { get; } = new();

    /// <summary>The pipeline's name, not yet expanded, or null.</summary>
    public string? Name { get; init; }

    /// <summary>The rules; null when there is always a pipeline.</summary>
    public IReadOnlyList<RuleDefinition>? Rules { get; init; }

    /// <summary>Whether a failed job cancels the others.</summary>
    public bool CancelsOnFailure { get; init; }
}
