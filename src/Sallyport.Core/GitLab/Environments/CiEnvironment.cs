namespace Sallyport.Core.GitLab;

/// <summary>
/// An environment of a project, which outlives the pipelines that deploy to it. Source: "Environments API", GitLab
/// documentation; <c>app/models/environment.rb</c>, gitlabhq.
/// </summary>
public sealed class CiEnvironment : IVersioned
{
    /// <summary>The instance-wide id.</summary>
    public long Id { get; init; }

    /// <summary>The key of its project.</summary>
    public required Guid ProjectKey { get; init; }

    /// <summary>The name; unique in the project.</summary>
    public required string Name { get; set; }

    /// <summary>The name made fit for host names when the environment was made; unique in the project.</summary>
    public required string Slug { get; init; }

    /// <summary>Where what was deployed can be seen, or null.</summary>
    public string? ExternalUrl { get; set; }

    /// <summary>The deployment tier.</summary>
    public required string Tier { get; set; }

    /// <summary>Whether it was stopped.</summary>
    public EnvironmentState State { get; set; }

    /// <summary>The id of the last job that deployed to it and succeeded, or null.</summary>
    public long? LastJobId { get; set; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; set; }

    /// <summary>The concurrency token.</summary>
    public long Version { get; set; }
}

/// <summary>The states of an environment.</summary>
public enum EnvironmentState
{
    /// <summary>It can be used.</summary>
    Available,

    /// <summary>The job that stops it was started.</summary>
    Stopping,

    /// <summary>It was stopped; the next deployment makes it available again.</summary>
    Stopped,
}
