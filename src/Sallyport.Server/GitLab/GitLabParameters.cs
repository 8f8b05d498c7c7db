using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Sallyport.Core.GitLab;
using Sallyport.Core.Wire;
using Sallyport.Server.Http;

namespace Sallyport.Server.GitLab;

/// <summary>
/// The parameters of a call. GitLab takes them from the query string, a form or a JSON body alike; the body wins.
/// Source: "REST API", GitLab documentation.
/// </summary>
internal sealed class GitLabParameters
{
    private const int MaximumBody = 4 * 1024 * 1024;

    private readonly Dictionary<string, JsonElement> values = new(StringComparer.Ordinal);

    /// <summary>Reads the query string and the body.</summary>
    public static async Task<GitLabParameters> ReadAsync(HttpRequest request)
    {
        var parameters = ReadQuery(request);
        var isForm = request.HasFormContentType;
        var hasParameters = isForm || request.HasJsonContentType();
        if (hasParameters && !FormText.IsUtf8(request.ContentType))
            throw Unreadable("body: only UTF-8 is understood").ToException();
        if (isForm)
            foreach (var (name, value) in await ReadFormAsync(request))
                parameters.AddText(name, value);
        else if (hasParameters)
            parameters.AddJson(await ReadJsonAsync(request));
        return parameters;
    }

    /// <summary>Reads the query string alone, where the body is a content.</summary>
    public static GitLabParameters ReadQuery(HttpRequest request)
    {
        var parameters = new GitLabParameters();
        if (!FormText.IsStrict(Encoding.UTF8.GetBytes(request.QueryString.Value ?? "")))
            throw Unreadable("query string").ToException();
        foreach (var (name, value) in request.Query)
            parameters.AddText(name, value);
        return parameters;
    }

    private static async Task<JsonElement> ReadJsonAsync(HttpRequest request)
    {
        var body = await ReadBodyAsync(request, MaximumBody);
        return StrictJson.ReadObject(body) ?? throw GitLabErrors.InvalidJson.ToException();
    }

    /// <summary>Reads a body of limited length.</summary>
    public static async Task<byte[]> ReadBodyAsync(HttpRequest request, int maximum) =>
        await LimitedBody.ReadAsync(request, maximum, request.HttpContext.RequestAborted)
        ?? throw GitLabErrors.BadRequest(413, "Request Entity Too Large").ToException();

    /// <summary>Whether the parameter is given and not null.</summary>
    public bool Has(string name) =>
        values.TryGetValue(name, out var value) && value.ValueKind != JsonValueKind.Null;

    /// <summary>A string, or null when it is absent.</summary>
    public string? Text(string name) => Read(name, v => v.ValueKind == JsonValueKind.String ? v.GetString() : null);

    /// <summary>A string or a number that must be there, as text.</summary>
    public string Word(string name) =>
        Read(name, v => v.ValueKind is JsonValueKind.Number or JsonValueKind.String ? v.ToString() : null)
        ?? throw GitLabErrors.Missing(name).ToException();

    /// <summary>A string that must be there.</summary>
    public string RequiredText(string name) =>
        Text(name) is { Length: > 0 } value ? value : throw GitLabErrors.Missing(name).ToException();

    /// <summary>A whole number, or null when it is absent.</summary>
    public long? Number(string name)
    {
        var text = Read(name, v => v.ValueKind is JsonValueKind.Number or JsonValueKind.String ? v.ToString() : null);
        if (text is null)
            return null;
        var isNumber = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number);
        return isNumber ? number : throw GitLabErrors.Invalid(name).ToException();
    }

    /// <summary>A truth value, or null when it is absent.</summary>
    public bool? Flag(string name) => Read(name, v => v.ToString().ToLowerInvariant()) switch
    {
        null => null,
        "true" or "1" or "t" or "on" or "yes" => true,
        "false" or "0" or "f" or "off" or "no" => false,
        _ => throw GitLabErrors.Invalid(name).ToException(),
    };

    /// <summary>A list of strings: a list, or one text with commas between them; null when it is absent.</summary>
    public IReadOnlyList<string>? SeparatedTexts(string name) => Read(
        name, v => v.ValueKind == JsonValueKind.String ? [.. v.GetString()!.Split(',')] : ReadTexts(v));

    /// <summary>An instant in RFC 3339 form, or null when it is absent.</summary>
    public DateTimeOffset? Instant(string name)
    {
        if (Text(name) is not { } text)
            return null;
        var culture = CultureInfo.InvariantCulture;
        var isInstant = DateTimeOffset.TryParse(text, culture, DateTimeStyles.AssumeUniversal, out var instant);
        return isInstant ? instant : throw GitLabErrors.Invalid(name).ToException();
    }

    /// <summary>A list of strings; empty when it is absent.</summary>
    public IReadOnlyList<string> Texts(string name) => Read(name, ReadTexts) ?? [];

    /// <summary>An object whose members are strings; empty when it is absent.</summary>
    public Dictionary<string, string> NamedTexts(string name) => Read(name, ReadNamedTexts) ?? [];

    /// <summary>The member of an object parameter, or null when either is absent.</summary>
    public JsonElement? Member(string name, string member)
    {
        var isObject = values.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.Object;
        if (!isObject || !value.TryGetProperty(member, out var inner))
            return null;
        return inner.ValueKind == JsonValueKind.Null ? null : inner;
    }

    /// <summary>The members of an object parameter; none when it is absent.</summary>
    public IReadOnlyList<JsonProperty> Members(string name) =>
        Read(name, v => v.ValueKind == JsonValueKind.Object ? v.EnumerateObject().ToList() : null) ?? [];

    /// <summary>The items of a list parameter; none when it is absent.</summary>
    public IReadOnlyList<JsonElement> Items(string name) =>
        Read(name, v => v.ValueKind == JsonValueKind.Array ? v.EnumerateArray().ToList() : null) ?? [];

    /// <summary>
    /// A text within an object parameter, or null when either is absent: <c>filter[environment_scope]</c> of a query or
    /// a form, and the member of an object in JSON.
    /// </summary>
    public string? TextWithin(string name, string member)
    {
        if (Text($"{name}[{member}]") is { } text)
            return text;
        if (Member(name, member) is not { } value)
            return null;
        return IsText(value) ? value.GetString() : throw GitLabErrors.Invalid($"{name}[{member}]").ToException();
    }

    private static List<string>? ReadTexts(JsonElement value)
    {
        var isList = value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(IsText);
        return isList ? value.EnumerateArray().Select(i => i.GetString()!).ToList() : null;
    }

    private static Dictionary<string, string>? ReadNamedTexts(JsonElement value)
    {
        var isMap = value.ValueKind == JsonValueKind.Object && value.EnumerateObject().All(p => IsText(p.Value));
        return isMap
            ? value.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString()!, StringComparer.Ordinal)
            : null;
    }

    private static bool IsText(JsonElement value) => value.ValueKind == JsonValueKind.String;

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

    private static async Task<IFormCollection> ReadFormAsync(HttpRequest request)
    {
        var body = await ReadBodyAsync(request, MaximumBody);
        var isUrlEncoded = !request.ContentType!.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase);
        if (isUrlEncoded && !FormText.IsStrict(body))
            throw Unreadable("form").ToException();
        request.Body = new MemoryStream(body);
        try
        {
            return await request.ReadFormAsync(request.HttpContext.RequestAborted);
        }
        // the body is in memory, so what the parser says is about the form: too many parts, no boundary, an early end
        catch (Exception exception) when (exception is InvalidDataException or IOException or InvalidOperationException)
        {
            throw Unreadable("form").ToException();
        }
    }

    private static GitLabRefusal Unreadable(string what) =>
        GitLabErrors.BadRequest(400, $"Bad Request - invalid {what}");

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
        AddMember(name, value[^1]);
    }

    // variables[KEY]=value is a member of the object variables as well.
    private void AddMember(string name, string? value)
    {
        var open = name.IndexOf('[', StringComparison.Ordinal);
        var isMember = open > 0 && name.IndexOf(']', StringComparison.Ordinal) == name.Length - 1;
        if (!isMember || name.EndsWith("[]", StringComparison.Ordinal))
            return;
        var whole = name[..open];
        var known = values.GetValueOrDefault(whole);
        var members = known.ValueKind == JsonValueKind.Object ? JsonObject.Create(known)! : [];
        members[name[(open + 1)..^1]] = value;
        values[whole] = JsonSerializer.SerializeToElement(members);
    }
}

/// <summary>What endpoints read from a request.</summary>
internal static class GitLabRequestExtensions
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
    public static long RouteNumber(this HttpContext context, string name)
    {
        var text = context.Request.RouteValues[name] as string;
        var isNumber = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        return isNumber ? number : throw GitLabErrors.Invalid(name).ToException();
    }

    /// <summary>The user whose token came with the request.</summary>
    public static GitLabUser User(this HttpContext context) => context.Features.GetRequiredFeature<GitLabUser>();

    /// <summary>Who started a pipeline.</summary>
    public static async Task<GitLabUser> StarterAsync(
        this HttpContext context, IGitLabStore store, Pipeline pipeline) =>
        (await store.FindUserAsync(pipeline.UserId, context.RequestAborted))!; // a foreign key

    /// <summary>
    /// The project that the path names by its id or by its full path, encoded once. The server leaves <c>%2F</c> as it
    /// is sent, so that the path is one segment.
    /// </summary>
    public static async Task<Project> ProjectAsync(this HttpContext context, IGitLabStore store) =>
        context.Require(await FindProjectAsync(context, store) ?? throw GitLabErrors.NotFound("Project").ToException());

    /// <summary>The same, whoever calls; null when there is none.</summary>
    public static Task<Project?> FindProjectAsync(HttpContext context, IGitLabStore store)
    {
        var text = context.ProjectPath();
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? store.FindProjectAsync(id, context.RequestAborted)
            : store.FindProjectAsync(text, context.RequestAborted);
    }

    /// <summary>The group that the path names by its id or by its full path, encoded once.</summary>
    public static Task<ProjectNamespace> GroupAsync(this HttpContext context, IGitLabStore store) =>
        context.NamespaceAsync(store, "Group");

    /// <summary>The same, for a namespace, which is called like this in a refusal.</summary>
    public static async Task<ProjectNamespace> NamespaceAsync(
        this HttpContext context, IGitLabStore store, string what)
    {
        var text = context.ProjectPath();
        var group = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? await store.FindNamespaceAsync(id, context.RequestAborted)
            : await store.FindNamespaceAsync(text, context.RequestAborted);
        return group is null ? throw GitLabErrors.NotFound(what).ToException() : context.Require(group);
    }

    /// <summary>
    /// The id or path of the project in the route. <c>%252F</c> is <c>%2F</c> in the route as well, and no slash: then
    /// the text stays as it is, and no project has such a path.
    /// </summary>
    public static string ProjectPath(this HttpContext context)
    {
        var text = (string)context.Request.RouteValues["id"]!;
        var path = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?')[0];
        return path.Contains("%25", StringComparison.Ordinal)
            ? text
            : text.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
    }
}
