using System.Text.Json;

namespace Sallyport.Explain.Brought;

/// <summary>
/// The door to this room: a text in which somebody brings a token or its claims, in whatever form. The room owns what
/// may stand around them and finds them inside; whether the token service would take the text as it is, the judge
/// decides.
/// </summary>
/// <param name="Wrappings">What is around it, from outside in; empty for a token alone.</param>
/// <param name="Token">The token inside; null when there is none.</param>
/// <param name="Claims">The claims inside, where there is no token; null when there are none.</param>
public sealed record BroughtText(IReadOnlyList<Wrapping> Wrappings, string? Token, JsonElement? Claims)
{
    private const int MaximumDepth = 8;

    /// <summary>Whether there is something around the token or the claims.</summary>
    public bool IsWrapped => Wrappings.Count > 0;

    /// <summary>What is around it and tells most; null when there is nothing.</summary>
    public Wrapping? Main => Wrappings.MinBy(w => w.Kind);

    /// <summary>Reads a text.</summary>
    public static BroughtText Read(string text)
    {
        var wrappings = new List<Wrapping>();
        var inside = text;
        while (wrappings.Count < MaximumDepth && !CompactToken.Is(inside))
        {
            if (Unwrapping.Next(inside) is not { } next)
                break;
            wrappings.Add(next.Around);
            inside = next.Inside;
        }
        if (CompactToken.Is(inside))
            return new BroughtText(wrappings, inside, null);
        return FoundClaims.In(inside) is { } found
            ? new BroughtText([.. wrappings, found.Around], null, found.Claims)
            : new BroughtText(wrappings, null, null);
    }

    /// <summary>The claims of a token, which nobody has verified; null when its payload is no JSON object.</summary>
    public static JsonElement? ClaimsOf(string token) =>
        token.Split('.') is [_, var payload, _] ? CompactToken.Object(payload) : null;

    /// <summary>
    /// The text of a file as <c>"$(cat FILE)"</c> passes it on: a shell drops final line feeds, and nothing else.
    /// </summary>
    public static string OfFile(string text) => text.TrimEnd('\n');

    /// <summary>The wrappings as a list in a sentence.</summary>
    public static string NamesOf(IEnumerable<Wrapping> wrappings)
    {
        var names = wrappings.Select(w => w.Name).Distinct(StringComparer.Ordinal).ToList();
        return names.Count < 2
            ? string.Concat(names)
            : $"{string.Join(", ", names.SkipLast(1))} and {names[^1]}";
    }
}
