namespace Sallyport.Core.GitLab;

/// <summary>
/// A path that a project gave up. Source: <c>app/models/authn/burned_project_route.rb</c>, gitlabhq.
/// </summary>
public sealed class BurnedRoute
{
    /// <summary>The path in lower case.</summary>
    public required string PathKey { get; init; }

    /// <summary>The wire id of the project that had it first.</summary>
    public required long ProjectId { get; init; }

    /// <summary>When it was given up.</summary>
    public required DateTimeOffset BurnedAt { get; init; }
}

/// <summary>The application settings that matter here; there is one row.</summary>
public sealed class GitLabSettings
{
    /// <summary>The id of the only row.</summary>
    public const int OnlyId = 1;

    /// <summary>The key: that of the only row.</summary>
    public int Id { get; init; } = OnlyId;

    /// <summary>
    /// <c>block_jwt_for_reclaimed_paths</c>: whether a project at a path that another one gave up gets no ID tokens
    /// whose <c>sub</c> names that path.
    /// </summary>
    public bool BlockJwtForReclaimedPaths { get; set; }
}
