using Microsoft.AspNetCore.Http;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Tokens;
using Sallyport.Server.Http;

namespace Sallyport.Server.Graph;

/// <summary>How the right of a person is decided, beside the permission that its client needs.</summary>
internal enum PersonRight
{
    /// <summary>By its directory roles and by what every member may do.</summary>
    ByRole,

    /// <summary>By those, or because it owns the application of the path.</summary>
    OfApplication,

    /// <summary>By those, or because it owns the service principal of the path.</summary>
    OfPrincipal,

    /// <summary>Every member may register applications.</summary>
    Register,

    /// <summary>
    /// Every member may make the application of the path; whether one may change it is asked when it is changed.
    /// </summary>
    Upsert,

    /// <summary>It is about the person itself; an application has no such thing.</summary>
    Self,
}

/// <summary>
/// The permissions of which a caller of a Graph route needs one: an application as an app role, and a person's client
/// on behalf of the person, who must have the right as well. Source: "Microsoft Graph permissions reference" and the
/// permission table of each operation.
/// </summary>
/// <param name="AnyOf">The permissions.</param>
internal sealed record GraphPermission(params IReadOnlyList<string> AnyOf) : AccessRequirement(GraphSurface.Scheme)
{
    private const string AllThatThePersonMay = "Directory.AccessAsUser.All";

    /// <summary>How the right of a person is decided.</summary>
    public PersonRight Right { get; init; }

    /// <summary>To read applications and service principals.</summary>
    public static readonly GraphPermission ReadApplications =
        new("Application.Read.All", "Application.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All");

    /// <summary>To make applications and service principals.</summary>
    public static readonly GraphPermission Register =
        new("Application.ReadWrite.All") { Right = PersonRight.Register };

    /// <summary>To write the application of the path, and its credentials.</summary>
    public static readonly GraphPermission WriteApplication =
        new("Application.ReadWrite.All") { Right = PersonRight.OfApplication };

    /// <summary>To write the application of the path, or to make it.</summary>
    public static readonly GraphPermission UpsertApplication = WriteApplication with { Right = PersonRight.Upsert };

    /// <summary>To write the service principal of the path.</summary>
    public static readonly GraphPermission WritePrincipal =
        new("Application.ReadWrite.All") { Right = PersonRight.OfPrincipal };

    /// <summary>To grant app roles and to take them away.</summary>
    public static readonly GraphPermission GrantAppRoles = new("AppRoleAssignment.ReadWrite.All");

    /// <summary>To read sign-ins.</summary>
    public static readonly GraphPermission ReadAuditLog = new("AuditLog.Read.All");

    /// <summary>To read the tenant itself.</summary>
    public static readonly GraphPermission ReadDirectory = new("Directory.Read.All", "Directory.ReadWrite.All");

    /// <summary>To read users.</summary>
    public static readonly GraphPermission ReadUsers =
        new("User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All");

    /// <summary>To write users, and to end their sessions.</summary>
    public static readonly GraphPermission WriteUsers = new("User.ReadWrite.All", "Directory.ReadWrite.All");

    /// <summary>
    /// To delete users and to set their passwords: who may write the directory may not. Source: "Microsoft Graph
    /// permissions reference", <c>Directory.ReadWrite.All</c>.
    /// </summary>
    public static readonly GraphPermission WriteAllOfUsers = new("User.ReadWrite.All");

    /// <summary>To read oneself.</summary>
    public static readonly GraphPermission ReadMe =
        new(["User.Read", "User.ReadWrite", .. ReadUsers.AnyOf]) { Right = PersonRight.Self };

    /// <summary>To change oneself, and to end one's own sessions.</summary>
    public static readonly GraphPermission WriteMe =
        new(["User.ReadWrite", .. WriteUsers.AnyOf]) { Right = PersonRight.Self };

    /// <summary>To choose another password for oneself.</summary>
    public static readonly GraphPermission ChangeMyPassword =
        new("UserAuthenticationMethod.ReadWrite") { Right = PersonRight.Self };

    /// <summary>To read what OpenID Connect calls user info.</summary>
    public static readonly GraphPermission ReadUserInfo =
        new(["openid", "profile", "email", .. ReadMe.AnyOf]) { Right = PersonRight.Self };

    /// <summary>To read one's mail address there.</summary>
    public static readonly GraphPermission ReadEmail =
        new(["email", .. ReadMe.AnyOf]) { Right = PersonRight.Self };

    /// <summary>To read who holds a directory role.</summary>
    public static readonly GraphPermission ReadRoles =
        new("RoleManagement.ReadWrite.Directory", "Directory.Read.All", "Directory.ReadWrite.All");

    /// <summary>To give directory roles, and to change the access of those who hold one.</summary>
    public static readonly GraphPermission WriteRoles = new("RoleManagement.ReadWrite.Directory");

    /// <summary>Whether an application with this token has it.</summary>
    public bool IsMetBy(AccessToken token) => AnyOf.Any(role => token.Roles.Contains(role, StringComparer.Ordinal));

    /// <summary>
    /// Whether the caller has it beside what its route needs: an application, or a person by a directory role or as a
    /// member.
    /// </summary>
    public bool IsHeldBy(HttpContext caller)
    {
        var token = caller.User.AccessToken()!;
        return caller.Person() is { } person
            ? IsDelegatedBy(token.Scopes ?? []) && DirectoryRights.Allow(person, AnyOf)
            : IsMetBy(token);
    }

    /// <summary>Whether a person's client may do it on the person's behalf.</summary>
    public bool IsDelegatedBy(IReadOnlyList<string> scopes) =>
        AnyOf.Append(AllThatThePersonMay).Any(permission => scopes.Contains(permission, StringComparer.Ordinal));
}
