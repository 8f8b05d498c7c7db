using System.Text.Json.Nodes;
using Sallyport.Explain;
using Sallyport.Explain.Errors;

namespace Sallyport.ExplainTool;

/// <summary>What a text tells of a failed sign-in, for scripts: docs/schema/explain.json.</summary>
internal static class ErrorFindingJson
{
    /// <summary>The members of <c>data</c>.</summary>
    public static JsonObject Of(ErrorFinding found) => new()
    {
        ["error"] = found.Error is null ? null : Json(found.Error, found.Meaning),
        ["neighbours"] = new JsonArray([.. found.Neighbours.Select(n => Json(n.See, n.Meaning))]),
        ["contradiction"] = found.Contradiction,
        ["comparison"] = found.Comparison is null ? null : Json(found.Comparison),
        ["explained"] = found.Explained is null ? null : ExplainedJson.Of(found.Explained),
        ["bring"] = new JsonArray([.. found.ToBring().Select(more => JsonValue.Create(more))]),
    };

    private static JsonObject Json(ErrorText of, CodeMeaning? meaning)
    {
        var json = Json(of.Code, meaning);
        json["message"] = of.Message;
        json["values"] = new JsonObject(
            of.Values.Select(v => KeyValuePair.Create(v.Key, (JsonNode?)JsonValue.Create(v.Value))));
        json["time"] = of.Timestamp?.ToString("O");
        json["traceId"] = of.TraceId?.ToString();
        json["correlationId"] = of.CorrelationId?.ToString();
        return json;
    }

    private static JsonObject Json(string see, CodeMeaning? meaning) => new()
    {
        ["see"] = see,
        ["means"] = meaning?.Text,
        ["do"] = meaning?.Advice,
    };

    private static JsonObject Json(ErrorComparison comparison) => new()
    {
        ["fitsNow"] = comparison.FitsNow,
        ["unknown"] = new JsonArray([.. comparison.Unknown.Select(name => JsonValue.Create(name))]),
        ["credentials"] = new JsonArray([.. comparison.Compared.Select(ExplanationJson.OfComparison)]),
        ["cause"] = comparison.Cause is { } cause ? ExplanationJson.OfCause(cause) : null,
    };
}
