using Microsoft.Extensions.Logging;
using Sallyport.Core.GitLab;
using Sallyport.Core.Refusals;

namespace Sallyport.Server.GitLab;

/// <summary>
/// Starts the pipelines of schedules. Source: <c>app/workers/run_pipeline_schedule_worker.rb</c> and
/// <c>app/workers/ci/pipeline_schedules/deactivate_schedules_worker.rb</c>, gitlabhq.
/// </summary>
internal sealed class ScheduleRuns(
    Schedules schedules, IScheduleStore rows, IGitLabStore store, PipelineStarts starts, ILogger<ScheduleRuns> log)
{
    /// <summary>Starts what is due, and makes inactive what has lost its owner.</summary>
    public async Task RunDueAsync(CancellationToken cancel)
    {
        foreach (var schedule in await rows.ListActiveAsync(cancel))
        {
            if (await store.FindProjectAsync(schedule.ProjectKey, cancel) is not { } project)
                continue; // deleted meanwhile, and the schedule with it
            if (await OwnerAsync(schedule, project, cancel) is not { } owner)
                continue;
            if (await schedules.TakeRunAsync(schedule, cancel))
                await StartAsync(schedule, project, owner, cancel);
        }
    }

    /// <summary>Starts the pipeline of a schedule now, as whoever asks for it.</summary>
    public async Task PlayAsync(PipelineSchedule schedule, Project project, GitLabUser user, CancellationToken cancel)
    {
        Schedules.RequirePlay(schedule, project, user);
        if (await OwnerAsync(schedule, project, cancel) is not null)
            await StartAsync(schedule, project, user, cancel);
    }

    // Null for one who may start pipelines of the project no more.
    private async Task<GitLabUser?> OwnerAsync(PipelineSchedule schedule, Project project, CancellationToken cancel)
    {
        var owner = await store.FindUserAsync(schedule.OwnerId, cancel);
        if (Schedules.HasOwner(owner, project))
            return owner;
        await schedules.DeactivateAsync(schedule, cancel);
        log.LogWarning(
            "Schedule {Id} of {Project} is inactive now: its owner may start no pipelines there any more",
            schedule.Id, project.Path);
        return null;
    }

    // Nobody waits for it: what is wrong with its file is with the pipeline, the rest in the instance's log.
    private async Task StartAsync(
        PipelineSchedule schedule, Project project, GitLabUser user, CancellationToken cancel)
    {
        try
        {
            Schedules.RequirePlay(schedule, project, user);
            await starts.RunAsync(project, user, schedule, cancel);
        }
        catch (RefusedException refused)
        {
            log.LogWarning(
                "Schedule {Id} of {Project} started no pipeline: {Reason}",
                schedule.Id, project.Path, refused.Refusal.Message);
        }
    }
}
