using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.GitLab;
using Sallyport.Server.Http;

namespace Sallyport.Server.GitLab;

/// <summary>
/// How runners come and go. Source: "Runners API" and "Users API", create a runner, GitLab documentation;
/// <c>lib/api/ci/runner.rb</c>, gitlabhq.
/// </summary>
internal static class RegistrationEndpoints
{
    /// <summary>Maps the routes.</summary>
    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/runners", RegisterAsync).Requires(GitLabAccess.Registration);
        api.MapPost("/user/runners", CreateAsync).Requires(GitLabAccess.User);
        api.MapPost("/runners/verify", (Delegate)VerifyAsync).Requires(GitLabAccess.Runner);
        api.MapDelete("/runners", DeleteAsync).Requires(GitLabAccess.Runner);
        api.MapDelete("/runners/managers", (Delegate)DeleteManagerAsync).Requires(GitLabAccess.Runner);
        api.MapPost("/runners/reset_authentication_token", ResetTokenAsync).Requires(GitLabAccess.Runner);
        api.MapPost("/runners/reset_registration_token", ResetInstanceAsync).Requires(GitLabAccess.Administrator);
        api.MapPost("/projects/{id}/runners/reset_registration_token", ResetProjectAsync).Requires(GitLabAccess.User);
        api.MapGet("/runners/all", ListAsync).Requires(GitLabAccess.Administrator);
        api.MapGet("/runners/{id}", GetAsync).Requires(GitLabAccess.Administrator);
        api.MapPut("/runners/{id}", UpdateAsync).Requires(GitLabAccess.Administrator);
        api.MapDelete("/runners/{id}", RemoveAsync).Requires(GitLabAccess.Administrator);
    }

    private static async Task<IResult> RegisterAsync(HttpContext context, Runners runners)
    {
        var parameters = await context.ParametersAsync();
        var request = RunnerParameters.Read(parameters, new RunnerRequest());
        var (runner, token) = await runners.RegisterAsync(
            parameters.RequiredText("token"), request, context.RequestAborted);
        return Registered(runner, token);
    }

    private static async Task<IResult> CreateAsync(HttpContext context, Runners runners, IGitLabStore store)
    {
        var parameters = await context.ParametersAsync();
        var request = RunnerParameters.Read(parameters, new RunnerRequest());
        request = parameters.RequiredText("runner_type") switch
        {
            "instance_type" when context.User().IsAdministrator => request,
            "instance_type" => throw GitLabErrors.Forbidden.ToException(),
            "project_type" => request with { ProjectKey = await ProjectAsync(context, parameters, store) },
            _ => throw GitLabErrors.DoesNotHaveValue("runner_type").ToException(),
        };
        var (runner, token) = await runners.CreateAsync(request, context.RequestAborted);
        return Registered(runner, token);
    }

    private static async Task<Guid> ProjectAsync(HttpContext context, GitLabParameters parameters, IGitLabStore store)
    {
        var id = parameters.Number("project_id") ?? throw GitLabErrors.Missing("project_id").ToException();
        var project = await store.FindProjectAsync(id, context.RequestAborted);
        return project is null
            ? throw GitLabErrors.NotFound("Project").ToException()
            : context.Require(project).Key; // the route names no level: a maintainer's
    }

    private static async Task<IResult> VerifyAsync(HttpContext context)
    {
        var parameters = await context.ParametersAsync();
        var token = parameters.Text("token") ?? context.Request.Headers["RUNNER-TOKEN"].ToString();
        return Results.Json(Credentials(Runner(context), token), GitLabJson.Options);
    }

    private static async Task<IResult> DeleteAsync(HttpContext context, IRunnerStore store)
    {
        await store.DeleteAsync(Runner(context), context.RequestAborted);
        return Results.NoContent();
    }

    // The machines of a runner are not told apart here, so there is nothing to remove.
    private static async Task<IResult> DeleteManagerAsync(HttpContext context)
    {
        _ = (await context.ParametersAsync()).RequiredText("system_id");
        return Results.NoContent();
    }

    private static async Task<IResult> ResetTokenAsync(HttpContext context, Runners runners) =>
        Reset(await runners.ResetTokenAsync(Runner(context), context.RequestAborted));

    private static async Task<IResult> ResetInstanceAsync(HttpContext context, Runners runners) =>
        Reset(await runners.ResetRegistrationAsync(null, context.RequestAborted));

    private static async Task<IResult> ResetProjectAsync(HttpContext context, Runners runners, IGitLabStore store)
    {
        var project = await context.ProjectAsync(store);
        return Reset(await runners.ResetRegistrationAsync(project.Key, context.RequestAborted));
    }

    private static async Task<IResult> ListAsync(HttpContext context, IRunnerStore store)
    {
        var page = await Page.ReadAsync(context);
        var all = await store.ListRunnersAsync(context.RequestAborted);
        page.WriteHeaders(context, all.Count);
        return Results.Json(all.Skip(page.Skip).Take(page.Size).Select(RunnerParameters.Show), GitLabJson.Options);
    }

    private static async Task<IResult> GetAsync(HttpContext context, IRunnerStore store) =>
        Results.Json(RunnerParameters.Show(await FindAsync(context, store)), GitLabJson.Options);

    private static async Task<IResult> UpdateAsync(HttpContext context, Runners runners, IRunnerStore store)
    {
        var runner = await FindAsync(context, store);
        var request = RunnerParameters.Read(await context.ParametersAsync(), RunnerParameters.Of(runner));
        await runners.UpdateAsync(runner, request, context.RequestAborted);
        return Results.Json(RunnerParameters.Show(runner), GitLabJson.Options);
    }

    private static async Task<IResult> RemoveAsync(HttpContext context, IRunnerStore store)
    {
        await store.DeleteAsync(await FindAsync(context, store), context.RequestAborted);
        return Results.NoContent();
    }

    private static async Task<GitLabRunner> FindAsync(HttpContext context, IRunnerStore store) =>
        await store.FindRunnerAsync(context.RouteNumber("id"), context.RequestAborted)
        ?? throw GitLabErrors.NotFound("Runner").ToException();

    private static GitLabRunner Runner(HttpContext context) => context.Features.GetRequiredFeature<GitLabRunner>();

    private static IResult Registered(GitLabRunner runner, string token) =>
        Results.Json(Credentials(runner, token), GitLabJson.Options, statusCode: 201);

    private static IResult Reset(string token) =>
        Results.Json(new { token, token_expires_at = (string?)null }, GitLabJson.Options, statusCode: 201);

    private static object Credentials(GitLabRunner runner, string token) =>
        new { runner.Id, token, token_expires_at = (string?)null };
}
