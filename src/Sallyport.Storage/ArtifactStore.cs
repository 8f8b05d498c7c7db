using Microsoft.EntityFrameworkCore;
using Sallyport.Core;
using Sallyport.Core.GitLab;

namespace Sallyport.Storage;

/// <summary>The rows of artifacts, whose contents are files.</summary>
internal sealed class ArtifactStore(GitLabContext context) : IArtifactStore
{
    private IQueryable<JobArtifact> All => context.Set<JobArtifact>().AsNoTracking();

    public Task<StoreOutcome> AddAsync(JobArtifact artifact, CancellationToken cancel)
    {
        var same = All.Where(a => a.JobId == artifact.JobId && a.Type == artifact.Type);
        context.Add(artifact);
        return context.SaveAsync(() => same.AnyAsync(cancel), cancel);
    }

    public async Task<IReadOnlyList<JobArtifact>> ListArtifactsAsync(
        IReadOnlyCollection<long> jobIds, CancellationToken cancel) =>
        await All.Where(a => jobIds.Contains(a.JobId)).OrderBy(a => a.Id).ToListAsync(cancel);

    public async Task<IReadOnlyList<JobArtifact>> ListOfProjectAsync(Guid projectKey, CancellationToken cancel)
    {
        var jobs = context.Set<Pipeline>().Where(p => p.ProjectKey == projectKey).SelectMany(p => p.Jobs);
        return await All.Where(a => jobs.Any(j => j.Id == a.JobId)).ToListAsync(cancel);
    }

    public async Task<long> TotalSizeAsync(DateTimeOffset now, CancellationToken cancel) =>
        await All.Where(a => a.ExpiresAt == null || a.ExpiresAt > now).SumAsync(a => (long?)a.Size, cancel) ?? 0;

    public async Task<IReadOnlyList<JobArtifact>> ListExpiredAsync(
        DateTimeOffset after, DateTimeOffset until, CancellationToken cancel) =>
        await All.Where(a => a.ExpiresAt > after && a.ExpiresAt <= until).ToListAsync(cancel);
}
