using Microsoft.EntityFrameworkCore;
using Sallyport.Core.Entra.Tokens;

namespace Sallyport.Storage;

/// <summary>The refresh tokens in the database.</summary>
/// <param name="context">The scope's context.</param>
internal sealed class RefreshTokenStore(DirectoryContext context) : IRefreshTokens
{
    public Task<RefreshToken?> FindAsync(byte[] hash, CancellationToken cancel) =>
        context.Set<RefreshToken>().AsNoTracking().FirstOrDefaultAsync(t => t.Hash == hash, cancel);

    public async Task AddAsync(RefreshToken token, DateTimeOffset forgotten, CancellationToken cancel)
    {
        await context.Set<RefreshToken>().Where(t => t.IssuedAt < forgotten).ExecuteDeleteAsync(cancel);
        context.Add(token);
        await context.SaveChangesAsync(cancel);
        context.ChangeTracker.Clear();
    }
}
