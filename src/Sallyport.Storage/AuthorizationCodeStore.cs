using Microsoft.EntityFrameworkCore;
using Sallyport.Core.Entra.Tokens;

namespace Sallyport.Storage;

/// <summary>The authorization codes in the database.</summary>
/// <param name="context">The scope's context.</param>
internal sealed class AuthorizationCodeStore(DirectoryContext context) : IAuthorizationCodes
{
    public Task<AuthorizationCode?> FindAsync(byte[] hash, CancellationToken cancel) =>
        context.Set<AuthorizationCode>().AsNoTracking().FirstOrDefaultAsync(c => c.Hash == hash, cancel);

    public Task AddAsync(AuthorizationCode code, DateTimeOffset forgotten, CancellationToken cancel) =>
        context.AddPassingAsync(code, c => c.IssuedAt < forgotten, cancel);

    public async Task<bool> RedeemAsync(byte[] hash, CancellationToken cancel) =>
        await context.Set<AuthorizationCode>()
            .Where(c => c.Hash == hash && !c.IsRedeemed)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.IsRedeemed, true), cancel) == 1;
}
