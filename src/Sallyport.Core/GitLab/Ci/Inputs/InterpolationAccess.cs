using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Sallyport.Core.GitLab.Ci;

/// <summary>
/// Finds what a block names: <c>inputs.x</c>, <c>inputs.x[0]</c>, <c>component.name</c>. Source:
/// <c>lib/gitlab/ci/config/interpolation/access.rb</c>, gitlabhq.
/// </summary>
/// <param name="values">The maps <c>inputs</c> and <c>component</c>.</param>
internal sealed partial class InterpolationAccess(YamlMap values)
{
    private const int MaximumSegments = 5; // GitLab's own
    private const int MaximumBytes = 1024; // GitLab's own
    private const int MaximumIndices = 5; // GitLab's own

    /// <summary>The value, or GitLab's sentence about why there is none.</summary>
    public (YamlNode? Value, string? Error) Find(string path, Position at)
    {
        var segments = path.Split('.', MaximumSegments);
        if (segments.Length <= 1)
            return (null, "invalid pattern used for interpolation. valid pattern is $[[ inputs.input ]]");
        if (Encoding.UTF8.GetByteCount(path) > MaximumBytes)
            return (null, "maximum interpolation expression size exceeded");
        YamlNode value = values;
        foreach (var segment in segments)
        {
            var (inner, error) = segment.Contains('[', StringComparison.Ordinal)
                ? Indexed(value, segment, path)
                : Member(value, segment, path);
            if (inner is null)
                return (null, error);
            value = inner;
        }
        return (value with { At = at }, null);
    }

    private static (YamlNode? Value, string? Error) Member(YamlNode node, string key, string path)
    {
        var entry = (node as YamlMap)?.Entries.FirstOrDefault(e => e.Key == key);
        return entry is null
            ? (null, $"unknown interpolation provided: `{key}` in `{path}`")
            : (entry.Value, null);
    }

    private static (YamlNode? Value, string? Error) Indexed(YamlNode node, string segment, string path)
    {
        var match = Segment().Match(segment);
        if (!match.Success)
            return (null, Misshapen(segment, path));
        var key = match.Groups["key"].Value;
        if (key.Length == 0)
            return (null, $"invalid indexed access without a key in `{path}`");
        var indices = Index().Matches(segment).Select(m => m.Groups["index"].Value).ToList();
        if (indices.Count > MaximumIndices)
            return (null, $"too many array indices in `{path}` (maximum depth: {MaximumIndices})");
        var (value, error) = Member(node, key, path);
        foreach (var index in indices)
            if (value is { } list)
                (value, error) = Item(list, index, path);
        return (value, error);
    }

    private static (YamlNode? Value, string? Error) Item(YamlNode node, string index, string path)
    {
        if (node is not YamlList list)
            return (null, $"cannot index into non-array value at [{index}] in `{path}`");
        var isInside = int.TryParse(index, CultureInfo.InvariantCulture, out var place) && place < list.Items.Count;
        return isInside
            ? (list.Items[place], null)
            : (null, $"array index {index} out of bounds (size: {list.Items.Count}) in `{path}`");
    }

    private static string Misshapen(string segment, string path)
    {
        if (segment.Count(c => c == '[') != segment.Count(c => c == ']'))
            return $"invalid array index in `{path}`: missing closing bracket";
        var wrong = Brackets().Matches(segment)
            .Select(m => m.Groups["content"].Value)
            .FirstOrDefault(c => c.Length == 0 || !c.All(char.IsAsciiDigit));
        return wrong is null
            ? $"invalid array index syntax in `{path}`"
            : $"invalid array index in `{path}`: `{wrong}` is not a valid index";
    }

    [GeneratedRegex(@"\A(?<key>\w*)(\[[0-9]+\])+\z", RegexOptions.NonBacktracking)]
    private static partial Regex Segment();

    [GeneratedRegex(@"\[(?<index>[0-9]+)\]", RegexOptions.NonBacktracking)]
    private static partial Regex Index();

    [GeneratedRegex(@"\[(?<content>[^\]]*)\]", RegexOptions.NonBacktracking)]
    private static partial Regex Brackets();
}
