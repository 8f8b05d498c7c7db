using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Sallyport.Core.GitLab;

/// <summary>
/// Reads the text of a CI file into nodes that know their lines; anchors, aliases and merge keys are resolved on the way. Text that is
/// too large, too deep, or multiplies itself by aliases is an error, not a wait.
/// </summary>
internal sealed class CiYaml
{
    private const int MaximumCharacters = 1024 * 1024;
    private const int MaximumDepth = 50;
    private const int MaximumWeight = 100_000;

    private readonly Parser parser;
    private readonly CiErrors errors;
    private readonly bool tolerant;
    private readonly Dictionary<string, CiNode> anchors = new(StringComparer.Ordinal);

    private CiYaml(string text, CiErrors errors, bool tolerant)
    {
        parser = new Parser(new StringReader(text));
        (this.errors, this.tolerant) = (errors, tolerant);
    }

    /// <summary>The map at the root, or null after an error.</summary>
    /// <param name="text">The text.</param>
    /// <param name="errors">What is wrong with it.</param>
    /// <param name="tolerant">Take what GitLab takes and a run here does not: a header before the map, tags, keys written twice.</param>
    public static CiMap? Read(string text, CiErrors errors, bool tolerant = false)
    {
        if (text.Length > MaximumCharacters)
        {
            errors.Add(1, $"the file is longer than {MaximumCharacters} characters");
            return null;
        }
        try
        {
            return new CiYaml(text, errors, tolerant).ReadStream();
        }
        catch (YamlException exception)
        {
            var lines = text.TrimEnd('\n').Count(c => c == '\n') + 1; // the end of the file is no line of its own
            errors.Add((int)Math.Clamp(exception.Start.Line, 1, lines), $"Invalid YAML: {Reason(exception)}");
            return null;
        }
    }

    private CiMap? ReadStream()
    {
        parser.Consume<StreamStart>();
        if (parser.TryConsume<StreamEnd>(out _))
            return Refuse(1, "the file is empty");
        parser.Consume<DocumentStart>();
        var root = ReadNode(0);
        parser.Consume<DocumentEnd>();
        if (parser.TryConsume<DocumentStart>(out var second) && tolerant)
            root = ReadNode(0); // the first was the header, spec:
        else if (second is not null)
            return Refuse((int)second.Start.Line, "a second YAML document (spec:) is not supported by Sallyport");
        if (root is CiMap map)
            return map;
        return Refuse(root.Line, "the file must be a map of jobs and keywords");
    }

    private CiMap? Refuse(int line, string message)
    {
        errors.Add(line, message);
        return null;
    }

    private CiNode ReadNode(int depth)
    {
        if (depth > MaximumDepth)
            throw new YamlException(parser.Current!.Start, parser.Current.End, "nested too deeply");
        if (parser.TryConsume<AnchorAlias>(out var alias))
            return anchors.GetValueOrDefault(alias.Value.Value)
                ?? throw new YamlException(alias.Start, alias.End, $"unknown anchor '{alias.Value.Value}'");
        if (parser.Current is not NodeEvent start)
            throw new YamlException("a value is missing");
        if (!tolerant && !start.Tag.IsEmpty && !start.Tag.IsNonSpecific && start.Tag.Value is not ("tag:yaml.org,2002:str" or "tag:yaml.org,2002:map" or "tag:yaml.org,2002:seq"))
            errors.Add((int)start.Start.Line, $"the tag '{start.Tag.Value}' is not supported by Sallyport");
        CiNode node = start switch
        {
            SequenceStart => ReadList(depth),
            MappingStart => ReadMap(depth),
            _ => ReadScalar(),
        };
        if (tolerant && !start.Tag.IsEmpty && start.Tag.Value == "!reference" && node is CiList path)
            node = new CiReference([.. path.Items.OfType<CiScalar>().Select(i => i.Text)], path.Line);
        if (node.Weight > MaximumWeight)
            throw new YamlException(start.Start, start.End, "aliases make the file too large");
        if (!start.Anchor.IsEmpty)
            anchors[start.Anchor.Value] = node;
        return node;
    }

    private CiScalar ReadScalar()
    {
        var scalar = parser.Consume<Scalar>();
        var line = (int)scalar.Start.Line;
        return scalar.Style == ScalarStyle.Plain && scalar.Tag.IsEmpty
            ? YamlScalar.Read(scalar.Value, line)
            : new CiScalar(scalar.Value, ScalarKind.Text, line);
    }

    private CiList ReadList(int depth)
    {
        var start = parser.Consume<SequenceStart>();
        var items = new List<CiNode>();
        while (!parser.TryConsume<SequenceEnd>(out _))
            items.Add(ReadNode(depth + 1));
        return new CiList(items, (int)start.Start.Line, 1 + items.Sum(i => i.Weight));
    }

    private CiMap ReadMap(int depth)
    {
        var start = parser.Consume<MappingStart>();
        var own = new Dictionary<string, CiEntry>(StringComparer.Ordinal);
        var merged = new List<CiMap>();
        while (!parser.TryConsume<MappingEnd>(out _))
            ReadEntry(depth, own, merged);
        foreach (var entry in merged.SelectMany(m => m.Entries))
            own.TryAdd(entry.Key, entry); // the map's own entry wins, then the earlier of the merged maps
        return new CiMap([.. own.Values], (int)start.Start.Line, 1 + own.Values.Sum(e => e.Value.Weight));
    }

    private void ReadEntry(int depth, Dictionary<string, CiEntry> own, List<CiMap> merged)
    {
        if (!parser.TryConsume<Scalar>(out var key))
            throw new YamlException(parser.Current!.Start, parser.Current.End, "a key must be plain text");
        var line = (int)key.Start.Line;
        var value = ReadNode(depth + 1);
        if (key is { Value: "<<", Style: ScalarStyle.Plain })
            Merge(value, line, merged);
        else if (tolerant)
            own[key.Value] = new CiEntry(key.Value, line, value); // as GitLab's YAML does
        else if (!own.TryAdd(key.Value, new CiEntry(key.Value, line, value)))
            errors.Add(line, $"'{key.Value}' is written twice, first in line {own[key.Value].Line}");
    }

    private void Merge(CiNode value, int line, List<CiMap> merged)
    {
        IReadOnlyList<CiNode> maps = value is CiList list ? list.Items : [value];
        if (maps.All(m => m is CiMap))
            merged.AddRange(maps.Cast<CiMap>());
        else
            errors.Add(line, "'<<' must name a map or a list of maps");
    }

    private static string Reason(YamlException exception) => (exception.InnerException ?? exception).Message.TrimEnd('.', ' ');
}
