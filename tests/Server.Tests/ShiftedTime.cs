namespace Sallyport.Server.Tests;

/// <summary>The system's clock, which a test can put forward.</summary>
public sealed class ShiftedTime : TimeProvider
{
    private TimeSpan shift;

    public void Advance(TimeSpan by) => shift += by;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + shift;

    public override long GetTimestamp() => System.GetTimestamp() + (long)(shift.TotalSeconds * System.TimestampFrequency);
}
