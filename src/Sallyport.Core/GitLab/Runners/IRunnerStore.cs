namespace Sallyport.Core.GitLab;

/// <summary>
/// A token by which runners register themselves: of the instance or of a project. There is none until an administrator
/// asks for one. Source: "Runners API", reset the registration token.
/// </summary>
public sealed class RunnerRegistration
{
    /// <summary>The key in the database; nobody else sees it.</summary>
    public long Id { get; init; }

    /// <summary>The project whose runners it makes; null for those of the instance.</summary>
    public Guid? ProjectKey { get; init; }

    /// <summary>The SHA-256 of the token.</summary>
    public required byte[] TokenHash { get; set; }
}

/// <summary>What the room of the runners asks of the database. Reads return detached copies.</summary>
public interface IRunnerStore
{
    /// <summary>The runner whose token has this hash, or null.</summary>
    Task<GitLabRunner?> FindRunnerAsync(byte[] tokenHash, CancellationToken cancel);

    /// <summary>The runner, or null.</summary>
    Task<GitLabRunner?> FindRunnerAsync(long id, CancellationToken cancel);

    /// <summary>The registered runners, oldest first: not those of a single pipeline.</summary>
    Task<IReadOnlyList<GitLabRunner>> ListRunnersAsync(CancellationToken cancel);

    /// <summary>Adds a runner and fills in its id.</summary>
    Task<StoreOutcome> AddAsync(GitLabRunner runner, CancellationToken cancel);

    /// <summary>Writes a runner that nobody changed since it was read.</summary>
    Task<StoreOutcome> UpdateAsync(GitLabRunner runner, CancellationToken cancel);

    /// <summary>Removes a runner.</summary>
    Task<StoreOutcome> DeleteAsync(GitLabRunner runner, CancellationToken cancel);

    /// <summary>The registration token with this hash, or null.</summary>
    Task<RunnerRegistration?> FindRegistrationAsync(byte[] tokenHash, CancellationToken cancel);

    /// <summary>Replaces the registration token of a project, or of the instance, by one with this hash.</summary>
    Task ReplaceRegistrationAsync(Guid? projectKey, byte[] tokenHash, CancellationToken cancel);
}
