namespace Sallyport.Core.GitLab;

/// <summary>A <c>!reference [job, keyword, …]</c>: what stands there in the file.</summary>
/// <param name="Path">The keys that lead there from the root.</param>
internal sealed record CiReference(IReadOnlyList<string> Path, int Line) : CiNode(Line, 1);

/// <summary>Puts into the place of each reference what it names; one that names nothing stays.</summary>
internal sealed class CiReferences(CiMap root)
{
    private const int MaximumDepth = 10; // GitLab's own

    /// <summary>The node without references.</summary>
    public CiNode Resolve(CiNode node, int depth = 0) => node switch
    {
        CiReference reference when depth < MaximumDepth && Named(reference) is { } named => Resolve(named, depth + 1),
        CiMap map => map with { Entries = [.. map.Entries.Select(e => e with { Value = Resolve(e.Value, depth) })] },
        CiList list => list with { Items = [.. list.Items.Select(i => Resolve(i, depth))] },
        _ => node,
    };

    private CiNode? Named(CiReference reference) =>
        reference.Path.Aggregate((CiNode?)root, (at, key) => (at as CiMap)?.Find(key)?.Value);
}
