namespace Sallyport.Core.Arm;

/// <summary>
/// Work that goes on after its request was answered, and that clients poll for. Source: "Track asynchronous Azure
/// operations".
/// </summary>
public sealed class Operation
{
    /// <summary>The opaque id in the polling URL.</summary>
    public required Guid Id { get; init; }

    /// <summary>The subscription in which it works.</summary>
    public required Guid SubscriptionId { get; init; }

    /// <summary>
    /// The object id of the principal that asked for it, which may poll for it even when its own role is deleted with
    /// the rest.
    /// </summary>
    public required Guid StartedBy { get; init; }

    /// <summary>When it was accepted.</summary>
    public required DateTimeOffset StartedOn { get; init; }

    /// <summary>When it ended; null as long as it runs.</summary>
    public DateTimeOffset? EndedOn { get; set; }
}
