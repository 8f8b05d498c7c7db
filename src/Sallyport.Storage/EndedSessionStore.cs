using Microsoft.EntityFrameworkCore;
using Sallyport.Core.Sessions;

namespace Sallyport.Storage;

/// <summary>The ended sessions in the database.</summary>
/// <param name="context">The scope's context.</param>
internal sealed class EndedSessionStore(DirectoryContext context) : IEndedSessions
{
    public Task<bool> ContainsAsync(Guid id, CancellationToken cancel) =>
        context.Set<EndedSession>().AnyAsync(s => s.Id == id, cancel);

    public async Task AddAsync(EndedSession session, DateTimeOffset forgotten, CancellationToken cancel)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancel);
        if (await ContainsAsync(session.Id, cancel))
            return;
        await context.AddPassingAsync(session, s => s.EndedAt < forgotten, cancel);
        await transaction.CommitAsync(cancel);
    }
}
