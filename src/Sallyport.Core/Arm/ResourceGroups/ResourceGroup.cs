namespace Sallyport.Core.Arm;

/// <summary>A resource group. Source: Azure REST, <c>Microsoft.Resources/resourceGroups</c>.</summary>
public sealed class ResourceGroup
{
    /// <summary>The longest name, in characters.</summary>
    public const int MaximumNameLength = 90;

    /// <summary>The key; a group made again under the same name is another one.</summary>
    public required Guid Id { get; init; }

    /// <summary>Where it lives.</summary>
    public required Guid SubscriptionId { get; init; }

    /// <summary>The name, in the casing of its creation; unique in the subscription, ignoring case.</summary>
    public required string Name { get; init; }

    /// <summary>The name of a location, such as <c>westeurope</c>; never changes.</summary>
    public required string Location { get; init; }

    /// <summary>Names and values; null when none were given.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; set; }

    /// <summary>The id of the resource that manages the group.</summary>
    public string? ManagedBy { get; set; }

    /// <summary>The operation that is deleting the group; null as long as nobody deleted it.</summary>
    public Guid? DeletionId { get; set; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedOn { get; init; }

    /// <summary>
    /// The concurrency token: raised by every change of the group and by every role assignment made in it.
    /// </summary>
    public long Version { get; set; }

    /// <summary><c>Succeeded</c>, or <c>Deleting</c>.</summary>
    public string ProvisioningState => DeletionId is null ? "Succeeded" : "Deleting";
}
