namespace Sallyport.Core.GitLab.Ci;

/// <summary>
/// A job as the CI file defines it; <c>extends</c>, <c>default</c> and <c>inherit</c> are applied. The rules of the job
/// are not: <see cref="Rules"/>, <see cref="Only"/> and <see cref="Except"/> decide later whether a pipeline has it.
/// </summary>
public sealed record JobDefinition
{
    /// <summary>The job's name; a job of <c>parallel</c> has its number or its values in it.</summary>
    public required string Name { get; init; }

    /// <summary>The stage that it runs in; <c>test</c> when the file names none.</summary>
    public required string Stage { get; init; }

    /// <summary>The commands, <c>before_script</c> in front; empty for a job with <see cref="Trigger"/>.</summary>
    public required IReadOnlyList<string> Script { get; init; }

    /// <summary>How many lines of <see cref="Script"/>, from its start, are those of <c>before_script</c>.</summary>
    public int BeforeScriptCount { get; init; }

    /// <summary>The commands that run afterwards in a shell of their own.</summary>
    public IReadOnlyList<string> AfterScript { get; init; } = [];

    /// <summary>
    /// Its own variables, those of <c>parallel:matrix</c> on top, the lowest precedence first, so that the last of a
    /// name wins. A job of a pipeline has those that it inherits in front, see <see cref="With"/>.
    /// </summary>
    public IReadOnlyList<YamlVariable> Variables { get; init; } = [];

    /// <summary>Which variables of the top level and of <c>workflow</c> it takes.</summary>
    public VariableInheritance InheritedVariables { get; init; } = VariableInheritance.Everything;

    /// <summary>Its place among the jobs of one <c>parallel</c>, or null.</summary>
    public ParallelInstance? Parallel { get; init; }

    /// <summary>The ID tokens.</summary>
    public IReadOnlyList<IdTokenDefinition> IdTokens { get; init; } = [];

    /// <summary>The image, or null.</summary>
    public ImageDefinition? Image { get; init; }

    /// <summary>The services that run beside it in containers.</summary>
    public IReadOnlyList<ServiceDefinition> Services { get; init; } = [];

    /// <summary>The environment, or null.</summary>
    public EnvironmentDefinition? Environment { get; init; }

    /// <summary>The job's own timeout in seconds, or null.</summary>
    public int? Timeout { get; init; }

    /// <summary>When it runs.</summary>
    public JobWhen When { get; init; }

    /// <summary>How many seconds a <see cref="JobWhen.Delayed"/> job waits, or null.</summary>
    public int? StartIn { get; init; }

    /// <summary>Whether any failure is allowed.</summary>
    public bool AllowFailure { get; init; }

    /// <summary>The exit codes that are allowed.</summary>
    public IReadOnlyList<int> AllowFailureExitCodes { get; init; } = [];

    /// <summary>The tags that a runner must have.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Whether a newer pipeline may cancel it.</summary>
    public bool Interruptible { get; init; }

    /// <summary>How often and when it is tried again.</summary>
    public RetryDefinition Retry { get; init; } = RetryDefinition.Never;

    /// <summary>Of the jobs with the same group, one runs at a time. Not yet expanded; null for none.</summary>
    public string? ResourceGroup { get; init; }

    /// <summary>The jobs that it waits for; null when it waits for the earlier stages.</summary>
    public IReadOnlyList<NeedDefinition>? Needs { get; init; }

    /// <summary>The jobs whose artifacts it gets; null when <see cref="Needs"/> or the stages decide.</summary>
    public IReadOnlyList<string>? Dependencies { get; init; }

    /// <summary>What it leaves for later jobs, or null.</summary>
    public ArtifactsDefinition? Artifacts { get; init; }

    /// <summary>The pipeline that it starts instead of a script, or null.</summary>
    public TriggerDefinition? Trigger { get; init; }

    /// <summary>The secrets that the runner fetches, by the names of their variables.</summary>
    public IReadOnlyList<SecretDefinition> Secrets { get; init; } = [];

    /// <summary>The rules, of which the first that fits decides; null for none.</summary>
    public IReadOnlyList<RuleDefinition>? Rules { get; init; }

    /// <summary><c>only</c>, or null.</summary>
    public PolicyDefinition? Only { get; init; }

    /// <summary><c>except</c>, or null.</summary>
    public PolicyDefinition? Except { get; init; }

    /// <summary>The job with the variables that it inherits.</summary>
    /// <param name="common">
    /// Those of the top level and then those of <c>workflow:rules</c>, so that the last of a name wins.
    /// </param>
    public JobDefinition With(IReadOnlyList<YamlVariable> common)
    {
        var inherited = common.Where(c => InheritedVariables.Takes(c.Key));
        var all = inherited.Concat(Variables).Reverse().DistinctBy(v => v.Key).Reverse();
        return this with { Variables = [.. all] };
    }
}

/// <summary>When a job runs.</summary>
public enum JobWhen
{
    /// <summary>If nothing before it failed.</summary>
    OnSuccess,

    /// <summary>If something before it failed.</summary>
    OnFailure,

    /// <summary>In any case.</summary>
    Always,

    /// <summary>When somebody starts it.</summary>
    Manual,

    /// <summary>As <see cref="OnSuccess"/>, after a while.</summary>
    Delayed,

    /// <summary>Not at all; only in rules.</summary>
    Never,
}

/// <summary>The condition of <c>when</c>.</summary>
internal static class JobWhenExtensions
{
    /// <summary>Whether the job runs, given whether an earlier stage failed.</summary>
    public static bool RunsAfter(this JobWhen when, bool failed) => when switch
    {
        JobWhen.OnFailure => failed,
        JobWhen.Always => true,
        _ => !failed,
    };
}
