using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.GitLab;
using Sallyport.Server.Http;

namespace Sallyport.Server.GitLab;

/// <summary>Groups and namespaces. Source: "Groups API" and "Namespaces API", GitLab documentation.</summary>
internal static class GroupEndpoints
{
    /// <summary>Maps the routes.</summary>
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/groups", ListAsync).Requires(GitLabAccess.User);
        api.MapPost("/groups", CreateAsync).Requires(GitLabAccess.User);
        api.MapGet("/groups/{id}", GetAsync).Requires(GitLabAccess.User);
        api.MapPut("/groups/{id}", ChangeAsync).Requires(GitLabAccess.Owner);
        api.MapDelete("/groups/{id}", DeleteAsync).Requires(GitLabAccess.Owner);
        api.MapGet("/groups/{id}/projects", ProjectsAsync).Requires(GitLabAccess.User);
        api.MapGet("/groups/{id}/subgroups", SubgroupsAsync).Requires(GitLabAccess.User);
        api.MapGet("/namespaces", NamespacesAsync).Requires(GitLabAccess.User);
        api.MapGet("/namespaces/{id}", NamespaceAsync).Requires(GitLabAccess.User);
    }

    private static Task<IResult> ListAsync(HttpContext context, IGitLabStore store, GitLabInstance instance) =>
        PageAsync(context, store, instance, _ => true);

    private static async Task<IResult> SubgroupsAsync(
        HttpContext context, IGitLabStore store, GitLabInstance instance)
    {
        var group = await context.GroupAsync(store);
        return await PageAsync(context, store, instance, g => g.ParentId == group.Id);
    }

    private static async Task<IResult> PageAsync(
        HttpContext context, IGitLabStore store, GitLabInstance instance, Func<ProjectNamespace, bool> isWanted)
    {
        var user = context.User();
        var all = await store.ListNamespacesAsync(context.RequestAborted);
        var groups = all.Where(g => g.UserId is null && isWanted(g) && user.Sees(g)).ToList();
        var shown = await Page.OfAsync(context, groups);
        return Results.Json(shown.Select(g => NamespaceJson.Group(g, instance)), GitLabJson.Options);
    }

    private static async Task<IResult> GetAsync(HttpContext context, IGitLabStore store, GitLabInstance instance) =>
        Results.Json(NamespaceJson.Group(await context.GroupAsync(store), instance), GitLabJson.Options);

    private static async Task<IResult> CreateAsync(
        HttpContext context, Groups groups, IGitLabStore store, GitLabInstance instance)
    {
        var parameters = await context.ParametersAsync();
        _ = parameters.RequiredText("name");
        var path = parameters.RequiredText("path");
        var parent = await ParentAsync(context, parameters, store);
        var created = await groups.CreateAsync(parent, path, Attributes(parameters), context.RequestAborted);
        if (parent is null)
            await MemberEndpoints.MakeOwnerAsync(context, store, created);
        return Results.Json(NamespaceJson.Group(created, instance), GitLabJson.Options, statusCode: 201);
    }

    private static async Task<IResult> ChangeAsync(
        HttpContext context, Groups groups, IGitLabStore store, GitLabInstance instance)
    {
        var group = await context.GroupAsync(store);
        var parameters = await context.ParametersAsync();
        var attributes = Attributes(parameters);
        if (parameters.Text("path") is { } path && path != group.Segment)
            group = await groups.RenameAsync(group, path, context.RequestAborted);
        var changed = await groups.ChangeAsync(group, attributes, context.RequestAborted);
        return Results.Json(NamespaceJson.Group(changed, instance), GitLabJson.Options);
    }

    private static async Task<IResult> DeleteAsync(HttpContext context, Groups groups, IGitLabStore store)
    {
        await groups.DeleteAsync(await context.GroupAsync(store), context.RequestAborted);
        return Results.Json(new { message = "202 Accepted" }, GitLabJson.Options, statusCode: 202);
    }

    private static async Task<IResult> ProjectsAsync(
        HttpContext context, IGitLabStore store, GitLabInstance instance)
    {
        var group = await context.GroupAsync(store);
        var withSubgroups = (await context.ParametersAsync()).Flag("include_subgroups") ?? false;
        var below = await store.ListProjectsBelowAsync(group, context.RequestAborted);
        var wanted = below.Where(p => withSubgroups || p.NamespaceId == group.Id);
        return await ProjectEndpoints.PageAsync(context, wanted, store, instance);
    }

    private static async Task<IResult> NamespacesAsync(
        HttpContext context, IGitLabStore store, GitLabInstance instance)
    {
        var user = context.User();
        var all = await store.ListNamespacesAsync(context.RequestAborted);
        var shown = await Page.OfAsync(context, all.Where(n => user.LevelIn(n) > AccessLevels.None).ToList());
        return Results.Json(shown.Select(n => NamespaceJson.Of(n, instance)), GitLabJson.Options);
    }

    private static async Task<IResult> NamespaceAsync(
        HttpContext context, IGitLabStore store, GitLabInstance instance) =>
        Results.Json(NamespaceJson.Of(await context.NamespaceAsync(store, "Namespace"), instance), GitLabJson.Options);

    // Whoever may make projects in a group may make groups in it.
    private static async Task<ProjectNamespace?> ParentAsync(
        HttpContext context, GitLabParameters parameters, IGitLabStore store)
    {
        if (parameters.Number("parent_id") is not { } id)
            return null;
        var parent = await store.FindNamespaceAsync(id, context.RequestAborted);
        var isGroup = parent is { UserId: null };
        if (!isGroup)
            throw GitLabErrors.NotFound("Group").ToException();
        return context.Require(parent!);
    }

    private static Action<ProjectNamespace> Attributes(GitLabParameters parameters)
    {
        var name = parameters.Text("name");
        var description = parameters.Text("description");
        var visibility = ProjectAttributes.VisibilityOf(parameters);
        if (name?.Length > 255)
            throw GitLabErrors.Validation("name", "is too long (maximum is 255 characters)").ToException();
        if (description?.Length > 500)
            throw GitLabErrors.Validation("description", "is too long (maximum is 500 characters)").ToException();
        return group =>
        {
            group.GivenName = name ?? group.GivenName;
            group.Description = description ?? group.Description;
            group.Visibility = visibility ?? group.Visibility;
        };
    }
}
