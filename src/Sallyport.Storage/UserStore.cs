using Microsoft.EntityFrameworkCore;
using Sallyport.Core;
using Sallyport.Core.GitLab;

namespace Sallyport.Storage;

/// <summary>The rows of users that only their own room asks for.</summary>
internal sealed class UserStore(GitLabContext context) : IUserStore
{
    public async Task<long> LastUserIdAsync(CancellationToken cancel) =>
        await context.Set<GitLabUser>().MaxAsync(u => (long?)u.Id, cancel) ?? 0;

    public Task<PersonalAccessToken?> FindTokenAsync(byte[] tokenHash, CancellationToken cancel) =>
        context.Set<PersonalAccessToken>().AsNoTracking().SingleOrDefaultAsync(t => t.TokenHash == tokenHash, cancel);

    public Task<StoreOutcome> AddAsync(PersonalAccessToken token, CancellationToken cancel)
    {
        context.Add(token);
        return context.SaveAsync(() => Task.FromResult(false), cancel);
    }

    public Task RevokeAsync(long tokenId, CancellationToken cancel) =>
        context.Set<PersonalAccessToken>().Where(t => t.Id == tokenId)
            .ExecuteUpdateAsync(row => row.SetProperty(t => t.IsRevoked, true), cancel);

    public async Task ForgetGroupAsync(string path, CancellationToken cancel)
    {
        var key = Project.KeyOf(path);
        bool IsOfGroup(Membership membership) => membership.Group is { } group
            && (Project.KeyOf(group) + "/").StartsWith(key + "/", StringComparison.Ordinal);
        var users = await context.Set<GitLabUser>().ToListAsync(cancel);
        foreach (var user in users.Where(u => u.Memberships.Any(IsOfGroup)))
        {
            user.Memberships = [.. user.Memberships.Where(m => !IsOfGroup(m))];
            user.Version++;
        }
        await context.SaveAsync(() => Task.FromResult(false), cancel);
    }
}
