using Microsoft.EntityFrameworkCore;
using Sallyport.Core.Entra.Sts;

namespace Sallyport.Storage;

/// <summary>The records of the sign-in log.</summary>
/// <param name="context">The scope's context.</param>
public sealed class SignIns(SignInContext context) : ISignIns
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<SignInRecord>> ListAsync(bool refusedOnly, int limit, CancellationToken cancel) =>
        await context.Set<SignInRecord>().Where(r => r.ErrorCode != 0 || !refusedOnly)
            .OrderByDescending(r => r.CreatedDateTime).ThenByDescending(r => r.Id).Take(limit).ToListAsync(cancel);

    /// <inheritdoc/>
    public IQueryable<SignInRecord> Of(Guid tenantId) => context.Set<SignInRecord>().Where(r => r.TenantId == tenantId);

    /// <inheritdoc/>
    public Task<SignInRecord?> FindAsync(Guid tenantId, Guid id, CancellationToken cancel) =>
        Of(tenantId).FirstOrDefaultAsync(r => r.Id == id, cancel);
}
