namespace Sallyport.Core.GitLab.Ci;

/// <summary>
/// Puts the tokens of an expression together with two stacks, of values and of operators (Dijkstra's shunting yard), as
/// GitLab does: so that what it takes is taken here.
/// </summary>
internal sealed class ConditionParser
{
    private readonly Stack<ConditionNode> values = new();
    private readonly Stack<ConditionSign> signs = new();

    private ConditionParser()
    {
    }

    /// <summary>The tree; null when the tokens do not make one.</summary>
    public static ConditionNode? Read(IReadOnlyList<ConditionToken> tokens)
    {
        var parser = new ConditionParser();
        foreach (var token in tokens)
            if (!parser.Take(token))
                return null;
        while (parser.signs.Count > 0)
            if (!parser.Apply(parser.signs.Pop()))
                return null;
        return parser.values.Count == 1 ? parser.values.Pop() : null;
    }

    private bool Take(ConditionToken token)
    {
        if (token.Value is { } value)
            values.Push(value);
        else if (token.Sign == ConditionSign.Close)
            return Close();
        else
            return Open(token.Sign!.Value);
        return true;
    }

    private bool Open(ConditionSign sign)
    {
        var isBinary = sign is not (ConditionSign.Not or ConditionSign.Open);
        while (isBinary && signs.TryPeek(out var last) && Rank(sign) >= Rank(last))
            if (!Apply(signs.Pop()))
                return false;
        signs.Push(sign);
        return true;
    }

    private bool Close()
    {
        while (signs.TryPop(out var sign))
        {
            if (sign == ConditionSign.Open)
                return true;
            if (!Apply(sign))
                return false;
        }
        return false;
    }

    private bool Apply(ConditionSign sign)
    {
        if (sign == ConditionSign.Open || !values.TryPop(out var right))
            return false;
        if (sign == ConditionSign.Not)
            values.Push(new ConditionNot(right));
        else if (values.TryPop(out var left))
            values.Push(new ConditionPair(sign, left, right));
        else
            return false;
        return true;
    }

    private static int Rank(ConditionSign sign) => sign switch
    {
        ConditionSign.Not => 1,
        ConditionSign.And => 3,
        ConditionSign.Or => 4,
        ConditionSign.Open => 5,
        _ => 2,
    };
}
