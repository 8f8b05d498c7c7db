using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;

namespace Sallyport.Server.Transport;

/// <summary>
/// The open connections, and how they end when the server stops. A client that is just about to use its connection
/// again gets an answer that says <c>Connection: close</c>; what has arrived only in part is given up after a while.
/// </summary>
/// <param name="time">The clock of the limits: the system's, whatever the instance's says.</param>
internal sealed class OpenConnections(TimeProvider time) : IDisposable
{
    // A client under load sends its next request within this time after an answer.
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan QuietLimit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ArrivalLimit = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(7);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly ConcurrentDictionary<OpenConnection, bool> open = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly CancellationTokenSource overdue = new();
    private int newcomers;

    /// <summary>Set from the moment when no new connection is taken.</summary>
    public CancellationToken Stopping => stopping.Token;

    /// <summary>How many connections had their turn and have brought no whole request yet.</summary>
    public int Newcomers => Volatile.Read(ref newcomers);

    /// <summary>Notes a connection until the result is disposed of.</summary>
    public OpenConnection Add(ConnectionContext connection)
    {
        var added = new OpenConnection(this, connection, time, overdue.Token);
        open[added] = true;
        return added;
    }

    /// <summary>Counts the newcomers up or down.</summary>
    public void CountNewcomers(int change) => Interlocked.Add(ref newcomers, change);

    /// <summary>Forgets a connection that has ended.</summary>
    public void Remove(OpenConnection ended) => open.TryRemove(ended, out _);

    /// <summary>
    /// Takes no new connection. Returns when each open one is answering a request or has been silent for a moment.
    /// </summary>
    public async Task StopTakingAsync()
    {
        await stopping.CancelAsync();
        var since = time.GetTimestamp();
        while (open.Keys.Any(c => !c.IsAnswering && !c.IsQuiet(Quiet)) && time.GetElapsedTime(since) < QuietLimit)
            await Task.Delay(Pause, time);
    }

    /// <summary>
    /// Once the first limit has passed, ends what sends no whole request; once the second has, whatever is still open,
    /// such as a client that does not read its answers.
    /// </summary>
    public async Task GiveUpAsync(Task stopped)
    {
        var since = time.GetTimestamp();
        await Task.WhenAny(stopped, Task.Delay(ArrivalLimit, time));
        if (!stopped.IsCompleted)
            await overdue.CancelAsync();
        while (!stopped.IsCompleted)
        {
            var isLate = time.GetElapsedTime(since) >= AnswerLimit;
            foreach (var given in open.Keys.Where(c => isLate || (!c.IsAnswering && c.IsQuiet(Quiet))))
                given.Abort();
            await Task.WhenAny(stopped, Task.Delay(Pause, time));
        }
    }

    public void Dispose()
    {
        stopping.Dispose();
        overdue.Dispose();
    }
}

/// <summary>An open connection and the number of its requests that are being answered.</summary>
/// <param name="all">Where it is noted.</param>
/// <param name="connection">The connection.</param>
/// <param name="time">The clock.</param>
/// <param name="overdue">Set when a request that is still arriving is to be given up.</param>
internal sealed class OpenConnection(
    OpenConnections all, ConnectionContext connection, TimeProvider time, CancellationToken overdue) : IDisposable
{
    private int answering;
    private int isNewcomer;
    private long lastUse = time.GetTimestamp();

    /// <summary>Set when a request that is still arriving is to be given up.</summary>
    public CancellationToken Overdue => overdue;

    /// <summary>Whether the server is stopping, so that answers close the connection.</summary>
    public bool IsStopping => all.Stopping.IsCancellationRequested;

    /// <summary>Whether a request is being answered.</summary>
    public bool IsAnswering => Volatile.Read(ref answering) > 0;

    /// <summary>Whether it was opened, and last answered, at least so long ago.</summary>
    public bool IsQuiet(TimeSpan period) => time.GetElapsedTime(Volatile.Read(ref lastUse)) >= period;

    /// <summary>The client may begin: it is a newcomer until its first request has arrived.</summary>
    public void Admit()
    {
        Volatile.Write(ref isNewcomer, 1);
        all.CountNewcomers(1);
    }

    /// <summary>The head of a request has arrived.</summary>
    public void Begin()
    {
        EndNewcomer();
        Interlocked.Increment(ref answering);
    }

    /// <summary>Its answer is written.</summary>
    public void End()
    {
        Volatile.Write(ref lastUse, time.GetTimestamp());
        Interlocked.Decrement(ref answering);
    }

    /// <summary>Cuts the connection.</summary>
    public void Abort() => connection.Abort(new ConnectionAbortedException("The server stops."));

    public void Dispose()
    {
        EndNewcomer();
        all.Remove(this);
    }

    private void EndNewcomer()
    {
        if (Interlocked.Exchange(ref isNewcomer, 0) == 1)
            all.CountNewcomers(-1);
    }
}
