using System.CommandLine;
using System.Text.Json.Nodes;
using Sallyport.Cli.RealGitLab;

namespace Sallyport.Cli.Run;

/// <summary>What the project of a run is to be; what is null stays as it is.</summary>
/// <param name="Id">Its id.</param>
/// <param name="DefaultBranch">Its default branch.</param>
/// <param name="Visibility">Who may see it.</param>
/// <param name="SubComponents">What its <c>sub</c> is made of.</param>
internal sealed record ProjectIdentity(
    long? Id = null, string? DefaultBranch = null, string? Visibility = null,
    IReadOnlyList<string>? SubComponents = null)
{
    /// <summary>What the command line says, then what the real project is, then what the clone knows.</summary>
    public static ProjectIdentity Of(ParseResult command, ProjectPlace place, RealProject? real)
    {
        var components = command.GetValue(RunOptions.SubComponents)?.Split(',', StringSplitOptions.TrimEntries);
        return new ProjectIdentity(
            command.GetValue(RunOptions.ProjectId) ?? real?.Id,
            place.DefaultBranch,
            real?.Visibility,
            components ?? real?.SubComponents);
    }

    /// <summary>The attributes as GitLab's REST API names them.</summary>
    public JsonObject ToJson()
    {
        var body = new JsonObject();
        if (Id is not null)
            body["project_id"] = Id;
        if (DefaultBranch is not null)
            body["default_branch"] = DefaultBranch;
        if (Visibility is not null)
            body["visibility"] = Visibility;
        if (SubComponents is not null)
            body["ci_id_token_sub_claim_components"] = new JsonArray([.. SubComponents.Select(c => (JsonNode)c)]);
        return body;
    }
}
