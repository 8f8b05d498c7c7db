using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.GitLab;
using Sallyport.Server.Http;

namespace Sallyport.Server.GitLab;

/// <summary>
/// The variables of a schedule. Source: "Pipeline schedule variables" in "Pipeline schedules API", GitLab
/// documentation.
/// </summary>
internal static class ScheduleVariableEndpoints
{
    private const string List = $"{ScheduleEndpoints.One}/variables";
    private const string One = $"{List}/{{key}}";

    /// <summary>Maps the routes.</summary>
    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost(List, CreateAsync).Requires(GitLabAccess.Developer);
        api.MapGet(One, GetAsync).Requires(GitLabAccess.Developer);
        api.MapPut(One, ChangeAsync).Requires(GitLabAccess.Developer);
        api.MapDelete(One, DeleteAsync).Requires(GitLabAccess.Developer);
    }

    private static async Task<IResult> GetAsync(HttpContext context, IScheduleStore rows, IGitLabStore store)
    {
        var (project, schedule) = await ScheduleEndpoints.FindAsync(context, rows, store);
        Schedules.RequireManager(schedule, project, context.User());
        return Show(ScheduleVariables.Find(schedule.Variables, Key(context)), 200);
    }

    private static async Task<IResult> CreateAsync(
        HttpContext context, Schedules schedules, IScheduleStore rows, IGitLabStore store)
    {
        var (project, schedule) = await ScheduleEndpoints.FindAsync(context, rows, store);
        Schedules.RequireChange(schedule, project, context.User());
        var parameters = await context.ParametersAsync();
        foreach (var name in (string[])["key", "value"])
            if (!parameters.Has(name))
                throw GitLabErrors.Missing(name).ToException();
        var added = new JobVariable(
            parameters.Word("key"), parameters.Word("value"), File: IsFile(parameters) ?? false);
        var changed = await schedules.SetVariablesAsync(
            schedule, known => ScheduleVariables.Add(known, added), context.RequestAborted);
        return Show(ScheduleVariables.Find(changed.Variables, added.Key), 201);
    }

    private static async Task<IResult> ChangeAsync(
        HttpContext context, Schedules schedules, IScheduleStore rows, IGitLabStore store)
    {
        var (project, schedule) = await ScheduleEndpoints.FindAsync(context, rows, store);
        Schedules.RequireChange(schedule, project, context.User());
        var parameters = await context.ParametersAsync();
        var value = parameters.Has("value") ? parameters.Word("value") : null;
        var isFile = IsFile(parameters);
        var changed = await schedules.SetVariablesAsync(
            schedule,
            known => ScheduleVariables.Change(known, Key(context), value, isFile),
            context.RequestAborted);
        return Show(ScheduleVariables.Find(changed.Variables, Key(context)), 200);
    }

    private static async Task<IResult> DeleteAsync(
        HttpContext context, Schedules schedules, IScheduleStore rows, IGitLabStore store)
    {
        var (project, schedule) = await ScheduleEndpoints.FindAsync(context, rows, store);
        Schedules.RequireManager(schedule, project, context.User());
        var found = ScheduleVariables.Find(schedule.Variables, Key(context));
        await schedules.SetVariablesAsync(
            schedule, known => ScheduleVariables.Remove(known, Key(context)), context.RequestAborted);
        return Show(found, 202);
    }

    private static string Key(HttpContext context) => (string)context.Request.RouteValues["key"]!;

    private static bool? IsFile(GitLabParameters parameters) =>
        VariableEndpoints.IsFile(parameters.Text("variable_type"));

    private static IResult Show(JobVariable variable, int status) =>
        Results.Json(ScheduleJson.Variable(variable), GitLabJson.Options, statusCode: status);
}
