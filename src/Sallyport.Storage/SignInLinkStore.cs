using Microsoft.EntityFrameworkCore;
using Sallyport.Core.Entra.Tokens;

namespace Sallyport.Storage;

/// <summary>The sign-in links in the database.</summary>
/// <param name="context">The scope's context.</param>
internal sealed class SignInLinkStore(DirectoryContext context) : ISignInLinkStore
{
    public Task<SignInLink?> FindAsync(byte[] hash, CancellationToken cancel) =>
        context.Set<SignInLink>().AsNoTracking().FirstOrDefaultAsync(l => l.Hash == hash, cancel);

    public Task AddAsync(SignInLink link, DateTimeOffset forgotten, CancellationToken cancel) =>
        context.AddPassingAsync(link, l => l.IssuedAt < forgotten, cancel);

    public async Task<bool> RemoveAsync(byte[] hash, CancellationToken cancel) =>
        await context.Set<SignInLink>().Where(l => l.Hash == hash).ExecuteDeleteAsync(cancel) == 1;
}
