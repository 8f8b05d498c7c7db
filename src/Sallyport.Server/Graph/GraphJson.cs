using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Sallyport.Core.Wire;

namespace Sallyport.Server.Graph;

/// <summary>An answer in Graph's JSON.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="location">The value of <c>Location</c>, if any.</param>
/// <param name="body">Writes the members of the one object.</param>
internal sealed class GraphJson(int status, string? location, Action<Utf8JsonWriter> body) : IResult
{
    private const string MediaType =
        "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8";

    // Quotes and non-ASCII text stand as they are, as in the real answers: az rest prints bodies raw.
    private static readonly JsonWriterOptions WriterOptions =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonSerializerOptions ValueOptions =
        new(StrictJson.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = status;
        response.ContentType = MediaType;
        response.Headers["odata-version"] = "4.0";
        if (location is not null)
            response.Headers.Location = location;
        await WriteAsync(response, body);
    }

    /// <summary>Writes one JSON object as the whole body.</summary>
    public static async Task WriteAsync(HttpResponse response, Action<Utf8JsonWriter> body)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
        {
            writer.WriteStartObject();
            body(writer);
            writer.WriteEndObject();
        }
        response.ContentLength = buffer.WrittenCount;
        await response.Body.WriteAsync(buffer.WrittenMemory, response.HttpContext.RequestAborted);
    }

    /// <summary>Writes a member with whatever value.</summary>
    public static void WriteMember(Utf8JsonWriter writer, string name, object? value)
    {
        writer.WritePropertyName(name);
        JsonSerializer.Serialize(writer, value, ValueOptions);
    }

    /// <summary>Writes members of an entity.</summary>
    public static void WriteMembers<T>(Utf8JsonWriter writer, T entity, IEnumerable<GraphMember<T>> members)
    {
        foreach (var member in members)
        {
            var value = member.Value(entity);
            if (value is not null || !member.IsAnnotation)
                WriteMember(writer, member.Name, value);
        }
    }

    /// <summary>Writes an entity in a list of objects of whatever kind.</summary>
    public static void WriteTyped<T>(Utf8JsonWriter writer, T entity, GraphResource<T> resource, GraphVersion version)
    {
        writer.WriteStartObject();
        writer.WriteString("@odata.type", "#" + resource.TypeName);
        WriteMembers(writer, entity, resource.ShownIn(version));
        writer.WriteEndObject();
    }

    /// <summary>
    /// Writes an entity of a type that the caller may not read: that it is there, and nothing of it. Source: Microsoft
    /// Graph, "Limited information returned for inaccessible member objects".
    /// </summary>
    public static void WriteLimited<T>(
        Utf8JsonWriter writer, T entity, GraphResource<T> resource, GraphVersion version)
    {
        writer.WriteStartObject();
        writer.WriteString("@odata.type", "#" + resource.TypeName);
        foreach (var member in resource.ShownIn(version).Where(m => !m.IsAnnotation))
            WriteMember(writer, member.Name, member.Name == "id" ? member.Value(entity) : null);
        writer.WriteEndObject();
    }

    /// <summary>A value as it would be written, to be compared with what a caller sent.</summary>
    public static JsonElement Element(object? value) => JsonSerializer.SerializeToElement(value, ValueOptions);

    /// <summary>An instant as Graph writes it: UTC, with a <c>Z</c>, fractions only where there are some.</summary>
    public static string? Instant(DateTimeOffset? value) =>
        value?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}
