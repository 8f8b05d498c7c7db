using Sallyport.Core.Authorization;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Wire;

namespace Sallyport.Core.Arm;

/// <summary>What a PUT says of a role assignment, as it was sent.</summary>
/// <param name="RoleDefinitionId">The id of the role: a path that ends with its GUID.</param>
/// <param name="PrincipalId">The object id of the principal.</param>
/// <param name="PrincipalType">The type that the principal is said to have.</param>
/// <param name="Description">Free text.</param>
/// <param name="Condition">When it counts.</param>
/// <param name="ConditionVersion">The language of the condition.</param>
public sealed record RoleAssignmentContent(
    string? RoleDefinitionId,
    string? PrincipalId,
    string? PrincipalType,
    string? Description,
    string? Condition,
    string? ConditionVersion)
{
    /// <summary>The only language of conditions.</summary>
    public const string ConditionVersion2 = "2.0";

    private const int MaximumDescription = 2 * 1024;
    private const int MaximumCondition = 8 * 1024;

    /// <summary>Reads it, or refuses it.</summary>
    internal AskedAssignment Read()
    {
        if (Description?.Length > MaximumDescription || Condition?.Length > MaximumCondition)
            throw ArmErrors.InvalidRequestContent("The description or the condition is too long.").ToException();
        if (Condition is not null && ConditionVersion != ConditionVersion2)
            throw ArmErrors.InvalidRequestContent("A condition needs the conditionVersion 2.0.").ToException();
        if (PrincipalId is null || !StrictGuid.TryRead(PrincipalId, out var principalId))
            throw ArmErrors.InvalidPrincipalId(PrincipalId ?? "").ToException();
        var role = ReadRole(RoleDefinitionId ?? "");
        var type = PrincipalType is null ? null : PrincipalTypes.Read(PrincipalType);
        return new AskedAssignment(role, principalId, type, Description, Condition);
    }

    // The scope before it is the caller's affair: a built-in role has the same GUID under each.
    private static Guid ReadRole(string text)
    {
        string[] parts = [.. text.Split('/', StringSplitOptions.RemoveEmptyEntries)];
        var isRole = parts is [.. _, var providers, var authorization, var roleDefinitions, _]
            && providers.Equals("providers", StringComparison.OrdinalIgnoreCase)
            && authorization.Equals("Microsoft.Authorization", StringComparison.OrdinalIgnoreCase)
            && roleDefinitions.Equals("roleDefinitions", StringComparison.OrdinalIgnoreCase)
            && text[0] == '/' && Scope.Read("/" + string.Join('/', parts[..^4])) is not null;
        return isRole && StrictGuid.TryRead(parts[^1], out var id)
            ? id
            : throw ArmErrors.InvalidRoleDefinitionId(text).ToException();
    }
}

/// <summary>The same, read.</summary>
internal sealed record AskedAssignment(
    Guid RoleDefinitionId, Guid PrincipalId, string? PrincipalType, string? Description, string? Condition);

/// <summary>
/// The types that a principal can have. Source: Azure REST, <c>principalType</c> of role assignments.
/// </summary>
internal static class PrincipalTypes
{
    private static readonly string[] All =
        [DirectoryPrincipal.ServicePrincipal, DirectoryPrincipal.User, "Group", "ForeignGroup", "Device"];

    public static string Read(string text) =>
        All.FirstOrDefault(t => t.Equals(text, StringComparison.OrdinalIgnoreCase))
            ?? throw ArmErrors.InvalidPrincipalType(text).ToException();
}
