using Microsoft.EntityFrameworkCore;
using Sallyport.Core;
using Sallyport.Core.GitLab;

namespace Sallyport.Storage;

/// <summary>The rows of environments.</summary>
internal sealed class EnvironmentStore(GitLabContext context) : IEnvironmentStore
{
    public async Task<IReadOnlyList<CiEnvironment>> ListAsync(Guid projectKey, CancellationToken cancel) =>
        await Of(projectKey).OrderBy(e => e.Id).ToListAsync(cancel);

    public Task<CiEnvironment?> FindAsync(Guid projectKey, long id, CancellationToken cancel) =>
        Of(projectKey).SingleOrDefaultAsync(e => e.Id == id, cancel);

    public Task<CiEnvironment?> FindAsync(Guid projectKey, string name, CancellationToken cancel) =>
        Of(projectKey).SingleOrDefaultAsync(e => e.Name == name, cancel);

    public Task<StoreOutcome> AddAsync(CiEnvironment environment, CancellationToken cancel)
    {
        context.Add(environment);
        return context.SaveAsync(() => IsTakenAsync(environment, cancel), cancel);
    }

    public Task<StoreOutcome> UpdateAsync(CiEnvironment environment, CancellationToken cancel) =>
        context.UpdateAsync(environment, () => IsTakenAsync(environment, cancel), cancel);

    public Task<StoreOutcome> DeleteAsync(CiEnvironment environment, CancellationToken cancel)
    {
        context.Remove(environment);
        return context.SaveAsync(() => Task.FromResult(false), cancel);
    }

    private IQueryable<CiEnvironment> Of(Guid projectKey) =>
        context.Set<CiEnvironment>().AsNoTracking().Where(e => e.ProjectKey == projectKey);

    private Task<bool> IsTakenAsync(CiEnvironment environment, CancellationToken cancel) =>
        Of(environment.ProjectKey).AnyAsync(
            e => e.Id != environment.Id && (e.Name == environment.Name || e.Slug == environment.Slug), cancel);
}
