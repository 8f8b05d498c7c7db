namespace Sallyport.Core.Entra.Directory;

/// <summary>
/// A role that an application, as a resource, offers to others; its value goes into their tokens' <c>roles</c>.
/// Source: Microsoft Graph, resource type <c>appRole</c>.
/// </summary>
public sealed class AppRole
{
    /// <summary>The member type of roles for applications.</summary>
    public const string ForApplications = "Application";

    /// <summary>The id, unique in the application.</summary>
    public required Guid Id { get; init; }

    /// <summary>A name for people.</summary>
    public required string DisplayName { get; init; }

    /// <summary>What it allows, for people.</summary>
    public required string Description { get; init; }

    /// <summary>What stands in <c>roles</c>; null for a role that goes into no token.</summary>
    public string? Value { get; init; }

    /// <summary>Whether it counts.</summary>
    public bool IsEnabled { get; init; } = true;

    /// <summary><c>User</c>, <c>Application</c> or both.</summary>
    public required List<string> AllowedMemberTypes { get; init; }
}
