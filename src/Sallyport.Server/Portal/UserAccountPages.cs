using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Entra.Tokens;
using Sallyport.Core.Refusals;
using Sallyport.Core.Wire;
using Sallyport.Portal.Frame;
using Sallyport.Server.Http;
using Sallyport.Server.Pages;

namespace Sallyport.Server.Portal;

/// <summary>What is done to a user's account: a new password, the end of sessions, disabling, deletion.</summary>
internal static class UserAccountPages
{
    private const string One = UserAddress.List + "/{id}";

    private static readonly PortalRefusal Stale = ApplicationVisit.Stale(
        "The password or the sessions were changed meanwhile, perhaps by this form. No password was made now.");

    /// <summary>Maps the routes.</summary>
    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet(One + "/reset-password", AskResetAsync).Requires(new PortalPerson());
        pages.MapPost(One + "/reset-password", ResetAsync).TakesForm();
        pages.MapPost(One + "/revoke-sessions", RevokeAsync).TakesForm();
        pages.MapPost(One + "/sign-out", SignOutAsync).TakesForm();
        pages.MapPost(One + "/disable", DisableAsync).TakesForm();
        pages.MapPost(One + "/enable", EnableAsync).TakesForm();
        pages.MapGet(One + "/delete", AskDeleteAsync).Requires(new PortalPerson());
        pages.MapPost(One + "/delete", DeleteAsync).TakesForm();
    }

    private static async Task<IResult> AskResetAsync(HttpContext context, IUserDirectory store) =>
        AskReset(context, await FindToChangeAsync(context, store), null);

    private static IResult AskReset(HttpContext context, User user, PortalRefusal? refusal)
    {
        var question = UserVisit.Question(
            user,
            $"Reset the password of {user.DisplayName}?",
            "A temporary password is made and shown once. It has to be changed at the next sign-in. The sessions that "
                + "the old password began are over.",
            $"reset-password?{FormVersion.Field}={FormVersion.Of(user)}",
            "Reset password");
        return PortalPages.Ask(context, question, refusal?.Message, refusal?.Status);
    }

    // The password is in this answer and nowhere else, so there is no address to be sent on to. The question is good
    // for the password as it was: the same form again, as by reloading the page, makes no second one.
    private static async Task<IResult> ResetAsync(HttpContext context, IUserDirectory store, Users users)
    {
        var user = await FindToChangeAsync(context, store);
        var password = GeneratedPassword.New();
        var input = new UserInput { Password = password, ForceChangePasswordNextSignIn = true };
        try
        {
            await users.Checking(RequireFresh).UpdateAsync(user.TenantId, user.Id, input, context.RequestAborted);
        }
        catch (RefusedException exception) when (exception.Refusal == Stale)
        {
            return AskReset(context, await FindToChangeAsync(context, store), Stale);
        }
        var further = new Dictionary<string, object?> { ["Password"] = password, ["WasReset"] = true };
        return await context.ShowUserAsync(await context.FindUserAsync(store), further);

        void RequireFresh(User current)
        {
            context.Require(current, powers => powers.MayWrite);
            if (context.Request.Query[FormVersion.Field] != FormVersion.Of(current))
                throw Stale.ToException();
        }
    }

    private static async Task<IResult> RevokeAsync(HttpContext context, IUserDirectory store, Users users)
    {
        var user = await context.FindUserAsync(store, powers => powers.MayRevoke);
        return await TryAsync(context, user, async () =>
        {
            await context.Under(users, powers => powers.MayRevoke)
                .RevokeSessionsAsync(user.TenantId, user.Id, context.RequestAborted);
            return UserVisit.RedirectTo(user.Id, "", "revoked");
        });
    }

    private static async Task<IResult> SignOutAsync(
        HttpContext context, IUserDirectory store, TokenFamilies families)
    {
        var user = await context.FindUserAsync(store, powers => powers.MayRevoke);
        if (StrictGuid.TryRead(context.Field("family"), out var family))
            await families.RevokeAsync(user, family, context.RequestAborted);
        return UserVisit.RedirectTo(user.Id, "", "signed-out");
    }

    private static Task<IResult> DisableAsync(HttpContext context, IUserDirectory store, Users users) =>
        SwitchAsync(context, store, users, isEnabled: false);

    private static Task<IResult> EnableAsync(HttpContext context, IUserDirectory store, Users users) =>
        SwitchAsync(context, store, users, isEnabled: true);

    private static async Task<IResult> SwitchAsync(
        HttpContext context, IUserDirectory store, Users users, bool isEnabled)
    {
        var user = await FindToChangeAsync(context, store);
        return await TryAsync(context, user, async () =>
        {
            var input = new UserInput { AccountEnabled = isEnabled };
            await context.Under(users, powers => powers.MayWrite)
                .UpdateAsync(user.TenantId, user.Id, input, context.RequestAborted);
            return UserVisit.RedirectTo(user.Id, "", isEnabled ? "enabled" : "disabled");
        });
    }

    private static async Task<IResult> AskDeleteAsync(HttpContext context, IUserDirectory store) =>
        AskDelete(context, await FindToChangeAsync(context, store), null);

    private static IResult AskDelete(HttpContext context, User user, string? problem)
    {
        var question = UserVisit.Question(
            user,
            $"Delete {user.DisplayName}?",
            "The person can sign in no more, and sessions and tokens are over. What the person owns stays. This cannot "
                + "be undone.",
            "delete",
            "Delete") with
        {
            Details = [("User principal name", user.UserPrincipalName)],
        };
        return PortalPages.Ask(context, question, problem);
    }

    private static async Task<IResult> DeleteAsync(HttpContext context, IUserDirectory store, Users users)
    {
        var user = await FindToChangeAsync(context, store);
        try
        {
            await context.Under(users, powers => powers.MayWrite)
                .DeleteAsync(user.TenantId, user.Id, context.RequestAborted);
            return Results.Redirect(UserAddress.List + "?done=deleted");
        }
        catch (RefusedException exception) when (exception.Refusal is GraphRefusal { Status: 400 } refusal)
        {
            return AskDelete(context, user, UserVisit.ReasonOf(refusal));
        }
    }

    private static Task<User> FindToChangeAsync(HttpContext context, IUserDirectory store) =>
        context.FindUserAsync(store, powers => powers.MayWrite);

    private static async Task<IResult> TryAsync(HttpContext context, User user, Func<Task<IResult>> change)
    {
        try
        {
            return await change();
        }
        catch (RefusedException exception) when (exception.Refusal is GraphRefusal { Status: 400 } refusal)
        {
            return await context.ShowUserAsync(user, new() { ["Problem"] = UserVisit.ReasonOf(refusal) });
        }
    }
}
