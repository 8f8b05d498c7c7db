using Sallyport.Core.GitLab.Ci;

namespace Sallyport.Core.GitLab;

/// <summary>
/// Which jobs of a pipeline come before a job, and which of them give it their artifacts. Only the current try of a job
/// counts. Source: <c>app/services/ci/pipeline_processing</c> and <c>app/models/ci/build_dependencies.rb</c>, gitlabhq.
/// </summary>
internal sealed class JobOrder
{
    private readonly List<Job> current;
    private readonly ILookup<string, Job> byName;

    /// <summary>Reads the order of a pipeline's jobs as they are now.</summary>
    public JobOrder(Pipeline pipeline)
    {
        current = pipeline.CurrentJobs.ToList();
        byName = current.SelectMany(j => NamesOf(j).Select(name => (Name: name, Job: j)))
            .ToLookup(p => p.Name, p => p.Job, StringComparer.Ordinal);
    }

    /// <summary>The status of what the job waits for: its needs, or else all earlier stages.</summary>
    public CiStatus StatusBefore(Job job) =>
        job.Definition.Needs is { } needs
            ? GroupStatus.OfNeeds(needs.SelectMany(n => byName[n.Job]).ToHashSet())
            : GroupStatus.Of(current.Where(j => j.StageIndex < job.StageIndex));

    /// <summary>The jobs that a change of this job can wake up: later stages, and what needs it.</summary>
    public IReadOnlyCollection<Job> After(Job job)
    {
        var found = current.Where(j => j.StageIndex > job.StageIndex).ToHashSet();
        var open = new Queue<Job>([job]);
        while (open.TryDequeue(out var needed))
            foreach (var next in current.Where(j => Needs(j, needed) && found.Add(j)))
                open.Enqueue(next);
        return found;
    }

    /// <summary>The jobs whose artifacts and dotenv variables a job gets, the earlier ones first.</summary>
    public IReadOnlyList<Job> DependenciesOf(Job job)
    {
        var needs = job.Definition.Needs;
        var before = needs is null
            ? current.Where(j => j.StageIndex < job.StageIndex)
            : needs.Where(n => n.Artifacts).SelectMany(n => byName[n.Job]).Distinct().OrderBy(j => j.Id);
        var named = job.Definition.Dependencies;
        return before.Where(j => named is null || NamesOf(j).Any(n => named.Contains(n, StringComparer.Ordinal)))
            .ToList();
    }

    private static bool Needs(Job job, Job needed) =>
        job.Definition.Needs is { } needs && needs.Any(n => NamesOf(needed).Contains(n.Job, StringComparer.Ordinal));

    private static IEnumerable<string> NamesOf(Job job)
    {
        yield return job.Definition.Name;
        if (job.Definition.Parallel is { } parallel && parallel.Group != job.Definition.Name)
            yield return parallel.Group;
    }
}
