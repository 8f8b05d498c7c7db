using System.Collections.Concurrent;

namespace Sallyport.Core.GitLab;

/// <summary>
/// When the runner of each running job was last heard of. It is not stored: a start of the instance counts as a
/// contact, since no runner could reach it before.
/// </summary>
public sealed class RunnerContacts(TimeProvider time)
{
    private readonly DateTimeOffset since = time.GetUtcNow();
    private readonly ConcurrentDictionary<long, DateTimeOffset> last = [];

    /// <summary>The job's runner is there.</summary>
    internal void Note(long jobId) => last[jobId] = time.GetUtcNow();

    /// <summary>When the job's runner was last heard of.</summary>
    internal DateTimeOffset LastOf(Job job)
    {
        var known = last.TryGetValue(job.Id, out var noted) ? noted : job.StartedAt ?? since;
        return known > since ? known : since;
    }

    /// <summary>Forgets the jobs that do not run any more.</summary>
    internal void KeepOnly(IReadOnlySet<long> running)
    {
        foreach (var id in last.Keys.Where(id => !running.Contains(id)))
            last.TryRemove(id, out _);
    }
}
