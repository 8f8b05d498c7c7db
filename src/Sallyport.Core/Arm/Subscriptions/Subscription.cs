namespace Sallyport.Core.Arm;

/// <summary>
/// A subscription: what resource groups live in and what a tenant vouches for. Source: Azure REST,
/// <c>subscriptions</c>.
/// </summary>
public sealed class Subscription
{
    /// <summary>The subscription id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Its tenant, whose tokens alone are taken.</summary>
    public required Guid TenantId { get; init; }

    /// <summary>The name that people see.</summary>
    public required string DisplayName { get; init; }

    /// <summary><c>Enabled</c>, <c>Disabled</c> …</summary>
    public string State { get; init; } = "Enabled";

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedOn { get; init; }
}
