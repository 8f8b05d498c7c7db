namespace Sallyport.Core.GitLab.Ci;

/// <summary>
/// What GitLab checks between the jobs once each of them is right: stages, needs, dependencies, stop jobs, cycles. As
/// there, the first error ends it. Source: <c>lib/gitlab/ci/yaml_processor.rb</c>, gitlabhq.
/// </summary>
internal sealed class JobChecks
{
    private const int MaximumNeedName = 255;

    private readonly List<string> stages;
    private readonly Dictionary<string, JobDefinition> byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ReadJob> groups = new(StringComparer.Ordinal);

    /// <summary>Prepares the checks.</summary>
    /// <param name="stages">The stages in order.</param>
    /// <param name="all">All jobs of the file.</param>
    public JobChecks(IReadOnlyList<string> stages, IReadOnlyList<ReadJob> all)
    {
        this.stages = [.. stages];
        foreach (var group in all)
        {
            groups[group.Entry.Key] = group;
            foreach (var job in group.Jobs)
                byName[job.Name] = job;
        }
    }

    /// <summary>The first error of some jobs, or nothing.</summary>
    /// <param name="jobs">The jobs.</param>
    /// <param name="errors">Takes it.</param>
    public void Check(IReadOnlyList<ReadJob> jobs, CiErrors errors)
    {
        foreach (var group in jobs)
            foreach (var job in group.Jobs)
                if (FirstOf(job, group) is { } wrong)
                {
                    Place.OfJob(errors, group.Entry.Key).In(wrong.Keyword).Invalid(
                        At(group, wrong), wrong.Sentence, wrong.Hint);
                    return;
                }
        var cycles = new NeedCycles(n => byName.GetValueOrDefault(n)?.Needs?.SelectMany(Expand).Select(e => e.Job));
        foreach (var group in jobs)
            if (group.Jobs.Select(j => cycles.From(j.Name)).OfType<string>().FirstOrDefault() is { } cycle)
            {
                Place.OfJob(errors, group.Entry.Key).In("needs").Invalid(
                    group.At("needs"), $"The pipeline has circular dependencies: {cycle}");
                return;
            }
    }

    private Wrong? FirstOf(JobDefinition job, ReadJob group) =>
        StageOf(job) ?? DependenciesOf(job) ?? NeedsOf(job) ?? RuleNeedsOf(job) ?? StopOf(job, group.Whole);

    private Wrong? StageOf(JobDefinition job) => stages.Contains(job.Stage)
        ? null
        : new Wrong(
            "stage",
            $"{job.Name} job: chosen stage {job.Stage} does not exist; available stages are "
            + string.Join(", ", stages));

    private Wrong? DependenciesOf(JobDefinition job) =>
        (job.Dependencies ?? [])
            .SelectMany(d => Expand(new NeedDefinition(d)))
            .Select(d => Missing(job, d, "dependency", "dependencies"))
            .FirstOrDefault(w => w is not null);

    private Wrong? NeedsOf(JobDefinition job) => job.Needs is { } needs ? NeedsOf(job, needs, "needs") : null;

    private Wrong? RuleNeedsOf(JobDefinition job) =>
        (job.Rules ?? [])
            .Select(r => r.Needs is { } needs ? NeedsOf(job, needs, "rules") : null)
            .FirstOrDefault(w => w is not null);

    private Wrong? NeedsOf(JobDefinition job, IReadOnlyList<NeedDefinition> needs, string keyword)
    {
        var expanded = needs.SelectMany(Expand).ToList();
        foreach (var need in expanded)
            if (Missing(job, need, "need", keyword) is { } wrong)
                return wrong;
        var twice = expanded.GroupBy(n => n.Job).Where(g => g.Count() > 1).Select(g => g.Key).ToList();
        if (twice.Count > 0)
            return new Wrong(keyword, $"{job.Name} has the following needs duplicated: {string.Join(", ", twice)}.");
        return expanded.Count <= NeedsKeyword.Maximum
            ? null
            : new Wrong(
                keyword,
                $"{job.Name}: one job can only need {Values.Text(NeedsKeyword.Maximum)} others, but you have listed "
                + $"{Values.Text(expanded.Count)}. See needs keyword documentation for more details");
    }

    private Wrong? Missing(JobDefinition job, NeedDefinition need, string kind, string keyword)
    {
        if (!byName.TryGetValue(need.Job, out var other))
            return need.Optional ? null : Undefined(job, need, kind, keyword);
        if (kind == "need" && need.Job.Length > MaximumNeedName)
            return new Wrong(
                keyword,
                $"{job.Name} job: need `{need.Job}` name is too long (maximum is {Values.Text(MaximumNeedName)} "
                + "characters)");
        var place = stages.IndexOf(other.Stage);
        return place >= 0 && place <= stages.IndexOf(job.Stage)
            ? null
            : new Wrong(
                keyword, $"{job.Name} job: {kind} {need.Job} is not defined in current or prior stages")
            {
                Named = need.Job,
            };
    }

    private Wrong Undefined(JobDefinition job, NeedDefinition need, string kind, string keyword) =>
        new(keyword, $"{job.Name} job: undefined {kind}: {need.Job}")
        {
            Named = need.Job, Hint = Suggestion.For(need.Job, byName.Keys.Concat(groups.Keys)),
        };

    // The line of the name, where the file has it as it is.
    private static Position At(ReadJob group, Wrong wrong)
    {
        var entry = group.Map.Find(wrong.Keyword);
        var found = entry is null || wrong.Named is null ? null : Find(entry.Value, wrong.Named);
        return found?.At ?? group.At(wrong.Keyword);
    }

    private static YamlScalar? Find(YamlNode? node, string text) => node switch
    {
        YamlScalar scalar => scalar.Text == text ? scalar : null,
        YamlList list => list.Items.Select(i => Find(i, text)).OfType<YamlScalar>().FirstOrDefault(),
        YamlMap map => map.Entries.Select(e => Find(e.Value, text)).OfType<YamlScalar>().FirstOrDefault(),
        _ => null,
    };

    // The name of a parallel stands for all its jobs.
    private IEnumerable<NeedDefinition> Expand(NeedDefinition need) =>
        need.Group is null && groups.TryGetValue(need.Job, out var group) && group.Jobs.Count > 0
            ? group.Jobs.Select(j => need with { Job = j.Name })
            : [need];

    private Wrong? StopOf(JobDefinition job, JobDefinition whole)
    {
        if (whole.Environment is not { OnStop: { } stop } environment)
            return null;
        string? Sentence()
        {
            if (!byName.TryGetValue(stop, out var other))
                return "is not defined";
            if (other.Environment is null)
                return "does not have environment defined";
            if (other.Environment.Name != environment.Name)
                return "have different environment name";
            return other.Environment.Action == "stop" ? null : "needs to have action stop defined";
        }
        return Sentence() is { } sentence
            ? new Wrong("environment", $"{job.Name} job: on_stop job {stop} {sentence}")
            : null;
    }

    private sealed record Wrong(string Keyword, string Sentence)
    {
        // The job that the file names there, or null.
        public string? Named { get; init; }

        public string? Hint { get; init; }
    }
}
