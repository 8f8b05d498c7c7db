namespace Sallyport.Server.Tests;

/// <summary>The system's clock, which a test can put forward, and back again.</summary>
public sealed class ShiftedTime : TimeProvider
{
    private TimeSpan shift;
    private TimeSpan forward;

    public void Advance(TimeSpan by)
    {
        shift += by;
        if (by > TimeSpan.Zero)
            forward += by;
    }

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + shift;

    // Timestamps never run backwards, whatever is done to a clock.
    public override long GetTimestamp() => System.GetTimestamp() + (long)(forward.TotalSeconds * System.TimestampFrequency);
}
