using System.Collections.Concurrent;

namespace Sallyport.Server.Http;

/// <summary>Limits log lines that every request would write again to one in a period.</summary>
/// <param name="time">The clock.</param>
/// <param name="period">How long repetitions of a line are left out after it was written.</param>
internal sealed class RareLines(TimeProvider time, TimeSpan period)
{
    private const int MaximumLines = 1_000;

    private readonly ConcurrentDictionary<string, DateTimeOffset> written = new(StringComparer.Ordinal);

    /// <summary>Whether the line is to be written now.</summary>
    /// <param name="line">The text or id by which two lines count as the same.</param>
    public bool Allow(string line)
    {
        var now = time.GetUtcNow();
        if (written.TryGetValue(line, out var last))
            return now - last >= period && written.TryUpdate(line, now, last);
        if (written.Count >= MaximumLines)
            written.Clear(); // an extra line is better than memory without bound
        return written.TryAdd(line, now);
    }
}
