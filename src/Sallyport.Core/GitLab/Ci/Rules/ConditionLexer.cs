using System.Text.RegularExpressions;

namespace Sallyport.Core.GitLab.Ci;

/// <summary>The operators and parentheses of an expression, in the order in which they bind.</summary>
internal enum ConditionSign
{
    /// <summary><c>!</c>: the operand is blank.</summary>
    Not,

    /// <summary><c>==</c>: both sides are equal.</summary>
    Equal,

    /// <summary><c>!=</c>: the sides differ.</summary>
    NotEqual,

    /// <summary><c>=~</c>: the right side is found in the left one.</summary>
    Matches,

    /// <summary><c>!~</c>: the right side is not found in the left one.</summary>
    NotMatches,

    /// <summary><c>&amp;&amp;</c>: the right side, if the left one is true.</summary>
    And,

    /// <summary><c>||</c>: the right side, unless the left one is true.</summary>
    Or,

    /// <summary><c>(</c>: a part of its own begins.</summary>
    Open,

    /// <summary><c>)</c>: that part ends.</summary>
    Close,
}

/// <summary>A token: a value, or a sign. One of the two is null.</summary>
internal sealed record ConditionToken(ConditionNode? Value, ConditionSign? Sign);

/// <summary>Takes an expression apart.</summary>
internal static partial class ConditionLexer
{
    // The hundredth token is refused, as GitLab does it, although its message says that a hundred are too many.
    private const int Maximum = 99;

    private static readonly (string Text, ConditionSign Sign)[] Signs =
    [
        ("(", ConditionSign.Open), (")", ConditionSign.Close),
        ("==", ConditionSign.Equal), ("=~", ConditionSign.Matches),
        ("!=", ConditionSign.NotEqual), ("!~", ConditionSign.NotMatches),
        ("&&", ConditionSign.And), ("||", ConditionSign.Or), ("!", ConditionSign.Not),
    ];

    /// <summary>The tokens; null when there is something else or too much.</summary>
    public static IReadOnlyList<ConditionToken>? Read(string text)
    {
        var tokens = new List<ConditionToken>();
        var position = AfterBlanks(text, 0);
        while (position < text.Length)
        {
            if (tokens.Count == Maximum || Next(text.AsSpan(position)) is not { } next)
                return null;
            tokens.Add(next.Token);
            position = AfterBlanks(text, position + next.Length);
        }
        return tokens;
    }

    private static int AfterBlanks(string text, int position)
    {
        while (position < text.Length && text[position] is ' ' or (>= '\t' and <= '\r'))
            position++;
        return position;
    }

    private static (ConditionToken Token, int Length)? Next(ReadOnlySpan<char> rest)
    {
        foreach (var (text, sign) in Signs)
            if (rest.StartsWith(text, StringComparison.Ordinal))
                return (new ConditionToken(null, sign), text.Length);
        var length = LengthOfValue(rest);
        if (length == 0)
            return null;
        return ValueOf(rest[..length].ToString()) is { } value ? (new ConditionToken(value, null), length) : null;
    }

    private static int LengthOfValue(ReadOnlySpan<char> rest)
    {
        foreach (var match in Value().EnumerateMatches(rest))
            return match.Length;
        return 0;
    }

    private static ConditionNode? ValueOf(string text) => text switch
    {
        ['$', ..] => new ConditionVariable(text[1..]),
        ['"', ..] or ['\'', ..] => new ConditionLiteral(text[1..^1]),
        ['/', ..] => PatternOf(text),
        "null" => new ConditionLiteral(null),
        _ => new ConditionLiteral(text == "true"),
    };

    private static ConditionLiteral? PatternOf(string text) =>
        ConditionPattern.Read(text) is { } pattern ? new ConditionLiteral(pattern) : null;

    // A regular expression has two characters at least, and ends at the first slash without a backslash before it.
    [GeneratedRegex(
        """\A(?:\$[A-Za-z0-9_]+|"[^"\n]*"|'[^'\n]*'|/(?:[^/]|\\/)+[^\\]/[ismU]*|null|(?:true|false)\b)""",
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Value();
}
