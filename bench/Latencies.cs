namespace Sallyport.Bench;

/// <summary>How long each exchange of a run took.</summary>
/// <param name="milliseconds">One entry for each exchange.</param>
/// <param name="length">How long the run was.</param>
public sealed class Latencies(IEnumerable<double> milliseconds, TimeSpan length)
{
    private readonly double[] sorted = [.. milliseconds.Order()];

    /// <summary>How many exchanges there were.</summary>
    public int Count => sorted.Length;

    /// <summary>Exchanges a second.</summary>
    public double PerSecond => Count / length.TotalSeconds;

    /// <summary>The latency in ms that so many of a hundred exchanges did not exceed (nearest rank).</summary>
    public double Percentile(int percent) => sorted[Math.Max(0, (int)Math.Ceiling(Count * percent / 100.0) - 1)];
}
