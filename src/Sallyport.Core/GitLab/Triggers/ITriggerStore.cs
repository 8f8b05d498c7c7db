namespace Sallyport.Core.GitLab;

/// <summary>What the room of the triggers asks of the database. Reads return detached copies.</summary>
public interface ITriggerStore
{
    /// <summary>The triggers of a project, by id.</summary>
    Task<IReadOnlyList<PipelineTrigger>> ListAsync(Guid projectKey, CancellationToken cancel);

    /// <summary>The trigger of a project with this id, or null.</summary>
    Task<PipelineTrigger?> FindAsync(Guid projectKey, long id, CancellationToken cancel);

    /// <summary>The trigger of a project whose token has this hash, or null.</summary>
    Task<PipelineTrigger?> FindAsync(Guid projectKey, byte[] tokenHash, CancellationToken cancel);

    /// <summary>Adds a trigger and fills in its id.</summary>
    Task AddAsync(PipelineTrigger trigger, CancellationToken cancel);

    /// <summary>Writes the description of a trigger, and when it was changed and used.</summary>
    Task UpdateAsync(PipelineTrigger trigger, CancellationToken cancel);

    /// <summary>Removes a trigger.</summary>
    Task DeleteAsync(PipelineTrigger trigger, CancellationToken cancel);
}
