namespace Sallyport.Core.GitLab;

/// <summary>
/// The one status of several jobs: of a stage, of a pipeline, or of what a job waits for. Source:
/// <c>lib/gitlab/ci/status/composite.rb</c>, gitlabhq.
/// </summary>
internal static class GroupStatus
{
    private enum Part
    {
        Created, Waiting, Pending, Running, Success, Failed, Canceled, Skipped, Manual, Warning, Ignored,
    }

    // The first line fits whose list has everything that occurs.
    private static readonly (CiStatus Status, Part[] Parts)[] Only =
    [
        (CiStatus.Skipped, [Part.Skipped, Part.Ignored]),
        (CiStatus.Success, [Part.Success, Part.Skipped, Part.Warning, Part.Ignored]),
        (CiStatus.Created, [Part.Created, Part.Warning, Part.Ignored]),
        (CiStatus.Canceled, [Part.Canceled, Part.Success, Part.Skipped, Part.Warning, Part.Ignored]),
        (CiStatus.Pending, [Part.Pending, Part.Created, Part.Skipped, Part.Warning, Part.Ignored]),
    ];

    // Then the first line of which something occurs.
    private static readonly (CiStatus Status, Part[] Parts)[] Any =
    [
        (CiStatus.Running, [Part.Running, Part.Pending]),
        (CiStatus.WaitingForResource, [Part.Waiting]),
        (CiStatus.Manual, [Part.Manual]),
        (CiStatus.Running, [Part.Created]),
    ];

    private static readonly Part[] Over = [Part.Success, Part.Failed, Part.Canceled, Part.Skipped, Part.Warning];

    /// <summary>The status of a stage, of all earlier stages, or of a pipeline; success if there are no jobs.</summary>
    public static CiStatus Of(IEnumerable<Job> jobs)
    {
        var parts = jobs.Select(PartOf).ToHashSet();
        if (parts.Count == 0)
            return CiStatus.Success;
        foreach (var (status, allowed) in Only)
            if (parts.IsSubsetOf(allowed))
                return status;
        foreach (var (status, some) in Any)
            if (parts.Overlaps(some))
                return status;
        return CiStatus.Failed;
    }

    /// <summary>
    /// The status of the jobs that a job needs. It is skipped if one of them does not run at all, and pending until all
    /// of them are over.
    /// </summary>
    public static CiStatus OfNeeds(IReadOnlyCollection<Job> jobs)
    {
        var parts = jobs.Select(PartOf).ToHashSet();
        if (parts.Contains(Part.Skipped) || parts.Contains(Part.Ignored))
            return CiStatus.Skipped;
        return parts.IsSubsetOf(Over) ? Of(jobs) : CiStatus.Pending;
    }

    private static Part PartOf(Job job) => job.Status switch
    {
        CiStatus.Failed or CiStatus.Canceled when job.MayFail => Part.Warning,
        CiStatus.Manual when job.MayFail => Part.Ignored,
        CiStatus.Created => Part.Created,
        CiStatus.WaitingForResource => Part.Waiting,
        CiStatus.Pending => Part.Pending,
        CiStatus.Running => Part.Running,
        CiStatus.Success => Part.Success,
        CiStatus.Failed => Part.Failed,
        CiStatus.Canceled => Part.Canceled,
        CiStatus.Skipped => Part.Skipped,
        _ => Part.Manual,
    };
}
