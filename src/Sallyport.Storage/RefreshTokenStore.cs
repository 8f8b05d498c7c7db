using Microsoft.EntityFrameworkCore;
using Sallyport.Core.Entra.Tokens;

namespace Sallyport.Storage;

/// <summary>The refresh tokens in the database, and their families.</summary>
/// <param name="context">The scope's context.</param>
internal sealed class RefreshTokenStore(DirectoryContext context) : IRefreshTokens
{
    public Task<RefreshToken?> FindAsync(byte[] hash, CancellationToken cancel) =>
        context.Set<RefreshToken>().AsNoTracking().FirstOrDefaultAsync(t => t.Hash == hash, cancel);

    public async Task AddAsync(
        RefreshToken token, TokenFamily family, DateTimeOffset forgotten, CancellationToken cancel)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancel);
        await context.Set<TokenFamily>().Where(f => f.LastIssuedAt < forgotten).ExecuteDeleteAsync(cancel);
        var known = await context.Set<TokenFamily>().Where(f => f.Id == family.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(f => f.LastIssuedAt, token.IssuedAt), cancel);
        if (known == 0)
            context.Add(family);
        await context.AddPassingAsync(token, t => t.IssuedAt < forgotten, cancel);
        await transaction.CommitAsync(cancel);
    }

    public Task<TokenFamily?> FindFamilyAsync(Guid id, CancellationToken cancel) =>
        context.Set<TokenFamily>().AsNoTracking().FirstOrDefaultAsync(f => f.Id == id, cancel);

    public async Task<IReadOnlyList<TokenFamily>> ListFamiliesAsync(Guid userId, CancellationToken cancel) =>
        await context.Set<TokenFamily>().AsNoTracking()
            .Where(f => f.UserId == userId)
            .OrderByDescending(f => f.Id)
            .ToListAsync(cancel);

    public Task RevokeFamilyAsync(Guid userId, Guid id, DateTimeOffset now, CancellationToken cancel) =>
        context.Set<TokenFamily>()
            .Where(f => f.UserId == userId && f.Id == id && f.RevokedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(f => f.RevokedAt, now), cancel);
}
