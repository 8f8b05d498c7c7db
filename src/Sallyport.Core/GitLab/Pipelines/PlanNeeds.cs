using Sallyport.Core.GitLab.Ci;

namespace Sallyport.Core.GitLab;

/// <summary>What the jobs of a plan need of each other.</summary>
internal static class PlanNeeds
{
    /// <summary>Whether a name means a job: its own, or that of the <c>parallel</c> that it belongs to.</summary>
    public static bool IsNamed(JobDefinition job, string name) => job.Name == name || job.Parallel?.Group == name;

    /// <summary>What is wrong with the needs of a job, given the jobs that the pipeline has.</summary>
    public static IEnumerable<string> Check(JobDefinition job, IReadOnlyList<JobDefinition> jobs)
    {
        foreach (var need in (job.Needs ?? []).Where(n => !n.Optional && !Exists(n, jobs)))
            yield return $"'{job.Name}' job needs '{need.Job}' job, but '{need.Job}' does not exist in the pipeline. "
                + "This might be because of the only, except, or rules keywords. To need a job that sometimes does not "
                + "exist in the pipeline, use needs:optional.";
    }

    /// <summary>The job without those optional needs that the pipeline lacks.</summary>
    public static JobDefinition Existing(JobDefinition job, IReadOnlyList<JobDefinition> jobs) =>
        job.Needs is null ? job : job with { Needs = [.. job.Needs.Where(n => Exists(n, jobs))] };

    private static bool Exists(NeedDefinition need, IReadOnlyList<JobDefinition> jobs) =>
        jobs.Any(j => IsNamed(j, need.Job));
}

/// <summary>The jobs of a plan that somebody asks for by name.</summary>
internal sealed class PlanChoice(CiConfig config, IReadOnlyList<JobDefinition> jobs)
{
    /// <summary>The named jobs with all that they need, in the order of the file; all when there is no name.</summary>
    /// <param name="names">The names.</param>
    /// <param name="refusals">Takes up what is wrong with the names.</param>
    public IReadOnlyList<JobDefinition> Of(IReadOnlyList<string> names, List<string> refusals)
    {
        if (names.Count == 0)
            return jobs;
        refusals.AddRange(Unknown(names).Concat(LeftOut(names)));
        var open = new Queue<string>(names);
        var chosen = new HashSet<JobDefinition>(ReferenceEqualityComparer.Instance);
        while (open.TryDequeue(out var name))
            foreach (var job in jobs.Where(j => PlanNeeds.IsNamed(j, name) && chosen.Add(j)))
                foreach (var need in job.Needs ?? [])
                    open.Enqueue(need.Job);
        return [.. jobs.Where(chosen.Contains)];
    }

    private IEnumerable<string> Unknown(IReadOnlyList<string> names)
    {
        var unknown = names.Where(n => !config.Jobs.Any(j => PlanNeeds.IsNamed(j, n))).ToList();
        if (unknown.Count == 0)
            yield break;
        var known = string.Join(", ", config.Jobs.Select(j => j.Name));
        yield return $"there is no job '{string.Join("', '", unknown)}'; the file has {known}";
    }

    private IEnumerable<string> LeftOut(IReadOnlyList<string> names) => names
        .Where(n => config.Jobs.Any(j => PlanNeeds.IsNamed(j, n)) && !jobs.Any(j => PlanNeeds.IsNamed(j, n)))
        .Select(n => $"this pipeline has no job '{n}': the job's rules, only or except leave it out");
}
