using System.Text.RegularExpressions;

namespace Sallyport.Core.GitLab.Ci;

/// <summary>A part of an expression.</summary>
internal abstract record ConditionNode
{
    /// <summary>What it comes to: null, a boolean, text or a <see cref="ConditionPattern"/>.</summary>
    /// <param name="variable">The value of a variable, not expanded, or null when there is none.</param>
    public abstract object? Evaluate(Func<string, string?> variable);
}

/// <summary>Text, null, true, false or a regular expression.</summary>
internal sealed record ConditionLiteral(object? Value) : ConditionNode
{
    public override object? Evaluate(Func<string, string?> variable) => Value;
}

/// <summary><c>$NAME</c>: text, or null when it is not set.</summary>
internal sealed record ConditionVariable(string Name) : ConditionNode
{
    public override object? Evaluate(Func<string, string?> variable) => variable(Name);
}

/// <summary><c>!</c> and its operand.</summary>
internal sealed record ConditionNot(ConditionNode Operand) : ConditionNode
{
    public override object? Evaluate(Func<string, string?> variable) =>
        !ConditionValue.IsPresent(Operand.Evaluate(variable));
}

/// <summary>An operator with two sides.</summary>
internal sealed record ConditionPair(ConditionSign Sign, ConditionNode Left, ConditionNode Right) : ConditionNode
{
    public override object? Evaluate(Func<string, string?> variable)
    {
        var left = Left.Evaluate(variable);
        return Sign switch
        {
            ConditionSign.And => ConditionValue.IsTrue(left) ? Right.Evaluate(variable) : left,
            ConditionSign.Or => ConditionValue.IsTrue(left) ? left : Right.Evaluate(variable),
            ConditionSign.Equal => ConditionValue.AreEqual(left, Right.Evaluate(variable)),
            ConditionSign.NotEqual => !ConditionValue.AreEqual(left, Right.Evaluate(variable)),
            ConditionSign.Matches => Matches(left, Right.Evaluate(variable)),
            _ => !Matches(left, Right.Evaluate(variable)),
        };
    }

    // Nothing on the right finds nothing: `=~` is false then and `!~` true.
    private static bool Matches(object? left, object? right) =>
        ConditionValue.IsTrue(right) && ConditionValue.Finds(right!, left);
}

/// <summary>A regular expression, written <c>/…/flags</c>; two of the same text are equal.</summary>
internal sealed record ConditionPattern
{
    private const string Flags = "ismU";

    private readonly Regex regex;

    private ConditionPattern(string source, Regex regex)
    {
        Source = source;
        this.regex = regex;
    }

    /// <summary>What it is made of, with its flags in front.</summary>
    public string Source { get; }

    /// <summary>Reads one; null when the text has not this form or RE2 refuses it.</summary>
    public static ConditionPattern? Read(string text)
    {
        var end = text.LastIndexOf('/');
        if (end < 1 || text[0] != '/' || text.AsSpan(end + 1).ContainsAnyExcept(Flags))
            return null;
        var flags = text[(end + 1)..];
        var pattern = text[1..end].Replace("\\/", "/", StringComparison.Ordinal);
        var source = flags.Length > 0 ? $"(?{flags}){pattern}" : pattern;
        return Re2.Compile(source) is { } regex ? new ConditionPattern(source, regex) : null;
    }

    /// <summary>Whether it is found anywhere in a text.</summary>
    public bool Finds(string text) => regex.IsMatch(text);

    /// <summary>Whether both are made of the same.</summary>
    public bool Equals(ConditionPattern? other) => other is not null && Source == other.Source;

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Source);
}
