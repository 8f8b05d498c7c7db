using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Entra.Tokens;
using Sallyport.Portal.Frame;
using Sallyport.Portal.Users;
using Sallyport.Server.Pages;

namespace Sallyport.Server.Portal;

/// <summary>
/// The user that a page is about, and what its visitor may do with it: the rights are those of Graph's routes.
/// </summary>
internal static class UserVisit
{
    private const int MostOwned = 50;

    /// <summary>Whether a person may make users.</summary>
    public static bool MayCreate(User person) => DirectoryRights.Allow(person, "User.ReadWrite.All");

    /// <summary>What the visitor may do with a user.</summary>
    public static UserPowers PowersOver(this HttpContext context, User user)
    {
        var person = context.Person();
        var mayWrite = MayCreate(person) && DirectoryRights.AllowPowerOver(person, user);
        var mayAssign = DirectoryRights.Allow(person, "RoleManagement.ReadWrite.Directory");
        return new UserPowers(mayWrite, mayWrite || person.Id == user.Id, mayAssign);
    }

    /// <summary>Refuses a visitor who may not read users.</summary>
    public static void RequireUsers(this HttpContext context)
    {
        if (!DirectoryRights.Allow(context.Person(), "User.Read.All"))
            throw ApplicationVisit.Denied().ToException();
    }

    /// <summary>The user that the address names by its object id.</summary>
    public static async Task<User> FindUserAsync(this HttpContext context, IUserDirectory users)
    {
        context.RequireUsers();
        var user = context.RouteId("id") is { } id
            ? await users.FindAsync(context.Person().TenantId, id, context.RequestAborted)
            : null;
        return user ?? throw ApplicationVisit.NotFound("There is no user with this object ID.").ToException();
    }

    /// <summary>The same for a change, which a visitor without the power is refused.</summary>
    /// <param name="context">The request.</param>
    /// <param name="users">The users.</param>
    /// <param name="isAllowed">Tells whether the visitor's powers over the user are enough.</param>
    public static async Task<User> FindUserAsync(
        this HttpContext context, IUserDirectory users, Predicate<UserPowers> isAllowed)
    {
        var user = await context.FindUserAsync(users);
        context.Require(user, isAllowed);
        return user;
    }

    /// <summary>Changes users over whom the visitor has the power still when they are written.</summary>
    /// <param name="context">The request.</param>
    /// <param name="users">The use cases.</param>
    /// <param name="isAllowed">Tells whether the visitor's powers over a user are enough.</param>
    public static Users Under(this HttpContext context, Users users, Predicate<UserPowers> isAllowed) =>
        users.Checking(user => context.Require(user, isAllowed));

    /// <summary>Refuses a visitor without the power over a user.</summary>
    public static void Require(this HttpContext context, User user, Predicate<UserPowers> isAllowed)
    {
        if (!isAllowed(context.PowersOver(user)))
            throw ApplicationVisit.Denied().ToException();
    }

    /// <summary>Whether a user is the last Global Administrator who can sign in.</summary>
    public static Task<bool> IsLastAdministratorAsync(this HttpContext context, User user) =>
        context.RequestServices.GetRequiredService<LastAdministrator>()
            .IsLastAsync(user.TenantId, user.Id, context.RequestAborted);

    /// <summary>The page of a user.</summary>
    /// <param name="context">The request.</param>
    /// <param name="user">The user.</param>
    /// <param name="further">What the page says beside.</param>
    public static async Task<IResult> ShowUserAsync(
        this HttpContext context, User user, Dictionary<string, object?> further)
    {
        further["User"] = user;
        var powers = context.PowersOver(user);
        further["Powers"] = powers;
        if (powers.MayRevoke)
            further["Families"] = await context.RequestServices.GetRequiredService<TokenFamilies>()
                .ListAsync(user, context.RequestAborted);
        further["IsLastAdministrator"] = await context.IsLastAdministratorAsync(user);
        further["Owned"] = await OwnedByAsync(context, user);
        var status = further.ContainsKey("Problem") ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK;
        return PortalPages.Show<UserPage>(context, further, status, context.UserNotice());
    }

    /// <summary>A question about a user.</summary>
    /// <param name="user">The user.</param>
    /// <param name="text">The question.</param>
    /// <param name="consequence">What follows from a yes.</param>
    /// <param name="action">The path below the user's to which a yes is sent.</param>
    /// <param name="button">What the button says.</param>
    public static Question Question(User user, string text, string consequence, string action, string button) =>
        new(text, consequence)
        {
            Action = UserAddress.Of(user.Id, action),
            Back = UserAddress.Of(user.Id),
            BackLabel = user.DisplayName,
            Menu = UserAddress.List,
            Button = button,
        };

    /// <summary>Goes on to a page of the user, which says what was done.</summary>
    /// <param name="id">The object id.</param>
    /// <param name="page">The path below its own; empty for that.</param>
    /// <param name="done">What was done, as <see cref="UserNotice"/> reads it.</param>
    public static IResult RedirectTo(Guid id, string page, string done)
    {
        var address = page.Length == 0 ? UserAddress.Of(id) : UserAddress.Of(id, page);
        return Results.Redirect($"{address}?done={done}");
    }

    /// <summary>The sentence about what the last form has done; null when the address names nothing of it.</summary>
    public static string? UserNotice(this HttpContext context) => context.Request.Query["done"].ToString() switch
    {
        "created" => "The user is made, with the password that you typed.",
        "revoked" => "The sessions are revoked. The person has to sign in again everywhere.",
        "signed-out" => "The person is signed out of the application, and of no other.",
        "disabled" => "The account is disabled, and its sessions are over.",
        "enabled" => "The account is enabled.",
        "deleted" => "The user is deleted.",
        "role-added" => "The role is assigned. It counts at once.",
        "role-removed" => "The role is removed.",
        _ => null,
    };

    /// <summary>
    /// What a page says of a refusal. Those that keep the last one name a header to callers of Graph, which no form of
    /// a page can send.
    /// </summary>
    public static string ReasonOf(GraphRefusal refusal)
    {
        if (refusal.Message == GraphErrors.LastAdministrator().Message)
            return LastAdministratorHint.Text;
        return refusal.Message.Contains(GraphErrors.ConfirmHeader, StringComparison.Ordinal)
            ? "This is the last Owner of a subscription. Make somebody else an Owner there first. Nothing was changed."
            : refusal.Message;
    }

    private static async Task<OwnedApplications> OwnedByAsync(HttpContext context, User user)
    {
        var store = context.RequestServices.GetRequiredService<IDirectoryStore>();
        var rows = await store.Applications(user.TenantId)
            .Where(a => a.Owners.Contains(user.Id))
            .OrderBy(a => a.DisplayNameKey).ThenBy(a => a.Id)
            .Take(MostOwned + 1)
            .ToListAsync(context.RequestAborted);
        return new OwnedApplications([.. rows.Take(MostOwned)], rows.Count > MostOwned);
    }
}
