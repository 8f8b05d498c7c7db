namespace Sallyport.Core.GitLab.Ci;

/// <summary>
/// Resolves <c>extends</c>: a job's map merged over those of its parents, the last named one winning among them.
/// Source: <c>lib/gitlab/ci/config/extendable/entry.rb</c>, gitlabhq.
/// </summary>
/// <param name="root">The file.</param>
/// <param name="budget">For what is merged.</param>
internal sealed class Extends(YamlMap root, Budget budget)
{
    private const int MaximumAncestors = 10; // GitLab's own

    private readonly Dictionary<string, YamlEntry> entries =
        root.Entries.ToDictionary(e => e.Key, StringComparer.Ordinal);
    private readonly Dictionary<string, Resolved> resolved = new(StringComparer.Ordinal);

    /// <summary>The entry of the top level, whose value must be a map, with everything that it extends.</summary>
    /// <param name="job">The entry.</param>
    /// <param name="errors">What is wrong with it and with what it extends.</param>
    public YamlMap Resolve(YamlEntry job, CiErrors errors)
    {
        var known = Resolve(job, []);
        errors.AddRange(known.Errors);
        return known.Map;
    }

    private Resolved Resolve(YamlEntry job, List<string> ancestors)
    {
        if (!resolved.TryGetValue(job.Key, out var known))
            resolved[job.Key] = known = Merge(job, ancestors);
        return known;
    }

    private Resolved Merge(YamlEntry job, List<string> ancestors)
    {
        var own = (YamlMap)job.Value;
        var result = new Resolved(job.Key, own, new CiErrors());
        if (own.Find("extends") is not { } extends)
            return result;
        var where = Place.OfJob(result.Errors, job.Key).In(extends.Key);
        var names = Values.TextOrTexts(extends, where);
        if (Wrong(job.Key, names, ancestors) is { } sentence)
        {
            where.Invalid(extends.At, sentence);
            return result;
        }
        List<string> path = [.. ancestors, job.Key];
        var merged = YamlMap.Empty(own.At);
        foreach (var name in names)
        {
            var parent = Resolve(entries[name], path);
            result.Take(parent);
            if (parent.Errors.All.Count == 0 && TooDeep(parent, path.Count) is { } deep)
                where.Invalid(extends.At, $"{deep}: nesting too deep in `extends`");
            merged = Merge(merged, parent.Map, extends, where);
        }
        result.Map = Merge(merged, own, extends, where);
        return result;
    }

    private string? Wrong(string job, IReadOnlyList<string> names, List<string> ancestors)
    {
        var unknown = names.Where(n => !entries.ContainsKey(n)).ToList();
        if (unknown.Count > 0)
            return $"{job}: unknown keys in `extends` ({string.Join(", ", unknown)})";
        var invalid = names.Where(n => entries[n].Value is not YamlMap).ToList();
        if (invalid.Count > 0)
            return $"{job}: invalid base hashes in `extends` ({string.Join(", ", invalid)})";
        if (ancestors.Count > MaximumAncestors)
            return $"{job}: nesting too deep in `extends`";
        return ancestors.Contains(job, StringComparer.Ordinal)
            ? $"{job}: circular dependency detected in `extends`"
            : null;
    }

    private YamlMap Merge(YamlMap below, YamlMap over, YamlEntry extends, Place where)
    {
        if (budget.Take(below.Weight + over.Weight))
            return below.Merge(over);
        where.Invalid(extends.At, $"{where}: extends makes the file too large");
        return over;
    }

    // The one that GitLab names: the first that has too many ancestors when the chain begins at the job.
    private static string? TooDeep(Resolved parent, int ancestors)
    {
        var at = parent;
        while (at is { Height: > 0 } && ancestors <= MaximumAncestors)
        {
            at = at.Highest;
            ancestors++;
        }
        return at is { Height: > 0 } ? at.Key : null;
    }

    private sealed class Resolved(string key, YamlMap map, CiErrors errors)
    {
        public string Key { get; } = key;

        public YamlMap Map { get; set; } = map;

        public CiErrors Errors { get; } = errors;

        // How many generations stand above it.
        public int Height { get; private set; }

        public Resolved? Highest { get; private set; }

        public void Take(Resolved parent)
        {
            Errors.AddRange(parent.Errors);
            if (parent.Height < Height)
                return;
            Height = parent.Height + 1;
            Highest = parent;
        }
    }
}
