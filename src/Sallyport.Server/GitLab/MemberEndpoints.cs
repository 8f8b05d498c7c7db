using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core;
using Sallyport.Core.GitLab;
using Sallyport.Server.Http;

namespace Sallyport.Server.GitLab;

/// <summary>
/// Direct members of projects and groups: what <c>user_access_level</c> and <c>groups_direct</c> are made of. Source:
/// "Project members API" and "Group members API", GitLab documentation.
/// </summary>
internal static class MemberEndpoints
{
    private const int Attempts = 5;

    private static readonly string[] Kinds = ["projects", "groups"];

    /// <summary>Maps the routes.</summary>
    public static void Map(RouteGroupBuilder api)
    {
        foreach (var kind in Kinds)
        {
            var list = $"/{kind}/{{id}}/members";
            api.MapGet(list, ListAsync).Requires(GitLabAccess.User);
            api.MapPost(list, AddAsync).Requires(GitLabAccess.User);
            api.MapPut($"{list}/{{user_id}}", ChangeAsync).Requires(GitLabAccess.User);
            api.MapDelete($"{list}/{{user_id}}", RemoveAsync).Requires(GitLabAccess.User);
        }
    }

    private static async Task<IResult> ListAsync(HttpContext context, IGitLabStore store, GitLabInstance instance)
    {
        var place = await PlaceAsync(context, store);
        var users = await store.ListUsersAsync(context.RequestAborted);
        var members = users
            .SelectMany(u => u.Memberships.Where(m => m.IsOfSame(place)).Select(m => Show(u, m, instance)))
            .ToList();
        var page = await Page.ReadAsync(context);
        page.WriteHeaders(context, members.Count);
        return Results.Json(members.Skip(page.Skip).Take(page.Size), GitLabJson.Options);
    }

    private static async Task<IResult> AddAsync(HttpContext context, IGitLabStore store, GitLabInstance instance)
    {
        var added = await WantedAsync(context, store);
        var id = (await context.ParametersAsync()).Number("user_id")
            ?? throw GitLabErrors.Missing("user_id").ToException();
        var user = await SetAsync(context, store, id, known => known switch
        {
            { Count: >= Membership.Maximum } =>
                throw GitLabErrors.Validation("base", $"at most {Membership.Maximum} memberships").ToException(),
            _ when known.Any(m => m.IsOfSame(added)) =>
                throw GitLabErrors.Taken("Member already exists").ToException(),
            _ => [.. known, added],
        });
        return Results.Json(Show(user, added, instance), GitLabJson.Options, statusCode: 201);
    }

    private static async Task<IResult> ChangeAsync(HttpContext context, IGitLabStore store, GitLabInstance instance)
    {
        var wanted = await WantedAsync(context, store);
        var user = await SetAsync(context, store, context.RouteNumber("user_id"), known =>
        {
            RequireMember(known, wanted);
            return [.. known.Select(m => m.IsOfSame(wanted) ? wanted : m)];
        });
        return Results.Json(Show(user, wanted, instance), GitLabJson.Options);
    }

    private static async Task<IResult> RemoveAsync(HttpContext context, IGitLabStore store)
    {
        var place = await PlaceAsync(context, store);
        await SetAsync(context, store, context.RouteNumber("user_id"), known =>
        {
            RequireMember(known, place);
            return [.. known.Where(m => !m.IsOfSame(place))];
        });
        return Results.NoContent();
    }

    private static void RequireMember(IReadOnlyList<Membership> known, Membership place)
    {
        if (!known.Any(m => m.IsOfSame(place)))
            throw GitLabErrors.NotFound("Member").ToException();
    }

    private static async Task<GitLabUser> SetAsync(
        HttpContext context,
        IGitLabStore store,
        long id,
        Func<IReadOnlyList<Membership>, IReadOnlyList<Membership>> change)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var user = await store.FindUserAsync(id, context.RequestAborted)
                ?? throw GitLabErrors.NotFound("User").ToException();
            user.Memberships = change(user.Memberships);
            if (await store.UpdateAsync(user, context.RequestAborted) == StoreOutcome.Done)
                return user;
        }
        throw GitLabErrors.Conflict.ToException();
    }

    private static async Task<Membership> WantedAsync(HttpContext context, IGitLabStore store)
    {
        var place = await PlaceAsync(context, store);
        var level = (await context.ParametersAsync()).Number("access_level")
            ?? throw GitLabErrors.Missing("access_level").ToException();
        return AccessLevels.IsRole(level)
            ? place with { Level = (int)level }
            : throw GitLabErrors.DoesNotHaveValue("access_level").ToException();
    }

    // The project or the group of the route, as a membership without a role yet.
    private static async Task<Membership> PlaceAsync(HttpContext context, IGitLabStore store)
    {
        var isGroup = context.Request.Path.Value!.Contains("/api/v4/groups/", StringComparison.Ordinal);
        return isGroup
            ? new Membership(null, (await context.GroupAsync(store)).Path, AccessLevels.None)
            : new Membership((await context.ProjectAsync(store)).Key, null, AccessLevels.None);
    }

    private static object Show(GitLabUser user, Membership membership, GitLabInstance instance) => new
    {
        user.Id,
        user.Username,
        user.Name,
        State = "active",
        AvatarUrl = (string?)null,
        WebUrl = $"{instance.Url}/{user.Username}",
        AccessLevel = membership.Level,
        ExpiresAt = (string?)null,
        MembershipState = "active",
    };
}
