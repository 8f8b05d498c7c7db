using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Sallyport.Core.GitLab.Ci;

/// <summary>A CI file as it is written.</summary>
/// <param name="Header">The first of two documents, when it has <c>spec</c>; else null.</param>
/// <param name="Content">Jobs and keywords.</param>
internal sealed record YamlDocuments(YamlMap? Header, YamlMap Content);

/// <summary>
/// Reads the text of a CI file into nodes that know their lines; anchors, aliases and merge keys are resolved on the
/// way. Text that is too large, too deep, or multiplies itself by aliases is an error, not a wait. Sources:
/// <c>lib/gitlab/config/loader</c>, gitlabhq; <c>lib/psych/visitors/to_ruby.rb</c>, ruby/psych.
/// </summary>
internal sealed class YamlReader
{
    private const int MaximumCharacters = 2 * 1024 * 1024; // GitLab's own
    private const int MaximumWeight = 2 * MaximumCharacters;
    private const int MaximumDocuments = 2; // GitLab's own
    private const string ReferenceTag = "!reference";

    private static readonly string[] KnownTags =
        ["tag:yaml.org,2002:str", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq", ReferenceTag];

    private readonly Scanner scanner;
    private readonly Parser parser;
    private readonly string? file;
    private readonly Place place;
    private readonly Budget budget;
    private readonly Dictionary<string, YamlNode> anchors = new(StringComparer.Ordinal);
    private readonly Stack<NodeEvent> open = new();

    private YamlReader(string text, string? file, Place place, Budget budget)
    {
        this.budget = budget;
        scanner = new Scanner(new StringReader(text));
        parser = new Parser(scanner);
        this.file = file;
        this.place = place;
    }

    /// <summary>The documents of a file, or null after an error.</summary>
    /// <param name="text">The text.</param>
    /// <param name="file">The included file; null for the first one.</param>
    /// <param name="place">Collects what is wrong with it.</param>
    /// <param name="budget">That of the configuration which the file belongs to.</param>
    public static YamlDocuments? Read(string text, CiFile? file, Place place, Budget budget)
    {
        try
        {
            return new YamlReader(text, file?.ToString(), place, budget).Read(text);
        }
        catch (RefusedYamlException exception)
        {
            var at = new Position(file?.ToString(), (int)exception.Start.Line);
            place.Invalid(at, file is null ? exception.Message : $"`{file.Name}`: {exception.Message}");
            return null;
        }
    }

    private YamlDocuments Read(string text)
    {
        if (text.Length > MaximumCharacters)
            throw new RefusedYamlException(Mark.Empty, "The provided YAML is too big");
        if (string.IsNullOrWhiteSpace(text))
            throw new RefusedYamlException(Mark.Empty, $"Please provide content of {Document.DefaultPath}");
        try
        {
            return ReadStream();
        }
        catch (YamlException exception) when (exception is not RefusedYamlException)
        {
            throw YamlSyntax.Refused(exception, scanner.CurrentPosition, open, LinesOf(text));
        }
        catch (InvalidOperationException) when (open.Count > 0)
        {
            // YamlDotNet's scanner gives up so on a key after a list that is not closed.
            throw YamlSyntax.Unclosed(open.Peek());
        }
    }

    // The end of the file is no line of its own.
    private static int LinesOf(string text) => text.AsSpan().TrimEnd('\n').Count('\n') + 1;

    private YamlDocuments ReadStream()
    {
        parser.Consume<StreamStart>();
        var documents = new List<YamlNode>();
        while (!parser.TryConsume<StreamEnd>(out _))
        {
            if (documents.Count == MaximumDocuments)
                throw new RefusedYamlException(parser.Current!.Start, "The parsed YAML has too many documents");
            documents.Add(ReadDocument());
        }
        if (documents.Count == 0)
            throw new RefusedYamlException(Mark.Empty, "Invalid configuration format"); // comments only
        var other = documents.Find(d => d is not YamlMap);
        if (other is not null)
            throw new RefusedYamlException(new Mark(0, other.At.Line, 1), "Invalid configuration format");
        var first = (YamlMap)documents[0];
        var hasHeader = documents.Count > 1 && first.Entries.Any(e => e.Key == "spec");
        return hasHeader ? new YamlDocuments(first, (YamlMap)documents[1]) : new YamlDocuments(null, first);
    }

    private YamlNode ReadDocument()
    {
        anchors.Clear();
        parser.Consume<DocumentStart>();
        var root = ReadNode(0);
        parser.Consume<DocumentEnd>();
        Take(root.Weight, new Mark(0, root.At.Line, 1));
        return root;
    }

    private YamlNode ReadNode(int depth)
    {
        if (depth > YamlNode.MaximumDepth)
            throw new RefusedYamlException(parser.Current!.Start, Budget.Exceeded);
        if (parser.TryConsume<AnchorAlias>(out var alias))
            return anchors.GetValueOrDefault(alias.Value.Value)
                ?? throw new RefusedYamlException(
                    alias.Start, $"An alias referenced an unknown anchor: {alias.Value.Value}");
        var start = (NodeEvent)parser.Current!;
        CheckTag(start);
        YamlNode node = start switch
        {
            SequenceStart => ReadList(depth),
            MappingStart => ReadMap(depth),
            _ => ReadScalar(parser.Consume<Scalar>()),
        };
        if (TagOf(start) == ReferenceTag)
            node = ReadReference(node);
        if (node.Weight > MaximumWeight || node.Depth > YamlNode.MaximumDepth)
            throw new RefusedYamlException(start.Start, Budget.Exceeded);
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
        var items = (node as YamlList)?.Items ?? [];
        var isPath = items.Count > 0 && items.All(Values.IsText);
        if (isPath)
            return new YamlReference([.. items.Select(i => ((YamlScalar)i).Text)], node.At);
        place.Invalid(node.At, $"{ReferenceTag} {RubyText.Of(node)} is not valid");
        return new YamlScalar("", ScalarKind.Null, node.At);
    }

    private YamlScalar ReadScalar(Scalar scalar)
    {
        var isPlain = scalar.Style == ScalarStyle.Plain && scalar.Tag.IsEmpty;
        if (!isPlain)
            return new YamlScalar(scalar.Value, ScalarKind.Text, At(scalar.Start));
        if (PlainScalar.ForbiddenClass(scalar.Value) is { } forbidden)
            throw new RefusedYamlException(scalar.Start, $"Tried to load unspecified class: {forbidden}");
        return PlainScalar.Read(scalar.Value, At(scalar.Start));
    }

    private YamlList ReadList(int depth)
    {
        var start = Open<SequenceStart>();
        var items = new List<YamlNode>();
        while (!parser.Accept<SequenceEnd>(out _))
            items.Add(ReadNode(depth + 1));
        Close();
        return new YamlList(items, At(start.Start));
    }

    private YamlMap ReadMap(int depth)
    {
        var start = Open<MappingStart>();
        var own = new Dictionary<string, YamlEntry>(StringComparer.Ordinal);
        var merged = new List<YamlMap>();
        while (!parser.Accept<MappingEnd>(out _))
            ReadEntry(depth, own, merged);
        Close();
        foreach (var entry in merged.SelectMany(m => m.Entries))
            own.TryAdd(entry.Key, entry); // the map's own entry wins, then the earlier of the merged maps
        return new YamlMap([.. own.Values], At(start.Start));
    }

    private void Take(long weight, Mark at)
    {
        if (!budget.Take(weight))
            throw new RefusedYamlException(at, Budget.Exceeded);
    }

    // The parser looks ahead: what is wrong with the next event shows when this one is taken.
    private T Open<T>()
        where T : NodeEvent
    {
        open.Push((T)parser.Current!);
        return parser.Consume<T>();
    }

    private void Close()
    {
        open.Pop();
        parser.MoveNext();
    }

    private void ReadEntry(int depth, Dictionary<string, YamlEntry> own, List<YamlMap> merged)
    {
        if (!parser.TryConsume<Scalar>(out var key))
            throw new RefusedYamlException(parser.Current!.Start, "Invalid configuration format");
        var at = At(key.Start);
        var name = ReadScalar(key).Text; // a key is a value too: NO is false
        var value = ReadNode(depth + 1);
        var isMerge = key is { Value: "<<", Style: ScalarStyle.Plain };
        if (isMerge && MapsOf(value) is { } maps)
        {
            Take(maps.Sum(m => 1L + m.Entries.Count), key.Start);
            merged.AddRange(maps);
            return;
        }
        if (own.TryGetValue(name, out var first))
            Note(at, $"'{name}' is written twice, first in line {first.At.Line}; the last one counts");
        own[name] = new YamlEntry(name, at, value);
    }

    private void Note(Position at, string message) =>
        place.Errors.Add(new CiError(CiErrorKind.Note, place.Job, place.Keyword, at, message));

    // Null when it is no map and no list of maps: then the key stays one like any other.
    private static List<YamlMap>? MapsOf(YamlNode value)
    {
        IReadOnlyList<YamlNode> maps = value is YamlList list ? list.Items : [value];
        return maps.All(m => m is YamlMap) ? [.. maps.Cast<YamlMap>()] : null;
    }

    private Position At(Mark mark) => new(file, (int)mark.Line);

    private static string? TagOf(NodeEvent node) => node.Tag.IsEmpty || node.Tag.IsNonSpecific ? null : node.Tag.Value;
}
