using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace Sallyport.Core.Wire;

/// <summary>
/// The door to this room: what text from outside means. The room owns the strict readings – JSON, GUIDs, base64url,
/// https URLs – and what of such a text may be kept (<see cref="SecretText"/>) or shown (<see cref="TerminalText"/>).
/// It knows no protocol and refuses nothing: what cannot be read is null or false, and the caller says why that
/// matters. This class holds the one set of JSON options: duplicate member names are refused, at any depth, so that no
/// two readers can see two different documents (RFC 7515 §4, RFC 7519 §4: the strict arm of both).
/// </summary>
public static class StrictJson
{
    private static readonly JsonDocumentOptions Document = new()
    {
        AllowDuplicateProperties = false, // comments and trailing commas are refused by default
        MaxDepth = 64,
    };

    /// <summary>For bodies and documents that are bound to types: camelCase on the wire, nulls written.</summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        AllowDuplicateProperties = false,
        MaxDepth = 64,
        NumberHandling = JsonNumberHandling.Strict,
        PropertyNameCaseInsensitive = false,
    };

    /// <summary>
    /// Reads a JSON object. Null when the bytes are not strict UTF-8 JSON with an object at the root.
    /// </summary>
    public static JsonElement? ReadObject(ReadOnlyMemory<byte> utf8)
    {
        if (!Utf8.IsValid(utf8.Span))
            // the parser does not look into texts and names: it would take bytes that another reader refuses or
            // replaces
            return null;
        try
        {
            using var document = JsonDocument.Parse(utf8, Document);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        // the latter: a name that is a lone surrogate
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Reads a JSON text of whatever kind that may be changed. Throws <see cref="JsonException"/>.</summary>
#pragma warning disable RS0030 // this is the one place
    public static JsonNode? ReadNode(string text) => JsonNode.Parse(text, documentOptions: Document);
#pragma warning restore RS0030

    /// <summary>The string member, or null when it is absent or not a string.</summary>
    public static string? String(this JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value.Text() : null;

    /// <summary>
    /// The value as a string, or null when it is none. A lone surrogate (<c>\ud800</c>) is valid JSON but no string.
    /// </summary>
    public static string? Text(this JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
