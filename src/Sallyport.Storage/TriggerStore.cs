using Microsoft.EntityFrameworkCore;
using Sallyport.Core.GitLab;

namespace Sallyport.Storage;

/// <summary>The rows of trigger tokens.</summary>
internal sealed class TriggerStore(GitLabContext context) : ITriggerStore
{
    public async Task<IReadOnlyList<PipelineTrigger>> ListAsync(Guid projectKey, CancellationToken cancel) =>
        await Of(projectKey).OrderBy(t => t.Id).ToListAsync(cancel);

    public Task<PipelineTrigger?> FindAsync(Guid projectKey, long id, CancellationToken cancel) =>
        Of(projectKey).SingleOrDefaultAsync(t => t.Id == id, cancel);

    public Task<PipelineTrigger?> FindAsync(Guid projectKey, byte[] tokenHash, CancellationToken cancel) =>
        Of(projectKey).SingleOrDefaultAsync(t => t.TokenHash == tokenHash, cancel);

    public Task AddAsync(PipelineTrigger trigger, CancellationToken cancel)
    {
        context.Add(trigger);
        return context.SaveAsync(() => Task.FromResult(false), cancel);
    }

    public Task UpdateAsync(PipelineTrigger trigger, CancellationToken cancel) =>
        context.Set<PipelineTrigger>().Where(t => t.Id == trigger.Id).ExecuteUpdateAsync(
            row => row.SetProperty(t => t.Description, trigger.Description)
                .SetProperty(t => t.UpdatedAt, trigger.UpdatedAt)
                .SetProperty(t => t.LastUsed, trigger.LastUsed),
            cancel);

    public Task DeleteAsync(PipelineTrigger trigger, CancellationToken cancel) =>
        context.Set<PipelineTrigger>().Where(t => t.Id == trigger.Id).ExecuteDeleteAsync(cancel);

    private IQueryable<PipelineTrigger> Of(Guid projectKey) =>
        context.Set<PipelineTrigger>().AsNoTracking().Where(t => t.ProjectKey == projectKey);
}
