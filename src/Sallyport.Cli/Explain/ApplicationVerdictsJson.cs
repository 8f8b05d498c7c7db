using System.Text.Json.Nodes;
using Sallyport.Explain;

namespace Sallyport.Cli.Explain;

/// <summary><see cref="ApplicationVerdicts"/> as JSON. docs/explain.md describes it.</summary>
internal static class ApplicationVerdictsJson
{
    /// <summary>Writes the verdicts of one ID token.</summary>
    public static JsonObject Of(ApplicationVerdicts verdicts, Func<Explanation, string?> code) => new()
    {
        ["matches"] = verdicts.Matches,
        ["seen"] = verdicts.Seen,
        ["more"] = verdicts.More,
        ["text"] = new JsonArray([.. verdicts.Lines(code).Select(line => (JsonNode)line)]),
        ["fitting"] = new JsonArray([.. verdicts.Fitting.Select(Of)]),
        ["nearest"] = verdicts.Nearest is { } nearest ? Of(nearest) : null,
        ["refused"] = verdicts.Unread is { } unread ? ExplanationJson.Of(unread) : null,
    };

    private static JsonObject Of(FittingApplication fit)
    {
        var json = ExplanationJson.Of(fit.Explanation);
        Name(json, fit.Application);
        json["credential"] = fit.Explanation.Judgement.Nearest!.Credential.Name;
        return json;
    }

    private static JsonObject Of(NearestCredential nearest)
    {
        var json = ExplanationJson.OfComparison(nearest.Match);
        Name(json, nearest.Application);
        json["text"] = FirstDifference.Of(nearest.Match);
        return json;
    }

    private static void Name(JsonObject json, NamedApplication application)
    {
        json["application"] = application.Name;
        json["clientId"] = $"{application.ClientId}";
    }
}
