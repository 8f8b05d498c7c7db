using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Sallyport.Core.GitLab;
using Sallyport.Core.Wire;

namespace Sallyport.Server.GitLab;

/// <summary>
/// The parameters of a call. GitLab takes them from the query string, a form or a JSON body alike; the body wins. Source: "REST API",
/// GitLab documentation.
/// </summary>
public sealed class GitLabParameters
{
    private const int MaximumBody = 4 * 1024 * 1024;

    private readonly Dictionary<string, JsonElement> values = new(StringComparer.Ordinal);

    /// <summary>Reads them.</summary>
    public static async Task<GitLabParameters> ReadAsync(HttpRequest request)
    {
        var parameters = new GitLabParameters();
        foreach (var (name, value) in request.Query)
            parameters.AddText(name, value);
        if (request.HasFormContentType)
            foreach (var (name, value) in await request.ReadFormAsync(request.HttpContext.RequestAborted))
                parameters.AddText(name, value);
        else if (request.HasJsonContentType())
            parameters.AddJson(StrictJson.ReadObject(await ReadBodyAsync(request, MaximumBody)) ?? throw GitLabErrors.InvalidJson.ToException());
        return parameters;
    }

    /// <summary>Reads a body of limited length.</summary>
    public static async Task<byte[]> ReadBodyAsync(HttpRequest request, int maximum)
    {
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (await request.Body.ReadAsync(buffer, request.HttpContext.RequestAborted) is > 0 and var read)
        {
            if (body.Length + read > maximum)
                throw GitLabErrors.BadRequest(413, "Request Entity Too Large").ToException();
            body.Write(buffer, 0, read);
        }
        return body.ToArray();
    }

    /// <summary>A string, or null when it is absent.</summary>
    public string? Text(string name) => Read(name, v => v.ValueKind == JsonValueKind.String ? v.GetString() : null);

    /// <summary>A string that must be there.</summary>
    public string RequiredText(string name) =>
        Text(name) is { Length: > 0 } value ? value : throw GitLabErrors.Missing(name).ToException();

    /// <summary>A whole number, or null when it is absent.</summary>
    public long? Number(string name)
    {
        var text = Read(name, v => v.ValueKind is JsonValueKind.Number or JsonValueKind.String ? v.ToString() : null);
        return text is null ? null
            : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
            : throw GitLabErrors.Invalid(name).ToException();
    }

    /// <summary>An instant in RFC 3339 form, or null when it is absent.</summary>
    public DateTimeOffset? Instant(string name) =>
        Text(name) is not { } text ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) ? instant
        : throw GitLabErrors.Invalid(name).ToException();

    /// <summary>A list of strings; empty when it is absent.</summary>
    public IReadOnlyList<string> Texts(string name) =>
        Read(name, v => v.ValueKind == JsonValueKind.Array && v.EnumerateArray().All(i => i.ValueKind == JsonValueKind.String)
            ? v.EnumerateArray().Select(i => i.GetString()!).ToList()
            : null) ?? [];

    /// <summary>The member of an object parameter, or null when either is absent.</summary>
    public JsonElement? Member(string name, string member) =>
        values.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.Object && value.TryGetProperty(member, out var inner)
        && inner.ValueKind != JsonValueKind.Null
            ? inner
            : null;

    private T? Read<T>(string name, Func<JsonElement, T?> read)
        where T : class
    {
        if (!values.TryGetValue(name, out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        try
        {
            return read(value) ?? throw GitLabErrors.Invalid(name).ToException();
        }
        catch (InvalidOperationException) // a lone surrogate is no text
        {
            throw GitLabErrors.Invalid(name).ToException();
        }
    }

    private void AddJson(JsonElement body)
    {
        foreach (var property in body.EnumerateObject())
            values[property.Name] = property.Value;
    }

    private void AddText(string name, Microsoft.Extensions.Primitives.StringValues value)
    {
        if (name.EndsWith("[]", StringComparison.Ordinal))
            values[name[..^2]] = JsonSerializer.SerializeToElement(value.ToArray());
        else
            values[name] = JsonSerializer.SerializeToElement(value[^1]);
    }
}

/// <summary>What endpoints read from a request.</summary>
public static class GitLabRequestExtensions
{
    /// <summary>The parameters, read once.</summary>
    public static async Task<GitLabParameters> ParametersAsync(this HttpContext context)
    {
        if (context.Features.Get<GitLabParameters>() is { } known)
            return known;
        var parameters = await GitLabParameters.ReadAsync(context.Request);
        context.Features.Set(parameters);
        return parameters;
    }

    /// <summary>A number in the path.</summary>
    public static long RouteNumber(this HttpContext context, string name) =>
        context.Request.RouteValues[name] is string text && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw GitLabErrors.Invalid(name).ToException();

    /// <summary>The user whose token came with the request.</summary>
    public static GitLabUser User(this HttpContext context) => context.Features.GetRequiredFeature<GitLabUser>();

    /// <summary>
    /// The project that the path names by its id or by its full path, encoded once. The server leaves <c>%2F</c> as it is sent, so that
    /// the path is one segment.
    /// </summary>
    public static async Task<Project> ProjectAsync(this HttpContext context, IGitLabStore store)
    {
        var text = context.ProjectPath();
        var project = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? await store.FindProjectAsync(id, context.RequestAborted)
            : await store.FindProjectAsync(text, context.RequestAborted);
        return project ?? throw GitLabErrors.NotFound("Project").ToException();
    }

    /// <summary>What the path says where a project stands.</summary>
    public static string ProjectPath(this HttpContext context) =>
        ((string)context.Request.RouteValues["id"]!).Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
}
