using System.Collections.Concurrent;

namespace Sallyport.Server.Http;

/// <summary>Lets a line of the log through once in a while only, where every request would write it again.</summary>
/// <param name="time">The clock.</param>
/// <param name="period">How long a line that was let through stands for its repetitions.</param>
internal sealed class RareLines(TimeProvider time, TimeSpan period)
{
    private const int MaximumLines = 1_000;

    private readonly ConcurrentDictionary<string, DateTimeOffset> written = new(StringComparer.Ordinal);

    /// <summary>Whether the line is to be written now.</summary>
    /// <param name="line">What makes two lines the same.</param>
    public bool Allow(string line)
    {
        var now = time.GetUtcNow();
        if (written.TryGetValue(line, out var last))
            return now - last >= period && written.TryUpdate(line, now, last);
        if (written.Count >= MaximumLines)
            written.Clear(); // rather a line too many than memory without bound
        return written.TryAdd(line, now);
    }
}
