namespace Sallyport.Core.GitLab.Ci;

/// <summary>What is said at the top level of a file for every job.</summary>
/// <param name="Stages">All stages in order.</param>
/// <param name="Defaults">The keywords that jobs inherit, references not yet resolved.</param>
/// <param name="Variables">The variables that jobs inherit.</param>
/// <param name="Workflow">Whether there is a pipeline.</param>
internal sealed record CommonParts(
    IReadOnlyList<string> Stages,
    YamlMap Defaults,
    IReadOnlyList<YamlVariable> Variables,
    WorkflowDefinition Workflow);

/// <summary>Reads a job, <c>extends</c> already resolved, and gives it what it inherits.</summary>
internal sealed class JobReader(CommonParts common, References references)
{
    private const int MaximumNameLength = 255;

    private static readonly string[] NotBesideRules = ["only", "except", "start_in"];

    private readonly Dictionary<string, Default> defaults = new(StringComparer.Ordinal);

    /// <summary>Reads what <c>default</c> says, so that its errors are seen even if no job inherits it.</summary>
    public void CheckDefaults(CiErrors errors)
    {
        var nothing = new JobDefinition { Name = "", Stage = StageKeyword.DefaultStage, Script = [] };
        foreach (var keyword in KeywordCatalogue.OfDefault)
            ReadDefault(nothing, keyword, errors);
    }

    /// <summary>Reads a job: several of <c>parallel</c>, else one.</summary>
    /// <param name="entry">The job as it is written.</param>
    /// <param name="map">Its keywords with those that it extends.</param>
    /// <param name="errors">What is wrong with the job.</param>
    public IReadOnlyList<JobDefinition> Read(YamlEntry entry, YamlMap map, CiErrors errors)
    {
        var where = Place.OfJob(errors, entry.Key);
        map = references.Resolve(map, where);
        var keywords = map.Find("trigger") is null ? KeywordCatalogue.OfJob : KeywordCatalogue.OfTrigger;
        Check(entry, map, keywords, where);
        var inheritance = InheritKeyword.Read(map, where);
        var job = new JobDefinition { Name = entry.Key, Stage = StageKeyword.DefaultStage, Script = [] };
        foreach (var keyword in keywords)
            job = ReadKeyword(job, map, keyword, inheritance, where);
        if (job.Rules is null)
            StartInKeyword.Check(job, map, where);
        job = PagesKeyword.Named(job, map, where);
        var own = job.Variables.Count;
        var variables = VariablesKeyword.Join(common.Variables, job.Variables, inheritance.Variables);
        job = job with
        {
            Variables = variables,
            InheritedCount = variables.Count - own,
            InheritedVariables = inheritance.Variables,
        };
        return [.. ParallelKeyword.Expand(job, map, where)];
    }

    private JobDefinition ReadKeyword(
        JobDefinition job, YamlMap map, Keyword keyword, Inheritance inheritance, Place where)
    {
        if (map.Entries.Any(e => e.Key == keyword.Name))
        {
            if (map.Find(keyword.Name) is not { } own)
                return job; // null takes back what extends or default would bring
            keyword.Tell(own.At, where.In(keyword.Name));
            return keyword.Read?.Invoke(job, own, where.In(keyword.Name)) ?? job;
        }
        var inherits = KeywordCatalogue.OfDefault.Has(keyword.Name) && inheritance.Default(keyword.Name);
        return inherits ? ReadDefault(job, keyword, where.Errors) : job;
    }

    private JobDefinition ReadDefault(JobDefinition job, Keyword keyword, CiErrors errors)
    {
        if (!defaults.TryGetValue(keyword.Name, out var known))
            defaults[keyword.Name] = known = FindDefault(keyword.Name);
        errors.AddRange(known.Errors);
        if (known.Entry is null)
            return job;
        keyword.Tell(known.Entry.At, OfDefault(errors, keyword.Name));
        return keyword.Read!(job, known.Entry, OfDefault(errors, keyword.Name));
    }

    private Default FindDefault(string keyword)
    {
        var errors = new CiErrors();
        var resolved = common.Defaults.Find(keyword) is { } entry
            ? references.Resolve(entry, OfDefault(errors, keyword))
            : null;
        var isNothing = resolved?.Value is YamlScalar { Kind: ScalarKind.Null };
        return new Default(isNothing ? null : resolved, errors);
    }

    private static Place OfDefault(CiErrors errors, string keyword) => new Place(errors, "default").In(keyword);

    private static void Check(YamlEntry entry, YamlMap map, IReadOnlyList<Keyword> keywords, Place where)
    {
        if (entry.Key.Length > MaximumNameLength)
            where.At("name").Wrong(entry.At, $"is too long (maximum is {MaximumNameLength} characters)");
        var known = keywords.Select(k => k.Name).ToList();
        where.Unknown([.. map.Entries.Where(e => !keywords.Has(e.Key))], known);
        if (map.Find("trigger") is null)
            ScriptKeyword.Require(entry, map, where);
        var beside = NotBesideRules.Where(k => map.Find(k) is not null).ToList();
        if (map.Find("rules") is { } rules && beside.Count > 0)
            where.Wrong(rules.At, $"key may not be used with `rules`: {string.Join(", ", beside)}");
    }

    private sealed record Default(YamlEntry? Entry, CiErrors Errors);
}
