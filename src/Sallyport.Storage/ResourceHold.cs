namespace Sallyport.Storage;

/// <summary>
/// Which job of a resource group may run. The hold of a job that is over is anybody's: nothing has to give it back.
/// </summary>
internal sealed class ResourceHold
{
    /// <summary>The key of the project that the group belongs to.</summary>
    public required Guid ProjectKey { get; init; }

    /// <summary>The name of the group, expanded.</summary>
    public required string Group { get; init; }

    /// <summary>The job that may run, or that was the last to run.</summary>
    public required long JobId { get; set; }
}
