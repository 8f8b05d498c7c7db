using System.CommandLine;
using System.Text.Json;
using Sallyport.Cli.Run;
using Sallyport.Core.GitLab;
using Sallyport.Core.Refusals;

namespace Sallyport.Cli.Explain;

/// <summary>The claims that a real GitLab would give to a job of the repository, as far as they can be known from here.</summary>
/// <param name="Place">The job, its commit and its project.</param>
/// <param name="Tokens">The claims, by the names of the job's ID tokens. What only GitLab knows is left out.</param>
/// <param name="Notes">What may make a real job differ.</param>
internal sealed record RealJob(JobPlace Place, IReadOnlyDictionary<string, JsonElement> Tokens, IReadOnlyList<Note> Notes)
{
    // The rest – users, runners, pipelines, protection – only GitLab knows.
    private static readonly string[] Known =
        ["iss", "sub", "aud", "project_path", "job_project_path", "namespace_path", "job_namespace_path", "ref", "ref_type", "ref_path", "sha", "ci_config_sha", "ci_config_ref_uri", "environment_action"];

    /// <summary>Computes them.</summary>
    public static async Task<RealJob> ReadAsync(ParseResult command, CancellationToken cancel)
    {
        var repository = await GitRepository.FindAsync(cancel);
        var place = await JobPlace.FindAsync(command, repository, cancel);
        var read = new HashSet<string>(StringComparer.Ordinal);
        Task<string?> Read(string path)
        {
            read.Add(path);
            return repository.ReadAsync(place.At.Sha, path, cancel);
        }
        var (job, error) = await JobOutline.ReadAsync(IdTokens.ConfigPath, place.Job, Read);
        if (job is null)
            throw Refused($"--job: in the commit {place.At.Sha[..8]} of '{place.At.Name}' {error}");
        job = job with { Name = place.Job, Variables = [.. job.Variables, .. RealJobOptions.VariablesOf(command)] };
        return new RealJob(place, Preview(place, job), await NotesAsync(repository, place, read, cancel));
    }

    private static Dictionary<string, JsonElement> Preview(JobPlace place, JobDefinition definition)
    {
        var now = TimeProvider.System.GetUtcNow();
        var context = Context(place, definition, now);
        var variables = ForeseenVariables.Of(context, place.ProjectId is not null);
        foreach (var audience in definition.IdTokens.SelectMany(t => t.Audiences))
            if (VariableExpansion.Unknown(audience, variables) is [var name, ..])
                throw Refused($"--job: the audience '{audience}' uses the variable {name}, whose value is not known from here; {(name == "CI_PROJECT_ID"
                    ? $"give it with --project-id N, which `{place.FindProjectId}` prints" : $"say what GitLab has there with --variable {name}=VALUE")}");
        string[] known =
        [
            .. Known,
            .. place.ProjectId is null ? (string[])[] : ["project_id", "job_project_id"],
            .. definition.Environment is { } environment && VariableExpansion.Unknown(environment.Name, variables).Count == 0 ? (string[])["environment"] : [],
        ];
        try
        {
            return IdTokens.Preview(context, VariableExpansion.ExpandAll(variables), now).ToDictionary(t => t.Key, t => Only(t.Value, known), StringComparer.Ordinal);
        }
        catch (RefusedException refused)
        {
            throw Refused(refused.Refusal.Message);
        }
    }

    // What is not known stands there as 0 or nothing, and reaches no claim that is kept.
    private static JobContext Context(JobPlace place, JobDefinition definition, DateTimeOffset now)
    {
        var path = place.Project;
        var project = new Project { Key = Guid.Empty, Id = place.ProjectId ?? 0, Path = path, PathKey = Project.KeyOf(path), NamespaceId = 0, RootNamespaceId = 0, CreatedAt = now };
        var job = new Job { StageIndex = 0, Definition = definition, CreatedAt = now };
        var pipeline = new Pipeline
        {
            Iid = 0, ProjectKey = project.Key, UserId = 0, RefType = place.At.IsTag ? RefType.Tag : RefType.Branch, RefName = place.At.Name, Source = "push",
            Commit = new Commit(place.At.Sha, "", "", null), CreatedAt = now, Jobs = [job], Runner = new GitLabRunner { TokenHash = [], Description = "" },
        };
        var user = new GitLabUser { Id = 0, Username = "", Name = "", Email = "", TokenHash = [], CreatedAt = now };
        return new JobContext(new GitLabInstance(place.Instance), project, pipeline, job, user);
    }

    private static JsonElement Only(JsonElement claims, string[] known) =>
        JsonSerializer.SerializeToElement(claims.EnumerateObject().Where(c => known.Contains(c.Name, StringComparer.Ordinal)).ToDictionary(c => c.Name, c => c.Value, StringComparer.Ordinal));

    private static async Task<IReadOnlyList<Note>> NotesAsync(GitRepository repository, JobPlace place, HashSet<string> read, CancellationToken cancel)
    {
        var notes = new List<Note>();
        if (place.IsGuess)
            notes.Add(new Note($"The issuer {place.Instance} is guessed from the remote's ssh host; say another address with --gitlab-url URL."));
        var changed = place.At.IsCheckedOut ? (await repository.ChangedAsync(cancel)).Where(read.Contains).ToList() : [];
        if (changed.Count > 0)
            notes.Add(new Note($"A job runs on a commit, so {place.At.Sha[..8]} is what is explained: commit what is changed in {string.Join(", ", changed)}, and explain again."));
        if (!place.At.IsTag && await repository.PushedAsync(place.At.Name, cancel) is { } pushed && pushed != place.At.Sha)
            notes.Add(new Note($"GitLab may not have this commit yet: its branch {place.At.Name} was at {pushed[..8]} when git last saw it."));
        return notes;
    }

    private static CommandFailedException Refused(string message) => new(ExitCodes.Usage, message);
}
