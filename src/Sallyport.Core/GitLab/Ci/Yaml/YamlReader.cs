using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Sallyport.Core.GitLab.Ci;

/// <summary>
/// Reads the text of a CI file into nodes that know their lines; anchors, aliases and merge keys are resolved on the
/// way. Text that is too large, too deep, or multiplies itself by aliases is an error, not a wait.
/// </summary>
internal sealed class YamlReader
{
    private const int MaximumCharacters = 1024 * 1024;
    private const int MaximumDepth = 50;
    private const int MaximumWeight = 100_000;
    private const string ReferenceTag = "!reference";

    private static readonly string[] KnownTags =
        ["tag:yaml.org,2002:str", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq", ReferenceTag];

    private readonly Parser parser;
    private readonly string? file;
    private readonly Place place;
    private readonly Dictionary<string, YamlNode> anchors = new(StringComparer.Ordinal);

    private YamlReader(string text, string? file, Place place)
    {
        parser = new Parser(new StringReader(text));
        this.file = file;
        this.place = place;
    }

    /// <summary>The map at the root, or null after an error.</summary>
    /// <param name="text">The text.</param>
    /// <param name="file">The path of an included file; null for the first one.</param>
    /// <param name="place">Collects what is wrong with it.</param>
    public static YamlMap? Read(string text, string? file, Place place)
    {
        if (text.Length > MaximumCharacters)
        {
            place.Invalid(new Position(file, 1), $"the file is longer than {MaximumCharacters} characters");
            return null;
        }
        try
        {
            return new YamlReader(text, file, place).ReadStream();
        }
        catch (YamlException exception)
        {
            var lines = text.TrimEnd('\n').Count(c => c == '\n') + 1; // the end of the file is no line of its own
            var line = (int)Math.Clamp(exception.Start.Line, 1, lines);
            var reason = (exception.InnerException ?? exception).Message.TrimEnd('.', ' ');
            place.Invalid(new Position(file, line), $"Invalid YAML: {reason}");
            return null;
        }
    }

    private YamlMap? ReadStream()
    {
        parser.Consume<StreamStart>();
        if (parser.TryConsume<StreamEnd>(out _))
        {
            place.Invalid(new Position(file, 1), "the file is empty");
            return null;
        }
        var root = ReadDocument();
        if (parser.Current is DocumentStart second)
        {
            place.In("spec").Unsupported(
                At(second.Start), "a second YAML document (spec:) is not supported by Sallyport");
            root = ReadDocument(); // the first one was the header
        }
        if (root is YamlMap map)
            return map;
        place.Invalid(root.At, "the file must be a map of jobs and keywords");
        return null;
    }

    private YamlNode ReadDocument()
    {
        parser.Consume<DocumentStart>();
        var root = ReadNode(0);
        parser.Consume<DocumentEnd>();
        return root;
    }

    private YamlNode ReadNode(int depth)
    {
        if (depth > MaximumDepth)
            throw new YamlException(parser.Current!.Start, parser.Current.End, "nested too deeply");
        if (parser.TryConsume<AnchorAlias>(out var alias))
            return anchors.GetValueOrDefault(alias.Value.Value)
                ?? throw new YamlException(alias.Start, alias.End, $"unknown anchor '{alias.Value.Value}'");
        if (parser.Current is not NodeEvent start)
            throw new YamlException("a value is missing");
        CheckTag(start);
        YamlNode node = start switch
        {
            SequenceStart => ReadList(depth),
            MappingStart => ReadMap(depth),
            _ => ReadScalar(),
        };
        if (TagOf(start) == ReferenceTag)
            node = ReadReference(node);
        if (node.Weight > MaximumWeight)
            throw new YamlException(start.Start, start.End, "aliases make the file too large");
        if (!start.Anchor.IsEmpty)
            anchors[start.Anchor.Value] = node;
        return node;
    }

    private void CheckTag(NodeEvent start)
    {
        if (TagOf(start) is { } tag && !KnownTags.Contains(tag, StringComparer.Ordinal))
            place.Unsupported(At(start.Start), $"the tag '{tag}' is not supported by Sallyport");
    }

    private YamlNode ReadReference(YamlNode node)
    {
        var keys = node is YamlList list ? list.Items.OfType<YamlScalar>().Select(i => i.Text).ToList() : [];
        var isPath = keys.Count > 0 && keys.Count == ((YamlList)node).Items.Count;
        if (!isPath)
            place.Invalid(node.At, "a !reference must be a list of keys, such as !reference [.setup, script]");
        return isPath ? new YamlReference(keys, node.At) : node;
    }

    private YamlScalar ReadScalar()
    {
        var scalar = parser.Consume<Scalar>();
        var isPlain = scalar.Style == ScalarStyle.Plain && scalar.Tag.IsEmpty;
        return isPlain
            ? PlainScalar.Read(scalar.Value, At(scalar.Start))
            : new YamlScalar(scalar.Value, ScalarKind.Text, At(scalar.Start));
    }

    private YamlList ReadList(int depth)
    {
        var start = parser.Consume<SequenceStart>();
        var items = new List<YamlNode>();
        while (!parser.TryConsume<SequenceEnd>(out _))
            items.Add(ReadNode(depth + 1));
        return new YamlList(items, At(start.Start), 1 + items.Sum(i => i.Weight));
    }

    private YamlMap ReadMap(int depth)
    {
        var start = parser.Consume<MappingStart>();
        var own = new Dictionary<string, YamlEntry>(StringComparer.Ordinal);
        var merged = new List<YamlMap>();
        while (!parser.TryConsume<MappingEnd>(out _))
            ReadEntry(depth, own, merged);
        foreach (var entry in merged.SelectMany(m => m.Entries))
            own.TryAdd(entry.Key, entry); // the map's own entry wins, then the earlier of the merged maps
        return new YamlMap([.. own.Values], At(start.Start), 1 + own.Values.Sum(e => e.Value.Weight));
    }

    private void ReadEntry(int depth, Dictionary<string, YamlEntry> own, List<YamlMap> merged)
    {
        if (!parser.TryConsume<Scalar>(out var key))
            throw new YamlException(parser.Current!.Start, parser.Current.End, "a key must be plain text");
        var at = At(key.Start);
        var value = ReadNode(depth + 1);
        if (key is { Value: "<<", Style: ScalarStyle.Plain })
        {
            Merge(value, at, merged);
            return;
        }
        if (own.TryGetValue(key.Value, out var first))
            place.Unsupported(at, $"'{key.Value}' is written twice, first in line {first.At.Line}");
        own[key.Value] = new YamlEntry(key.Value, at, value); // the last one wins, as in GitLab's YAML
    }

    private void Merge(YamlNode value, Position at, List<YamlMap> merged)
    {
        IReadOnlyList<YamlNode> maps = value is YamlList list ? list.Items : [value];
        if (maps.All(m => m is YamlMap))
            merged.AddRange(maps.Cast<YamlMap>());
        else
            place.Invalid(at, "'<<' must name a map or a list of maps");
    }

    private Position At(Mark mark) => new(file, (int)mark.Line);

    private static string? TagOf(NodeEvent node) => node.Tag.IsEmpty || node.Tag.IsNonSpecific ? null : node.Tag.Value;
}
