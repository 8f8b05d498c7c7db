namespace Sallyport.Server.Transport;

/// <summary>
/// Hands out turns at a steady rate, some of them in advance (the generic cell rate algorithm, ITU-T I.371).
/// </summary>
/// <param name="perSecond">Turns a second.</param>
/// <param name="burst">How many turns may be taken at once after a pause.</param>
/// <param name="time">The clock.</param>
internal sealed class Turns(double perSecond, int burst, TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly long step = (long)(time.TimestampFrequency / perSecond);
    private long next = time.GetTimestamp();

    /// <summary>How long the next one who takes a turn has to wait; negative or zero when not at all.</summary>
    public TimeSpan Wait
    {
        get
        {
            lock (gate)
                return WaitAt(time.GetTimestamp());
        }
    }

    /// <summary>Takes the next turn, and returns how long it is until then.</summary>
    public TimeSpan Take()
    {
        lock (gate)
        {
            var now = time.GetTimestamp();
            var wait = WaitAt(now);
            next = Math.Max(next, now) + step;
            return wait;
        }
    }

    /// <summary>Takes the next turn if nobody has to wait for it.</summary>
    public bool TryTake()
    {
        lock (gate)
        {
            var now = time.GetTimestamp();
            if (WaitAt(now) > TimeSpan.Zero)
                return false;
            next = Math.Max(next, now) + step;
            return true;
        }
    }

    /// <summary>Gives a turn back that was taken.</summary>
    public void GiveBack()
    {
        lock (gate)
            next -= step;
    }

    /// <summary>Takes the next turn, and returns when it has come.</summary>
    public async Task AwaitAsync(CancellationToken cancel)
    {
        var wait = Take();
        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, time, cancel);
    }

    /// <summary>Gives all turns back that may be taken at once.</summary>
    public void Restore()
    {
        lock (gate)
            next = time.GetTimestamp();
    }

    private TimeSpan WaitAt(long now) => time.GetElapsedTime(now, next - ((burst - 1) * step));
}
