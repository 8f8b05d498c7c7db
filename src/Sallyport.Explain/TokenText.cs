namespace Sallyport.Explain;

/// <summary>A token as a text, with what shells and people put around it.</summary>
public static class TokenText
{
    private const string Scheme = "Bearer ";
    private const char ByteOrderMark = '\uFEFF';

    private static readonly string[] Quotes = ["\"\"", "''", "``", "“”"];

    /// <summary>
    /// The text of a file as <c>"$(cat FILE)"</c> passes it on: a shell drops final line feeds, and nothing else.
    /// </summary>
    public static string OfFile(string text) => text.TrimEnd('\n');

    /// <summary>
    /// The token inside white space, quotation marks and <c>Bearer</c>; null when nothing of that is around it.
    /// </summary>
    public static string? Inside(string text)
    {
        var inside = text;
        for (var before = ""; before != inside;)
        {
            before = inside;
            inside = inside.Trim().Trim(ByteOrderMark);
            if (inside.Length > 2 && Quotes.Contains($"{inside[0]}{inside[^1]}", StringComparer.Ordinal))
                inside = inside[1..^1];
            if (inside.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
                inside = inside[Scheme.Length..];
        }
        return inside.Length == 0 || inside == text ? null : inside;
    }
}
