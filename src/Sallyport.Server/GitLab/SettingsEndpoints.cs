using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core;
using Sallyport.Core.GitLab;
using Sallyport.Server.Http;

namespace Sallyport.Server.GitLab;

/// <summary>
/// Settings of the instance and of a user that change ID tokens. Source: "Application settings API", "Users API" and
/// "Features API", GitLab documentation.
/// </summary>
internal static class SettingsEndpoints
{
    private const string Blocks = "block_jwt_for_reclaimed_paths";
    private const string PassesIdentities = "pass_user_identities_to_ci_jwt";
    private const string GroupsFeature = "ci_jwt_groups_direct";
    private const int MaximumIdentities = 100;

    /// <summary>Maps the routes.</summary>
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/application/settings", GetAsync).Requires(GitLabAccess.Administrator);
        api.MapPut("/application/settings", PutAsync).Requires(GitLabAccess.Administrator);
        api.MapGet("/user/preferences", GetPreferences).Requires(GitLabAccess.User);
        api.MapPut("/user/preferences", PutPreferencesAsync).Requires(GitLabAccess.User);
        api.MapPut("/users/{user_id}", PutIdentityAsync).Requires(GitLabAccess.Administrator);
        api.MapPost("/features/{name}", SetFeatureAsync).Requires(GitLabAccess.Administrator);
    }

    private static async Task<IResult> GetAsync(IGitLabStore store, CancellationToken cancel) =>
        Show(await store.SettingsAsync(cancel));

    private static async Task<IResult> PutAsync(HttpContext context, IGitLabStore store)
    {
        var settings = await store.SettingsAsync(context.RequestAborted);
        var parameters = await context.ParametersAsync();
        settings.BlockJwtForReclaimedPaths = parameters.Flag(Blocks)
            ?? throw GitLabErrors.Missing(Blocks).ToException();
        await store.SetSettingsAsync(settings, context.RequestAborted);
        return Show(settings);
    }

    private static IResult Show(GitLabSettings settings) =>
        Results.Json(new { settings.Id, settings.BlockJwtForReclaimedPaths }, GitLabJson.Options);

    private static IResult GetPreferences(HttpContext context) => ShowPreferences(context.User());

    private static async Task<IResult> PutPreferencesAsync(HttpContext context, IGitLabStore store)
    {
        var user = context.User();
        var parameters = await context.ParametersAsync();
        user.PassesIdentities = parameters.Flag(PassesIdentities)
            ?? throw GitLabErrors.Missing(PassesIdentities).ToException();
        await WriteAsync(context, store, user);
        return ShowPreferences(user);
    }

    private static IResult ShowPreferences(GitLabUser user) => Results.Json(
        new { user.Id, UserId = user.Id, PassUserIdentitiesToCiJwt = user.PassesIdentities }, GitLabJson.Options);

    // One identity for each provider, as on GitLab.
    private static async Task<IResult> PutIdentityAsync(HttpContext context, IGitLabStore store)
    {
        var user = await store.FindUserAsync(context.RouteNumber("user_id"), context.RequestAborted)
            ?? throw GitLabErrors.NotFound("User").ToException();
        var parameters = await context.ParametersAsync();
        var identity = new ExternalIdentity(
            parameters.RequiredText("provider"), parameters.RequiredText("extern_uid"));
        if (identity.Provider.Length > 255 || identity.ExternUid.Length > 255)
            throw GitLabErrors.Validation("identities", "is too long (maximum is 255 characters)").ToException();
        user.Identities = [.. user.Identities.Where(i => i.Provider != identity.Provider), identity];
        if (user.Identities.Count > MaximumIdentities)
            throw GitLabErrors.Validation("identities", $"at most {MaximumIdentities}").ToException();
        await WriteAsync(context, store, user);
        return Results.Json(new { user.Id, user.Username, user.Identities }, GitLabJson.Options);
    }

    // The one feature flag that changes ID tokens; for one user, or for all.
    private static async Task<IResult> SetFeatureAsync(HttpContext context, IGitLabStore store)
    {
        if (context.Request.RouteValues["name"] as string != GroupsFeature)
            throw GitLabErrors.NotFound("Feature").ToException();
        var parameters = await context.ParametersAsync();
        var isOn = parameters.Flag("value") ?? throw GitLabErrors.Missing("value").ToException();
        var name = parameters.Text("user");
        var users = await store.ListUsersAsync(context.RequestAborted);
        var chosen = users.Where(u => name is null || u.Username == name).ToList();
        if (chosen.Count == 0)
            throw GitLabErrors.NotFound("User").ToException();
        foreach (var user in chosen)
        {
            user.PassesGroups = isOn;
            await WriteAsync(context, store, user);
        }
        var state = isOn ? "on" : "off";
        return Results.Json(new { name = GroupsFeature, state }, GitLabJson.Options, statusCode: 201);
    }

    private static async Task WriteAsync(HttpContext context, IGitLabStore store, GitLabUser user)
    {
        if (await store.UpdateAsync(user, context.RequestAborted) != StoreOutcome.Done)
            throw GitLabErrors.Conflict.ToException();
    }
}
