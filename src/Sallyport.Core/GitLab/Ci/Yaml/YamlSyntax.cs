using System.Collections.Frozen;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Sallyport.Core.GitLab.Ci;

/// <summary>Text that is YAML, and that GitLab does not take.</summary>
internal sealed class RefusedYamlException(Mark start, string message) : YamlException(start, start, message);

/// <summary>
/// Errors of YAML's syntax in the words of libyaml, as Psych hands them on: <c>(&lt;unknown&gt;): did not find expected
/// key while parsing a block mapping at line 2 column 3</c>. The position is where the surrounding collection begins.
/// Source: <c>ext/psych/psych_parser.c</c>, ruby/psych; <c>src/parser.c</c>, yaml/libyaml.
/// </summary>
internal static class YamlSyntax
{
    private const string NoMapping = "mapping values are not allowed in this context";
    private const string Tab = "While scanning a mapping, found invalid tab as indentation";
    private const string InNode = "While parsing a node";
    private const string InCollection = "While parsing a";
    private const string FlowNode = "While parsing a flow node";
    private const string BlockNode = "While parsing a block node";

    // What the parser here says in other words than libyaml.
    private static readonly FrozenDictionary<string, string> Words = new Dictionary<string, string>
    {
        ["While scanning a plain scalar value, found invalid mapping"] = NoMapping,
        ["While scanning a multiline plain scalar, found invalid mapping"] = NoMapping,
        [Tab] = "found character that cannot start any token while scanning for the next token",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>What Psych says of an error.</summary>
    /// <param name="exception">What the parser says.</param>
    /// <param name="reached">How far the scanner is: the parser names no position for a tab.</param>
    /// <param name="open">The collections that are not closed yet, the innermost first.</param>
    /// <param name="lines">How many lines the file has.</param>
    public static RefusedYamlException Refused(
        YamlException exception, Mark reached, Stack<NodeEvent> open, int lines)
    {
        var message = (exception.InnerException ?? exception).Message.TrimEnd('.', ' ');
        var isOfNode = message.StartsWith(InNode, StringComparison.Ordinal);
        var isOfCollection = !isOfNode && message.StartsWith(InCollection, StringComparison.Ordinal);
        if (isOfNode)
            message = message.Replace(InNode, open.Any(IsFlow) ? FlowNode : BlockNode, StringComparison.Ordinal);
        var start = message == Tab ? reached : exception.Start;
        var at = isOfCollection && open.Count > 0 ? open.Peek().Start : start;
        var shown = new Mark(0, Math.Clamp(start.Line, 1, lines), 1);
        return new RefusedYamlException(shown, Sentence(Words.GetValueOrDefault(message) ?? Reordered(message), at));
    }

    /// <summary>What Psych says of a flow collection that is not closed.</summary>
    /// <param name="collection">The collection.</param>
    public static RefusedYamlException Unclosed(NodeEvent collection)
    {
        var (end, kind) = collection is MappingStart ? ("}", "mapping") : ("]", "sequence");
        var words = $"did not find expected ',' or '{end}' while parsing a flow {kind}";
        return new RefusedYamlException(collection.Start, Sentence(words, collection.Start));
    }

    // The file has no name here: GitLab does not hand one to Psych.
    private static string Sentence(string words, Mark at) =>
        $"(<unknown>): {words} at line {at.Line} column {at.Column}";

    private static bool IsFlow(NodeEvent node) =>
        node is SequenceStart { Style: SequenceStyle.Flow } || IsFlowMap(node);

    private static bool IsFlowMap(NodeEvent node) => node is MappingStart { Style: MappingStyle.Flow };

    // "While doing x, problem." becomes "problem while doing x".
    private static string Reordered(string message)
    {
        var comma = message.IndexOf(", ", StringComparison.Ordinal);
        var hasContext = comma > 0 && message.StartsWith("While ", StringComparison.Ordinal);
        return hasContext ? $"{message[(comma + 2)..]} {Lower(message[..comma])}" : Lower(message);
    }

    private static string Lower(string text) => char.ToLowerInvariant(text[0]) + text[1..];
}
