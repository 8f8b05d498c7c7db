using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Refusals;
using Sallyport.Core.Wire;
using Sallyport.Server.Http;

namespace Sallyport.Server.Graph;

/// <summary>
/// The JSON object of a request, read strictly: each member is read at most once under its declared type, and members
/// that no code asked for are refused at the end. An absent member and a null one differ.
/// </summary>
internal sealed class GraphBody
{
    private const int MaximumBytes = 256 * 1024;

    private readonly Dictionary<string, JsonElement> rest;
    private readonly string prefix;

    private GraphBody(Dictionary<string, JsonElement> members, string prefix)
    {
        rest = members;
        this.prefix = prefix;
    }

    /// <summary>Reads the body of a request.</summary>
    public static async Task<GraphBody> ReadAsync(HttpRequest request, CancellationToken cancel)
    {
        if (string.IsNullOrEmpty(request.ContentType))
            throw GraphErrors.BadRequest(
                "Write requests (excluding DELETE) must contain the Content-Type header declaration.").ToException();
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase))
            throw GraphErrors.BadRequest("Entity only allows writes with a JSON Content-Type header.").ToException();
        var bytes = await LimitedBody.ReadAsync(request, MaximumBytes, cancel)
            ?? throw GraphErrors.TooLarge(MaximumBytes).ToException();
        if (bytes.Length == 0)
            throw GraphErrors.BadRequest("Empty Payload. JSON content expected.").ToException();
        var root = StrictJson.ReadObject(bytes);
        var members = root is null ? null : Members(root.Value);
        if (members is not null)
            return new GraphBody(members, "");
        throw GraphErrors.BadRequest(
            "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of "
            + "valid JSON format.").ToException();
    }

    /// <summary>A text, which may be null.</summary>
    public Given<string?> Text(string name) => Take(name) switch
    {
        null => default,
        { ValueKind: JsonValueKind.Null } => new Given<string?>(true, null),
        { } value => value.Text() ?? throw WrongType(name, "a string"),
    };

    /// <summary>A truth value, which may not be null.</summary>
    public Given<bool> Flag(string name) => Take(name) switch
    {
        null => default(Given<bool>), // a plain default would be the value false, given
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        _ => throw WrongType(name, "true or false"),
    };

    /// <summary>A truth value, which may be null.</summary>
    public Given<bool?> NullableFlag(string name) => Take(name) switch
    {
        null => default,
        { ValueKind: JsonValueKind.Null } => new Given<bool?>(true, null),
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        _ => throw WrongType(name, "true, false or null"),
    };

    /// <summary>A whole number of 32 bits.</summary>
    public Given<int?> Number(string name) => Take(name) switch
    {
        null => default,
        { ValueKind: JsonValueKind.Null } => new Given<int?>(true, null),
        { ValueKind: JsonValueKind.Number } value when value.TryGetInt32(out var number) => number,
        _ => throw WrongType(name, "a whole number"),
    };

    /// <summary>A list of texts.</summary>
    public Given<IReadOnlyList<string>?> Texts(string name) => Take(name) switch
    {
        null => default,
        { ValueKind: JsonValueKind.Null } => new Given<IReadOnlyList<string>?>(true, null),
        { ValueKind: JsonValueKind.Array } value => new Given<IReadOnlyList<string>?>(
            true, value.EnumerateArray().Select(v => v.Text() ?? throw WrongType(name, "a list of strings")).ToList()),
        _ => throw WrongType(name, "a list of strings"),
    };

    /// <summary>An instant with an offset from UTC (Edm.DateTimeOffset).</summary>
    public Given<DateTimeOffset?> Instant(string name) => Take(name) switch
    {
        null => default,
        { ValueKind: JsonValueKind.Null } => new Given<DateTimeOffset?>(true, null),
        { } value when TryReadInstant(value, out var instant) => instant.ToUniversalTime(),
        _ => throw WrongType(name, "a date and time with an offset, such as 2026-08-07T12:00:00Z"),
    };

    /// <summary>An object, which may be null.</summary>
    public Given<GraphBody?> Object(string name) => Take(name) switch
    {
        null => default,
        { ValueKind: JsonValueKind.Null } => new Given<GraphBody?>(true, null),
        { ValueKind: JsonValueKind.Object } value => Nested(name, value),
        _ => throw WrongType(name, "an object"),
    };

    /// <summary>A list of objects.</summary>
    public Given<IReadOnlyList<GraphBody>?> Objects(string name) => Take(name) switch
    {
        null => default,
        { ValueKind: JsonValueKind.Null } => new Given<IReadOnlyList<GraphBody>?>(true, null),
        { ValueKind: JsonValueKind.Array } value => new Given<IReadOnlyList<GraphBody>?>(
            true, value.EnumerateArray().Select((v, i) => Item(v, name, i)).ToList()),
        _ => throw WrongType(name, "a list of objects"),
    };

    /// <summary>Whether a member says anything: more than null, false or an empty list.</summary>
    public bool HasContent(string name) => Take(name) switch
    {
        null or { ValueKind: JsonValueKind.Null or JsonValueKind.False } => false,
        { ValueKind: JsonValueKind.Array } value => value.GetArrayLength() > 0,
        _ => true,
    };

    /// <summary>Leaves out members that clients send along and that only the service sets.</summary>
    public void Skip(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            Take(name);
    }

    /// <summary>Refuses what is left.</summary>
    public void End()
    {
        if (rest.Keys.FirstOrDefault(n => !IsAnnotation(n)) is { } name)
            throw Unknown(name);
    }

    /// <summary>
    /// Refuses what is left, but for members that are given as the resource shows them anyway: clients send those
    /// along.
    /// </summary>
    /// <param name="resource">The resource that is written.</param>
    /// <param name="version">The version in which it is.</param>
    /// <param name="current">What stands now; null on creation.</param>
    public void End<T>(GraphResource<T> resource, GraphVersion version, T? current)
        where T : class
    {
        foreach (var (name, value) in rest.Where(m => !IsAnnotation(m.Key)))
        {
            var member = resource.MembersIn(version).FirstOrDefault(m => m.Name == name) ?? throw Unknown(name);
            if (IsShown(member, value, current))
                continue;
            throw (member.IsFixed
                ? GraphErrors.Invalid(
                    $"Property '{name}' is kept at its default here and cannot be set to anything else.")
                : GraphErrors.ReadOnly(name)).ToException();
        }
    }

    private static bool IsShown<T>(GraphMember<T> member, JsonElement value, T? current)
        where T : class
    {
        if (member.IsFixed)
            return JsonElement.DeepEquals(value, GraphJson.Element(member.Value(current!)));
        return current is null
            ? value is { ValueKind: JsonValueKind.Null }
                || (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 0)
            : JsonElement.DeepEquals(value, GraphJson.Element(member.Value(current)));
    }

    private GraphBody Item(JsonElement value, string name, int index) =>
        value.ValueKind == JsonValueKind.Object && Members(value) is { } members
            ? new GraphBody(members, $"{prefix}{name}[{index}]/")
            : throw WrongType(name, "a list of objects");

    private GraphBody Nested(string name, JsonElement value)
    {
        var members = Members(value) ?? throw WrongType(name, "an object");
        return new GraphBody(members, $"{prefix}{name}/");
    }

    private JsonElement? Take(string name) => rest.Remove(name, out var value) ? value : null;

    private RefusedException WrongType(string name, string wanted) =>
        GraphErrors.BadRequest($"Invalid value for property '{prefix}{name}': {wanted} is expected.").ToException();

    private RefusedException Unknown(string name) =>
        GraphErrors.Invalid($"Invalid property '{prefix}{name}'.").ToException();

    // OData control information, such as @odata.type or owners@odata.bind of nothing that is kept.
    private static bool IsAnnotation(string name) => name.StartsWith("@odata.", StringComparison.Ordinal);

    private static bool TryReadInstant(JsonElement value, out DateTimeOffset instant)
    {
        instant = default;
        return value.Text() is { } text && HasOffset(text) && value.TryGetDateTimeOffset(out instant);
    }

    private static bool HasOffset(string text) =>
        text.EndsWith('Z') || (text.Length > 6 && text[^6] is '+' or '-' && text[^3] == ':');

    // A name that is no string (a lone surrogate) makes the whole object unreadable.
    private static Dictionary<string, JsonElement>? Members(JsonElement value)
    {
        try
        {
            return value.EnumerateObject().ToDictionary(m => m.Name, m => m.Value, StringComparer.Ordinal);
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
