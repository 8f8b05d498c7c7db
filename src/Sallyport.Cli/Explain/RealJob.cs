using System.CommandLine;
using System.Text.Json;
using Sallyport.Cli.Run;
using Sallyport.Core.GitLab;
using Sallyport.Core.Refusals;

namespace Sallyport.Cli.Explain;

/// <summary>The claims that a real GitLab would give to a job of the repository, as far as they can be known from here.</summary>
internal static class RealJob
{
    // The rest – users, runners, pipelines – only GitLab knows.
    private static readonly string[] Known =
        ["iss", "sub", "aud", "project_path", "job_project_path", "namespace_path", "job_namespace_path", "ref", "ref_type", "ref_path", "sha", "ci_config_sha", "ci_config_ref_uri"];

    /// <summary>Computes them, by the names of the job's ID tokens.</summary>
    public static async Task<IReadOnlyDictionary<string, JsonElement>> ReadAsync(ParseResult command, CancellationToken cancel)
    {
        var repository = await GitRepository.FindAsync(cancel);
        var at = await repository.ResolveAsync(command.GetValue(RealJobOptions.Ref), command.GetValue(RealJobOptions.Tag), cancel);
        var remote = await repository.RemoteAsync(cancel);
        var url = command.GetValue(RealJobOptions.GitLabUrl)?.TrimEnd('/') ?? (remote is null ? null : GitRepository.InstanceOf(remote))
            ?? throw Refused("the repository has no remote that names a GitLab instance; say which it is with --gitlab-url URL");
        var project = command.GetValue(RealJobOptions.Project) ?? (remote is null ? null : GitRepository.ProjectOf(remote))
            ?? throw Refused("the repository has no remote that names the project; say which it is with --project GROUP/NAME");
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("https" or "http"))
            throw Refused($"--gitlab-url: '{url}' is no http address");
        if (!Project.IsPath(project))
            throw Refused($"--project: '{project}' is no GROUP/NAME");
        var job = await DefinitionAsync(repository, at, command.GetValue(PresentedOptions.Job)!, cancel);
        job = job with { Variables = [.. job.Variables, .. RealJobOptions.VariablesOf(command)] };
        return Preview(new GitLabInstance(url), project, command.GetValue(RealJobOptions.ProjectId), at, job);
    }

    private static async Task<JobDefinition> DefinitionAsync(GitRepository repository, GitRef at, string name, CancellationToken cancel)
    {
        var (job, error) = await JobOutline.ReadAsync(IdTokens.ConfigPath, name, path => repository.ReadAsync(at.Sha, path, cancel));
        return job ?? throw Refused($"--job: in the commit {at.Sha[..8]} of '{at.Name}' {error}");
    }

    private static Dictionary<string, JsonElement> Preview(GitLabInstance instance, string path, long? id, GitRef at, JobDefinition definition)
    {
        var now = TimeProvider.System.GetUtcNow();
        var project = new Project { Key = Guid.Empty, Id = id ?? 0, Path = path, PathKey = Project.KeyOf(path), NamespaceId = 0, RootNamespaceId = 0, CreatedAt = now };
        var job = new Job { StageIndex = 0, Definition = definition, CreatedAt = now };
        var pipeline = new Pipeline
        {
            Iid = 0, ProjectKey = project.Key, UserId = 0, RefType = at.IsTag ? RefType.Tag : RefType.Branch, RefName = at.Name, Source = "push",
            Commit = new Commit(at.Sha, "", "", null), CreatedAt = now, Jobs = [job], Runner = new GitLabRunner { TokenHash = [], Description = "" },
        };
        var user = new GitLabUser { Id = 0, Username = "", Name = "", Email = "", TokenHash = [], CreatedAt = now };
        string[] known = id is null ? Known : [.. Known, "project_id", "job_project_id"];
        var context = new JobContext(instance, project, pipeline, job, user);
        try
        {
            var variables = JobVariables.Scoped(context);
            foreach (var audience in definition.IdTokens.SelectMany(t => t.Audiences))
                if (VariableExpansion.Unknown(audience, variables) is [var name, ..])
                    throw Refused($"--job: the audience '{audience}' uses the variable {name}, which the file does not set; say what GitLab has there with --variable {name}=VALUE");
            return IdTokens.Preview(context, now)
                .ToDictionary(t => t.Key, t => Only(t.Value, known), StringComparer.Ordinal);
        }
        catch (RefusedException refused)
        {
            throw Refused(refused.Refusal.Message);
        }
    }

    private static JsonElement Only(JsonElement claims, string[] known) =>
        JsonSerializer.SerializeToElement(claims.EnumerateObject().Where(c => known.Contains(c.Name, StringComparer.Ordinal)).ToDictionary(c => c.Name, c => c.Value, StringComparer.Ordinal));

    private static CommandFailedException Refused(string message) => new(ExitCodes.Usage, message);
}
