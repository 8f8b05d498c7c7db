using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Sallyport.Core.Wire;

namespace Sallyport.Explain.Brought;

/// <summary>Claims in a text that holds no whole token.</summary>
/// <param name="Around">How they stand there.</param>
/// <param name="Claims">The claims.</param>
internal sealed partial record FoundClaims(Wrapping Around, JsonElement Claims)
{
    private const int MostObjects = 200;

    private static readonly string[] Telling = ["iss", "sub", "aud"];

    /// <summary>The claims; null when the text has none.</summary>
    public static FoundClaims? In(string text)
    {
        if (Json(text) is { } json)
            return OfObject(json) is { } claims ? Of(WrappingKind.Decoded, claims) : null;
        return InParts(text) ?? InLog(PlainText.Of(text));
    }

    /// <summary>
    /// The claims that an object is, or has as its payload, which is how decoders print a token; null when it has none.
    /// </summary>
    public static JsonElement? OfObject(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
            return null;
        if (Telling.Count(name => json.TryGetProperty(name, out _)) >= 2)
            return json;
        return json.TryGetProperty("payload", out var payload) ? OfObject(payload) : null;
    }

    /// <summary>A text that is one JSON object or list; null when it is none.</summary>
    public static JsonElement? Json(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        if (text is not ['[', ..])
            return StrictJson.ReadObject(bytes);
        byte[] wrapped = [.. "{\"list\":"u8, .. bytes, (byte)'}'];
        return StrictJson.ReadObject(wrapped)?.GetProperty("list");
    }

    // The middle part alone, or with parts around it that are missing or cannot be read.
    private static FoundClaims? InParts(string text)
    {
        var parts = text.Split('.');
        if (parts.Length > 3)
            return null;
        var found = parts.Select(CompactToken.Object).OfType<JsonElement>().Select(OfObject).OfType<JsonElement>();
        return found.Select(claims => Of(parts.Length == 1 ? WrappingKind.Payload : WrappingKind.Unsigned, claims))
            .FirstOrDefault();
    }

    private static FoundClaims? InLog(string log)
    {
        var bytes = Encoding.UTF8.GetBytes(log);
        var at = bytes.AsSpan().IndexOf((byte)'{');
        for (var count = 0; at >= 0 && count < MostObjects; count++)
        {
            var json = ObjectAt(bytes.AsSpan(at));
            var found = json is null ? null : OfObject(json.Value);
            if (found is { } claims)
                return Of(WrappingKind.Log, claims);
            var next = bytes.AsSpan(at + 1).IndexOf((byte)'{');
            at = next < 0 ? -1 : at + 1 + next;
        }
        return InSigninAction(log);
    }

    private static JsonElement? ObjectAt(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8);
        try
        {
            return JsonElement.TryParseValue(ref reader, out var json) ? json : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // What the action azure/login prints of its token: " issuer - https://…". Source: its public logs.
    private static FoundClaims? InSigninAction(string log)
    {
        var claims = new JsonObject();
        foreach (Match line in Detail().Matches(log))
        {
            var name = line.Groups["name"].Value switch
            {
                "issuer" => "iss",
                "audience" => "aud",
                "subject claim" => "sub",
                var other => other,
            };
            claims.TryAdd(name, line.Groups["value"].Value.TrimEnd());
        }
        return claims.Count < 2 ? null : Of(WrappingKind.Log, JsonElement.Parse(claims.ToJsonString()));
    }

    private static FoundClaims Of(WrappingKind kind, JsonElement claims) => new(new Wrapping(kind), claims);

    [GeneratedRegex(
        "^ *(?<name>issuer|subject claim|audience|job_workflow_ref) - (?<value>.+)$",
        RegexOptions.ExplicitCapture | RegexOptions.Multiline)]
    private static partial Regex Detail();
}
