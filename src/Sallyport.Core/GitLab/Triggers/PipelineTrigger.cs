namespace Sallyport.Core.GitLab;

/// <summary>
/// A token by which a program outside starts pipelines of a project, as its owner. Source: "Pipeline trigger tokens
/// API", GitLab documentation.
/// </summary>
public sealed class PipelineTrigger
{
    /// <summary>The instance-wide id.</summary>
    public long Id { get; init; }

    /// <summary>The key of its project.</summary>
    public required Guid ProjectKey { get; init; }

    /// <summary>Who made it, and as whom its pipelines run.</summary>
    public required long OwnerId { get; init; }

    /// <summary>The SHA-256 of the token.</summary>
    public required byte[] TokenHash { get; init; }

    /// <summary>The first characters of the token behind its prefix, which anybody may see.</summary>
    public required string ShortToken { get; init; }

    /// <summary>What its owner says that it is for.</summary>
    public required string Description { get; set; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; set; }

    /// <summary>When it last started a pipeline, or null.</summary>
    public DateTimeOffset? LastUsed { get; set; }
}
