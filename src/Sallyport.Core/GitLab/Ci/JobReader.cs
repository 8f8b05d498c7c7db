namespace Sallyport.Core.GitLab.Ci;

/// <summary>What is said at the top level of a file for every job.</summary>
/// <param name="Stages">All stages in order.</param>
/// <param name="Defaults">The keywords that jobs inherit, references not yet resolved.</param>
/// <param name="Older">Those of the defaults that stand at the top level itself.</param>
/// <param name="Variables">The variables that jobs inherit.</param>
/// <param name="Workflow">Whether there is a pipeline.</param>
internal sealed record CommonParts(
    IReadOnlyList<string> Stages,
    YamlMap Defaults,
    IReadOnlyList<string> Older,
    IReadOnlyList<YamlVariable> Variables,
    WorkflowDefinition Workflow);

/// <summary>A job as it was read.</summary>
/// <param name="Entry">The job as it is written.</param>
/// <param name="Map">Its keywords with those that it extends.</param>
/// <param name="Whole">The job, <c>parallel</c> not applied.</param>
/// <param name="Jobs">The jobs that it becomes: those of <c>parallel</c>, or itself.</param>
/// <param name="Errors">What is wrong with it, and what its author should know.</param>
internal sealed record ReadJob(
    YamlEntry Entry, YamlMap Map, JobDefinition Whole, IReadOnlyList<JobDefinition> Jobs, CiErrors Errors)
{
    /// <summary>
    /// What alone counts of a job that could not be put together: what is wrong with the rest follows from it. Null for
    /// a job that could. Source: <c>lib/gitlab/ci/config.rb</c>, gitlabhq.
    /// </summary>
    public CiErrors? Incomplete { get; init; }

    /// <summary>
    /// How long all its jobs are when they are written out, each with what it inherits: so they are stored.
    /// </summary>
    public long Weight { get; init; }

    /// <summary>Whether GitLab refuses it.</summary>
    public bool IsInvalid => Errors.Where(e => e.Kind == CiErrorKind.Invalid).Count > 0;

    /// <summary>Whether it becomes the jobs of a <c>parallel</c>.</summary>
    public bool IsParallel => Jobs.Any(j => j.Parallel is not null);

    /// <summary>The line of a keyword, or of the job.</summary>
    public Position At(string keyword) => Map.Find(keyword)?.At ?? Entry.At;
}

/// <summary>Reads a job, <c>extends</c> already resolved, and gives it what it inherits.</summary>
internal sealed class JobReader(CommonParts common, References references)
{
    private const int MaximumNameLength = 255;
    private const string SeveralPipelines =
        "may allow multiple pipelines to run for a single action due to `rules:when` clause with no `workflow:rules` "
        + "- read more: https://docs.gitlab.com/ee/ci/jobs/job_troubleshooting.html"
        + "#job-may-allow-multiple-pipelines-to-run-for-a-single-action-warning";

    private readonly Dictionary<string, Default> defaults = new(StringComparer.Ordinal);

    /// <summary>Reads what <c>default</c> says, so that its errors are seen even if no job inherits it.</summary>
    public void CheckDefaults(CiErrors errors)
    {
        var nothing = New("");
        foreach (var keyword in KeywordCatalogue.OfDefault)
            ReadDefault(nothing, keyword, errors);
    }

    /// <summary>Reads a job.</summary>
    /// <param name="entry">The job as it is written.</param>
    /// <param name="map">Its keywords with those that it extends.</param>
    /// <param name="errors">What is wrong with the job.</param>
    public ReadJob Read(YamlEntry entry, YamlMap map, CiErrors errors)
    {
        var where = Place.OfJob(errors, entry.Key);
        map = references.Resolve(map, where);
        var incomplete = Incomplete(errors);
        where = where with { IsTrigger = ScriptKeyword.IsTrigger(map) };
        if (!Check(entry, map, where))
            return new ReadJob(entry, map, New(entry.Key), [], errors) { Incomplete = incomplete };
        var job = ReadKeywords(entry, map, where, out var inherited);
        DependenciesKeyword.Check(job, map, where);
        StartInKeyword.Check(job, map, entry.At, where);
        Warn(job, map, entry.At, where);
        job = PagesKeyword.Read(job, map, where);
        var instances = ParallelKeyword.Read(map, entry.Key, where);
        var jobs = instances?.Select(i => Instance(job, i, entry.At, where)).ToList() ?? [job];
        var each = map.Weight + inherited + common.Variables.Sum(v => v.Key.Length + v.Value.Length);
        return new ReadJob(entry, map, job, jobs, errors)
        {
            Incomplete = incomplete, Weight = jobs.Sum(j => each + WeightOf(j.Needs ?? [])),
        };
    }

    // One entry can need each job of a matrix.
    private static long WeightOf(IReadOnlyList<NeedDefinition> needs) =>
        needs.Sum(n => n.Job.Length + (n.Group?.Length ?? 0));

    private static CiErrors? Incomplete(CiErrors errors)
    {
        if (errors.All.Count == 0)
            return null;
        var copy = new CiErrors();
        copy.AddRange(errors);
        return copy;
    }

    private static JobDefinition New(string name) =>
        new() { Name = name, Stage = StageKeyword.DefaultStage, Script = [] };

    private static JobDefinition Instance(JobDefinition job, NamedInstance instance, Position at, Place where)
    {
        var matrix = instance.Instance.Matrix;
        return job with
        {
            Name = instance.Name,
            Parallel = instance.Instance,
            Variables = [.. job.Variables.Where(v => matrix.All(m => m.Key != v.Key)), .. matrix],
            Needs = NeedsKeyword.For(job.Needs, matrix, at, where),
        };
    }

    private static bool Check(YamlEntry entry, YamlMap map, Place where)
    {
        ScriptKeyword.Check(entry, map, where);
        if (!ScriptKeyword.HasWork(map))
            return false;
        if (entry.Key.Length > MaximumNameLength)
            where.Field("name").Wrong(
                entry.At, $"is too long (maximum is {Values.Text(MaximumNameLength)} characters)");
        WordCheck.Check(map, PlaceOf(where), where);
        RulesKeyword.CheckBeside(map, where);
        return true;
    }

    private JobDefinition ReadKeywords(YamlEntry entry, YamlMap map, Place where, out long inherited)
    {
        inherited = 0;
        var inheritance = InheritKeyword.Read(map, where);
        var words = KeywordCatalogue.In(PlaceOf(where)).Select(w => w.Name).ToHashSet(StringComparer.Ordinal);
        var job = New(entry.Key) with { InheritedVariables = inheritance.Variables };
        foreach (var keyword in KeywordCatalogue.OfJob.Where(k => words.Contains(k.Name)))
            if (map.Find(keyword.Name) is { } own)
                job = keyword.Read?.Invoke(job, own, keyword.In(where)) ?? job;
            else if (inheritance.Default(keyword.Name))
            {
                job = ReadDefault(job, keyword, where.Errors);
                inherited += defaults[keyword.Name].Entry?.Value.Weight ?? 0;
            }
        return job;
    }

    private void Warn(JobDefinition job, YamlMap map, Position at, Place where)
    {
        var last = job.Rules is { Count: > 0 } rules ? rules[^1] : null;
        if (last?.When is null or JobWhen.Never)
            return;
        var isAlone = last with { When = null } == new RuleDefinition();
        if (isAlone && common.Workflow.Rules is null)
            where.Warning(map.Find("rules")?.At ?? at, SeveralPipelines);
    }

    private JobDefinition ReadDefault(JobDefinition job, Keyword keyword, CiErrors errors)
    {
        if (!defaults.TryGetValue(keyword.Name, out var known))
            defaults[keyword.Name] = known = FindDefault(keyword.Name);
        errors.AddRange(known.Errors);
        if (known.Entry is null || keyword.Read is null)
            return job;
        return keyword.Read(job, known.Entry, OfDefault(errors, keyword.Name));
    }

    private Default FindDefault(string keyword)
    {
        var errors = new CiErrors();
        var resolved = common.Defaults.Find(keyword) is { } entry
            ? references.Resolve(entry, OfDefault(errors, keyword))
            : null;
        return new Default(resolved is null || Values.IsNull(resolved.Value) ? null : resolved, errors);
    }

    private Place OfDefault(CiErrors errors, string keyword)
    {
        var isOlder = common.Older.Contains(keyword, StringComparer.Ordinal);
        return new Place(errors, isOlder ? Place.Root : "default").In(keyword);
    }

    private static string PlaceOf(Place job) => job.IsTrigger ? "trigger job" : "job";

    private sealed record Default(YamlEntry? Entry, CiErrors Errors);
}
