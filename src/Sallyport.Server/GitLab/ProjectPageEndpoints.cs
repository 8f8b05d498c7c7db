using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.GitLab;
using Sallyport.Portal.GitLab;
using Sallyport.Server.Git;
using Sallyport.Server.Http;
using Sallyport.Server.Pages;

namespace Sallyport.Server.GitLab;

/// <summary>The pages of a project: itself, its pipelines and its jobs.</summary>
internal static class ProjectPageEndpoints
{
    private const int Latest = 5;

    /// <summary>Maps the routes.</summary>
    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet("", ProjectAsync).Requires(GitLabAccess.Visitor);
        pages.MapGet("/pipelines", PipelinesAsync).Requires(GitLabAccess.Visitor);
        pages.MapGet("/pipelines/{number}", PipelineAsync).Requires(GitLabAccess.Visitor);
        pages.MapGet("/jobs/{number}", JobAsync).Requires(GitLabAccess.Visitor);
        pages.MapGet("/jobs/{number}/raw", LogAsync).Requires(GitLabAccess.Visitor);
        foreach (var action in (string[])["play", "retry", "cancel"])
            pages.MapPost($"/jobs/{{number}}/{action}", (HttpContext context, JobActions actions, IGitLabStore store) =>
                ActAsync(context, action, actions, store))
                .Requires(GitLabAccess.Session).AddEndpointFilter(PageAnswers.CheckFormAsync);
    }

    /// <summary>
    /// The project of the page. Whoever may not see it is told that there is none, and a visitor is sent to sign in.
    /// </summary>
    public static async Task<Project> FindAsync(HttpContext context, IGitLabStore store)
    {
        var user = context.Features.Get<GitLabUser>();
        var project = await store.FindProjectAsync(PageRoute.ProjectOf(context), context.RequestAborted);
        if (project is not null && user.MaySee(project))
            return project;
        throw (user is null ? GitLabErrors.Unauthorized : GitLabErrors.NotFound("Project")).ToException();
    }

    private static async Task<IResult> ProjectAsync(
        HttpContext context,
        IGitLabStore store,
        IEnvironmentStore environments,
        GitLabInstance instance,
        Repositories repositories)
    {
        if (await FindGroupAsync(context, store) is { } group)
            return await SessionPageEndpoints.ShowListAsync(context, store, group);
        var project = await FindAsync(context, store);
        return PageAnswers.Show<ProjectPage>(context, new()
        {
            ["Project"] = project,
            ["Choice"] = await ChoiceAsync(context, project, environments),
            ["Pipelines"] = await store.ListPipelinesAsync(project.Key, 0, Latest, context.RequestAborted),
            ["CloneUrl"] = $"{instance.Url}/{project.Path}.git",
            ["Issuer"] = instance.IdTokenIssuer,
            ["HasRepository"] = repositories.Find(project.Key) is not null,
            ["MaySet"] = MaySet(context, project),
        });
    }

    private static async Task<ProjectNamespace?> FindGroupAsync(HttpContext context, IGitLabStore store)
    {
        var user = context.Features.Get<GitLabUser>();
        var group = await store.FindNamespaceAsync(PageRoute.ProjectOf(context), context.RequestAborted);
        return group is not null && user.MaySee(group) ? group : null;
    }

    private static async Task<SubjectChoice> ChoiceAsync(
        HttpContext context, Project project, IEnvironmentStore environments)
    {
        var choice = new SubjectChoice(
            Asked(context, "branch", project.DefaultBranch),
            Asked(context, "tag", "v1.0.0"),
            Asked(context, "environment", "production"));
        var user = context.Features.Get<GitLabUser>();
        if (user is not null && !user.ReadsCode(project))
            return choice; // guests of a private project do not see its environments
        var kept = await environments.FindAsync(project.Key, choice.Environment, context.RequestAborted);
        return choice with { KeptTier = kept?.Tier };
    }

    private static async Task<IResult> PipelinesAsync(HttpContext context, IGitLabStore store)
    {
        var project = await FindAsync(context, store);
        var page = new PageNumber(context);
        var rows = await store.ListPipelinesAsync(project.Key, page.Skip, PageNumber.Take, context.RequestAborted);
        var shown = PageNumber.Cut(rows);
        return PageAnswers.Show<PipelineListPage>(context, new()
        {
            ["Project"] = project,
            ["Pipelines"] = shown.Rows,
            ["Page"] = page.Number,
            ["HasNext"] = shown.HasNext,
            ["MaySet"] = MaySet(context, project),
        });
    }

    private static async Task<IResult> PipelineAsync(HttpContext context, IGitLabStore store)
    {
        var project = await FindAsync(context, store);
        var pipeline = await store.FindPipelineAsync(context.RouteNumber("number"), context.RequestAborted);
        if (pipeline?.ProjectKey != project.Key)
            throw GitLabErrors.NotFound("Pipeline").ToException();
        return PageAnswers.Show<PipelinePage>(context, new()
        {
            ["Project"] = project, ["Pipeline"] = pipeline, ["MaySet"] = MaySet(context, project),
        });
    }

    private static async Task<IResult> JobAsync(HttpContext context, IGitLabStore store)
    {
        var (project, pipeline, job) = await FindJobAsync(context, store);
        return PageAnswers.Show<JobPage>(context, new()
        {
            ["Project"] = project,
            ["Pipeline"] = pipeline,
            ["Job"] = job,
            ["Log"] = await StoredLog.EndAsync(store, job, context.RequestAborted),
            ["MaySet"] = MaySet(context, project),
            ["Portal"] = OtherSite.PortalOf(context.Request),
            ["Child"] = await store.FindChildAsync(job.Id, context.RequestAborted),
            ["MayRun"] = await MayRunAsync(context, pipeline, store),
        });
    }

    private static async Task<IResult> LogAsync(HttpContext context, IGitLabStore store)
    {
        var (_, _, job) = await FindJobAsync(context, store);
        return StoredLog.Send(store, job, "text/plain; charset=utf-8", context.RequestAborted);
    }

    private static async Task<IResult> ActAsync(
        HttpContext context, string action, JobActions actions, IGitLabStore store)
    {
        var (project, _, job) = await FindJobAsync(context, store);
        GitLabRights.RequireLevel(LevelOf(context, project), AccessLevels.Developer);
        var (_, next) = action switch
        {
            "play" => await actions.PlayAsync(job.Id, context.User(), context.RequestAborted),
            "retry" => await actions.RetryAsync(job.Id, context.User(), context.RequestAborted),
            _ => await actions.CancelAsync(job.Id, context.User(), context.RequestAborted),
        };
        return PageAnswers.RedirectTo(context, project, $"jobs/{next.Id}");
    }

    private static async Task<(Project Project, Pipeline Pipeline, Job Job)> FindJobAsync(
        HttpContext context, IGitLabStore store)
    {
        var project = await FindAsync(context, store);
        var (pipeline, job) = await JobEndpoints.FindAsync(context, project, context.RouteNumber("number"), store);
        return (project, pipeline, job);
    }

    private static string Asked(HttpContext context, string name, string otherwise)
    {
        var text = context.Request.Query[name].ToString().Trim();
        return text.Length is > 0 and <= 255 ? text : otherwise;
    }

    private static int LevelOf(HttpContext context, Project project) =>
        context.Features.Get<GitLabUser>()?.LevelIn(project) ?? AccessLevels.None;

    private static async Task<bool> MayRunAsync(HttpContext context, Pipeline pipeline, IGitLabStore store) =>
        context.Features.Get<GitLabUser>() is { } user
        && await store.MayRunAsync(user, pipeline, context.RequestAborted);

    private static bool MaySet(HttpContext context, Project project) =>
        LevelOf(context, project) >= AccessLevels.Maintainer;
}
