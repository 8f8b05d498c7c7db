using Microsoft.EntityFrameworkCore;
using Sallyport.Core.Entra.Tokens;

namespace Sallyport.Storage;

/// <summary>The consents in the database.</summary>
/// <param name="context">The scope's context.</param>
internal sealed class ConsentStore(DirectoryContext context) : IConsents
{
    public Task<Consent?> FindAsync(Guid userId, Guid clientId, CancellationToken cancel) =>
        context.Set<Consent>().AsNoTracking()
            .FirstOrDefaultAsync(c => c.UserId == userId && c.ClientId == clientId, cancel);

    public async Task AddAsync(Consent consent, CancellationToken cancel)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancel);
        var known = await context.Set<Consent>().AsTracking()
            .FirstOrDefaultAsync(c => c.UserId == consent.UserId && c.ClientId == consent.ClientId, cancel);
        if (known is null)
            context.Add(consent);
        else
            known.Permissions.AddRange(consent.Permissions.Except(known.Permissions, StringComparer.Ordinal));
        await context.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        context.ChangeTracker.Clear();
    }
}
