namespace Sallyport.Core.GitLab.Ci;

/// <summary>
/// Resolves <c>extends</c>: a job's map merged over those of its parents, the last named one winning among them.
/// </summary>
internal sealed class Extends(YamlMap root)
{
    private const int MaximumLevels = 11;

    private readonly Dictionary<string, Resolved> resolved = new(StringComparer.Ordinal);

    /// <summary>The job, whose value must be a map, with everything that it extends.</summary>
    /// <param name="job">The job.</param>
    /// <param name="errors">What is wrong with it and with what it extends.</param>
    public YamlMap Resolve(YamlEntry job, CiErrors errors)
    {
        var known = Resolve(job, []);
        errors.AddRange(known.Errors);
        return known.Map;
    }

    private Resolved Resolve(YamlEntry job, List<string> path)
    {
        if (!resolved.TryGetValue(job.Key, out var known))
            resolved[job.Key] = known = Merge(job, path);
        return known;
    }

    private Resolved Merge(YamlEntry job, List<string> path)
    {
        var own = (YamlMap)job.Value;
        var errors = new CiErrors();
        if (own.Find("extends") is not { } extends)
            return new Resolved(own, errors);
        path = [.. path, job.Key];
        var where = Place.OfJob(errors, job.Key).In(extends.Key);
        var merged = YamlMap.Empty(own.At);
        foreach (var name in Values.TextOrTexts(extends, where))
            if (Parent(name, extends, where, path) is { } parent)
            {
                var above = Resolve(parent, path);
                errors.AddRange(above.Errors);
                merged = merged.Merge(above.Map);
            }
        return new Resolved(merged.Merge(own), errors);
    }

    private YamlEntry? Parent(string name, YamlEntry extends, Place where, List<string> path)
    {
        var parent = KeywordCatalogue.OfRoot(name) is null ? root.Find(name) : null;
        if (path.Contains(name, StringComparer.Ordinal))
            where.Invalid(extends.At, $"{where}: circular dependency: {string.Join(" → ", path)} → {name}");
        else if (path.Count >= MaximumLevels)
            where.Invalid(extends.At, $"{where}: nesting too deep (at most {MaximumLevels} levels)");
        else if (parent?.Value is not YamlMap)
            where.Invalid(extends.At, $"{where}: unknown key '{name}' in extends");
        else
            return parent;
        return null;
    }

    private sealed record Resolved(YamlMap Map, CiErrors Errors);
}
