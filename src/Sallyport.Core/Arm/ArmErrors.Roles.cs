namespace Sallyport.Core.Arm;

/// <summary>What is said about role definitions and role assignments.</summary>
public static partial class ArmErrors
{
    /// <summary>No such role, or none that may be assigned here.</summary>
    public static ArmError RoleDefinitionDoesNotExist(string id) =>
        new(404, "RoleDefinitionDoesNotExist", $"The specified role definition with ID '{id}' does not exist.");

    /// <summary>No such assignment at this scope.</summary>
    public static ArmError RoleAssignmentNotFound(string id) =>
        new(404, "RoleAssignmentNotFound", $"The role assignment '{id}' is not found.");

    /// <summary>The same principal, role and scope under another name. az searches the words.</summary>
    public static ArmError RoleAssignmentExists() =>
        new(409, "RoleAssignmentExists", "The role assignment already exists.");

    /// <summary>The name is taken by an assignment of another principal, role or scope.</summary>
    public static ArmError RoleAssignmentUpdateNotPermitted() => new(
        400,
        "RoleAssignmentUpdateNotPermitted",
        "Tenant ID, application ID, principal ID, and scope are not allowed to be updated.");

    /// <summary>
    /// The subscription would have no Owner any more. The text is the service's; its code and status are not public.
    /// </summary>
    public static ArmError LastOwner() =>
        new(400, "LastRbacAdminAssignment", "Cannot delete the last RBAC admin assignment");

    /// <summary>No such principal. az searches the words " does not exist in the directory ".</summary>
    public static ArmError PrincipalNotFound(Guid principalId, Guid tenantId) => new(
        400, "PrincipalNotFound",
        $"Principal {principalId:N} does not exist in the directory {tenantId}. Check that you have the correct "
            + "principal ID. If you are "

        + "creating this principal and then immediately assigning a role, this error might be related to a "
        + "replication delay. In this case, "
        + "set the role assignment principalType property to a value, such as ServicePrincipal, User, or Group.  "
        + "See https://aka.ms/docs-principaltype");

    /// <summary>The principal is of another type than was said.</summary>
    public static ArmError UnmatchedPrincipalType(Guid principalId, string actual, string given) => new(
        400, "UnmatchedPrincipalType",
        $"The PrincipalId '{principalId:N}' has type '{actual}' , which is different from specified PrinciaplType "
            + $"'{given}'.");

    /// <summary>A name that is no GUID.</summary>
    public static ArmError InvalidRoleAssignmentId(string id) =>
        new(
            400,
            "InvalidRoleAssignmentId",
            $"The role assignment ID '{id}' is not valid. The role assignment ID must be a GUID.");

    /// <summary>No id of a role where one belongs.</summary>
    public static ArmError InvalidRoleDefinitionId(string id) =>
        new(400, "InvalidRoleDefinitionId", $"The role definition ID '{id}' is not valid.");

    /// <summary>A principal's id that is no GUID.</summary>
    public static ArmError InvalidPrincipalId(string id) =>
        new(400, "InvalidPrincipalId", $"The principal ID '{id}' is not valid. The principal ID must be a GUID.");

    /// <summary>A type of principal that there is not.</summary>
    public static ArmError InvalidPrincipalType(string type) =>
        new(400, "InvalidPrincipalType", $"The principal type '{type}' is not valid.");
}
