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
            var access = kind == "groups" ? GitLabAccess.Owner : GitLabAccess.Maintainer;
            api.MapPost(list, AddAsync).Requires(access);
            api.MapPut($"{list}/{{user_id}}", ChangeAsync).Requires(access);
            api.MapDelete($"{list}/{{user_id}}", RemoveAsync).Requires(access);
        }
    }

    /// <summary>Makes the caller an owner of the group that it has created, unless it may do everything.</summary>
    public static async Task MakeOwnerAsync(HttpContext context, IGitLabStore store, ProjectNamespace group)
    {
        var user = context.User();
        if (!user.IsAdministrator)
            await SetAsync(context, store, user.Id, m => [.. m, new Membership(null, group.Path, AccessLevels.Owner)]);
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
        var place = await PlaceAsync(context, store);
        var wanted = await WantedAsync(context, store);
        var user = await SetAsync(context, store, context.RouteNumber("user_id"), known =>
        {
            RequireMember(known, place);
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

    // Nobody changes the role of somebody above.
    private static void RequireMember(IReadOnlyList<Membership> known, Membership place)
    {
        var member = known.FirstOrDefault(m => m.IsOfSame(place))
            ?? throw GitLabErrors.NotFound("Member").ToException();
        GitLabRights.RequireLevel(place.Level, member.Level);
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
        if (!AccessLevels.IsRole(level))
            throw GitLabErrors.DoesNotHaveValue("access_level").ToException();
        GitLabRights.RequireLevel(place.Level, (int)level);
        return place with { Level = (int)level };
    }

    // The project or the group of the route, as a membership with the level that the caller has there.
    private static async Task<Membership> PlaceAsync(HttpContext context, IGitLabStore store)
    {
        var user = context.User();
        if (context.Request.Path.Value!.Contains("/api/v4/groups/", StringComparison.Ordinal))
        {
            var group = await context.GroupAsync(store);
            return new Membership(null, group.Path, user.LevelIn(group));
        }
        var project = await context.ProjectAsync(store);
        return new Membership(project.Key, null, user.LevelIn(project));
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
