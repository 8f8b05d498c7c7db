using Microsoft.EntityFrameworkCore;
using Sallyport.Core;
using Sallyport.Core.GitLab;

namespace Sallyport.Storage;

/// <summary>The rows of runners.</summary>
internal sealed class RunnerStore(GitLabContext context) : IRunnerStore
{
    private IQueryable<GitLabRunner> All => context.Set<GitLabRunner>().AsNoTracking();

    public Task<GitLabRunner?> FindRunnerAsync(byte[] tokenHash, CancellationToken cancel) =>
        All.SingleOrDefaultAsync(r => r.TokenHash == tokenHash, cancel);

    public Task<GitLabRunner?> FindRunnerAsync(long id, CancellationToken cancel) =>
        All.SingleOrDefaultAsync(r => r.Id == id, cancel);

    public async Task<IReadOnlyList<GitLabRunner>> ListRunnersAsync(CancellationToken cancel) =>
        await All.Where(r => r.PipelineId == null).OrderBy(r => r.Id).ToListAsync(cancel);

    public Task<StoreOutcome> AddAsync(GitLabRunner runner, CancellationToken cancel)
    {
        context.Add(runner);
        return context.SaveAsync(() => Task.FromResult(false), cancel);
    }

    public Task<StoreOutcome> UpdateAsync(GitLabRunner runner, CancellationToken cancel) =>
        context.UpdateAsync(runner, () => Task.FromResult(false), cancel);

    public Task<StoreOutcome> DeleteAsync(GitLabRunner runner, CancellationToken cancel)
    {
        context.Remove(runner);
        return context.SaveAsync(() => Task.FromResult(false), cancel);
    }

    public Task<RunnerRegistration?> FindRegistrationAsync(byte[] tokenHash, CancellationToken cancel) =>
        context.Set<RunnerRegistration>().AsNoTracking()
            .SingleOrDefaultAsync(r => r.TokenHash == tokenHash, cancel);

    public async Task ReplaceRegistrationAsync(Guid? projectKey, byte[] tokenHash, CancellationToken cancel)
    {
        var known = await context.Set<RunnerRegistration>().Where(r => r.ProjectKey == projectKey).ToListAsync(cancel);
        context.RemoveRange(known);
        context.Add(new RunnerRegistration { ProjectKey = projectKey, TokenHash = tokenHash });
        await context.SaveAsync(() => Task.FromResult(false), cancel);
    }
}
