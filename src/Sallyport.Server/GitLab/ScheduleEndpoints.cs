using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.GitLab;
using Sallyport.Server.Git;
using Sallyport.Server.Http;

namespace Sallyport.Server.GitLab;

/// <summary>
/// The schedules of a project. Source: "Pipeline schedules API", GitLab documentation;
/// <c>lib/api/ci/pipeline_schedules.rb</c>, gitlabhq.
/// </summary>
internal static class ScheduleEndpoints
{
    /// <summary>The path of one schedule.</summary>
    public const string One = $"{List}/{{schedule_id}}";

    private const string List = "/projects/{id}/pipeline_schedules";

    private static readonly string[] Scopes = ["active", "inactive"];

    /// <summary>Maps the routes.</summary>
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet(List, ListAsync).Requires(GitLabAccess.User);
        api.MapPost(List, CreateAsync).Requires(GitLabAccess.Developer);
        api.MapGet(One, GetAsync).Requires(GitLabAccess.User);
        api.MapPut(One, ChangeAsync).Requires(GitLabAccess.Developer);
        api.MapDelete(One, DeleteAsync).Requires(GitLabAccess.Developer);
        api.MapPost($"{One}/play", PlayAsync).Requires(GitLabAccess.Developer);
        api.MapPost($"{One}/take_ownership", OwnAsync).Requires(GitLabAccess.Developer);
        api.MapGet($"{One}/pipelines", PipelinesAsync).Requires(GitLabAccess.User);
    }

    /// <summary>The schedule that the path names, and its project.</summary>
    public static async Task<(Project Project, PipelineSchedule Schedule)> FindAsync(
        HttpContext context, IScheduleStore schedules, IGitLabStore store)
    {
        var project = await context.ProjectAsync(store);
        var id = context.RouteNumber("schedule_id");
        var found = await schedules.FindAsync(project.Key, id, context.RequestAborted);
        return (project, found ?? throw GitLabErrors.NoSchedule.ToException());
    }

    private static async Task<IResult> ListAsync(
        HttpContext context, IScheduleStore schedules, IGitLabStore store, GitLabInstance instance)
    {
        var project = await context.ProjectAsync(store);
        var scope = (await context.ParametersAsync()).Text("scope");
        if (scope is not null && !Scopes.Contains(scope, StringComparer.Ordinal))
            throw GitLabErrors.DoesNotHaveValue("scope").ToException();
        var all = await schedules.ListAsync(project.Key, context.RequestAborted);
        var shown = new List<object>();
        var wanted = all.Where(s => scope is null || s.IsActive == (scope == "active")).ToList();
        foreach (var schedule in await Page.OfAsync(context, wanted))
            shown.Add(await ScheduleJson.BriefAsync(context, schedule, store, instance));
        return Results.Json(shown, GitLabJson.Options);
    }

    private static async Task<IResult> GetAsync(
        HttpContext context, IScheduleStore schedules, IGitLabStore store, GitLabInstance instance)
    {
        var (project, found) = await FindAsync(context, schedules, store);
        var shown = await ScheduleJson.WholeAsync(context, found, project, schedules, store, instance);
        return Results.Json(shown, GitLabJson.Options);
    }

    private static async Task<IResult> CreateAsync(
        HttpContext context,
        Schedules schedules,
        IScheduleStore rows,
        IGitLabStore store,
        Repositories repositories,
        GitLabInstance instance)
    {
        var project = await context.ProjectAsync(store);
        var parameters = await context.ParametersAsync();
        foreach (var name in (string[])["description", "ref", "cron"])
            if (parameters.Text(name) is null)
                throw GitLabErrors.Missing(name).ToException();
        if (parameters.Text("ref") == "")
            throw new GitLabRefusal(400, "ref is empty", GitLabErrorForm.Error).ToException();
        var change = await ReadAsync(context, project, repositories);
        var created = await schedules.CreateAsync(project, context.User(), change, context.RequestAborted);
        var shown = await ScheduleJson.WholeAsync(context, created, project, rows, store, instance);
        return Results.Json(shown, GitLabJson.Options, statusCode: 201);
    }

    private static async Task<IResult> ChangeAsync(
        HttpContext context,
        Schedules schedules,
        IScheduleStore rows,
        IGitLabStore store,
        Repositories repositories,
        GitLabInstance instance)
    {
        var (project, found) = await FindAsync(context, rows, store);
        Schedules.RequireChange(found, project, context.User());
        var change = await ReadAsync(context, project, repositories);
        var changed = await schedules.ChangeAsync(found, project, context.User(), change, context.RequestAborted);
        var shown = await ScheduleJson.WholeAsync(context, changed, project, rows, store, instance);
        return Results.Json(shown, GitLabJson.Options);
    }

    private static async Task<IResult> DeleteAsync(
        HttpContext context, Schedules schedules, IScheduleStore rows, IGitLabStore store)
    {
        var (project, found) = await FindAsync(context, rows, store);
        await schedules.DeleteAsync(found, project, context.User(), context.RequestAborted);
        return Results.NoContent();
    }

    private static async Task<IResult> PlayAsync(
        HttpContext context, ScheduleRuns runs, IScheduleStore rows, IGitLabStore store)
    {
        var (project, found) = await FindAsync(context, rows, store);
        await runs.PlayAsync(found, project, context.User(), context.RequestAborted);
        return Results.Json(new { message = "201 Created" }, GitLabJson.Options, statusCode: 201);
    }

    private static async Task<IResult> OwnAsync(
        HttpContext context, Schedules schedules, IScheduleStore rows, IGitLabStore store, GitLabInstance instance)
    {
        var (project, found) = await FindAsync(context, rows, store);
        var isOwned = found.OwnerId == context.User().Id;
        var owned = await schedules.OwnAsync(found, project, context.User(), context.RequestAborted);
        var shown = await ScheduleJson.WholeAsync(context, owned, project, rows, store, instance);
        return Results.Json(shown, GitLabJson.Options, statusCode: isOwned ? 200 : 201);
    }

    private static async Task<IResult> PipelinesAsync(
        HttpContext context, IScheduleStore schedules, IGitLabStore store, GitLabInstance instance)
    {
        var (project, found) = await FindAsync(context, schedules, store);
        var all = await schedules.ListPipelinesAsync(found.Id, context.RequestAborted);
        var shown = await Page.OfAsync(context, all);
        return Results.Json(shown.Select(p => PipelineJson.Brief(p, project, instance)), GitLabJson.Options);
    }

    private static async Task<ScheduleChange> ReadAsync(
        HttpContext context, Project project, Repositories repositories)
    {
        var parameters = await context.ParametersAsync();
        if (parameters.Has("inputs"))
            throw GitLabErrors.Bad("400 Bad request - Schedules here have no inputs").ToException();
        var name = parameters.Text("ref");
        var reference = name is null ? null : await ExpandAsync(context, project, name, repositories);
        return new ScheduleChange(
            parameters.Text("description"),
            reference,
            parameters.Text("cron"),
            parameters.Text("cron_timezone"),
            parameters.Flag("active"));
    }

    // A short name that no ref has is as ambiguous to GitLab as one that two have.
    private static async Task<string> ExpandAsync(
        HttpContext context, Project project, string name, Repositories repositories)
    {
        if (Ref.OfPath(name) is not null)
            return name;
        var known = repositories.Find(project.Key) is { } repository
            ? await repository.RefsAsync(context.RequestAborted)
            : [];
        var found = Ref.OfName(name).Where(c => known.ContainsKey(c.Path)).ToList();
        return found is [var only]
            ? only.Path
            : throw GitLabErrors.Validation("ref", "is ambiguous").ToException();
    }
}
