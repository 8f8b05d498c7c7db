namespace Sallyport.Core.GitLab;

/// <summary>What the GitLab side asks of the database. Reads return detached copies; a change is an act.</summary>
public interface IGitLabStore
{
    /// <summary>The user whose personal access token has this hash, or null.</summary>
    Task<GitLabUser?> FindUserByTokenAsync(byte[] tokenHash, CancellationToken cancel);

    /// <summary>The user, or null.</summary>
    Task<GitLabUser?> FindUserAsync(long id, CancellationToken cancel);

    /// <summary>Every user, by id.</summary>
    Task<IReadOnlyList<GitLabUser>> ListUsersAsync(CancellationToken cancel);

    /// <summary>Adds a user.</summary>
    Task<StoreOutcome> AddAsync(GitLabUser user, CancellationToken cancel);

    /// <summary>Writes a user that nobody changed since it was read.</summary>
    Task<StoreOutcome> UpdateAsync(GitLabUser user, CancellationToken cancel);

    /// <summary>The project with this wire id, or null.</summary>
    Task<Project?> FindProjectAsync(long id, CancellationToken cancel);

    /// <summary>The project with this path, whatever its case, or null.</summary>
    Task<Project?> FindProjectAsync(string path, CancellationToken cancel);

    /// <summary>The project with this key, or null.</summary>
    Task<Project?> FindProjectAsync(Guid key, CancellationToken cancel);

    /// <summary>The projects, by id.</summary>
    Task<IReadOnlyList<Project>> ListProjectsAsync(CancellationToken cancel);

    /// <summary>The projects of a namespace and of those below it, by id.</summary>
    Task<IReadOnlyList<Project>> ListProjectsBelowAsync(ProjectNamespace group, CancellationToken cancel);

    /// <summary>The highest project id that is or was in use; 0 without any.</summary>
    Task<long> LastProjectIdAsync(CancellationToken cancel);

    /// <summary>Adds a project. <see cref="StoreOutcome.AlreadyExists"/> when its id or its path is taken.</summary>
    Task<StoreOutcome> AddAsync(Project project, CancellationToken cancel);

    /// <summary>
    /// Writes a project that nobody changed since it was read. <see cref="StoreOutcome.AlreadyExists"/> when its new id
    /// is taken.
    /// </summary>
    Task<StoreOutcome> UpdateAsync(Project project, CancellationToken cancel);

    /// <summary>
    /// Writes a project with its new path that nobody changed since it was read, and keeps in the same step that it
    /// gave up the old one. <see cref="StoreOutcome.AlreadyExists"/> when the new path is taken.
    /// </summary>
    Task<StoreOutcome> MoveAsync(Project project, BurnedRoute burned, CancellationToken cancel);

    /// <summary>
    /// Deletes a project that nobody changed since it was read, with its pipelines, and keeps in the same step that it
    /// gave up its path.
    /// </summary>
    Task<StoreOutcome> DeleteAsync(Project project, BurnedRoute burned, CancellationToken cancel);

    /// <summary>Which project gave up this path first, or null.</summary>
    Task<BurnedRoute?> FindBurnedRouteAsync(string pathKey, CancellationToken cancel);

    /// <summary>The application settings.</summary>
    Task<GitLabSettings> SettingsAsync(CancellationToken cancel);

    /// <summary>Replaces the application settings.</summary>
    Task SetSettingsAsync(GitLabSettings settings, CancellationToken cancel);

    /// <summary>The namespace with this path, whatever its case, or null.</summary>
    Task<ProjectNamespace?> FindNamespaceAsync(string path, CancellationToken cancel);

    /// <summary>The namespace with this path, whatever its case; made, with those above it, if there is none.</summary>
    Task<ProjectNamespace> EnsureNamespaceAsync(string path, CancellationToken cancel);

    /// <summary>The namespaces, by id.</summary>
    Task<IReadOnlyList<ProjectNamespace>> ListNamespacesAsync(CancellationToken cancel);

    /// <summary>Writes the name, description and visibility of a namespace.</summary>
    Task UpdateAsync(ProjectNamespace group, CancellationToken cancel);

    /// <summary>Removes a namespace; false when it has projects or namespaces below it.</summary>
    Task<bool> DeleteEmptyAsync(ProjectNamespace group, CancellationToken cancel);

    /// <summary>The namespaces above a project, the topmost first.</summary>
    Task<IReadOnlyList<ProjectNamespace>> ListNamespacesAboveAsync(Project project, CancellationToken cancel);

    /// <summary>The namespace, or null.</summary>
    Task<ProjectNamespace?> FindNamespaceAsync(long id, CancellationToken cancel);

    /// <summary>The highest number of a pipeline in a project; 0 without pipelines.</summary>
    Task<long> LastPipelineIidAsync(Guid projectKey, CancellationToken cancel);

    /// <summary>
    /// Adds a pipeline with its jobs and its runner and fills in their ids. <see cref="StoreOutcome.AlreadyExists"/>
    /// when its number is taken.
    /// </summary>
    Task<StoreOutcome> AddAsync(Pipeline pipeline, CancellationToken cancel);

    /// <summary>The pipeline with its jobs and its runner, or null.</summary>
    Task<Pipeline?> FindPipelineAsync(long id, CancellationToken cancel);

    /// <summary>The pipeline that a job belongs to, or null.</summary>
    Task<Pipeline?> FindPipelineOfJobAsync(long jobId, CancellationToken cancel);

    /// <summary>The ids of the newest jobs that got ID tokens, the newest first.</summary>
    Task<IReadOnlyList<long>> ListJobsWithIdTokensAsync(int take, CancellationToken cancel);

    /// <summary>The pipeline of the job whose token has this hash, or null.</summary>
    Task<Pipeline?> FindPipelineByJobTokenAsync(byte[] tokenHash, CancellationToken cancel);

    /// <summary>
    /// The ids of the pipelines for registered runners that have jobs to claim, oldest first; of one project if it is
    /// named.
    /// </summary>
    Task<IReadOnlyList<long>> ListQueuedPipelinesAsync(Guid? projectKey, CancellationToken cancel);

    /// <summary>The ids of the pipelines of which a job runs.</summary>
    Task<IReadOnlyList<long>> ListRunningPipelinesAsync(CancellationToken cancel);

    /// <summary>
    /// Gives a job the resource that jobs of a group share, unless a job that is not over has it. True if it has it.
    /// </summary>
    Task<bool> TakeResourceAsync(Guid projectKey, string group, long jobId, CancellationToken cancel);

    /// <summary>Removes a pipeline with its jobs, their logs and what is noted of their artifacts.</summary>
    Task<StoreOutcome> DeleteAsync(Pipeline pipeline, CancellationToken cancel);

    /// <summary>The pipeline that a job has started, or null.</summary>
    Task<Pipeline?> FindChildAsync(long jobId, CancellationToken cancel);

    /// <summary>The ids of a pipeline and of all that it led to, in order.</summary>
    Task<IReadOnlyList<long>> ListFamilyAsync(long rootId, CancellationToken cancel);

    /// <summary>The pipelines of a project, newest first.</summary>
    Task<IReadOnlyList<Pipeline>> ListPipelinesAsync(Guid projectKey, int skip, int take, CancellationToken cancel);

    /// <summary>How many pipelines a project has.</summary>
    Task<int> CountPipelinesAsync(Guid projectKey, CancellationToken cancel);

    /// <summary>
    /// Writes a pipeline and its jobs as one, if nobody changed any of them since it was read (its
    /// <see cref="Pipeline.Version"/>); raises the version. Otherwise <see cref="StoreOutcome.Stale"/>, and nothing is
    /// written.
    /// </summary>
    Task<StoreOutcome> UpdateAsync(Pipeline pipeline, CancellationToken cancel);

    /// <summary>How many bytes of a job's log are stored.</summary>
    Task<long> TraceLengthAsync(long jobId, CancellationToken cancel);

    /// <summary>
    /// Adds a piece of log. <see cref="StoreOutcome.AlreadyExists"/> when another piece begins at the same offset.
    /// </summary>
    Task<StoreOutcome> AppendTraceAsync(TraceChunk chunk, CancellationToken cancel);

    /// <summary>The log from an offset on, in pieces as they were sent; one of them is in memory at a time.</summary>
    IAsyncEnumerable<byte[]> ReadTraceAsync(long jobId, long from, CancellationToken cancel);

    /// <summary>Removes a log, so that the runner can send it again.</summary>
    Task ClearTraceAsync(long jobId, CancellationToken cancel);
}
