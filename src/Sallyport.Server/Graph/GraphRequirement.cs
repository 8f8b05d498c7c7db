using Sallyport.Server.Http;

namespace Sallyport.Server.Graph;

/// <summary>
/// The app roles of which a caller of a Graph route needs one. Source: "Microsoft Graph permissions reference" and the permission table of
/// each operation.
/// </summary>
/// <param name="AnyOf">The roles' values.</param>
public sealed record GraphRequirement(params string[] AnyOf) : AccessRequirement
{
    /// <summary>To read applications and service principals.</summary>
    public static readonly GraphRequirement ReadApplications =
        new("Application.Read.All", "Application.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All");

    /// <summary>To write them, and their credentials.</summary>
    public static readonly GraphRequirement WriteApplications = new("Application.ReadWrite.All");

    /// <summary>To grant app roles and to take them away.</summary>
    public static readonly GraphRequirement GrantAppRoles = new("AppRoleAssignment.ReadWrite.All");

    /// <summary>To read sign-ins.</summary>
    public static readonly GraphRequirement ReadAuditLog = new("AuditLog.Read.All");

    /// <summary>To read the tenant itself.</summary>
    public static readonly GraphRequirement ReadDirectory = new("Directory.Read.All", "Directory.ReadWrite.All");
}
