using System.Text.Encodings.Web;
using System.Text.Json;

namespace Sallyport.Portal.Verdicts;

/// <summary>The claims of a token as a reader wants them: one a line, accents and signs as they are.</summary>
public static class ClaimsText
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The JSON, indented.</summary>
    public static string Indented(JsonElement claims) => JsonSerializer.Serialize(claims, Readable);
}
