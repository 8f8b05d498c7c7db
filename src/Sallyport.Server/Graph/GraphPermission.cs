using Microsoft.AspNetCore.Authorization;
using Sallyport.Core.Entra.Rules;
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
}

/// <summary>Lets a caller pass whose token has one of the app roles.</summary>
internal sealed class GraphAuthorization : AuthorizationHandler<GraphPermission>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, GraphPermission requirement)
    {
        if (context.User.AccessToken() is not { } token)
            return Task.CompletedTask;
        if (requirement.AnyOf.Any(role => token.Roles.Contains(role, StringComparer.Ordinal)))
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
