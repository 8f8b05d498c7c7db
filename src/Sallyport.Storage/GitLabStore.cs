using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Sallyport.Core;
using Sallyport.Core.GitLab;

namespace Sallyport.Storage;

/// <summary>The GitLab side's rows.</summary>
internal sealed class GitLabStore(GitLabContext context) : IGitLabStore
{
    public Task<GitLabUser?> FindUserByTokenAsync(byte[] tokenHash, CancellationToken cancel) =>
        context.Set<GitLabUser>().AsNoTracking().SingleOrDefaultAsync(u => u.TokenHash == tokenHash, cancel);

    public Task<GitLabUser?> FindUserAsync(long id, CancellationToken cancel) =>
        context.Set<GitLabUser>().AsNoTracking().SingleOrDefaultAsync(u => u.Id == id, cancel);

    public async Task<IReadOnlyList<GitLabUser>> ListUsersAsync(CancellationToken cancel) =>
        await context.Set<GitLabUser>().AsNoTracking().OrderBy(u => u.Id).ToListAsync(cancel);

    public Task<StoreOutcome> AddAsync(GitLabUser user, CancellationToken cancel)
    {
        var same = context.Set<GitLabUser>().Where(u => u.Id == user.Id || u.Username == user.Username);
        return AddEntityAsync(user, () => same.AnyAsync(cancel), cancel);
    }

    public Task<StoreOutcome> UpdateAsync(GitLabUser user, CancellationToken cancel) =>
        context.UpdateAsync(user, NothingTaken, cancel);

    public Task<Project?> FindProjectAsync(long id, CancellationToken cancel) =>
        context.Set<Project>().AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, cancel);

    public Task<Project?> FindProjectAsync(string path, CancellationToken cancel)
    {
        var key = Project.KeyOf(path);
        return context.Set<Project>().AsNoTracking().SingleOrDefaultAsync(p => p.PathKey == key, cancel);
    }

    public Task<Project?> FindProjectAsync(Guid key, CancellationToken cancel) =>
        context.Set<Project>().AsNoTracking().SingleOrDefaultAsync(p => p.Key == key, cancel);

    public async Task<IReadOnlyList<Project>> ListProjectsAsync(CancellationToken cancel) =>
        await context.Set<Project>().AsNoTracking().OrderBy(p => p.Id).ToListAsync(cancel);

    public async Task<IReadOnlyList<Project>> ListProjectsBelowAsync(
        ProjectNamespace group, CancellationToken cancel)
    {
        var prefix = group.PathKey + "/"; // both are in lower case, so that LIKE may ignore it
        return await context.Set<Project>().AsNoTracking()
            .Where(p => p.PathKey.StartsWith(prefix)).OrderBy(p => p.Id).ToListAsync(cancel);
    }

    public async Task<long> LastProjectIdAsync(CancellationToken cancel)
    {
        var used = await context.Set<Project>().MaxAsync(p => (long?)p.Id, cancel) ?? 0;
        var burned = await context.Set<BurnedRoute>().MaxAsync(r => (long?)r.ProjectId, cancel) ?? 0;
        return Math.Max(used, burned);
    }

    public Task<StoreOutcome> AddAsync(Project project, CancellationToken cancel) =>
        AddEntityAsync(project, () => IsTakenAsync(project, cancel), cancel);

    public Task<StoreOutcome> UpdateAsync(Project project, CancellationToken cancel) =>
        context.UpdateAsync(project, () => IsTakenAsync(project, cancel), cancel);

    public async Task<StoreOutcome> MoveAsync(Project project, BurnedRoute burned, CancellationToken cancel)
    {
        var read = project.Version;
        await AddFirstAsync(burned, cancel);
        return await context.UpdateAsync(
            project, () => IsTakenAsync(project, cancel), cancel, () => HasMovedAsync(project, read, cancel));
    }

    public async Task<StoreOutcome> DeleteAsync(Project project, BurnedRoute burned, CancellationToken cancel)
    {
        await AddFirstAsync(burned, cancel);
        context.Remove(project);
        return await context.SaveAsync(NothingTaken, cancel, () => HasMovedAsync(project, project.Version, cancel));
    }

    public Task<BurnedRoute?> FindBurnedRouteAsync(string pathKey, CancellationToken cancel) =>
        context.Set<BurnedRoute>().AsNoTracking().SingleOrDefaultAsync(r => r.PathKey == pathKey, cancel);

    public async Task<GitLabSettings> SettingsAsync(CancellationToken cancel) =>
        await context.Set<GitLabSettings>().AsNoTracking().SingleOrDefaultAsync(cancel) ?? new GitLabSettings();

    public async Task SetSettingsAsync(GitLabSettings settings, CancellationToken cancel)
    {
        var changed = await context.Set<GitLabSettings>().ExecuteUpdateAsync(
            row => row.SetProperty(s => s.BlockJwtForReclaimedPaths, settings.BlockJwtForReclaimedPaths), cancel);
        if (changed == 0)
            await AddEntityAsync(settings, () => context.Set<GitLabSettings>().AnyAsync(cancel), cancel);
    }

    public Task<ProjectNamespace?> FindNamespaceAsync(string path, CancellationToken cancel)
    {
        var key = Project.KeyOf(path);
        return context.Set<ProjectNamespace>().AsNoTracking().SingleOrDefaultAsync(n => n.PathKey == key, cancel);
    }

    public async Task<ProjectNamespace> EnsureNamespaceAsync(string path, CancellationToken cancel)
    {
        var key = Project.KeyOf(path);
        if (await FindNamespaceAsync(path, cancel) is { } known)
            return known;
        var slash = path.LastIndexOf('/');
        var parent = slash < 0 ? null : await EnsureNamespaceAsync(path[..slash], cancel);
        var user = (await ListUsersAsync(cancel)).FirstOrDefault(u => Project.KeyOf(u.Username) == key);
        var added = new ProjectNamespace { Path = path, PathKey = key, ParentId = parent?.Id, UserId = user?.Id };
        var same = context.Set<ProjectNamespace>().Where(n => n.PathKey == key);
        var outcome = await AddEntityAsync(added, () => same.AnyAsync(cancel), cancel);
        return outcome == StoreOutcome.Done ? added : (await FindNamespaceAsync(path, cancel))!;
    }

    public async Task<IReadOnlyList<ProjectNamespace>> ListNamespacesAsync(CancellationToken cancel) =>
        await context.Set<ProjectNamespace>().AsNoTracking().OrderBy(n => n.Id).ToListAsync(cancel);

    public Task UpdateAsync(ProjectNamespace group, CancellationToken cancel) =>
        context.Set<ProjectNamespace>().Where(n => n.Id == group.Id).ExecuteUpdateAsync(
            row => row.SetProperty(n => n.GivenName, group.GivenName)
                .SetProperty(n => n.Description, group.Description)
                .SetProperty(n => n.Visibility, group.Visibility),
            cancel);

    public async Task<bool> DeleteEmptyAsync(ProjectNamespace group, CancellationToken cancel)
    {
        var itself = context.Set<ProjectNamespace>().Where(n => n.Id == group.Id);
        var deleted = await itself
            .Where(n => !context.Set<Project>().Any(p => p.NamespaceId == n.Id))
            .Where(n => !context.Set<ProjectNamespace>().Any(inner => inner.ParentId == n.Id))
            .ExecuteDeleteAsync(cancel);
        return deleted > 0 || !await itself.AnyAsync(cancel);
    }

    public async Task<IReadOnlyList<ProjectNamespace>> ListNamespacesAboveAsync(
        Project project, CancellationToken cancel)
    {
        var segments = project.PathKey.Split('/');
        var paths = Enumerable.Range(1, segments.Length - 1).Select(n => string.Join('/', segments[..n])).ToList();
        return await context.Set<ProjectNamespace>().AsNoTracking()
            .Where(n => paths.Contains(n.PathKey)).OrderBy(n => n.PathKey.Length).ToListAsync(cancel);
    }

    public Task<ProjectNamespace?> FindNamespaceAsync(long id, CancellationToken cancel) =>
        context.Set<ProjectNamespace>().AsNoTracking().SingleOrDefaultAsync(n => n.Id == id, cancel);

    public async Task<long> LastPipelineIidAsync(Guid projectKey, CancellationToken cancel) =>
        await context.Set<Pipeline>().Where(p => p.ProjectKey == projectKey).MaxAsync(p => (long?)p.Iid, cancel) ?? 0;

    public Task<StoreOutcome> AddAsync(Pipeline pipeline, CancellationToken cancel)
    {
        var same = context.Set<Pipeline>().Where(p => p.ProjectKey == pipeline.ProjectKey && p.Iid == pipeline.Iid);
        return AddEntityAsync(pipeline, () => same.AnyAsync(cancel), cancel);
    }

    public async Task<Pipeline?> FindPipelineAsync(long id, CancellationToken cancel) =>
        Ordered(await Pipelines().SingleOrDefaultAsync(p => p.Id == id, cancel));

    public async Task<Pipeline?> FindPipelineOfJobAsync(long jobId, CancellationToken cancel) =>
        Ordered(await Pipelines().SingleOrDefaultAsync(p => p.Jobs.Any(j => j.Id == jobId), cancel));

    public async Task<IReadOnlyList<long>> ListJobsWithIdTokensAsync(int take, CancellationToken cancel)
    {
        IReadOnlyDictionary<string, IssuedToken> none = new Dictionary<string, IssuedToken>();
        return await context.Set<Job>().Where(j => j.IssuedTokens != none)
            .OrderByDescending(j => j.Id).Select(j => j.Id).Take(take).ToListAsync(cancel);
    }

    public async Task<Pipeline?> FindPipelineByJobTokenAsync(byte[] tokenHash, CancellationToken cancel) =>
        Ordered(await Pipelines().SingleOrDefaultAsync(p => p.Jobs.Any(j => j.TokenHash == tokenHash), cancel));

    public async Task<Pipeline?> FindChildAsync(long jobId, CancellationToken cancel) =>
        Ordered(await Pipelines().SingleOrDefaultAsync(p => p.ParentJobId == jobId, cancel));

    public async Task<IReadOnlyList<long>> ListFamilyAsync(long rootId, CancellationToken cancel) =>
        await context.Set<Pipeline>().Where(p => p.Id == rootId || p.RootId == rootId)
            .OrderBy(p => p.Id).Select(p => p.Id).ToListAsync(cancel);

    public async Task<IReadOnlyList<long>> ListQueuedPipelinesAsync(Guid? projectKey, CancellationToken cancel) =>
        await context.Set<Pipeline>()
            .Where(p => p.TakesAnyRunner && (projectKey == null || p.ProjectKey == projectKey))
            .Where(p => p.Status == CiStatus.Pending || p.Status == CiStatus.Running
                || p.Status == CiStatus.WaitingForResource || p.Status == CiStatus.Manual)
            .Where(p => p.Jobs.Any(j => j.Status == CiStatus.Pending || j.Status == CiStatus.WaitingForResource))
            .OrderBy(p => p.Id).Select(p => p.Id).ToListAsync(cancel);

    public async Task<IReadOnlyList<long>> ListRunningPipelinesAsync(CancellationToken cancel) =>
        await context.Set<Job>().Where(j => j.Status == CiStatus.Running)
            .Select(j => j.PipelineId).Distinct().ToListAsync(cancel);

    public async Task<bool> TakeResourceAsync(Guid projectKey, string group, long jobId, CancellationToken cancel)
    {
        var holds = context.Set<ResourceHold>().Where(h => h.ProjectKey == projectKey && h.Group == group);
        var holder = await holds.AsNoTracking().Select(h => (long?)h.JobId).SingleOrDefaultAsync(cancel);
        if (holder == jobId)
            return true;
        if (holder is null)
        {
            var hold = new ResourceHold { ProjectKey = projectKey, Group = group, JobId = jobId };
            return await AddEntityAsync(hold, () => holds.AnyAsync(cancel), cancel) == StoreOutcome.Done;
        }
        // The jobs that are not over, so that what was removed holds nothing.
        var open = context.Set<Job>().Where(j => !j.IsRetried
            && j.Status != CiStatus.Success && j.Status != CiStatus.Failed
            && j.Status != CiStatus.Canceled && j.Status != CiStatus.Skipped);
        if (await open.AnyAsync(j => j.Id == holder, cancel))
            return false;
        var taken = await holds.Where(h => h.JobId == holder)
            .ExecuteUpdateAsync(h => h.SetProperty(x => x.JobId, jobId), cancel);
        return taken == 1;
    }

    public Task<StoreOutcome> DeleteAsync(Pipeline pipeline, CancellationToken cancel)
    {
        context.Remove(pipeline);
        return context.SaveAsync(NothingTaken, cancel);
    }

    public async Task<IReadOnlyList<Pipeline>> ListPipelinesAsync(
        Guid projectKey, int skip, int take, CancellationToken cancel) =>
        await context.Set<Pipeline>().AsNoTracking().Include(p => p.Runner)
            .Where(p => p.ProjectKey == projectKey)
            .OrderByDescending(p => p.Id).Skip(skip).Take(take)
            .ToListAsync(cancel);

    public Task<int> CountPipelinesAsync(Guid projectKey, CancellationToken cancel) =>
        context.Set<Pipeline>().CountAsync(p => p.ProjectKey == projectKey, cancel);

    public Task<StoreOutcome> UpdateAsync(Pipeline pipeline, CancellationToken cancel) =>
        context.UpdateAsync(pipeline, NothingTaken, cancel);

    public async Task<long> TraceLengthAsync(long jobId, CancellationToken cancel) =>
        await context.Set<TraceChunk>().Where(c => c.JobId == jobId).MaxAsync(c => (long?)c.End, cancel) ?? 0;

    public Task<StoreOutcome> AppendTraceAsync(TraceChunk chunk, CancellationToken cancel)
    {
        var same = context.Set<TraceChunk>().Where(c => c.JobId == chunk.JobId && c.Start == chunk.Start);
        return AddEntityAsync(chunk, () => same.AnyAsync(cancel), cancel);
    }

    // One query for each piece: a caller who reads slowly keeps neither the log in memory nor the database open.
    public async IAsyncEnumerable<byte[]> ReadTraceAsync(
        long jobId, long from, [EnumeratorCancellation] CancellationToken cancel)
    {
        while (true)
        {
            var chunk = await context.Set<TraceChunk>().AsNoTracking()
                .Where(c => c.JobId == jobId && c.Start <= from)
                .OrderByDescending(c => c.Start).FirstOrDefaultAsync(cancel);
            if (chunk is null || chunk.End <= from)
                yield break;
            yield return chunk.Content[(int)(from - chunk.Start)..];
            from = chunk.End;
        }
    }

    public Task ClearTraceAsync(long jobId, CancellationToken cancel) =>
        context.Set<TraceChunk>().Where(c => c.JobId == jobId).ExecuteDeleteAsync(cancel);

    private IQueryable<Pipeline> Pipelines() =>
        context.Set<Pipeline>().AsNoTracking().Include(p => p.Jobs).Include(p => p.Runner);

    private static Pipeline? Ordered(Pipeline? pipeline)
    {
        pipeline?.Jobs.Sort((a, b) => a.Id.CompareTo(b.Id));
        return pipeline;
    }

    // The first burn of a path is the one that is kept.
    private async Task AddFirstAsync(BurnedRoute burned, CancellationToken cancel)
    {
        if (await FindBurnedRouteAsync(burned.PathKey, cancel) is null)
            context.Add(burned);
    }

    private Task<bool> HasMovedAsync(Project project, long read, CancellationToken cancel) =>
        context.Set<Project>().AllAsync(p => p.Key != project.Key || p.Version != read, cancel);

    private Task<bool> IsTakenAsync(Project project, CancellationToken cancel) => context.Set<Project>().AnyAsync(
        p => p.Key != project.Key && (p.Id == project.Id || p.PathKey == project.PathKey), cancel);

    private static Task<bool> NothingTaken() => Task.FromResult(false);

    private async Task<StoreOutcome> AddEntityAsync<T>(T entity, Func<Task<bool>> isTaken, CancellationToken cancel)
        where T : class
    {
        context.Add(entity);
        return await context.SaveAsync(isTaken, cancel);
    }
}
