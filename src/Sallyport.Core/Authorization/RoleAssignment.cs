namespace Sallyport.Core.Authorization;

/// <summary>
/// A role given to a principal at a scope. Its tenant, name, principal, role and scope never change.
/// Source: Azure REST, <c>Microsoft.Authorization/roleAssignments</c>.
/// </summary>
public sealed class RoleAssignment
{
    /// <summary>The tenant in which the principal lives.</summary>
    public required Guid TenantId { get; init; }

    /// <summary>The name: a GUID that its creator chose, unique in the tenant.</summary>
    public required Guid Id { get; init; }

    /// <summary>Where it holds, and below.</summary>
    public required Scope Scope { get; init; }

    /// <summary>The GUID of the role.</summary>
    public required Guid RoleDefinitionId { get; init; }

    /// <summary>The object id of the principal that it is given to.</summary>
    public required Guid PrincipalId { get; init; }

    /// <summary><c>ServicePrincipal</c>, <c>User</c>, <c>Group</c> …</summary>
    public required string PrincipalType { get; init; }

    /// <summary>The creator's note; at most 2048 characters.</summary>
    public string? Description { get; set; }

    /// <summary>When it counts; null: always.</summary>
    public string? Condition { get; set; }

    /// <summary>The language of the condition: <c>2.0</c>.</summary>
    public string? ConditionVersion { get; set; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedOn { get; init; }

    /// <summary>The object id of its creator; null for what the first start made.</summary>
    public Guid? CreatedBy { get; init; }

    /// <summary>When it was last written.</summary>
    public required DateTimeOffset UpdatedOn { get; set; }

    /// <summary>The object id of the principal that wrote it last.</summary>
    public Guid? UpdatedBy { get; set; }

    /// <summary>The concurrency token.</summary>
    public long Version { get; set; }
}
