using Microsoft.EntityFrameworkCore;
using Sallyport.Core.Entra.Tokens;

namespace Sallyport.Storage;

/// <summary>The records of the sign-in log.</summary>
/// <param name="context">The scope's context.</param>
internal sealed class SignInStore(SignInContext context) : ISignIns
{
    public async Task<IReadOnlyList<SignInRecord>> ListAsync(
        bool refusedOnly, IReadOnlyList<string>? clients, int limit, CancellationToken cancel)
    {
        var records = context.Set<SignInRecord>().Where(r => r.ErrorCode != 0 || !refusedOnly);
        return await (clients is null ? records : OfClients(records, clients))
            .OrderByDescending(r => r.CreatedDateTime).ThenByDescending(r => r.Id).Take(limit).ToListAsync(cancel);
    }

    public IQueryable<SignInRecord> Of(Guid tenantId) => context.Set<SignInRecord>().Where(r => r.TenantId == tenantId);

    public Task<SignInRecord?> FindAsync(Guid tenantId, Guid id, CancellationToken cancel) =>
        Of(tenantId).FirstOrDefaultAsync(r => r.Id == id, cancel);

    private static IQueryable<SignInRecord> OfClients(IQueryable<SignInRecord> records, IReadOnlyList<string> clients)
    {
        var lower = clients.Select(c => c.ToLowerInvariant()).ToList();
#pragma warning disable RS0030 // The database's own lower(), which knows no culture.
        return records.Where(r => r.AppId != null && lower.Contains(r.AppId.ToLower()));
#pragma warning restore RS0030
    }
}
