using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.GitLab;
using Sallyport.Server.Http;

namespace Sallyport.Server.GitLab;

/// <summary>
/// Users and their personal access tokens. Source: "Users API" and "Personal access tokens API", GitLab documentation.
/// </summary>
internal static class UserEndpoints
{
    /// <summary>Maps the routes.</summary>
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/users", ListAsync).Requires(GitLabAccess.User);
        api.MapPost("/users", CreateAsync).Requires(GitLabAccess.Administrator);
        api.MapGet("/users/{user_id}", GetAsync).Requires(GitLabAccess.User);
        api.MapPost("/users/{user_id}/personal_access_tokens", CreateTokenAsync)
            .Requires(GitLabAccess.Administrator);
        api.MapGet("/personal_access_tokens/self", Self).Requires(GitLabAccess.User);
        api.MapDelete("/personal_access_tokens/self", RevokeSelfAsync).Requires(GitLabAccess.User);
    }

    private static async Task<IResult> ListAsync(HttpContext context, IGitLabStore store, GitLabInstance instance)
    {
        var name = (await context.ParametersAsync()).Text("username");
        var all = await store.ListUsersAsync(context.RequestAborted);
        bool IsWanted(GitLabUser user) =>
            name is null || string.Equals(user.Username, name, StringComparison.OrdinalIgnoreCase);
        var shown = await Page.OfAsync(context, all.Where(IsWanted).ToList());
        return Results.Json(shown.Select(u => Show(u, context, instance)), GitLabJson.Options);
    }

    private static async Task<IResult> GetAsync(HttpContext context, IGitLabStore store, GitLabInstance instance) =>
        Results.Json(Show(await FindAsync(context, store), context, instance), GitLabJson.Options);

    private static async Task<IResult> CreateAsync(HttpContext context, Users users, GitLabInstance instance)
    {
        var parameters = await context.ParametersAsync();
        var wanted = new NewUser(
            parameters.RequiredText("username"),
            parameters.RequiredText("name"),
            parameters.RequiredText("email"),
            parameters.Flag("admin") ?? false);
        var created = await users.CreateAsync(wanted, context.RequestAborted);
        return Results.Json(UserJson.Whole(created, instance), GitLabJson.Options, statusCode: 201);
    }

    private static async Task<IResult> CreateTokenAsync(HttpContext context, Users users, IGitLabStore store)
    {
        var user = await FindAsync(context, store);
        var parameters = await context.ParametersAsync();
        var (token, text) = await users.CreateTokenAsync(
            user,
            parameters.RequiredText("name"),
            parameters.SeparatedTexts("scopes") ?? throw GitLabErrors.Missing("scopes").ToException(),
            ExpiryOf(parameters),
            context.RequestAborted);
        var shown = Show(token);
        shown["token"] = text;
        return Results.Json(shown, GitLabJson.Options, statusCode: 201);
    }

    private static IResult Self(HttpContext context)
    {
        var token = context.Features.Get<PersonalAccessToken>() ?? OfFile(context.User());
        return Results.Json(Show(token), GitLabJson.Options);
    }

    private static async Task<IResult> RevokeSelfAsync(HttpContext context, IUserStore users)
    {
        if (context.Features.Get<PersonalAccessToken>() is not { } token)
            throw GitLabErrors.BadRequest(400, "the instance's own token is replaced with its file").ToException();
        await users.RevokeAsync(token.Id, context.RequestAborted);
        return Results.NoContent();
    }

    // The administrator's token is in a file of the instance, and no row of the database.
    private static PersonalAccessToken OfFile(GitLabUser user) => new()
    {
        UserId = user.Id, Name = "sallyport", Scopes = [TokenScopes.Api], TokenHash = [], CreatedAt = user.CreatedAt,
    };

    private static async Task<GitLabUser> FindAsync(HttpContext context, IGitLabStore store) =>
        await store.FindUserAsync(context.RouteNumber("user_id"), context.RequestAborted)
        ?? throw GitLabErrors.NotFound("User").ToException();

    private static DateOnly? ExpiryOf(GitLabParameters parameters)
    {
        if (parameters.Text("expires_at") is not { } text)
            return null;
        var isDay = DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, default, out var day);
        return isDay ? day : throw GitLabErrors.Invalid("expires_at").ToException();
    }

    private static Dictionary<string, object?> Show(GitLabUser user, HttpContext context, GitLabInstance instance) =>
        context.User().IsAdministrator ? UserJson.Whole(user, instance) : UserJson.Brief(user, instance);

    private static Dictionary<string, object?> Show(PersonalAccessToken token) => new()
    {
        ["id"] = token.Id,
        ["name"] = token.Name,
        ["revoked"] = token.IsRevoked,
        ["created_at"] = token.CreatedAt,
        ["scopes"] = token.Scopes,
        ["user_id"] = token.UserId,
        ["last_used_at"] = null,
        ["active"] = !token.IsRevoked,
        ["expires_at"] = token.ExpiresAt?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
    };
}
