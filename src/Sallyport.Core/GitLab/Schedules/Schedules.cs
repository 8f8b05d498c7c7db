namespace Sallyport.Core.GitLab;

/// <summary>What a schedule is to be. What is null stays as it is.</summary>
/// <param name="Description">What it is for.</param>
/// <param name="Ref">The full name of the branch or tag.</param>
/// <param name="Cron">The cron expression.</param>
/// <param name="CronTimezone">The time zone in which the expression is read.</param>
/// <param name="IsActive">Whether it starts pipelines.</param>
public sealed record ScheduleChange(
    string? Description, string? Ref, string? Cron, string? CronTimezone, bool? IsActive);

/// <summary>
/// The door to this room: schedules, who may change them, and when each is due. The pipelines that they start belong to
/// <see cref="Pipelines"/>. Source: <c>lib/api/ci/pipeline_schedules.rb</c> and
/// <c>app/services/ci/pipeline_schedules</c>, gitlabhq.
/// </summary>
public sealed class Schedules(IScheduleStore store, TimeProvider time)
{
    /// <summary>The <c>CI_PIPELINE_SOURCE</c> of a pipeline that a schedule started.</summary>
    public const string Source = "schedule";

    private const int Attempts = 20;
    private const int Maximum = 10; // GitLab's default for a project

    /// <summary>Makes a schedule, which its maker owns.</summary>
    public async Task<PipelineSchedule> CreateAsync(
        Project project, GitLabUser user, ScheduleChange change, CancellationToken cancel)
    {
        var schedule = new PipelineSchedule
        {
            ProjectKey = project.Key,
            OwnerId = user.Id,
            CreatedAt = time.GetUtcNow(),
            UpdatedAt = time.GetUtcNow(),
        };
        Apply(change, schedule);
        if (!user.MayPlay(schedule, project))
            throw NotAuthorized("create").ToException();
        Check(schedule);
        if ((await store.ListAsync(project.Key, cancel)).Count >= Maximum)
            throw GitLabErrors.Validation("base", $"Maximum number of ci pipeline schedules ({Maximum}) exceeded")
                .ToException();
        SetNextRun(schedule);
        await store.AddAsync(schedule, cancel);
        return schedule;
    }

    /// <summary>Changes a schedule, after which it is due as its expression says from now on.</summary>
    public Task<PipelineSchedule> ChangeAsync(
        PipelineSchedule schedule, Project project, GitLabUser user, ScheduleChange change, CancellationToken cancel) =>
        WriteAsync(
            schedule,
            s =>
            {
                RequireChange(s, project, user);
                Apply(change, s);
                if (!user.MayChange(s, project))
                    throw NotAuthorized("update").ToException();
                Check(s);
                SetNextRun(s);
            },
            cancel);

    /// <summary>Makes the user its owner.</summary>
    public Task<PipelineSchedule> OwnAsync(
        PipelineSchedule schedule, Project project, GitLabUser user, CancellationToken cancel) => WriteAsync(
            schedule,
            s =>
            {
                RequireManager(s, project, user);
                s.OwnerId = user.Id;
                SetNextRun(s);
            },
            cancel);

    /// <summary>Removes a schedule.</summary>
    public Task DeleteAsync(PipelineSchedule schedule, Project project, GitLabUser user, CancellationToken cancel)
    {
        RequireManager(schedule, project, user);
        return store.DeleteAsync(schedule, cancel);
    }

    /// <summary>Gives it the variables that an act on them leaves.</summary>
    public Task<PipelineSchedule> SetVariablesAsync(
        PipelineSchedule schedule,
        Func<IReadOnlyList<JobVariable>, IReadOnlyList<JobVariable>> act,
        CancellationToken cancel) => WriteAsync(schedule, s => s.Variables = act(s.Variables), cancel);

    /// <summary>Makes it start no more pipelines.</summary>
    public Task DeactivateAsync(PipelineSchedule schedule, CancellationToken cancel) =>
        WriteAsync(schedule, s => s.IsActive = false, cancel);

    /// <summary>
    /// Takes the run of a schedule that is due: true for one of all who ask, however many times were missed. It is due
    /// again at the next time of its expression.
    /// </summary>
    public async Task<bool> TakeRunAsync(PipelineSchedule schedule, CancellationToken cancel)
    {
        if (!schedule.IsActive || schedule.NextRunAt > time.GetUtcNow())
            return false;
        SetNextRun(schedule);
        return await store.UpdateAsync(schedule, cancel) == StoreOutcome.Done;
    }

    /// <summary>Whether pipelines can still run as the owner of a schedule of the project.</summary>
    public static bool HasOwner(GitLabUser? owner, Project project) => owner?.MayRunIn(project) == true;

    /// <summary>Whether the user sees the variables of a schedule.</summary>
    public static bool ShowsVariables(PipelineSchedule schedule, Project project, GitLabUser user) =>
        user.Manages(schedule, project);

    /// <summary>Refuses a user who may not start the pipeline of a schedule.</summary>
    public static void RequirePlay(PipelineSchedule schedule, Project project, GitLabUser user) =>
        Require(user.MayPlay(schedule, project));

    /// <summary>Refuses a user who may not change a schedule and its variables.</summary>
    public static void RequireChange(PipelineSchedule schedule, Project project, GitLabUser user) =>
        Require(user.MayChange(schedule, project));

    /// <summary>Refuses a user who may neither own nor delete a schedule.</summary>
    public static void RequireManager(PipelineSchedule schedule, Project project, GitLabUser user) =>
        Require(user.Manages(schedule, project));

    private static void Require(bool isAllowed)
    {
        if (!isAllowed)
            throw GitLabErrors.Forbidden.ToException();
    }

    private static GitLabRefusal NotAuthorized(string act) => GitLabErrors.Validation(
        "base", $"The current user is not authorized to {act} the pipeline schedule");

    private static void Apply(ScheduleChange change, PipelineSchedule schedule)
    {
        schedule.Description = change.Description ?? schedule.Description;
        schedule.Ref = change.Ref ?? schedule.Ref;
        schedule.Cron = change.Cron?.Trim() ?? schedule.Cron;
        schedule.CronTimezone = change.CronTimezone ?? schedule.CronTimezone;
        schedule.IsActive = change.IsActive ?? schedule.IsActive;
    }

    private static void Check(PipelineSchedule schedule)
    {
        if (!CronTimes.IsExpression(schedule.Cron))
            throw GitLabErrors.Validation("cron", SyntaxErrors(schedule.Cron)).ToException();
        if (!CronTimes.IsZone(schedule.CronTimezone))
            throw GitLabErrors.Validation("cron_timezone", SyntaxErrors(schedule.CronTimezone)).ToException();
        if (schedule.Description.Trim().Length == 0)
            throw GitLabErrors.Validation("description", "can't be blank").ToException();
    }

    private static List<string> SyntaxErrors(string text) =>
        text.Trim().Length == 0 ? ["syntax is invalid", "can't be blank"] : ["syntax is invalid"];

    private void SetNextRun(PipelineSchedule schedule) =>
        schedule.NextRunAt = CronTimes.Next(schedule.Cron, schedule.CronTimezone, time.GetUtcNow());

    private async Task<PipelineSchedule> WriteAsync(
        PipelineSchedule schedule, Action<PipelineSchedule> change, CancellationToken cancel)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            change(schedule);
            schedule.UpdatedAt = time.GetUtcNow();
            if (await store.UpdateAsync(schedule, cancel) == StoreOutcome.Done)
                return schedule;
            schedule = await store.FindAsync(schedule.ProjectKey, schedule.Id, cancel)
                ?? throw GitLabErrors.NoSchedule.ToException();
        }
        throw GitLabErrors.Conflict.ToException();
    }
}
