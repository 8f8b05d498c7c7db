namespace Sallyport.Core.GitLab;

/// <summary>What the room of the environments asks of the database. Reads return detached copies.</summary>
public interface IEnvironmentStore
{
    /// <summary>The environments of a project, by id.</summary>
    Task<IReadOnlyList<CiEnvironment>> ListAsync(Guid projectKey, CancellationToken cancel);

    /// <summary>The environment of a project with this id, or null.</summary>
    Task<CiEnvironment?> FindAsync(Guid projectKey, long id, CancellationToken cancel);

    /// <summary>The environment of a project with this name, or null.</summary>
    Task<CiEnvironment?> FindAsync(Guid projectKey, string name, CancellationToken cancel);

    /// <summary>
    /// Adds an environment and fills in its id. <see cref="StoreOutcome.AlreadyExists"/> when its name or its slug is
    /// taken in the project.
    /// </summary>
    Task<StoreOutcome> AddAsync(CiEnvironment environment, CancellationToken cancel);

    /// <summary>
    /// Writes an environment that nobody changed since it was read. <see cref="StoreOutcome.AlreadyExists"/> when its
    /// new name is taken.
    /// </summary>
    Task<StoreOutcome> UpdateAsync(CiEnvironment environment, CancellationToken cancel);

    /// <summary>Removes an environment that nobody changed since it was read.</summary>
    Task<StoreOutcome> DeleteAsync(CiEnvironment environment, CancellationToken cancel);
}
