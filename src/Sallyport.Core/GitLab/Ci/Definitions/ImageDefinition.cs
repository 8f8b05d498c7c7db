namespace Sallyport.Core.GitLab.Ci;

/// <summary>An <c>image</c>.</summary>
/// <param name="Name">The image's name, not yet expanded.</param>
/// <param name="Entrypoint">The entrypoint, if it is overridden.</param>
/// <param name="PullPolicy">The pull policies, if any.</param>
public sealed record ImageDefinition(string Name, IReadOnlyList<string>? Entrypoint, IReadOnlyList<string>? PullPolicy)
{
    /// <summary>The platform (<c>docker:platform</c>), or null.</summary>
    public string? Platform { get; init; }

    /// <summary>The user in the container (<c>docker:user</c>), or null.</summary>
    public string? User { get; init; }
}

/// <summary>An entry of <c>services</c>.</summary>
/// <param name="Image">The image.</param>
public sealed record ServiceDefinition(ImageDefinition Image)
{
    /// <summary>Its names in the job's network, separated by blanks or commas; null for those of the image.</summary>
    public string? Alias { get; init; }

    /// <summary>The command, if it is overridden.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>The variables that it gets besides the job's.</summary>
    public IReadOnlyList<YamlVariable> Variables { get; init; } = [];
}

/// <summary>An <c>environment</c>.</summary>
/// <param name="Name">The name, not yet expanded.</param>
/// <param name="Url">The URL, not yet expanded, or null.</param>
/// <param name="Action">What the job does with it; <c>start</c> by default.</param>
/// <param name="DeploymentTier">The tier that the file names, or null.</param>
public sealed record EnvironmentDefinition(string Name, string? Url, string Action, string? DeploymentTier)
{
    /// <summary>The job that stops it, or null.</summary>
    public string? OnStop { get; init; }
}
