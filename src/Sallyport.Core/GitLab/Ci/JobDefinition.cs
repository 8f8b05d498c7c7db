namespace Sallyport.Core.GitLab.Ci;

/// <summary>When a job runs.</summary>
public enum JobWhen
{
    /// <summary>If nothing before it failed.</summary>
    OnSuccess,

    /// <summary>If something before it failed.</summary>
    OnFailure,

    /// <summary>In any case.</summary>
    Always,
}

/// <summary>A variable of the CI file.</summary>
/// <param name="Key">The name.</param>
/// <param name="Value">The value, not yet expanded.</param>
/// <param name="Raw">True for <c>expand: false</c>.</param>
public sealed record YamlVariable(string Key, string Value, bool Raw);

/// <summary>An entry of <c>id_tokens</c>.</summary>
/// <param name="Name">The variable that will hold the token.</param>
/// <param name="Audiences">The audiences, not yet expanded.</param>
/// <param name="IsList">Whether the file has a list, so that <c>aud</c> becomes an array, even of one.</param>
public sealed record IdTokenDefinition(string Name, IReadOnlyList<string> Audiences, bool IsList);

/// <summary>An <c>image</c>.</summary>
/// <param name="Name">The image's name, not yet expanded.</param>
/// <param name="Entrypoint">The entrypoint, if it is overridden.</param>
/// <param name="PullPolicy">The pull policies, if any.</param>
public sealed record ImageDefinition(string Name, IReadOnlyList<string>? Entrypoint, IReadOnlyList<string>? PullPolicy);

/// <summary>An <c>environment</c>.</summary>
/// <param name="Name">The name, not yet expanded.</param>
/// <param name="Url">The URL, not yet expanded, or null.</param>
/// <param name="Action">What the job does with it; <c>start</c> by default.</param>
/// <param name="DeploymentTier">The tier that the file names, or null.</param>
public sealed record EnvironmentDefinition(string Name, string? Url, string Action, string? DeploymentTier);

/// <summary>A job as the CI file defines it; <c>extends</c>, <c>default</c> and <c>inherit</c> are applied.</summary>
public sealed record JobDefinition
{
    /// <summary>The key of the job in the CI file.</summary>
    public required string Name { get; init; }

    /// <summary>The stage that it runs in; <c>test</c> when the file names none.</summary>
    public required string Stage { get; init; }

    /// <summary>The commands, <c>before_script</c> in front.</summary>
    public required IReadOnlyList<string> Script { get; init; }

    /// <summary>The commands that run afterwards in a shell of their own.</summary>
    public IReadOnlyList<string> AfterScript { get; init; } = [];

    /// <summary>The variables, the file's top level first, so that the job's own win.</summary>
    public IReadOnlyList<YamlVariable> Variables { get; init; } = [];

    /// <summary>The ID tokens.</summary>
    public IReadOnlyList<IdTokenDefinition> IdTokens { get; init; } = [];

    /// <summary>The image, or null.</summary>
    public ImageDefinition? Image { get; init; }

    /// <summary>The environment, or null.</summary>
    public EnvironmentDefinition? Environment { get; init; }

    /// <summary>The job's own timeout in seconds, or null.</summary>
    public int? Timeout { get; init; }

    /// <summary>When it runs.</summary>
    public JobWhen When { get; init; }

    /// <summary>Whether any failure is allowed.</summary>
    public bool AllowFailure { get; init; }

    /// <summary>The exit codes that are allowed.</summary>
    public IReadOnlyList<int> AllowFailureExitCodes { get; init; } = [];

    /// <summary>The tags that a runner must have.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Whether a newer pipeline may cancel it.</summary>
    public bool Interruptible { get; init; }
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

    /// <summary>The word of the CI file.</summary>
    public static string Word(this JobWhen when) => when switch
    {
        JobWhen.OnFailure => "on_failure",
        JobWhen.Always => "always",
        _ => "on_success",
    };
}
