using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Sallyport.Core.GitLab;
using Sallyport.Core.Wire;

namespace Sallyport.Server.GitLab;

/// <summary>
/// How GitLab writes JSON: snake case, nulls shown, instants with milliseconds. Source: "REST API", GitLab
/// documentation.
/// </summary>
internal static class GitLabJson
{
    /// <summary>The options of every answer.</summary>
    public static JsonSerializerOptions Options { get; } = new(StrictJson.Options)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new Instants() },
    };

    /// <summary>The wire word of a status or of another choice: <c>on_failure</c>.</summary>
    public static string Word(Enum value) => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    private sealed class Instants : JsonConverter<DateTimeOffset>
    {
        private const string Format = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

        public override DateTimeOffset Read(
            ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetDateTimeOffset();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture));
    }
}
