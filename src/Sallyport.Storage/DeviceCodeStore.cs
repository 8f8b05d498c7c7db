using Microsoft.EntityFrameworkCore;
using Sallyport.Core.Entra.Tokens;

namespace Sallyport.Storage;

/// <summary>The device codes in the database.</summary>
/// <param name="context">The scope's context.</param>
internal sealed class DeviceCodeStore(DirectoryContext context) : IDeviceCodes
{
    public Task<DeviceCode?> FindAsync(byte[] hash, CancellationToken cancel) =>
        context.Set<DeviceCode>().AsNoTracking().FirstOrDefaultAsync(c => c.Hash == hash, cancel);

    public Task<DeviceCode?> FindByUserCodeAsync(string userCode, CancellationToken cancel) =>
        context.Set<DeviceCode>().AsNoTracking().FirstOrDefaultAsync(c => c.UserCode == userCode, cancel);

    public Task AddAsync(DeviceCode code, DateTimeOffset forgotten, CancellationToken cancel) =>
        context.AddPassingAsync(code, c => c.IssuedAt < forgotten, cancel);

    public async Task<bool> AnswerAsync(DeviceCode code, CancellationToken cancel) =>
        await context.Set<DeviceCode>()
            .Where(c => c.Hash == code.Hash && c.PersonId == null && !c.IsDeclined)
            .ExecuteUpdateAsync(set => set
                .SetProperty(c => c.PersonTenantId, code.PersonTenantId)
                .SetProperty(c => c.PersonId, code.PersonId)
                .SetProperty(c => c.Since, code.Since)
                .SetProperty(c => c.IsDeclined, code.IsDeclined), cancel) == 1;

    public async Task<bool> RemoveAsync(byte[] hash, CancellationToken cancel) =>
        await context.Set<DeviceCode>().Where(c => c.Hash == hash).ExecuteDeleteAsync(cancel) == 1;
}
