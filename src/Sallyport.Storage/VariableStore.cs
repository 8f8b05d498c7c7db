using Microsoft.EntityFrameworkCore;
using Sallyport.Core;
using Sallyport.Core.GitLab;

namespace Sallyport.Storage;

/// <summary>The rows of CI/CD variables.</summary>
internal sealed class VariableStore(GitLabContext context) : IVariableStore
{
    public async Task<IReadOnlyList<CiVariable>> ListAsync(
        IReadOnlyList<string> owners, CancellationToken cancel) =>
        await context.Set<CiVariable>().AsNoTracking()
            .Where(v => owners.Contains(v.Owner)).OrderBy(v => v.Id).ToListAsync(cancel);

    public Task<StoreOutcome> AddAsync(CiVariable variable, CancellationToken cancel)
    {
        context.Add(variable);
        return context.SaveAsync(() => IsTakenAsync(variable, cancel), cancel);
    }

    public Task<StoreOutcome> UpdateAsync(CiVariable variable, CancellationToken cancel) =>
        context.UpdateAsync(variable, () => IsTakenAsync(variable, cancel), cancel);

    public Task<StoreOutcome> DeleteAsync(CiVariable variable, CancellationToken cancel)
    {
        context.Remove(variable);
        return context.SaveAsync(() => Task.FromResult(false), cancel);
    }

    private Task<bool> IsTakenAsync(CiVariable variable, CancellationToken cancel) =>
        context.Set<CiVariable>().AnyAsync(
            v => v.Id != variable.Id && v.Owner == variable.Owner && v.Key == variable.Key
                && v.EnvironmentScope == variable.EnvironmentScope,
            cancel);
}
