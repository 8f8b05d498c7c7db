using Sallyport.Core.Sessions;

namespace Sallyport.Storage.Tests;

public abstract partial class StoreContract
{
    [Fact]
    public async Task An_ended_session_is_kept_until_it_is_forgotten_and_ends_once()
    {
        var (first, second) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await EndAsync(first, Noon);
        await EndAsync(first, Noon.AddDays(1)); // a copy of the cookie that signs out as well
        Assert.True(await New<IEndedSessions>().ContainsAsync(first, Cancel));
        Assert.False(await New<IEndedSessions>().ContainsAsync(second, Cancel));
        await EndAsync(second, Noon + EndedSession.LongestLife);
        Assert.True(await New<IEndedSessions>().ContainsAsync(first, Cancel));
        await EndAsync(Guid.CreateVersion7(), Noon + EndedSession.LongestLife + TimeSpan.FromTicks(1));
        Assert.False(await New<IEndedSessions>().ContainsAsync(first, Cancel));
        Assert.True(await New<IEndedSessions>().ContainsAsync(second, Cancel));
    }

    [Fact]
    public async Task Of_many_who_end_one_session_at_once_none_fails()
    {
        var id = Guid.CreateVersion7();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => EndAsync(id, Noon), Cancel)));
        Assert.True(await New<IEndedSessions>().ContainsAsync(id, Cancel));
    }

    private Task EndAsync(Guid id, DateTimeOffset now)
    {
        IEndedSessions sessions;
        lock (scopes)
            sessions = New<IEndedSessions>();
        return sessions.AddAsync(new EndedSession { Id = id, EndedAt = now }, now - EndedSession.LongestLife, Cancel);
    }
}
