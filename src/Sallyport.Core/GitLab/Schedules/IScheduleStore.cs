namespace Sallyport.Core.GitLab;

/// <summary>What the room of the schedules asks of the database. Reads return detached copies.</summary>
public interface IScheduleStore
{
    /// <summary>The schedules of a project, by id.</summary>
    Task<IReadOnlyList<PipelineSchedule>> ListAsync(Guid projectKey, CancellationToken cancel);

    /// <summary>The active schedules of every project, by id.</summary>
    Task<IReadOnlyList<PipelineSchedule>> ListActiveAsync(CancellationToken cancel);

    /// <summary>The schedule of a project with this id, or null.</summary>
    Task<PipelineSchedule?> FindAsync(Guid projectKey, long id, CancellationToken cancel);

    /// <summary>Adds a schedule and fills in its id.</summary>
    Task AddAsync(PipelineSchedule schedule, CancellationToken cancel);

    /// <summary>Writes a schedule that nobody changed since it was read.</summary>
    Task<StoreOutcome> UpdateAsync(PipelineSchedule schedule, CancellationToken cancel);

    /// <summary>Removes a schedule; its pipelines stay.</summary>
    Task DeleteAsync(PipelineSchedule schedule, CancellationToken cancel);

    /// <summary>The pipelines that a schedule has started, by id, without their jobs.</summary>
    Task<IReadOnlyList<Pipeline>> ListPipelinesAsync(long scheduleId, CancellationToken cancel);

    /// <summary>The last of them, or null.</summary>
    Task<Pipeline?> LastPipelineAsync(long scheduleId, CancellationToken cancel);
}
