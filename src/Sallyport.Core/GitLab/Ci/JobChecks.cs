namespace Sallyport.Core.GitLab.Ci;

/// <summary>
/// What GitLab checks when all jobs are read: whether what they name exists and comes before them. The sentences keep
/// the case of names. Source: <c>lib/gitlab/ci/yaml_processor.rb</c>, gitlabhq.
/// </summary>
internal sealed class JobChecks
{
    private const int MaximumNeeds = 50;

    private readonly IReadOnlyList<string> stages;
    private readonly IReadOnlyList<JobDefinition> jobs;
    private readonly ILookup<string, JobDefinition> byName;
    private readonly Func<string, Position> lineOf;
    private readonly Dictionary<string, int> placeOfStage;

    /// <summary>Prepares the checks of a file.</summary>
    /// <param name="stages">Its stages.</param>
    /// <param name="jobs">All its jobs.</param>
    /// <param name="lineOf">Where a job stands, by the name in the file.</param>
    public JobChecks(
        IReadOnlyList<string> stages, IReadOnlyList<JobDefinition> jobs, Func<string, Position> lineOf)
    {
        this.stages = stages;
        this.jobs = jobs;
        this.lineOf = lineOf;
        placeOfStage = stages.Select((s, n) => (s, n)).ToDictionary(p => p.s, p => p.n, StringComparer.Ordinal);
        byName = jobs.SelectMany(j => NamesOf(j).Select(n => (Name: n, Job: j)))
            .ToLookup(p => p.Name, p => p.Job, StringComparer.Ordinal);
    }

    /// <summary>The name of a job in the file, which the instances of a <c>parallel</c> share.</summary>
    public static string GroupOf(JobDefinition job) => job.Parallel?.Group ?? job.Name;

    /// <summary>The jobs that a name stands for: one, all of a <c>parallel</c>, or none.</summary>
    public IEnumerable<JobDefinition> Find(string name) => byName[name];

    /// <summary>Adds what is wrong with these jobs: the first error of each, as each stops a pipeline.</summary>
    public void Check(IEnumerable<JobDefinition> chosen, CiErrors errors)
    {
        foreach (var job in chosen.DistinctBy(GroupOf))
            if (WrongWith(job) is { } sentence)
                Place.OfJob(errors, GroupOf(job)).Invalid(lineOf(GroupOf(job)), sentence);
        if (FirstCycle() is { } cycle)
            new Place(errors, "root").Invalid(lineOf(cycle.Job), cycle.Sentence);
    }

    private string? WrongWith(JobDefinition job) =>
        WrongStage(job) ?? WrongDependencies(job) ?? WrongNeeds(job) ?? WrongOnStop(job);

    private string? WrongStage(JobDefinition job) => stages.Contains(job.Stage, StringComparer.Ordinal)
        ? null
        : $"{GroupOf(job)} job: chosen stage {job.Stage} does not exist; "
            + $"available stages are {string.Join(", ", stages)}";

    private string? WrongDependencies(JobDefinition job)
    {
        foreach (var name in job.Dependencies ?? [])
        {
            if (!byName[name].Any())
                return $"{GroupOf(job)} job: undefined dependency: {name}";
            if (!byName[name].All(d => PlaceOf(d) < PlaceOf(job)) && !Needs(job, name))
                return $"{GroupOf(job)} job: dependency {name} is not defined in current or prior stages";
        }
        var outside = job.Needs is null ? [] : (job.Dependencies ?? []).Where(d => !Needs(job, d)).ToList();
        return outside.Count == 0
            ? null
            : $"jobs:{GroupOf(job)} dependencies the {string.Join(", ", outside)} should be part of needs";
    }

    private string? WrongNeeds(JobDefinition job)
    {
        var needs = job.Needs ?? [];
        if (needs.Count > MaximumNeeds)
            return $"{GroupOf(job)}: one job can only need {MaximumNeeds} others, but you have listed {needs.Count}. "
                + "See needs keyword documentation for more details";
        foreach (var need in needs)
        {
            var found = byName[need.Job].ToList();
            if (found.Count == 0 && !need.Optional)
                return $"{GroupOf(job)} job: undefined need: {need.Job}";
            if (found.Exists(n => PlaceOf(n) > PlaceOf(job)))
                return $"{GroupOf(job)} job: need {need.Job} is not defined in current or prior stages";
        }
        var twice = needs.GroupBy(n => n.Job).Where(g => g.Count() > 1).Select(g => g.Key).ToList();
        return twice.Count == 0
            ? null
            : $"{GroupOf(job)} has the following needs duplicated: {string.Join(", ", twice)}.";
    }

    private string? WrongOnStop(JobDefinition job)
    {
        if (job.Environment?.OnStop is not { } name)
            return null;
        var start = $"{GroupOf(job)} job: on_stop job {name}";
        if (byName[name].FirstOrDefault() is not { } stop)
            return $"{start} is not defined";
        if (stop.Environment is not { } environment)
            return $"{start} does not have environment defined";
        if (environment.Name != job.Environment.Name)
            return $"{start} have different environment name";
        return environment.Action == "stop" ? null : $"{start} needs to have action stop defined";
    }

    // What waits for nothing is taken away until nothing changes. What is left waits for itself.
    private (string Job, string Sentence)? FirstCycle()
    {
        var waits = jobs.GroupBy(GroupOf).ToDictionary(g => g.Key, NeededBy, StringComparer.Ordinal);
        var waiting = waits.SelectMany(w => w.Value.Select(n => (Needed: n, By: w.Key)))
            .ToLookup(p => p.Needed, p => p.By, StringComparer.Ordinal);
        var ready = new Queue<string>(waits.Where(w => w.Value.Count == 0).Select(w => w.Key));
        while (ready.TryDequeue(out var job))
            foreach (var other in waiting[job].Where(waits.ContainsKey))
                if (waits[other].Remove(job) && waits[other].Count == 0)
                    ready.Enqueue(other);
        var first = waits.FirstOrDefault(w => w.Value.Count > 0).Key;
        return first is null ? null : (first, Describe(first, waits));
    }

    private HashSet<string> NeededBy(IEnumerable<JobDefinition> instances) => instances
        .SelectMany(j => j.Needs ?? []).SelectMany(n => byName[n.Job]).Select(GroupOf)
        .ToHashSet(StringComparer.Ordinal);

    private static string Describe(string job, Dictionary<string, HashSet<string>> waits)
    {
        var path = new List<string>();
        while (!path.Contains(job, StringComparer.Ordinal))
        {
            path.Add(job);
            job = waits[job].First();
        }
        var circle = path[path.IndexOf(job)..];
        var names = circle.Count == 1 ? $"self-dependency: {job}" : string.Join(", ", circle);
        return $"The pipeline has circular dependencies: {names}";
    }

    private int PlaceOf(JobDefinition job) => placeOfStage.GetValueOrDefault(job.Stage, -1);

    private bool Needs(JobDefinition job, string name) =>
        job.Needs?.Any(n => n.Job == name || byName[name].Any(j => NamesOf(j).Contains(n.Job))) ?? false;

    private static IEnumerable<string> NamesOf(JobDefinition job) =>
        job.Parallel is null ? [job.Name] : [job.Name, job.Parallel.Group];
}
