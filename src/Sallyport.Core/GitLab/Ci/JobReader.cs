namespace Sallyport.Core.GitLab.Ci;

/// <summary>What is said at the top level of a file for every job.</summary>
/// <param name="Stages">All stages in order.</param>
/// <param name="Defaults">The keywords that jobs inherit, references not yet resolved.</param>
/// <param name="Variables">The variables that jobs inherit.</param>
internal sealed record CommonParts(
    IReadOnlyList<string> Stages, YamlMap Defaults, IReadOnlyList<YamlVariable> Variables);

/// <summary>Reads a job, <c>extends</c> already resolved, and gives it what it inherits.</summary>
internal sealed class JobReader(CommonParts common, References references)
{
    private const int MaximumNameLength = 255;

    // GitLab publishes what a job of this name leaves in the folder public/.
    private const string PagesJob = "pages";

    private readonly Dictionary<string, Default> defaults = new(StringComparer.Ordinal);

    /// <summary>Reads what <c>default</c> says, so that its errors are seen even if no job inherits it.</summary>
    public void CheckDefaults(CiErrors errors)
    {
        var nothing = new JobDefinition { Name = "", Stage = StageKeyword.DefaultStage, Script = [] };
        foreach (var keyword in KeywordCatalogue.OfDefault)
            ReadDefault(nothing, keyword, errors);
    }

    /// <summary>Reads a job.</summary>
    /// <param name="entry">The job as it is written.</param>
    /// <param name="map">Its keywords with those that it extends.</param>
    /// <param name="errors">What is wrong with the job.</param>
    public JobDefinition Read(YamlEntry entry, YamlMap map, CiErrors errors)
    {
        var where = Place.OfJob(errors, entry.Key);
        Check(entry, map, where);
        map = references.Resolve(map, where);
        var inheritance = InheritKeyword.Read(map, where);
        var job = new JobDefinition { Name = entry.Key, Stage = StageKeyword.DefaultStage, Script = [] };
        foreach (var keyword in KeywordCatalogue.OfJob)
            if (map.Find(keyword.Name) is { } own)
                job = keyword.Read?.Invoke(job, own, where.In(keyword.Name)) ?? job;
            else if (inheritance.Default(keyword.Name))
                job = ReadDefault(job, keyword, errors);
        StageKeyword.Check(job, map, common.Stages, where);
        var variables = VariablesKeyword.Join(common.Variables, job.Variables, inheritance.Variables);
        return job with { Variables = variables, InheritedCount = variables.Count - job.Variables.Count };
    }

    private JobDefinition ReadDefault(JobDefinition job, Keyword keyword, CiErrors errors)
    {
        if (!defaults.TryGetValue(keyword.Name, out var known))
            defaults[keyword.Name] = known = FindDefault(keyword.Name);
        errors.AddRange(known.Errors);
        return known.Entry is null ? job : keyword.Read!(job, known.Entry, OfDefault(errors, keyword.Name));
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

    private static void Check(YamlEntry entry, YamlMap map, Place where)
    {
        if (entry.Key.Length > MaximumNameLength)
            where.Invalid(entry.At, $"{where}: a job name has at most {MaximumNameLength} characters");
        if (entry.Key == PagesJob)
            where.Unsupported(
                entry.At, $"{where}: the job name '{PagesJob}', which publishes, is not supported by Sallyport");
        foreach (var other in map.Entries.Where(e => !KeywordCatalogue.OfJob.Has(e.Key)))
            where.UnsupportedKeyword(other);
        ScriptKeyword.Require(entry, map, where);
    }

    private sealed record Default(YamlEntry? Entry, CiErrors Errors);
}
