using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.GitLab;
using Sallyport.Core.GitLab.Ci;
using Sallyport.Server.Http;

namespace Sallyport.Server.GitLab;

/// <summary>
/// Trigger tokens, and the pipelines that they start. Source: "Pipeline trigger tokens API", GitLab documentation;
/// <c>lib/api/ci/triggers.rb</c> and <c>app/services/ci/pipeline_trigger_service.rb</c>, gitlabhq.
/// </summary>
internal static class TriggerEndpoints
{
    private const string List = "/projects/{id}/triggers";
    private const string One = $"{List}/{{trigger_id}}";

    /// <summary>Maps the routes.</summary>
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet(List, ListAsync).Requires(GitLabAccess.Maintainer);
        api.MapPost(List, CreateAsync).Requires(GitLabAccess.Maintainer);
        api.MapGet(One, GetAsync).Requires(GitLabAccess.Maintainer);
        api.MapPut(One, ChangeAsync).Requires(GitLabAccess.Maintainer);
        api.MapDelete(One, DeleteAsync).Requires(GitLabAccess.Maintainer);
        api.MapPost("/projects/{id}/trigger/pipeline", StartAsync).AllowAnonymous(); // the token is a parameter
    }

    private static async Task<IResult> ListAsync(
        HttpContext context, ITriggerStore triggers, IGitLabStore store, GitLabInstance instance)
    {
        var project = await context.ProjectAsync(store);
        var all = await triggers.ListAsync(project.Key, context.RequestAborted);
        var shown = new List<object>();
        foreach (var trigger in await Page.OfAsync(context, all))
            shown.Add(await ShowAsync(context, trigger, trigger.ShortToken, store, instance));
        return Results.Json(shown, GitLabJson.Options);
    }

    private static async Task<IResult> GetAsync(
        HttpContext context, ITriggerStore triggers, IGitLabStore store, GitLabInstance instance)
    {
        var found = await FindAsync(context, triggers, store);
        var shown = await ShowAsync(context, found, found.ShortToken, store, instance);
        return Results.Json(shown, GitLabJson.Options);
    }

    private static async Task<IResult> CreateAsync(
        HttpContext context, Triggers triggers, IGitLabStore store, GitLabInstance instance)
    {
        var project = await context.ProjectAsync(store);
        var description = (await context.ParametersAsync()).Text("description")
            ?? throw GitLabErrors.Missing("description").ToException();
        var (trigger, token) = await triggers.CreateAsync(
            project, context.User(), description, context.RequestAborted);
        var shown = await ShowAsync(context, trigger, token, store, instance);
        return Results.Json(shown, GitLabJson.Options, statusCode: 201);
    }

    private static async Task<IResult> ChangeAsync(
        HttpContext context, Triggers triggers, ITriggerStore rows, IGitLabStore store, GitLabInstance instance)
    {
        var found = await FindAsync(context, rows, store);
        var description = (await context.ParametersAsync()).Text("description");
        var changed = await triggers.ChangeAsync(found, context.User(), description, context.RequestAborted);
        var shown = await ShowAsync(context, changed, changed.ShortToken, store, instance);
        return Results.Json(shown, GitLabJson.Options);
    }

    private static async Task<IResult> DeleteAsync(HttpContext context, ITriggerStore triggers, IGitLabStore store)
    {
        await triggers.DeleteAsync(await FindAsync(context, triggers, store), context.RequestAborted);
        return Results.NoContent();
    }

    private static async Task<IResult> StartAsync(
        HttpContext context, Triggers triggers, PipelineStarts starts, IGitLabStore store, GitLabInstance instance)
    {
        var parameters = await context.ParametersAsync();
        var token = parameters.RequiredText("token");
        var name = parameters.RequiredText("ref");
        var variables = VariablesOf(parameters);
        var project = await GitLabRequestExtensions.FindProjectAsync(context, store)
            ?? throw GitLabErrors.NoTrigger.ToException();
        var trigger = await triggers.UseAsync(project, token, context.RequestAborted)
            ?? throw GitLabErrors.NoTrigger.ToException();
        var owner = (await store.FindUserAsync(trigger.OwnerId, context.RequestAborted))!; // a foreign key
        var given = new StartRequest(name, Triggers.Source)
        {
            Variables = [.. variables, Payload(context, name, variables)],
            Inputs = PipelineParameters.InputsOf(parameters),
            ShortTriggerToken = trigger.ShortToken,
        };
        var created = await starts.CreateAsync(project, owner, given, context.RequestAborted);
        var shown = PipelineJson.Whole(created, project, owner, instance);
        return Results.Json(shown, GitLabJson.Options, statusCode: 201);
    }

    private static IReadOnlyList<JobVariable> VariablesOf(GitLabParameters parameters)
    {
        var members = parameters.Members("variables");
        if (members.Any(m => m.Value.ValueKind != JsonValueKind.String))
            throw GitLabErrors.Bad("variables needs to be a map of key-valued strings").ToException();
        var isWrong = members.Any(m => !YamlVariable.IsName(m.Name) || m.Value.GetString()!.Contains('\0'));
        if (isWrong)
            throw GitLabErrors.NoPipeline("Variables key is invalid").ToException();
        return [.. members.Select(m => new JobVariable(m.Name, m.Value.GetString()!))];
    }

    // What the request said, but the token, in a file for the jobs.
    private static JobVariable Payload(HttpContext context, string name, IReadOnlyList<JobVariable> variables)
    {
        var named = variables.ToDictionary(v => v.Key, v => v.Value, StringComparer.Ordinal);
        var sent = new { id = context.ProjectPath(), @ref = name, variables = named };
        return new JobVariable("TRIGGER_PAYLOAD", JsonSerializer.Serialize(sent, GitLabJson.Options), File: true);
    }

    private static async Task<PipelineTrigger> FindAsync(
        HttpContext context, ITriggerStore triggers, IGitLabStore store)
    {
        var project = await context.ProjectAsync(store);
        var id = context.RouteNumber("trigger_id");
        return await triggers.FindAsync(project.Key, id, context.RequestAborted)
            ?? throw GitLabErrors.NoRecord.ToException();
    }

    private static async Task<object> ShowAsync(
        HttpContext context, PipelineTrigger trigger, string token, IGitLabStore store, GitLabInstance instance)
    {
        var owner = await store.FindUserAsync(trigger.OwnerId, context.RequestAborted);
        return new
        {
            trigger.Id,
            token,
            trigger.Description,
            trigger.CreatedAt,
            trigger.UpdatedAt,
            trigger.LastUsed,
            owner = UserJson.Brief(owner!, instance), // a foreign key
        };
    }
}
