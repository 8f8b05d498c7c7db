using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace Sallyport.Server.Graph;

/// <summary>The answers of a version of Graph, with the annotations that OData puts around them.</summary>
internal static class GraphAnswers
{
    /// <summary>
    /// Where this surface is, as the caller sees it. Never another name: a link that pointed to the real cloud would
    /// take the caller's token there.
    /// </summary>
    public static string Root(HttpRequest request) => $"{request.Scheme}://{request.Host}";

    /// <summary>One entity of a set.</summary>
    /// <param name="version">The version.</param>
    /// <param name="request">The request.</param>
    /// <param name="query">What of it is shown.</param>
    /// <param name="set">The path of the set, for <c>@odata.context</c>.</param>
    /// <param name="entity">The entity.</param>
    public static IResult Entity<T>(
        this GraphVersion version, HttpRequest request, GraphQuery<T> query, string set, T entity) =>
        new GraphJson(200, null, writer =>
        {
            WriteContext(writer, version, request, set + Projection(query.Selected) + "/$entity");
            GraphJson.WriteMembers(writer, entity, query.Members);
        });

    /// <summary>An entity that was just made.</summary>
    public static IResult Created<T>(
        this GraphVersion version,
        HttpRequest request,
        GraphResource<T> resource,
        string set,
        T entity,
        string location) =>
        new GraphJson(201, Root(request) + location, writer =>
        {
            WriteContext(writer, version, request, set + "/$entity");
            GraphJson.WriteMembers(writer, entity, resource.ShownIn(version));
        });

    /// <summary>A page of a set.</summary>
    public static IResult Page<T>(
        this GraphVersion version, HttpRequest request, GraphQuery<T> query, string set, GraphPage<T> page) =>
        new GraphJson(200, null, writer =>
        {
            WriteContext(writer, version, request, set + Projection(query.Selected));
            if (page.Total is { } total)
                writer.WriteNumber("@odata.count", total);
            if (page.SkipToken is { } token)
                writer.WriteString("@odata.nextLink", NextLink(request, token));
            writer.WriteStartArray("value");
            foreach (var item in page.Items)
            {
                writer.WriteStartObject();
                GraphJson.WriteMembers(writer, item, query.Members);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
        });

    /// <summary>Any other answer with 200.</summary>
    /// <param name="version">The version.</param>
    /// <param name="request">The request.</param>
    /// <param name="context">What stands behind <c>#</c> in <c>@odata.context</c>.</param>
    /// <param name="body">Writes the rest.</param>
    public static IResult Object(
        this GraphVersion version, HttpRequest request, string context, Action<Utf8JsonWriter> body) =>
        new GraphJson(200, null, writer =>
        {
            WriteContext(writer, version, request, context);
            body(writer);
        });

    /// <summary>A list of directory objects of several kinds, unpaged.</summary>
    public static IResult Objects(this GraphVersion version, HttpRequest request, Action<Utf8JsonWriter> items) =>
        version.Object(request, "directoryObjects", writer =>
        {
            writer.WriteStartArray("value");
            items(writer);
            writer.WriteEndArray();
        });

    private static void WriteContext(
        Utf8JsonWriter writer, GraphVersion version, HttpRequest request, string context) =>
        writer.WriteString("@odata.context", $"{Root(request)}/{version.Name}/$metadata#{context}");

    private static string Projection(IReadOnlyList<string>? selected) =>
        selected is null ? "" : $"({string.Join(',', selected)})";

    private static string NextLink(HttpRequest request, string token)
    {
        var kept = request.Query.Where(o => o.Key.TrimStart('$') is not ("skiptoken" or "SkipToken"));
        var options = new QueryBuilder(kept) { { "$skiptoken", token } };
        return Root(request) + request.Path.ToUriComponent() + options;
    }
}
