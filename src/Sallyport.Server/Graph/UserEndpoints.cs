using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Wire;
using Sallyport.Server.Http;

namespace Sallyport.Server.Graph;

/// <summary>The routes of users.</summary>
/// <param name="version">The version that they belong to.</param>
internal sealed class UserEndpoints(GraphVersion version)
{
    private const string Set = "users";

    /// <summary>Maps the routes.</summary>
    public void Map(RouteGroupBuilder routes)
    {
        routes.MapGet("/users", ListAsync).Requires(GraphPermission.ReadUsers);
        routes.MapPost("/users", CreateAsync).Requires(GraphPermission.WriteUsers);
        routes.MapGet("/users/{id}", GetAsync).Requires(GraphPermission.ReadUsers);
        routes.MapPatch("/users/{id}", UpdateAsync).Requires(GraphPermission.WriteUsers);
        routes.MapDelete("/users/{id}", DeleteAsync).Requires(GraphPermission.WriteAllOfUsers);
        routes.MapGet("/users/{id}/memberOf", ListRolesAsync).Requires(GraphPermission.ReadUsers);
        routes.MapPost("/users/{id}/revokeSignInSessions", RevokeAsync).Requires(GraphPermission.WriteUsers);
    }

    private async Task<IResult> ListAsync(HttpContext context, IUserDirectory users, CancellationToken cancel)
    {
        var query = GraphQuery.OfCollection(context.Request, UserResource.Model, version);
        var page = await query.RunAsync(users.Users(context.TenantId()), cancel);
        return version.Page(context.Request, query, Set, page);
    }

    private async Task<IResult> GetAsync(HttpContext context, IUserDirectory users, CancellationToken cancel)
    {
        var query = GraphQuery.OfEntity(context.Request, UserResource.Model, version);
        return version.Entity(context.Request, query, Set, await FindAsync(context, users, cancel));
    }

    private async Task<IResult> CreateAsync(HttpContext context, Users users, CancellationToken cancel)
    {
        var body = await GraphBody.ReadAsync(context.Request, cancel);
        var input = Read(body);
        body.End(UserResource.Model, version, null);
        var user = await users.CreateAsync(context.TenantId(), input, cancel);
        return version.Created(context.Request, UserResource.Model, Set, user,
            $"/v2/{user.TenantId}/directoryObjects/{user.Id}/Microsoft.DirectoryServices.User");
    }

    private async Task<IResult> UpdateAsync(
        HttpContext context, IUserDirectory store, Users users, CancellationToken cancel)
    {
        var current = await FindAsync(context, store, cancel);
        var body = await GraphBody.ReadAsync(context.Request, cancel);
        var input = Read(body);
        body.End(UserResource.Model, version, current);
        RequirePasswordRight(input, context);
        if (input.ChangesAccess)
            users = UnderPowerOver(current, context, users);
        await users.UpdateAsync(current.TenantId, current.Id, input, cancel);
        return Results.NoContent();
    }

    /// <summary>Refuses a caller who sets a password and may only write the rest of a user.</summary>
    public static void RequirePasswordRight(UserInput input, HttpContext context)
    {
        if (input.ChangesPassword && !GraphPermission.WriteAllOfUsers.IsHeldBy(context))
            throw GraphErrors.Denied().ToException();
    }

    private static async Task<IResult> DeleteAsync(
        HttpContext context, IUserDirectory store, Users users, CancellationToken cancel)
    {
        var current = await FindAsync(context, store, cancel);
        await UnderPowerOver(current, context, users).DeleteAsync(current.TenantId, current.Id, cancel);
        return Results.NoContent();
    }

    private async Task<IResult> ListRolesAsync(HttpContext context, IUserDirectory users, CancellationToken cancel)
    {
        var user = await FindAsync(context, users, cancel);
        return version.Objects(context.Request, writer => WriteRoles(writer, user, version));
    }

    /// <summary>Writes the directory roles that a user holds.</summary>
    public static void WriteRoles(Utf8JsonWriter writer, User user, GraphVersion version)
    {
        foreach (var role in DirectoryRoleResource.Of(user.TenantId))
            if (user.DirectoryRoles.Contains(role.Role.TemplateId))
                GraphJson.WriteTyped(writer, role, DirectoryRoleResource.Model, version);
    }

    private async Task<IResult> RevokeAsync(
        HttpContext context, IUserDirectory store, Users users, CancellationToken cancel)
    {
        var current = await FindAsync(context, store, cancel);
        await UnderPowerOver(current, context, users).RevokeSessionsAsync(current.TenantId, current.Id, cancel);
        return version.Object(context.Request, "Edm.Boolean", writer => writer.WriteBoolean("value", true));
    }

    // Refuses at once; and once more when the user is written, who may hold other roles by then.
    private static Users UnderPowerOver(User user, HttpContext context, Users users)
    {
        RequirePowerOver(user, context);
        return users.Checking(written => RequirePowerOver(written, context));
    }

    // Whoever may write users must not become an administrator by giving one a new password.
    private static void RequirePowerOver(User user, HttpContext context)
    {
        var hasPower = context.Person() is { } person
            ? DirectoryRights.AllowPowerOver(person, user)
            : user.DirectoryRoles.Count == 0 || GraphPermission.WriteRoles.IsMetBy(context.User.AccessToken()!);
        if (!hasPower)
            throw GraphErrors.Denied().ToException();
    }

    // By object id or by name.
    private static async Task<User> FindAsync(HttpContext context, IUserDirectory users, CancellationToken cancel)
    {
        var key = (string)context.GetRouteValue("id")!;
        var user = StrictGuid.TryRead(key, out var id)
            ? await users.FindAsync(context.TenantId(), id, cancel)
            : await users.FindByNameAsync(context.TenantId(), key, cancel);
        return user ?? throw GraphErrors.NotFound(key).ToException();
    }

    /// <summary>Reads the members of a user.</summary>
    public static UserInput Read(GraphBody body)
    {
        var profile = body.Object("passwordProfile").Or(null);
        var input = new UserInput
        {
            UserPrincipalName = body.Text("userPrincipalName"),
            DisplayName = body.Text("displayName"),
            GivenName = body.Text("givenName"),
            Surname = body.Text("surname"),
            Mail = body.Text("mail"),
            MobilePhone = body.Text("mobilePhone"),
            MailNickname = body.Text("mailNickname"),
            AccountEnabled = body.Flag("accountEnabled"),
            Password = profile?.Text("password") ?? default(Given<string?>),
            ForceChangePasswordNextSignIn =
                profile?.Flag("forceChangePasswordNextSignIn") ?? default(Given<bool>),
        };
        profile?.End();
        return input;
    }
}
