namespace Sallyport.Core.Entra.Directory;

/// <summary>
/// What people may do in the directory: by the directory roles that they hold, and by what every member may do. Source:
/// "Microsoft Entra built-in roles"; "What are the default user permissions in Microsoft Entra ID?".
/// </summary>
public static class DirectoryRights
{
    // What every member of the tenant may do.
    private static readonly string[] OfMembers = ["Application.Read.All", "Directory.Read.All", "User.Read.All"];

    /// <summary>Whether a person may do what one of these permissions of Microsoft Graph allows.</summary>
    /// <param name="person">The person.</param>
    /// <param name="anyOf">The permissions, such as <c>Application.ReadWrite.All</c>.</param>
    public static bool Allow(User person, params IEnumerable<string> anyOf) =>
        person.DirectoryRoles.Contains(WellKnown.GlobalAdministrator)
            || anyOf.Intersect(OfMembers, StringComparer.Ordinal).Any();

    /// <summary>Whether a person may change an application and its credentials.</summary>
    public static bool AllowWriting(User person, Application application) =>
        person.TenantId == application.TenantId && Allow(person, "Application.ReadWrite.All");
}
