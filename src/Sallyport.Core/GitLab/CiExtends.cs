namespace Sallyport.Core.GitLab;

/// <summary>Resolves <c>extends</c>: a job's map merged over those of its parents, the last named one winning among them.</summary>
internal sealed class CiExtends(CiMap root, CiErrors errors)
{
    private const int MaximumLevels = 11;

    private readonly Dictionary<string, CiMap> resolved = new(StringComparer.Ordinal);

    /// <summary>The job with everything that it extends.</summary>
    public CiMap Resolve(CiEntry job) => Resolve(job, []);

    private CiMap Resolve(CiEntry job, List<string> path)
    {
        var own = (CiMap)job.Value;
        if (resolved.TryGetValue(job.Key, out var known))
            return known;
        if (own.Find("extends") is not { } extends)
            return resolved[job.Key] = own;
        path = [.. path, job.Key];
        var merged = new CiMap([], own.Line, 1);
        foreach (var name in CiValues.TextOrTexts(errors, extends, $"jobs:{job.Key}"))
            if (Parent(name, extends, path) is { } parent)
                merged = merged.Merge(Resolve(parent, path));
        return resolved[job.Key] = merged.Merge(own);
    }

    private CiEntry? Parent(string name, CiEntry extends, List<string> path)
    {
        var where = $"jobs:{path[^1]}:extends";
        if (path.Contains(name, StringComparer.Ordinal))
            errors.Add(extends.Line, $"{where}: circular dependency: {string.Join(" → ", path)} → {name}");
        else if (path.Count >= MaximumLevels)
            errors.Add(extends.Line, $"{where}: nesting too deep (at most {MaximumLevels} levels)");
        else if (root.Find(name) is not { Value: CiMap } parent || CiConfigParser.IsKeyword(name))
            errors.Add(extends.Line, $"{where}: unknown key '{name}' in extends");
        else
            return parent;
        return null;
    }
}
