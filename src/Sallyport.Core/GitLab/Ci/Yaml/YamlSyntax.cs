using YamlDotNet.Core;

namespace Sallyport.Core.GitLab.Ci;

/// <summary>Text that is YAML, and that GitLab does not take.</summary>
internal sealed class RefusedYamlException(Mark start, string message) : YamlException(start, start, message);

/// <summary>
/// Errors of YAML's syntax in the words of libyaml, as Psych hands them on:
/// <c>(&lt;unknown&gt;): did not find expected key while parsing a block mapping at line 2 column 3</c>. The position is
/// where the surrounding collection begins. Source: <c>ext/psych/psych_parser.c</c>, ruby/psych.
/// </summary>
internal static class YamlSyntax
{
    private const string InParser = "While parsing ";

    /// <summary>The sentence.</summary>
    /// <param name="exception">What the parser says.</param>
    /// <param name="file">The name of an included file, or null.</param>
    /// <param name="open">Where the collections begin that are not closed yet, the innermost first.</param>
    public static string Sentence(YamlException exception, string? file, Stack<Mark> open)
    {
        var message = (exception.InnerException ?? exception).Message.TrimEnd('.', ' ');
        var isOfCollection = message.StartsWith(InParser, StringComparison.Ordinal) && open.Count > 0;
        var at = isOfCollection ? open.Peek() : exception.Start;
        return $"({file ?? "<unknown>"}): {Reordered(message)} at line {at.Line} column {at.Column}";
    }

    // "While doing x, problem." becomes "problem while doing x".
    private static string Reordered(string message)
    {
        var comma = message.IndexOf(", ", StringComparison.Ordinal);
        var hasContext = comma > 0 && message.StartsWith("While ", StringComparison.Ordinal);
        return hasContext ? $"{message[(comma + 2)..]} {Lower(message[..comma])}" : Lower(message);
    }

    private static string Lower(string text) => char.ToLowerInvariant(text[0]) + text[1..];
}
