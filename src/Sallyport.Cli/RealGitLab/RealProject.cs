using System.CommandLine;
using System.Text.Json.Nodes;
using Sallyport.Cli.Output;
using Sallyport.Core.Entra.Federation;

namespace Sallyport.Cli.RealGitLab;

/// <summary>
/// What a project of a real GitLab puts into ID tokens. Source: "Projects API", GitLab documentation.
/// </summary>
/// <param name="Id">Its id.</param>
/// <param name="DefaultBranch">Its default branch, or null when it has none.</param>
/// <param name="Visibility">Who may see it.</param>
/// <param name="SubComponents">What its <c>sub</c> is made of; null when only Maintainers are told.</param>
internal sealed record RealProject(
    long Id, string? DefaultBranch, string? Visibility, IReadOnlyList<string>? SubComponents)
{
    /// <summary>Takes the identity from the real project.</summary>
    public static readonly Option<bool> FromGitLab = new("--from-gitlab")
    {
        Description =
            "Take id, default branch, visibility and sub components from the real project, with GITLAB_TOKEN",
    };

    /// <summary>Reads the project.</summary>
    /// <param name="command">The command line.</param>
    /// <param name="real">The URL of the GitLab that the repository names, or null.</param>
    /// <param name="path">The project's path.</param>
    /// <param name="cancel">Cancels.</param>
    /// <exception cref="CommandFailedException">No GitLab is known, or it does not show the project.</exception>
    public static async Task<RealProject> ReadAsync(
        ParseResult command, string? real, string path, CancellationToken cancel)
    {
        var gitLab = IncludeOptions.GitLabOf(command, real)
            ?? throw new CommandFailedException(
                ExitCodes.Usage,
                "--from-gitlab: the git remote names no GitLab that exists; name it with --include-from URL");
        using var web = new WebDocuments(gitLab, command.GetValue(IncludeOptions.Ca), cancel);
        try
        {
            var answer = await web.GetApiAsync($"projects/{Uri.EscapeDataString(path)}");
            if (answer.Status != 200)
                throw Refused($"{gitLab} does not show the project '{path}' ({answer.Reason()}); {WayOut(web)}");
            return Read(answer.Json()) ?? throw Refused($"{gitLab} answered with no project for '{path}'");
        }
        catch (IssuerUnreachableException exception)
        {
            throw Refused(exception.Message);
        }
    }

    /// <summary>Says what was taken.</summary>
    public void Tell(string path)
    {
        Terminal.Progress($"note: the real project {path} has the id {Id}, the default branch {DefaultBranch ?? "-"} "
            + $"and the visibility {Visibility ?? "-"}");
        Terminal.Progress(SubComponents is null
            ? "note: its sub components were not shown, which needs the token of a Maintainer; --sub-components names "
                + "them, or GitLab's default stands"
            : $"note: its sub is made of {string.Join(", ", SubComponents)}");
    }

    private static RealProject? Read(JsonNode? json)
    {
        var value = (json as JsonObject)?["id"] as JsonValue;
        if (value is null || !value.TryGetValue(out long id))
            return null;
        var components = (json as JsonObject)!["ci_id_token_sub_claim_components"] as JsonArray;
        return new RealProject(
            id, json.Member("default_branch"), json.Member("visibility"), components?.Select(c => $"{c}").ToList());
    }

    private static string WayOut(WebDocuments web) => web.Token is null
        ? "set GITLAB_TOKEN to a token with read_api"
        : "GITLAB_TOKEN must be a token with read_api of somebody who may see it";

    private static CommandFailedException Refused(string message) =>
        new(ExitCodes.Failed, $"--from-gitlab: {message}");
}
