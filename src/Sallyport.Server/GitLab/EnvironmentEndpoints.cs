using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.GitLab;
using Sallyport.Server.Http;

namespace Sallyport.Server.GitLab;

/// <summary>
/// The environments of a project. Source: "Environments API", GitLab documentation; <c>lib/api/environments.rb</c>,
/// gitlabhq.
/// </summary>
internal static class EnvironmentEndpoints
{
    private const string List = "/projects/{id}/environments";
    private const string One = $"{List}/{{environment_id}}";
    private const int ShortestSearch = 3;

    private static readonly string[] States = [.. Enum.GetValues<EnvironmentState>().Select(s => GitLabJson.Word(s))];

    /// <summary>Maps the routes.</summary>
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet(List, ListAsync).Requires(GitLabAccess.User);
        api.MapPost(List, CreateAsync).Requires(GitLabAccess.Developer);
        api.MapGet(One, GetAsync).Requires(GitLabAccess.User);
        api.MapPut(One, ChangeAsync).Requires(GitLabAccess.Developer);
        api.MapDelete(One, DeleteAsync).Requires(GitLabAccess.Developer);
        api.MapPost($"{One}/stop", StopAsync).Requires(GitLabAccess.Developer);
    }

    private static async Task<IResult> ListAsync(
        HttpContext context, IEnvironmentStore environments, IGitLabStore store)
    {
        var project = await context.ProjectWithCodeAsync(store);
        var isWanted = Filter(await context.ParametersAsync());
        var all = await environments.ListAsync(project.Key, context.RequestAborted);
        var shown = await Page.OfAsync(context, all.Where(isWanted).ToList());
        return Results.Json(shown.Select(Show), GitLabJson.Options);
    }

    private static async Task<IResult> GetAsync(
        HttpContext context, IEnvironmentStore environments, IGitLabStore store)
    {
        var project = await context.ProjectWithCodeAsync(store);
        return Results.Json(Show(await FindAsync(context, project, environments)), GitLabJson.Options);
    }

    private static async Task<IResult> CreateAsync(
        HttpContext context, Environments environments, IGitLabStore store)
    {
        var project = await context.ProjectAsync(store);
        var parameters = await context.ParametersAsync();
        var change = Read(parameters);
        if (change.Name is null)
            throw GitLabErrors.Missing("name").ToException();
        var created = await environments.CreateAsync(project, change, context.RequestAborted);
        return Results.Json(Show(created), GitLabJson.Options, statusCode: 201);
    }

    private static async Task<IResult> ChangeAsync(
        HttpContext context, Environments environments, IEnvironmentStore rows, IGitLabStore store)
    {
        var project = await context.ProjectAsync(store);
        var change = Read(await context.ParametersAsync());
        var found = await FindAsync(context, project, rows);
        return Results.Json(
            Show(await environments.ChangeAsync(found, change, context.RequestAborted)), GitLabJson.Options);
    }

    private static async Task<IResult> DeleteAsync(
        HttpContext context, Environments environments, IEnvironmentStore rows, IGitLabStore store)
    {
        var found = await FindAsync(context, await context.ProjectAsync(store), rows);
        await environments.DeleteAsync(found, context.RequestAborted);
        return Results.NoContent();
    }

    private static async Task<IResult> StopAsync(
        HttpContext context, Environments environments, IEnvironmentStore rows, IGitLabStore store)
    {
        var found = await FindAsync(context, await context.ProjectAsync(store), rows);
        var isForced = (await context.ParametersAsync()).Flag("force") ?? false;
        var stopped = await environments.StopAsync(found, context.User(), isForced, context.RequestAborted);
        return Results.Json(Show(stopped), GitLabJson.Options);
    }

    private static async Task<CiEnvironment> FindAsync(
        HttpContext context, Project project, IEnvironmentStore environments)
    {
        var id = context.RouteNumber("environment_id");
        return await environments.FindAsync(project.Key, id, context.RequestAborted)
            ?? throw GitLabErrors.NoRecord.ToException();
    }

    private static Func<CiEnvironment, bool> Filter(GitLabParameters parameters)
    {
        var name = parameters.Text("name");
        var search = parameters.Text("search");
        var state = parameters.Text("states");
        if (name is not null && search is not null)
            throw new GitLabRefusal(400, "name, search cannot be used together", GitLabErrorForm.Error).ToException();
        if (search is { Length: > 0 and < ShortestSearch })
            throw GitLabErrors.Bad($"400 Bad request - Search query is less than {ShortestSearch} characters")
                .ToException();
        if (state is not null && !States.Contains(state, StringComparer.Ordinal))
            throw GitLabErrors.DoesNotHaveValue("states").ToException();
        return e => (name is null || e.Name == name)
            && (search is null || e.Name.Contains(search, StringComparison.OrdinalIgnoreCase))
            && (state is null || GitLabJson.Word(e.State) == state);
    }

    private static EnvironmentChange Read(GitLabParameters parameters)
    {
        if (parameters.Has("slug"))
            throw new GitLabRefusal(
                400, "slug is automatically generated and cannot be changed", GitLabErrorForm.Error).ToException();
        return new EnvironmentChange(
            parameters.Text("name"), parameters.Text("external_url"), parameters.Text("tier"));
    }

    private static object Show(CiEnvironment environment) => new
    {
        environment.Id,
        environment.Name,
        environment.Slug,
        environment.ExternalUrl,
        State = GitLabJson.Word(environment.State),
        environment.Tier,
        environment.CreatedAt,
        environment.UpdatedAt,
        AutoStopAt = (DateTimeOffset?)null,
    };
}
