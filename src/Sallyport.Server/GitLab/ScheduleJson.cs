using Microsoft.AspNetCore.Http;
using Sallyport.Core.GitLab;

namespace Sallyport.Server.GitLab;

/// <summary>
/// Schedules as the REST API shows them. Source: "Pipeline schedules API", GitLab documentation.
/// </summary>
internal static class ScheduleJson
{
    /// <summary>A schedule in a list.</summary>
    public static async Task<Dictionary<string, object?>> BriefAsync(
        HttpContext context, PipelineSchedule schedule, IGitLabStore store, GitLabInstance instance)
    {
        var owner = await store.FindUserAsync(schedule.OwnerId, context.RequestAborted);
        return new Dictionary<string, object?>
        {
            ["id"] = schedule.Id,
            ["description"] = schedule.Description,
            ["ref"] = schedule.Ref,
            ["cron"] = schedule.Cron,
            ["cron_timezone"] = schedule.CronTimezone,
            ["next_run_at"] = schedule.NextRunAt,
            ["active"] = schedule.IsActive,
            ["created_at"] = schedule.CreatedAt,
            ["updated_at"] = schedule.UpdatedAt,
            ["owner"] = UserJson.Brief(owner!, instance), // a foreign key
        };
    }

    /// <summary>A schedule by itself. Its variables are there for those who may see them.</summary>
    public static async Task<Dictionary<string, object?>> WholeAsync(
        HttpContext context,
        PipelineSchedule schedule,
        Project project,
        IScheduleStore schedules,
        IGitLabStore store,
        GitLabInstance instance)
    {
        var shown = await BriefAsync(context, schedule, store, instance);
        var last = await schedules.LastPipelineAsync(schedule.Id, context.RequestAborted);
        shown["last_pipeline"] = last is null ? null : PipelineJson.Brief(last, project, instance);
        if (Schedules.ShowsVariables(schedule, project, context.User()))
            shown["variables"] = schedule.Variables.Select(Variable);
        return shown;
    }

    /// <summary>A variable of a schedule.</summary>
    public static Dictionary<string, object?> Variable(JobVariable variable) => new()
    {
        ["variable_type"] = variable.File ? "file" : "env_var",
        ["key"] = variable.Key,
        ["value"] = variable.Value,
        ["raw"] = variable.Raw,
    };
}
