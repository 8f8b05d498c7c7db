using System.Text;

namespace Sallyport.Core.Entra.Federation;

/// <summary>
/// Recursive descent over <c>claims['name'] eq|matches 'text' [and …]</c>. Words are separated by spaces; a single
/// quote inside a quoted text is written twice. There is no <c>or</c>, no <c>not</c> and no parenthesis in the
/// language.
/// </summary>
internal ref struct ExpressionParser
{
    private const int MaximumTests = 10;

    private readonly string text;
    private int position;

    private ExpressionParser(string text) => this.text = text;

    public static ExpressionResult Read(string text)
    {
        var parser = new ExpressionParser(text);
        try
        {
            return new ExpressionResult(parser.Expression(), null);
        }
        catch (SyntaxException fault)
        {
            return new ExpressionResult(null, new ExpressionError(fault.Position, fault.Message));
        }
    }

    private ClaimsMatchingExpression Expression()
    {
        if (text.Length > ClaimsMatchingExpression.MaximumLength)
            throw Fault(
                ClaimsMatchingExpression.MaximumLength,
                $"The expression is longer than {ClaimsMatchingExpression.MaximumLength} characters");
        var tests = new List<ClaimTest>();
        do
        {
            SkipSpaces();
            if (tests.Count == MaximumTests)
                throw Fault(position, $"An expression has at most {MaximumTests} comparisons");
            tests.Add(Test());
            SkipSpaces();
        }
        while (AndFollows());
        if (position < text.Length)
            throw Fault(position, "Expected 'and' or the end of the expression");
        return new ClaimsMatchingExpression(text, tests);
    }

    private ClaimTest Test()
    {
        Expect("claims[", "Expected a look-up such as claims['sub']");
        var at = position;
        var claim = Quoted("Expected the claim's name in single quotes");
        if (claim.Length == 0)
            throw Fault(at, "The claim's name is empty");
        Expect("]", "Expected ']' behind the claim's name");
        Spaces();
        var comparison = Operator();
        Spaces();
        at = position;
        var comparand = Quoted("Expected the text to compare with in single quotes");
        if (comparand.Length == 0)
            throw Fault(at, "The text to compare with is empty");
        return new ClaimTest(claim, comparison, comparand);
    }

    private ClaimOperator Operator()
    {
        var at = position;
        return Word() switch
        {
            "eq" => ClaimOperator.Eq,
            "matches" => ClaimOperator.Matches,
            _ => throw Fault(at, "Expected the operator 'eq' or 'matches'"),
        };
    }

    private bool AndFollows()
    {
        if (position == text.Length)
            return false;
        var at = position;
        if (text[at - 1] != ' ' || Word() != "and")
            throw Fault(at, "Expected 'and' or the end of the expression");
        Spaces();
        return true;
    }

    private string Quoted(string expected)
    {
        var start = position;
        Expect("'", expected);
        var value = new StringBuilder();
        while (position < text.Length)
        {
            var c = text[position++];
            if (c != '\'')
                value.Append(c);
            else if (position < text.Length && text[position] == '\'')
                value.Append(text[position++]);
            else
                return value.ToString();
        }
        throw Fault(start, "The quoted text is not closed");
    }

    private string Word()
    {
        var start = position;
        while (position < text.Length && char.IsAsciiLetter(text[position]))
            position++;
        return text[start..position];
    }

    private void Expect(string literal, string otherwise)
    {
        if (string.CompareOrdinal(text, position, literal, 0, literal.Length) != 0)
            throw Fault(position, otherwise);
        position += literal.Length;
    }

    private void Spaces()
    {
        if (position == text.Length || text[position] != ' ')
            throw Fault(position, "Expected a space");
        SkipSpaces();
    }

    private void SkipSpaces()
    {
        while (position < text.Length && text[position] == ' ')
            position++;
    }

    private static SyntaxException Fault(int position, string message) => new(position, message);

    /// <summary>Leaves the descent; never leaves the parser.</summary>
    private sealed class SyntaxException(int position, string message) : Exception(message)
    {
        public int Position { get; } = position;
    }
}
