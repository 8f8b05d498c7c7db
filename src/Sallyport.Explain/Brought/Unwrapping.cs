using System.Text.Json;
using System.Text.RegularExpressions;
using Sallyport.Explain.Subjects;

namespace Sallyport.Explain.Brought;

/// <summary>One step from a text to the token inside it.</summary>
/// <param name="Around">What was taken away.</param>
/// <param name="Inside">What is left.</param>
internal sealed partial record Unwrapping(Wrapping Around, string Inside)
{
    private const char Mark = '\uFEFF';
    private const int DeepestMember = 4;

    private static readonly string[] Quotes = ["\"\"", "''", "``", "“”"];

    private static readonly Func<string, Unwrapping?>[] Steps =
    [
        ByteOrderMark, Ends, Quoted, Bearer, Assignment, JsonMember, Percent, Invisible, StandardBase64, LineBreaks,
        Log,
    ];

    /// <summary>The outermost thing around the token; null when nothing is known to be taken away.</summary>
    public static Unwrapping? Next(string text) =>
        Steps.Select(step => step(text)).FirstOrDefault(found => found is { Inside.Length: > 0 });

    private static Unwrapping? ByteOrderMark(string text) =>
        text is [Mark, ..] ? Of(WrappingKind.ByteOrderMark, text[1..]) : null;

    private static Unwrapping? Ends(string text)
    {
        var inside = text.Trim();
        return inside.Length == text.Length ? null : Of(WrappingKind.WhiteSpace, inside);
    }

    // Only one of the two may have come with it.
    private static Unwrapping? Quoted(string text)
    {
        if (text.Length < 3)
            return null;
        var isPair = Quotes.Contains($"{text[0]}{text[^1]}", StringComparer.Ordinal);
        if (isPair)
            return Of(WrappingKind.Quotes, text[1..^1]);
        var inside = text.Trim('"', '\'', '`', '“', '”');
        var wasOneSided = inside.Length == text.Length - 1 && !inside.Any(IsQuote);
        return wasOneSided ? Of(WrappingKind.Quotes, inside) : null;
    }

    private static Unwrapping? Bearer(string text)
    {
        var scheme = Scheme().Match(text);
        return scheme.Success ? Of(WrappingKind.Bearer, text[scheme.Length..]) : null;
    }

    private static Unwrapping? Assignment(string text)
    {
        var named = Named().Match(text);
        if (!named.Success)
            return null;
        var name = named.Groups["name"].Value;
        var rest = text[named.Length..].TrimEnd(',', ';');
        var mayHoldToken = rest.Contains("ey", StringComparison.Ordinal) || rest is ['{', ..];
        var isOther = rest.StartsWith("//", StringComparison.Ordinal) || rest.AsSpan().ContainsAny('&', '\n');
        return mayHoldToken && !isOther ? new Unwrapping(new Wrapping(WrappingKind.Assignment, name), rest) : null;
    }

    private static Unwrapping? JsonMember(string text)
    {
        var mayBe = text.StartsWith('{') || text.StartsWith('[');
        if (!mayBe || FoundClaims.Json(text) is not { } json)
            return null;
        return FoundClaims.OfObject(json) is null ? TokenIn(json, "", 0) : null;
    }

    private static Unwrapping? TokenIn(JsonElement json, string name, int depth)
    {
        if (json.ValueKind == JsonValueKind.String)
        {
            var value = json.GetString()!;
            var isToken = CompactToken.Is(value.Trim());
            return isToken ? new Unwrapping(new Wrapping(WrappingKind.Json, name), value) : null;
        }
        if (depth > DeepestMember)
            return null;
        return json.ValueKind switch
        {
            JsonValueKind.Object => json.EnumerateObject()
                .Select(m => TokenIn(m.Value, m.Name, depth + 1)).FirstOrDefault(found => found is not null),
            JsonValueKind.Array => json.EnumerateArray()
                .Select(item => TokenIn(item, name, depth + 1)).FirstOrDefault(found => found is not null),
            _ => null,
        };
    }

    private static Unwrapping? Percent(string text)
    {
        var mayBe = text.Contains('%', StringComparison.Ordinal) && !text.Any(char.IsWhiteSpace);
        if (!mayBe)
            return null;
        var inside = Uri.UnescapeDataString(text);
        return inside == text ? null : Of(WrappingKind.Percent, inside);
    }

    private static Unwrapping? Invisible(string text)
    {
        if (text.Any(char.IsWhiteSpace) || Characters.Invisible(text) is not { } point)
            return null;
        return new Unwrapping(new Wrapping(WrappingKind.Invisible, point), Characters.WithoutBlanks(text));
    }

    private static Unwrapping? StandardBase64(string text)
    {
        if (!Standard().IsMatch(text))
            return null;
        var inside = text.Replace("=", "", StringComparison.Ordinal).Replace('+', '-').Replace('/', '_');
        return inside != text && CompactToken.Is(inside) ? Of(WrappingKind.StandardBase64, inside) : null;
    }

    private static Unwrapping? LineBreaks(string text)
    {
        var inside = string.Concat(text.Where(c => !char.IsWhiteSpace(c)));
        return inside.Length < text.Length && CompactToken.Is(inside) ? Of(WrappingKind.WhiteSpace, inside) : null;
    }

    private static Unwrapping? Log(string text) =>
        CompactToken.In(PlainText.Of(text)) is { } inside ? Of(WrappingKind.Log, inside) : null;

    private static Unwrapping Of(WrappingKind kind, string inside) => new(new Wrapping(kind), inside);

    private static bool IsQuote(char c) => c is '"' or '\'' or '`' or '“' or '”';

    [GeneratedRegex(
        "^(authorization:\\s*)?bearer\\s+",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Scheme();

    // NAME=…, export NAME=…, $env:NAME = …, name: …, "name": …
    [GeneratedRegex(
        "^(export |set |- |\\$env:)?[\"']?(?<name>[A-Za-z_][A-Za-z0-9_-]{0,99})[\"']?[ \t]*[:=][ \t]*",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Named();

    [GeneratedRegex(
        "^e[wy][A-Za-z0-9+/_=-]+\\.[A-Za-z0-9+/_=-]+\\.[A-Za-z0-9+/_=-]*\\z")]
    private static partial Regex Standard();
}
