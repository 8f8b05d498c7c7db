using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Refusals;
using Sallyport.Core.Wire;
using Sallyport.Portal.Frame;
using Sallyport.Portal.Users;
using Sallyport.Server.Http;
using Sallyport.Server.Pages;

namespace Sallyport.Server.Portal;

/// <summary>The directory roles of a user: read, given and taken.</summary>
internal static class UserRolePages
{
    private const string Roles = UserAddress.List + "/{id}/" + UserFrame.Roles;
    private const string OneRole = Roles + "/{role}/remove";

    /// <summary>Maps the routes.</summary>
    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet(Roles, ListAsync).Requires(new PortalPerson());
        pages.MapPost(Roles, AddAsync).TakesForm();
        pages.MapGet(OneRole, AskAsync).Requires(new PortalPerson());
        pages.MapPost(OneRole, RemoveAsync).TakesForm();
    }

    private static async Task<IResult> ListAsync(HttpContext context, IUserDirectory store) =>
        await ShowAsync(context, await context.FindUserAsync(store), []);

    private static async Task<IResult> ShowAsync(
        HttpContext context, User user, Dictionary<string, object?> further)
    {
        further["User"] = user;
        further["MayAssign"] = context.PowersOver(user).MayAssign;
        further["IsLastAdministrator"] = await context.IsLastAdministratorAsync(user);
        var status = further.ContainsKey("Problems") ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK;
        return PortalPages.Show<UserRolesPage>(context, further, status, context.UserNotice());
    }

    private static async Task<IResult> AddAsync(HttpContext context, IUserDirectory store, Users users)
    {
        var user = await FindToAssignAsync(context, store);
        var entered = context.Field("role");
        var role = StrictGuid.TryRead(entered, out var id) ? DirectoryRole.Find(id) : null;
        if (role is null)
            return await RefuseAsync("Choose a role.");
        try
        {
            await users.AddRoleAsync(user.TenantId, user.Id, role.TemplateId, context.RequestAborted);
            return UserVisit.RedirectTo(user.Id, UserFrame.Roles, "role-added");
        }
        catch (RefusedException exception) when (exception.Refusal is GraphRefusal { Status: 400 })
        {
            return await RefuseAsync($"The user holds the role {role.DisplayName} already.");
        }

        Task<IResult> RefuseAsync(string problem) => ShowAsync(context, user, new()
        {
            ["Entered"] = entered, ["Problems"] = new Dictionary<string, string> { ["role"] = problem },
        });
    }

    private static async Task<IResult> AskAsync(HttpContext context, IUserDirectory store)
    {
        var user = await FindToAssignAsync(context, store);
        return Ask(context, user, Find(context, user), null);
    }

    private static IResult Ask(HttpContext context, User user, DirectoryRole role, string? problem)
    {
        var question = UserVisit.Question(
            user,
            $"Remove the role {role.DisplayName} of {user.DisplayName}?",
            "The person may not do any more what only this role allows. The account stays.",
            $"{UserFrame.Roles}/{role.TemplateId}/remove",
            "Remove") with
        {
            Back = UserAddress.Of(user.Id, UserFrame.Roles), BackLabel = $"Assigned roles of {user.DisplayName}",
        };
        return PortalPages.Ask(context, question, problem);
    }

    private static async Task<IResult> RemoveAsync(HttpContext context, IUserDirectory store, Users users)
    {
        var user = await FindToAssignAsync(context, store);
        var role = Find(context, user);
        try
        {
            await users.RemoveRoleAsync(user.TenantId, user.Id, role.TemplateId, context.RequestAborted);
            return UserVisit.RedirectTo(user.Id, UserFrame.Roles, "role-removed");
        }
        catch (RefusedException exception) when (exception.Refusal is GraphRefusal { Status: 400 } refusal)
        {
            return Ask(context, user, role, UserVisit.ReasonOf(refusal));
        }
    }

    private static Task<User> FindToAssignAsync(HttpContext context, IUserDirectory store) =>
        context.FindUserAsync(store, powers => powers.MayAssign);

    private static DirectoryRole Find(HttpContext context, User user) =>
        DirectoryRole.All.FirstOrDefault(
            r => r.TemplateId == context.RouteId("role") && user.DirectoryRoles.Contains(r.TemplateId))
            ?? throw ApplicationVisit.NotFound("The user does not hold this role.").ToException();
}
