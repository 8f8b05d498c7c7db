using Sallyport.Core.Entra.Directory;

namespace Sallyport.Core.Entra.Tokens;

/// <summary>What an access token is for: the resource, and what the client may do there.</summary>
/// <param name="Requested">The resource as it was asked for.</param>
/// <param name="Audience"><c>aud</c>.</param>
/// <param name="Version">
/// The version of the token, 1 or 2. The resource chooses it, never the endpoint that was called.
/// </param>
/// <param name="Roles"><c>roles</c>: the values of the app roles granted to the client on the resource.</param>
/// <param name="NamesType">
/// Whether the token says that it is an application's (<c>idtyp</c>): always for the services of the cloud itself, and
/// for an own API only if it asks for that among its optional claims.
/// </param>
public sealed record TokenTarget(
    string Requested, string Audience, int Version, IReadOnlyList<string> Roles, bool NamesType)
{
    /// <summary>The target of a client on a resource.</summary>
    /// <param name="requested">The resource as it was asked for.</param>
    /// <param name="name">The name by which it was found.</param>
    /// <param name="resource">Its service principal.</param>
    /// <param name="application">
    /// Its application; null for the services of the cloud itself, which take version 1.
    /// </param>
    /// <param name="client">The client's service principal.</param>
    public static TokenTarget Of(
        string requested, string name, ServicePrincipal resource, Application? application, ServicePrincipal client)
    {
        var version = application?.AccessTokenVersion ?? 1;
        var audience = version == 2 ? resource.AppId.ToString() : name;
        var roles = client.AppRoleAssignments
            .Where(a => a.ResourceId == resource.Id)
            .Select(a => ValueOf(a.AppRoleId, resource, application))
            .OfType<string>()
            .Order(StringComparer.Ordinal);
        var namesType = application?.OptionalClaims.Exists(c => c.IsTypeOfAccessToken) ?? true;
        return new TokenTarget(requested, audience, version, roles.ToList(), namesType);
    }

    private static string? ValueOf(Guid roleId, ServicePrincipal resource, Application? application)
    {
        if (resource.AppId == WellKnown.MicrosoftGraph)
            return WellKnown.GraphAppRoles.GetValueOrDefault(roleId);
        return application?.AppRoles.Find(r => r.Id == roleId && IsForApplications(r))?.Value;
    }

    private static bool IsForApplications(AppRole role) =>
        role.IsEnabled && role.AllowedMemberTypes.Contains(AppRole.ForApplications);
}
