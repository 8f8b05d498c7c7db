namespace Sallyport.Core.GitLab;

/// <summary>
/// What a user may do with a schedule. Source: <c>app/policies/ci/pipeline_schedule_policy.rb</c>, gitlabhq.
/// </summary>
internal static class ScheduleRights
{
    /// <summary>Whether pipelines of the project can run as this user.</summary>
    public static bool MayRunIn(this GitLabUser user, Project project) =>
        user.LevelIn(project) >= AccessLevels.Developer;

    /// <summary>Whether the user may start its pipeline now, and make one like it.</summary>
    public static bool MayPlay(this GitLabUser user, PipelineSchedule schedule, Project project) =>
        project.MayRunPipeline(user, schedule.Target);

    /// <summary>Whether the user may change it: its owner, and administrators.</summary>
    public static bool MayChange(this GitLabUser user, PipelineSchedule schedule, Project project) =>
        (user.IsAdministrator || user.Id == schedule.OwnerId) && user.MayPlay(schedule, project);

    /// <summary>Whether the user may own or delete it and see its variables: its owner, and maintainers.</summary>
    public static bool Manages(this GitLabUser user, PipelineSchedule schedule, Project project)
    {
        var isOwner = user.Id == schedule.OwnerId && user.MayRunIn(project);
        return isOwner || user.LevelIn(project) >= AccessLevels.Maintainer;
    }
}
