using Sallyport.Core.Entra.Directory;

namespace Sallyport.Server.Graph;

/// <summary>A grant with the names of its two ends.</summary>
/// <param name="Grant">The grant.</param>
/// <param name="PrincipalName">The name of who holds it.</param>
/// <param name="ResourceName">The name of the resource on which it holds.</param>
internal sealed record NamedAppRoleAssignment(AppRoleAssignment Grant, string? PrincipalName, string? ResourceName);

/// <summary>
/// The resource <c>appRoleAssignment</c> as Graph shows it. Source: Microsoft Graph, resource type
/// <c>appRoleAssignment</c>.
/// </summary>
internal static class AppRoleAssignmentResource
{
    /// <summary>Its members, in their order.</summary>
    public static readonly GraphResource<NamedAppRoleAssignment> Model =
        new GraphResource<NamedAppRoleAssignment>("appRoleAssignment", a => a.Grant.Id)
        .Stored("id", MemberType.Text, a => a.Grant.Id)
        .Fixed("deletedDateTime", MemberType.Instant)
        .Stored("appRoleId", MemberType.Text, a => a.Grant.AppRoleId)
        .Stored("createdDateTime", MemberType.Instant, a => GraphJson.Instant(a.Grant.CreatedDateTime))
        .Stored("principalDisplayName", MemberType.Text, a => a.PrincipalName)
        .Stored("principalId", MemberType.Text, a => a.Grant.PrincipalId)
        .Fixed("principalType", MemberType.Text, "ServicePrincipal")
        .Stored("resourceDisplayName", MemberType.Text, a => a.ResourceName)
        .Stored("resourceId", MemberType.Text, a => a.Grant.ResourceId);
}
