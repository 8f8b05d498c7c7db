using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json.Nodes;
using Sallyport.Cli.Run;

namespace Sallyport.Cli.Variables;

/// <summary>Where variables are: a project, a group or the instance.</summary>
internal sealed class VariablePlace
{
    private const int PageSize = 100;

    private readonly GitLabApi api;
    private readonly string url;
    private readonly string? project;

    private VariablePlace(GitLabApi api, string url, string? project)
    {
        this.api = api;
        this.url = url;
        this.project = project;
    }

    /// <summary>The option that names a project.</summary>
    public static Option<string?> Project { get; } = new("--project")
    {
        Description = "The variables of this project",
        HelpName = "GROUP/NAME",
    };

    /// <summary>The option that names a group.</summary>
    public static Option<string?> Group { get; } = new("--group")
    {
        Description = "The variables of this group, which all projects in it get",
        HelpName = "GROUP",
    };

    /// <summary>The option for the instance.</summary>
    public static Option<bool> Instance { get; } = new("--instance")
    {
        Description = "The variables of the instance, which all projects get",
    };

    /// <summary>Refuses a command line that names no place, or several.</summary>
    public static void RequireOne(CommandResult result)
    {
        bool[] given =
        [
            result.GetResult(Project) is not null,
            result.GetResult(Group) is not null,
            result.GetResult(Instance) is { Implicit: false },
        ];
        if (given.Count(g => g) != 1)
            result.AddError("Give one of --project, --group and --instance.");
    }

    /// <summary>The place that a command line names.</summary>
    public static VariablePlace Of(ParseResult command, HttpClient client)
    {
        var api = new GitLabApi(client);
        if (command.GetValue(Project) is { } project)
            return new VariablePlace(api, $"api/v4/projects/{Uri.EscapeDataString(project)}/variables", project);
        if (command.GetValue(Group) is { } group)
            return new VariablePlace(api, $"api/v4/groups/{Uri.EscapeDataString(group)}/variables", null);
        return new VariablePlace(api, "api/v4/admin/ci/variables", null);
    }

    /// <summary>Every variable of the place, from all pages.</summary>
    public async Task<IReadOnlyList<JsonObject>> ListAsync(CancellationToken cancel)
    {
        var all = new List<JsonObject>();
        for (var page = 1; ; page++)
        {
            var query = $"{url}?per_page={PageSize}&page={page}";
            var some = (await api.SendAsync(HttpMethod.Get, query, null, cancel)).AsArray();
            all.AddRange(some.Select(v => v!.AsObject()));
            if (some.Count < PageSize)
                return all;
        }
    }

    /// <summary>Creates a variable, or replaces the one with its key and environment scope.</summary>
    public async Task<JsonObject> SetAsync(JsonObject variable, CancellationToken cancel)
    {
        if (project is not null)
            await api.EnsureProjectAsync(project, new ProjectIdentity(), cancel);
        var key = (string)variable["key"]!;
        var scope = (string)variable["environment_scope"]!;
        var all = await ListAsync(cancel);
        var isKnown = all.Any(v => (string?)v["key"] == key && ((string?)v["environment_scope"] ?? "*") == scope);
        var answer = isKnown
            ? await api.SendAsync(HttpMethod.Put, Address(key, scope), variable, cancel)
            : await api.SendAsync(HttpMethod.Post, url, variable, cancel);
        return answer.AsObject();
    }

    /// <summary>Deletes a variable: the one with this key, and this scope if one is given.</summary>
    public Task DeleteAsync(string key, string? scope, CancellationToken cancel) =>
        api.SendAsync(HttpMethod.Delete, Address(key, scope), null, cancel);

    private string Address(string key, string? scope)
    {
        var filter = scope is null ? "" : $"?filter[environment_scope]={Uri.EscapeDataString(scope)}";
        return $"{url}/{Uri.EscapeDataString(key)}{filter}";
    }
}
