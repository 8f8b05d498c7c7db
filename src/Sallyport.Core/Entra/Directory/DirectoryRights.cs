namespace Sallyport.Core.Entra.Directory;

/// <summary>
/// What people may do in the directory: by the directory roles that they hold, by what every member may do, and by what
/// they own. Source: "Microsoft Entra built-in roles"; "What are the default user permissions in Microsoft Entra ID?".
/// </summary>
public static class DirectoryRights
{
    // What every member of the tenant may do.
    private static readonly string[] OfMembers = ["Application.Read.All", "Directory.Read.All", "User.Read.All"];

    // Whose passwords a User Administrator may change. Source: "Who can reset passwords", Microsoft Entra.
    private static readonly Guid[] BelowUserAdministrator =
    [
        DirectoryRole.UserAdministrator.TemplateId, DirectoryRole.DirectoryReaders.TemplateId,
        DirectoryRole.ReportsReader.TemplateId,
    ];

    /// <summary>Whether a person may do what one of these permissions of Microsoft Graph allows.</summary>
    /// <param name="person">The person.</param>
    /// <param name="anyOf">The permissions, such as <c>Application.ReadWrite.All</c>.</param>
    public static bool Allow(User person, params IEnumerable<string> anyOf)
    {
        var held = person.DirectoryRoles.SelectMany(r => DirectoryRole.Find(r)?.Permissions ?? []);
        return IsGlobalAdministrator(person) || anyOf.Intersect(held.Concat(OfMembers), StringComparer.Ordinal).Any();
    }

    /// <summary>Whether a person may do everything in its tenant.</summary>
    public static bool IsGlobalAdministrator(User person) =>
        person.DirectoryRoles.Contains(WellKnown.GlobalAdministrator);

    /// <summary>
    /// Whether a person may register applications, and the service principals of those that it owns. Every member may:
    /// that is the default of a tenant, and there is no setting for it here.
    /// </summary>
    public static bool AllowRegistering(User person) => person.AccountEnabled;

    /// <summary>
    /// Whether a person may change an application and its credentials: an owner, or who may write all. The owner of the
    /// instance is for Global Administrators alone, since it may do more than other roles: our own rule.
    /// </summary>
    public static bool AllowWriting(User person, Application application)
    {
        if (person.TenantId != application.TenantId)
            return false;
        if (application.IsInstanceOwner)
            return IsGlobalAdministrator(person);
        return application.Owners.Contains(person.Id) || Allow(person, "Application.ReadWrite.All");
    }

    /// <summary>Whether a person may change a service principal.</summary>
    /// <param name="person">The person.</param>
    /// <param name="principal">The service principal.</param>
    /// <param name="application">Its application; null when it is in no tenant of this instance.</param>
    public static bool AllowWriting(User person, ServicePrincipal principal, Application? application)
    {
        if (person.TenantId != principal.TenantId)
            return false;
        if (application?.IsInstanceOwner == true)
            return IsGlobalAdministrator(person);
        return principal.Owners.Contains(person.Id) || Allow(person, "Application.ReadWrite.All");
    }

    /// <summary>
    /// Whether a person who may write users may decide by what another one signs in: whoever gives an administrator a
    /// new password is that administrator from then on.
    /// </summary>
    public static bool AllowPowerOver(User person, User other) =>
        IsGlobalAdministrator(person) || other.DirectoryRoles.TrueForAll(r => BelowUserAdministrator.Contains(r));
}
