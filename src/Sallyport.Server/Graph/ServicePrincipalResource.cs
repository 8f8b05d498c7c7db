using Sallyport.Core.Entra.Directory;

namespace Sallyport.Server.Graph;

/// <summary>
/// The resource <c>servicePrincipal</c> as Graph shows it. Source: Microsoft Graph, resource type
/// <c>servicePrincipal</c>.
/// </summary>
internal static class ServicePrincipalResource
{
    // The tenant in which Microsoft's own applications live.
    private static readonly Guid MicrosoftServices = new("f8cdef31-a31e-4b4a-93e4-5f571e91255a");
    private static readonly string[] None = [];
    private static readonly string[] Applications = ["Application"];

    /// <summary>Its members, in their order.</summary>
    public static readonly GraphResource<ServicePrincipal> Model =
        new GraphResource<ServicePrincipal>(
            "servicePrincipal", p => p.Id) { IgnoresCase = true, AllowsStartsWith = true }
        .Stored("id", MemberType.Text, p => p.Id).Searched(p => p.Id)
        .Fixed("deletedDateTime", MemberType.Instant)
        .Stored("accountEnabled", MemberType.Flag, p => p.AccountEnabled)
        .Fixed("alternativeNames", MemberType.Texts, None)
        .Stored("appDisplayName", MemberType.Text, p => p.DisplayName)
        .Fixed("appDescription", MemberType.Text)
        .Stored("appId", MemberType.Text, p => p.AppId).Searched(p => p.AppId)
        .Fixed("applicationTemplateId", MemberType.Text)
        .Stored("appOwnerOrganizationId", MemberType.Text,
            p => WellKnown.IsService(p.AppId) ? MicrosoftServices : p.TenantId)
        .Fixed("appRoleAssignmentRequired", MemberType.Flag, false)
        .Stored("createdDateTime", MemberType.Instant, p => GraphJson.Instant(p.CreatedDateTime))
        .Fixed("description", MemberType.Text)
        .Fixed("disabledByMicrosoftStatus", MemberType.Text)
        .Stored("displayName", MemberType.Text, p => p.DisplayName).Searched(p => p.DisplayNameKey)
        .Fixed("homepage", MemberType.Text)
        .Fixed("loginUrl", MemberType.Text)
        .Fixed("logoutUrl", MemberType.Text)
        .Fixed("notes", MemberType.Text)
        .Fixed("notificationEmailAddresses", MemberType.Texts, None)
        .Fixed("preferredSingleSignOnMode", MemberType.Text)
        .Fixed("preferredTokenSigningKeyThumbprint", MemberType.Text)
        .Fixed("replyUrls", MemberType.Texts, None)
        .Stored("servicePrincipalNames", MemberType.Texts, Names)
            .Searched(p => p.ServicePrincipalNames.Select(n => n.Key))
        .Stored("servicePrincipalType", MemberType.Text, p => p.ServicePrincipalType)
        .Fixed("signInAudience", MemberType.Text)
        .Fixed("tags", MemberType.Texts, None)
        .Fixed("tokenEncryptionKeyId", MemberType.Text)
        .Fixed("samlSingleSignOnSettings", MemberType.Complex)
        .Fixed("verifiedPublisher", MemberType.Complex, DefaultMembers.VerifiedPublisher)
        .Fixed("addIns", MemberType.ComplexList, None)
        .Stored("appRoles", MemberType.ComplexList, AppRoles)
        .Fixed("info", MemberType.Complex, DefaultMembers.Info)
        .Fixed("keyCredentials", MemberType.ComplexList, None)
        .Fixed("oauth2PermissionScopes", MemberType.ComplexList, None)
        .Fixed("passwordCredentials", MemberType.ComplexList, None)
        .Fixed("resourceSpecificApplicationPermissions", MemberType.ComplexList, None);

    // The client id comes first: az shows the first name as the principal's.
    private static IEnumerable<string> Names(ServicePrincipal principal) => principal.ServicePrincipalNames
        .Select(n => n.Name)
        .OrderBy(n => n == principal.AppId.ToString() ? 0 : 1)
        .ThenBy(n => n, StringComparer.Ordinal);

    private static IEnumerable<object> AppRoles(ServicePrincipal principal) =>
        principal.AppId != WellKnown.MicrosoftGraph
            ? []
            : WellKnown.GraphAppRoles.OrderBy(r => r.Value, StringComparer.Ordinal).Select(r => new
            {
                AllowedMemberTypes = Applications,
                Description = r.Value,
                DisplayName = r.Value,
                Id = r.Key,
                IsEnabled = true,
                Origin = "Application",
                r.Value,
            });
}
