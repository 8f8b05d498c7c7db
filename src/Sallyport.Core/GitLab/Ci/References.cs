namespace Sallyport.Core.GitLab.Ci;

/// <summary>
/// Puts in the place of each <c>!reference</c> what it names. As in GitLab, what <c>extends</c> brings can be named as
/// well. Source: <c>lib/gitlab/ci/config/yaml/tags/reference.rb</c>, gitlabhq.
/// </summary>
/// <param name="root">The file.</param>
/// <param name="extends">What the jobs of the file extend.</param>
/// <param name="budget">For what the references stand for, and for finding it.</param>
internal sealed class References(YamlMap root, Extends extends, Budget budget)
{
    private const int MaximumDepth = 10; // GitLab's own

    private readonly Dictionary<string, YamlEntry> entries =
        root.Entries.ToDictionary(e => e.Key, StringComparer.Ordinal);

    /// <summary>The map without references. One that names nothing is an error and becomes null.</summary>
    /// <param name="map">The keywords of a job, of <c>default</c>, or of the top level.</param>
    /// <param name="where">Its place.</param>
    public YamlMap Resolve(YamlMap map, Place where) =>
        new YamlMap([.. map.Entries.Select(e => Resolve(e, where.In(e.Key)))], map.At);

    /// <summary>An entry without references.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="where">Its own place.</param>
    public YamlEntry Resolve(YamlEntry entry, Place where) => entry with { Value = Resolve(entry.Value, where, []) };

    private YamlNode Resolve(YamlNode node, Place where, IReadOnlyList<YamlReference> followed) => node switch
    {
        YamlReference reference => Follow(reference, where, followed),
        YamlMap map => new YamlMap([.. map.Entries.Select(e => Inside(e, where, followed))], map.At),
        YamlList list => new YamlList([.. list.Items.Select(i => Resolve(i, where, followed))], list.At),
        _ => node,
    };

    private YamlEntry Inside(YamlEntry entry, Place where, IReadOnlyList<YamlReference> followed) =>
        entry with { Value = Resolve(entry.Value, where, followed) };

    private YamlNode Follow(YamlReference reference, Place where, IReadOnlyList<YamlReference> followed)
    {
        if (followed.Contains(reference))
            return Refuse(reference, where, $"{reference} is part of a circular chain");
        if (followed.Count >= MaximumDepth)
            return Refuse(reference, where, $"{reference} is nested too deeply (at most {MaximumDepth} levels)");
        var named = Named(reference);
        if (!budget.Take(reference.Weight + (named?.Weight ?? 0)))
            return Refuse(reference, where, "!reference makes the file too large");
        if (named is null || IsNothing(named))
            return Refuse(reference, where, $"{reference} could not be found");
        return Resolve(named, where, [.. followed, reference]);
    }

    private YamlNode? Named(YamlReference reference)
    {
        if (!entries.TryGetValue(reference.Path[0], out var entry))
            return null;
        // What is wrong with its extends is said where that job is read.
        var at = entry.Value is YamlMap ? extends.Resolve(entry, new CiErrors()) : entry.Value;
        foreach (var key in reference.Path.Skip(1))
        {
            var isInReach = at is YamlMap map && budget.Take(map.Entries.Count); // which Find goes through
            if (!isInReach || ((YamlMap)at).Find(key) is not { } inner)
                return null;
            at = inner.Value;
        }
        return at;
    }

    // Ruby takes a false value for none.
    private static bool IsNothing(YamlNode node) =>
        node is YamlScalar { Kind: ScalarKind.Null } or YamlScalar { Kind: ScalarKind.Boolean, Text: "false" };

    private static YamlScalar Refuse(YamlNode node, Place where, string sentence)
    {
        where.Invalid(node.At, sentence);
        return new YamlScalar("", ScalarKind.Null, node.At);
    }
}
