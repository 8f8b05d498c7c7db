using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Sallyport.Core.GitLab;
using Sallyport.Core.GitLab.Ci;
using Sallyport.Core.Wire;

namespace Sallyport.Server.GitLab;

/// <summary>
/// What our own route makes a pipeline of: the commit's CI file with the files that it includes, facts about the commit
/// and about what changed, variables and inputs.
/// </summary>
internal static class PipelineParameters
{
    private const int ShortestTimeout = 600; // seconds, as GitLab's runners have it
    private const int MaximumVariables = 1000;

    /// <summary>Reads the request.</summary>
    public static async Task<PipelineRequest> ReadAsync(HttpContext context, Project project, IGitLabStore store)
    {
        var parameters = await context.ParametersAsync();
        var files = FilesOf(parameters);
        var source = parameters.Text("source") ?? "push";
        return new PipelineRequest(
            RefOf(parameters), CommitOf(parameters), files, parameters.Texts("jobs"), source)
        {
            StartsManual = parameters.Flag("manual") ?? false,
            TakesAnyRunner = parameters.Flag("any_runner") ?? false,
            MergeRequest = await MergeRequestParameters.ReadAsync(context, parameters, project, store),
            RunnerTimeout = RunnerTimeoutOf(parameters),
            Inputs = InputsOf(parameters),
            Repository = RepositoryOf(context, project, parameters, files),
            Sources = new VariableSources { Pipeline = VariablesOf(parameters, "variables") },
            Background = new PipelineBackground
            {
                BeforeSha = BeforeShaOf(parameters),
                TagMessage = parameters.Text("tag_message"),
                ScheduleDescription = parameters.Text("schedule_description"),
            },
        };
    }

    private static Ref RefOf(GitLabParameters parameters)
    {
        var type = parameters.Text("ref_type") switch
        {
            null or "branch" => RefType.Branch,
            "tag" => RefType.Tag,
            _ => throw GitLabErrors.Invalid("ref_type").ToException(),
        };
        return new Ref(type, parameters.RequiredText("ref"));
    }

    private static Commit CommitOf(GitLabParameters parameters)
    {
        var commit = new Commit(
            parameters.RequiredText("sha"),
            parameters.Text("commit_message") ?? "",
            parameters.Text("commit_author") ?? "",
            parameters.Instant("commit_timestamp"));
        if ((commit.Message + commit.Author).Contains('\0', StringComparison.Ordinal))
            throw GitLabErrors.Invalid("commit_message").ToException();
        return commit;
    }

    private static string? BeforeShaOf(GitLabParameters parameters)
    {
        var sha = parameters.Text("before_sha");
        return sha is null || Commit.IsSha(sha) ? sha : throw GitLabErrors.Invalid("before_sha").ToException();
    }

    private static int? RunnerTimeoutOf(GitLabParameters parameters)
    {
        var timeout = parameters.Number("maximum_timeout");
        if (timeout is < ShortestTimeout or > int.MaxValue)
            throw GitLabErrors.Validation("maximum_timeout", "needs to be at least 10 minutes").ToException();
        return (int?)timeout;
    }

    private static Dictionary<string, string> FilesOf(GitLabParameters parameters)
    {
        var files = parameters.NamedTexts("included");
        files[Document.DefaultPath] = parameters.Text("config") ?? throw GitLabErrors.Missing("config").ToException();
        return files;
    }

    // Without a list, the files that came along are those of the commit.
    private static SentFacts RepositoryOf(
        HttpContext context, Project project, GitLabParameters parameters, Dictionary<string, string> files)
    {
        IReadOnlyList<string> paths = parameters.Has("paths") ? parameters.Texts("paths") : [.. files.Keys];
        var changed = parameters.Has("changed")
            ? new ChangedFiles(parameters.Text("compared_with"), parameters.Texts("changed"))
            : ChangedFiles.NothingToCompare;
        var sent = new CommitFiles(paths, changed) { ChangesSince = ChangesSinceOf(parameters) };
        var sources = context.RequestServices.GetRequiredService<CommitSources>();
        return new SentFacts(sent, sources, new ReadableProject(project, context.User()));
    }

    private static Dictionary<string, ChangedFiles> ChangesSinceOf(GitLabParameters parameters)
    {
        var since = new Dictionary<string, ChangedFiles>(StringComparer.Ordinal);
        foreach (var member in parameters.Members("changed_since"))
        {
            if (member.Value.ValueKind != JsonValueKind.Array)
                throw GitLabErrors.Invalid("changed_since").ToException();
            var paths = member.Value.EnumerateArray().Select(p => TextOf(p, "changed_since"));
            since[member.Name] = new ChangedFiles(member.Name, [.. paths]);
        }
        return since;
    }

    /// <summary>The inputs that a pipeline is started with: numbers, booleans and arrays as JSON texts.</summary>
    public static Dictionary<string, string> InputsOf(GitLabParameters parameters) =>
        parameters.Members("inputs").ToDictionary(
            m => m.Name,
            m => m.Value.ValueKind == JsonValueKind.String ? TextOf(m.Value, "inputs") : m.Value.GetRawText(),
            StringComparer.Ordinal);

    /// <summary>
    /// The list of objects with <c>key</c>, <c>value</c> and <c>variable_type</c> (<c>env_var</c> or <c>file</c>) that
    /// a pipeline is started with. Source: "Pipelines API", GitLab documentation.
    /// </summary>
    public static IReadOnlyList<JobVariable> VariablesOf(GitLabParameters parameters, string name)
    {
        var items = parameters.Items(name);
        if (items.Count > MaximumVariables || items.Any(i => i.ValueKind != JsonValueKind.Object))
            throw GitLabErrors.Invalid(name).ToException();
        return [.. items.Select(i => VariableOf(i, name))];
    }

    private static JobVariable VariableOf(JsonElement item, string name)
    {
        var key = MemberOf(item, "key", name) ?? throw GitLabErrors.Missing($"{name}[key]").ToException();
        var value = MemberOf(item, "value", name) ?? throw GitLabErrors.Missing($"{name}[value]").ToException();
        var isName = key.Length <= 255 && YamlVariable.IsName(key);
        if (!isName || value.Contains('\0', StringComparison.Ordinal))
            throw GitLabErrors.Invalid($"{name}[key]").ToException();
        return MemberOf(item, "variable_type", name) switch
        {
            null or "env_var" => new JobVariable(key, value),
            "file" => new JobVariable(key, value, File: true),
            _ => throw GitLabErrors.DoesNotHaveValue($"{name}[variable_type]").ToException(),
        };
    }

    private static string? MemberOf(JsonElement item, string member, string name) =>
        item.TryGetProperty(member, out var value) ? TextOf(value, name) : null;

    private static string TextOf(JsonElement value, string name) =>
        value.Text() ?? throw GitLabErrors.Invalid(name).ToException();
}
