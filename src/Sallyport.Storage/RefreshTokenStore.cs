using Microsoft.EntityFrameworkCore;
using Sallyport.Core.Entra.Tokens;

namespace Sallyport.Storage;

/// <summary>The refresh tokens in the database.</summary>
/// <param name="context">The scope's context.</param>
internal sealed class RefreshTokenStore(DirectoryContext context) : IRefreshTokens
{
    public Task<RefreshToken?> FindAsync(byte[] hash, CancellationToken cancel) =>
        context.Set<RefreshToken>().AsNoTracking().FirstOrDefaultAsync(t => t.Hash == hash, cancel);

    public Task AddAsync(RefreshToken token, DateTimeOffset forgotten, CancellationToken cancel) =>
        context.AddPassingAsync(token, t => t.IssuedAt < forgotten, cancel);
}
