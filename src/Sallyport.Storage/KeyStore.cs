using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Sallyport.Core;
using Sallyport.Core.Signing;

namespace Sallyport.Storage;

/// <summary>
/// Signing keys in the database, their private halves encrypted with Data Protection. Its key ring lies in the data
/// directory too, so this protects a database that is stolen alone, not a stolen data directory.
/// </summary>
internal sealed class KeyStore(IServiceScopeFactory scopes, IDataProtectionProvider protection) : IKeyStore
{
    private readonly IDataProtector protector = protection.CreateProtector("Sallyport.SigningKeys.v1");

    public async Task<IReadOnlyList<SigningKey>> ListAsync(string purpose, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<DirectoryContext>();
        var stored = await context.Set<SigningKey>().AsNoTracking()
            .Where(k => k.Purpose == purpose).OrderBy(k => k.Generation).ToListAsync(cancel);
        return stored.Select(k => With(k, protector.Unprotect(k.PrivateKey))).ToList();
    }

    public async Task<StoreOutcome> AddAsync(SigningKey key, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<DirectoryContext>();
        var taken = context.Set<SigningKey>().Where(k => k.Purpose == key.Purpose && k.Generation == key.Generation);
        context.Add(With(key, protector.Protect(key.PrivateKey)));
        try
        {
            await context.SaveChangesAsync(cancel);
            return StoreOutcome.Done;
        }
        catch (DbUpdateException) when (taken.Any())
        {
            return StoreOutcome.AlreadyExists;
        }
    }

    public async Task DeleteAsync(IReadOnlyCollection<string> keyIds, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<DirectoryContext>();
        await context.Set<SigningKey>().Where(k => keyIds.Contains(k.KeyId)).ExecuteDeleteAsync(cancel);
    }

    private static SigningKey With(SigningKey key, byte[] privateKey) => new()
    {
        KeyId = key.KeyId,
        Purpose = key.Purpose,
        Generation = key.Generation,
        PrivateKey = privateKey,
        Certificate = key.Certificate,
        CreatedAt = key.CreatedAt,
        ActiveFrom = key.ActiveFrom,
    };
}
