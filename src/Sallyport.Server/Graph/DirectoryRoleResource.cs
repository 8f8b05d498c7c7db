using Sallyport.Core.Entra.Directory;

namespace Sallyport.Server.Graph;

/// <summary>A directory role of a tenant.</summary>
/// <param name="Id">Its object id, which differs from tenant to tenant.</param>
/// <param name="Role">The role.</param>
internal sealed record TenantRole(Guid Id, DirectoryRole Role);

/// <summary>
/// The resource <c>directoryRole</c> as Graph shows it. Source: Microsoft Graph, resource type <c>directoryRole</c>.
/// Here every role of the list is active in every tenant.
/// </summary>
internal static class DirectoryRoleResource
{
    /// <summary>Its members, in their order.</summary>
    public static readonly GraphResource<TenantRole> Model =
        new GraphResource<TenantRole>("directoryRole", r => r.Id) { IgnoresCase = true }
        .Stored("id", MemberType.Text, r => r.Id).Searched(r => r.Id)
        .Fixed("deletedDateTime", MemberType.Instant)
        .Stored("description", MemberType.Text, r => r.Role.Description)
        .Stored("displayName", MemberType.Text, r => r.Role.DisplayName)
            .Searched(r => SearchKey.Of(r.Role.DisplayName))
        .Stored("roleTemplateId", MemberType.Text, r => r.Role.TemplateId).Searched(r => r.Role.TemplateId);

    /// <summary>The roles of a tenant.</summary>
    public static IEnumerable<TenantRole> Of(Guid tenantId) =>
        DirectoryRole.All.Select(role => new TenantRole(IdOf(tenantId, role.TemplateId), role));

    // Made of the two ids, so that it is the same after every start and nowhere kept.
    private static Guid IdOf(Guid tenantId, Guid templateId)
    {
        var bytes = System.Security.Cryptography.SHA256.HashData(
            [.. tenantId.ToByteArray(bigEndian: true), .. templateId.ToByteArray(bigEndian: true)]).AsSpan(0, 16);
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
