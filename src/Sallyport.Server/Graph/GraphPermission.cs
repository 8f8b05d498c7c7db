using Microsoft.AspNetCore.Authorization;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Entra.Tokens;
using Sallyport.Server.Http;

namespace Sallyport.Server.Graph;

/// <summary>
/// The app roles of which a caller of a Graph route needs one. Source: "Microsoft Graph permissions reference" and the
/// permission table of each operation.
/// </summary>
/// <param name="AnyOf">The roles' values.</param>
internal sealed record GraphPermission(params IReadOnlyList<string> AnyOf) : AccessRequirement(GraphSurface.Scheme)
{
    /// <summary>To read applications and service principals.</summary>
    public static readonly GraphPermission ReadApplications =
        new("Application.Read.All", "Application.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All");

    /// <summary>To write them, and their credentials.</summary>
    public static readonly GraphPermission WriteApplications = new("Application.ReadWrite.All");

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

    /// <summary>To read who holds a directory role.</summary>
    public static readonly GraphPermission ReadRoles =
        new("RoleManagement.ReadWrite.Directory", "Directory.Read.All", "Directory.ReadWrite.All");

    /// <summary>To give directory roles, and to change the access of those who hold one.</summary>
    public static readonly GraphPermission WriteRoles = new("RoleManagement.ReadWrite.Directory");

    /// <summary>Whether a caller with this token has it.</summary>
    public bool IsMetBy(AccessToken token) => AnyOf.Any(role => token.Roles.Contains(role, StringComparer.Ordinal));
}

/// <summary>Lets a caller pass whose token has one of the app roles.</summary>
internal sealed class GraphAuthorization : AuthorizationHandler<GraphPermission>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, GraphPermission requirement)
    {
        if (context.User.AccessToken() is not { } token)
            return Task.CompletedTask;
        if (requirement.IsMetBy(token))
        {
            context.Succeed(requirement);
            return Task.CompletedTask;
        }
        var detail = $"application {token.ClientId} has the roles '{string.Join(' ', token.Roles)}', "
            + $"needed is one of '{string.Join(' ', requirement.AnyOf)}'";
        context.Fail(new Denial(this, GraphErrors.Denied() with { LogDetail = detail }));
        return Task.CompletedTask;
    }
}
