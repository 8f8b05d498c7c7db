namespace Sallyport.Core.GitLab.Ci;

/// <summary>
/// Puts the jobs of a file together. What is wrong with a job that is not asked for, and that no such job needs, keeps
/// the others from nothing.
/// </summary>
/// <param name="common">What is said for every job.</param>
/// <param name="root">What is wrong outside of the jobs.</param>
/// <param name="jobs">The visible jobs.</param>
internal sealed class ConfigReader(CommonParts common, CiErrors root, IReadOnlyList<ReadJob> jobs)
{
    /// <summary>Reads the file for some jobs.</summary>
    /// <param name="chosen">Their names, or those of their <c>parallel</c>; none for all.</param>
    public CiConfigReading Read(IReadOnlyCollection<string> chosen)
    {
        var counted = chosen.Count == 0 ? jobs : Closure(chosen);
        var all = new CiErrors();
        all.AddRange(root);
        foreach (var job in counted)
            all.AddRange(job.Incomplete ?? job.Errors);
        var errors = all.Where(IsFatal);
        if (errors.Count == 0)
            errors = Logical(counted);
        var readable = jobs.Where(j => !j.IsInvalid).SelectMany(j => j.Jobs).ToList();
        var config = new CiConfig(common.Stages, readable)
        {
            Variables = common.Variables,
            Workflow = common.Workflow,
            Refused = all.Where(e => e.Kind == CiErrorKind.Unsupported),
            Notes = [.. all.Where(IsNote), .. Others(counted)],
        };
        return new CiConfigReading(errors.Count == 0 ? config : null, errors);
    }

    private static bool IsFatal(CiError error) =>
        error.Kind == CiErrorKind.Invalid || error is { Kind: CiErrorKind.Unsupported, Job: null };

    private static bool IsNote(CiError error) => error.Kind is CiErrorKind.Note or CiErrorKind.Warning;

    // Once the jobs are right by themselves, they are checked against each other.
    private IReadOnlyList<CiError> Logical(IReadOnlyList<ReadJob> counted)
    {
        var found = new CiErrors();
        if (jobs.Count == 0)
            new Place(found, Place.Root).Invalid(
                new Position(null, 1), "jobs config should contain at least one visible job");
        else
            new JobChecks(common.Stages, jobs).Check(counted, found);
        return found.All;
    }

    private List<ReadJob> Closure(IReadOnlyCollection<string> chosen)
    {
        var wanted = new HashSet<string>(chosen, StringComparer.Ordinal);
        var found = new HashSet<ReadJob>(ReferenceEqualityComparer.Instance);
        int before;
        do
        {
            before = found.Count;
            foreach (var job in jobs.Where(j => IsWanted(j, wanted) && found.Add(j)))
                wanted.UnionWith(NeedsOf(job));
        }
        while (found.Count > before);
        return [.. jobs.Where(found.Contains)];
    }

    private static bool IsWanted(ReadJob job, HashSet<string> wanted) =>
        wanted.Contains(job.Entry.Key) || job.Jobs.Any(j => wanted.Contains(j.Name));

    private static IEnumerable<string> NeedsOf(ReadJob job) =>
        job.Jobs.SelectMany(j => (j.Needs ?? []).Concat((j.Rules ?? []).SelectMany(r => r.Needs ?? [])))
            .Select(n => n.Group ?? n.Job);

    private IEnumerable<CiError> Others(IReadOnlyList<ReadJob> counted) =>
        jobs.Except(counted)
            .Where(j => j.IsInvalid)
            .Select(j => j.Errors.Where(IsFatal)[0] with { Kind = CiErrorKind.Note });
}
