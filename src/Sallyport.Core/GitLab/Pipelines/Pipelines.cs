using Sallyport.Core.GitLab.Ci;

namespace Sallyport.Core.GitLab;

/// <summary>What a pipeline is to be made of.</summary>
/// <param name="Ref">Branch or tag.</param>
/// <param name="Commit">The commit that it stands for.</param>
/// <param name="Files">The CI file and the files that it includes, by the text forms of their names.</param>
/// <param name="Jobs">The jobs to run, or none for all.</param>
/// <param name="Source">What <c>pipeline_source</c> will say.</param>
public sealed record PipelineRequest(
    Ref Ref, Commit Commit, IReadOnlyDictionary<string, string> Files, IReadOnlyList<string> Jobs, string Source);

/// <summary>A pipeline that was made.</summary>
/// <param name="Pipeline">The pipeline.</param>
/// <param name="Warnings">What its author should know.</param>
/// <param name="RunnerToken">The token of its runner: shown here and never again.</param>
public sealed record CreatedPipeline(Pipeline Pipeline, IReadOnlyList<string> Warnings, string RunnerToken);

/// <summary>
/// The door to this room: pipelines, their jobs and the variables that a job sees. It owns how a pipeline is created,
/// advances and is canceled; an invalid CI file stops one before any job exists. The language of that file belongs to
/// <see cref="Ci.Document"/>, and the exchange with runners to <see cref="GitLab.Jobs"/>.
/// </summary>
public sealed class Pipelines(IGitLabStore store, GitLabInstance instance, TimeProvider time)
{
    private const int Attempts = 20;

    /// <summary>
    /// The sources that a pipeline can have here. Source: GitLab's predefined variables, <c>CI_PIPELINE_SOURCE</c>.
    /// </summary>
    public static IReadOnlyList<string> Sources { get; } = ["push", "web", "api", "schedule", "trigger"];

    /// <summary>Creates a pipeline and a runner of its own.</summary>
    public async Task<CreatedPipeline> CreateAsync(
        Project project, GitLabUser user, PipelineRequest request, CancellationToken cancel)
    {
        Check(request);
        var config = await ReadAsync(request);
        var chosen = Choose(config, request.Jobs);
        var runnerToken = GitLabTokens.Create(GitLabTokens.Runner);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var iid = await store.LastPipelineIidAsync(project.Key, cancel) + 1;
            var pipeline = New(project, user, request, iid, runnerToken);
            pipeline.Jobs.AddRange(JobsOf(chosen, config.Stages));
            pipeline.Advance(pipeline.CreatedAt);
            foreach (var job in pipeline.Jobs)
                IdTokens.Check(new JobContext(instance, project, pipeline, job, user));
            if (await store.AddAsync(pipeline, cancel) == StoreOutcome.Done)
                return new CreatedPipeline(pipeline, WarningsOf(config, chosen), runnerToken);
        }
        throw GitLabErrors.Conflict.ToException();
    }

    /// <summary>Cancels what is not finished yet. Runners hear of it in the answer to their next call.</summary>
    public async Task<Pipeline> CancelAsync(long id, CancellationToken cancel)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (await store.FindPipelineAsync(id, cancel) is not { } pipeline)
                throw GitLabErrors.NotFound("Pipeline").ToException();
            var now = time.GetUtcNow();
            foreach (var job in pipeline.Jobs.Where(j => !j.IsFinished))
            {
                job.Status = CiStatus.Canceled;
                job.FinishedAt = now;
            }
            pipeline.Advance(now);
            if (await store.UpdateAsync(pipeline, cancel) == StoreOutcome.Done)
                return pipeline;
        }
        throw GitLabErrors.Conflict.ToException();
    }

    private static void Check(PipelineRequest request)
    {
        if (!Ref.IsName(request.Ref.Name))
            throw GitLabErrors.Validation("ref", "is not the name of a branch or tag").ToException();
        if (!Commit.IsSha(request.Commit.Sha))
            throw GitLabErrors.Validation("sha", "is not the full id of a commit").ToException();
        if (!Sources.Contains(request.Source, StringComparer.Ordinal))
            throw GitLabErrors.Validation("source", $"is not one of {string.Join(", ", Sources)}").ToException();
    }

    private IReadOnlyList<string> WarningsOf(CiConfig config, List<JobDefinition> chosen) =>
        [.. config.Notes.Select(n => $"{n}"), .. PipelineWarnings.Of(chosen, instance)];

    private static async Task<CiConfig> ReadAsync(PipelineRequest request)
    {
        var files = new CollectedFiles(request.Files);
        if (await Document.LoadAsync(Document.DefaultPath, files) is not { } document)
            throw GitLabErrors.NoPipeline($"there is no {Document.DefaultPath}").ToException();
        var reading = document.Read(request.Jobs);
        return reading.Config ?? throw GitLabErrors.NoPipeline([.. reading.Errors.Select(e => $"{e}")]).ToException();
    }

    private static List<JobDefinition> Choose(CiConfig config, IReadOnlyList<string> names)
    {
        var unknown = names.Where(n => !config.Jobs.Any(j => IsNamed(j, n))).ToList();
        if (unknown.Count > 0)
        {
            var known = string.Join(", ", config.Jobs.Select(j => j.Name));
            var reason = $"there is no job '{string.Join("', '", unknown)}'; the file has {known}";
            throw GitLabErrors.NoPipeline(reason).ToException();
        }
        var chosen = config.Jobs.Where(j => names.Count == 0 || names.Any(n => IsNamed(j, n))).ToList();
        var refused = chosen.SelectMany(config.RefusalsOf).Distinct().Select(e => $"{e}");
        IReadOnlyList<string> reasons = [.. refused, .. chosen.SelectMany(UnplayedKeywords.Of)];
        if (reasons.Count > 0)
            throw GitLabErrors.NoPipeline(reasons).ToException();
        if (chosen.TrueForAll(j => j.Stage is ".pre" or ".post"))
            throw GitLabErrors.NoPipeline("a pipeline needs a job in a stage other than .pre and .post").ToException();
        return chosen.ConvertAll(j => j.With(config.Variables));
    }

    // The name of a parallel stands for all its jobs.
    private static bool IsNamed(JobDefinition job, string name) => job.Name == name || job.Parallel?.Group == name;

    private Pipeline New(
        Project project, GitLabUser user, PipelineRequest request, long iid, string runnerToken) => new()
    {
        Iid = iid,
        ProjectKey = project.Key,
        UserId = user.Id,
        RefType = request.Ref.Type,
        RefName = request.Ref.Name,
        Commit = request.Commit,
        Source = request.Source,
        CreatedAt = time.GetUtcNow(),
        Runner = new GitLabRunner { TokenHash = GitLabTokens.Hash(runnerToken), Description = "sallyport run" },
    };

    // By stage; within a stage as written, since the sort is stable.
    private IEnumerable<Job> JobsOf(List<JobDefinition> chosen, IReadOnlyList<string> stages)
    {
        var now = time.GetUtcNow();
        var places = stages.ToList();
        int StageOf(JobDefinition job) => places.IndexOf(job.Stage);
        return chosen
            .Select(d => new Job { Definition = d, StageIndex = StageOf(d), CreatedAt = now })
            .OrderBy(j => j.StageIndex);
    }
}
