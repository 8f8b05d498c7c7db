using Sallyport.Core.GitLab.Ci;

namespace Sallyport.Core.GitLab;

/// <summary>What a pipeline is to be made of.</summary>
/// <param name="Ref">Branch or tag.</param>
/// <param name="Commit">The commit that it stands for.</param>
/// <param name="Files">The CI file and the files that it includes, by the text forms of their names.</param>
/// <param name="Jobs">The jobs to run, or none for all.</param>
/// <param name="Source">What <c>pipeline_source</c> will say.</param>
public sealed record PipelineRequest(
    Ref Ref, Commit Commit, IReadOnlyDictionary<string, string> Files, IReadOnlyList<string> Jobs, string Source)
{
    /// <summary>The job of another pipeline that starts it, or null.</summary>
    internal PipelineParent? Parent { get; init; }

    /// <summary>
    /// Where the CI file and its includes are read from; null for <see cref="Files"/>. It adds to those what it finds.
    /// </summary>
    public ICiFiles? Reader { get; init; }

    /// <summary>The inputs for its file: numbers, booleans and arrays as JSON texts.</summary>
    public IReadOnlyDictionary<string, string> Inputs { get; init; } = new Dictionary<string, string>();

    /// <summary>What rules ask about files; without more, the files that came along are those of the commit.</summary>
    public IRepositoryFacts Repository { get; init; } = new CommitFiles([.. Files.Keys], ChangedFiles.NothingToCompare);

    /// <summary>The variables that were set outside of the CI file, for the rules.</summary>
    public VariableSources Sources { get; init; } = VariableSources.None;

    /// <summary>How the pipeline came about, for the rules.</summary>
    public PipelineBackground Background { get; init; } = PipelineBackground.Unknown;

    /// <summary>Whether its manual jobs start by themselves.</summary>
    public bool StartsManual { get; init; }

    /// <summary>Whether registered runners take its jobs; otherwise it gets a runner of its own.</summary>
    public bool TakesAnyRunner { get; init; }

    /// <summary>
    /// The merge request of a pipeline with the source <c>merge_request_event</c>, and of its children; else null.
    /// </summary>
    public MergeRequest? MergeRequest { get; init; }

    /// <summary>The id of the schedule that starts it, or null.</summary>
    public long? ScheduleId { get; init; }

    /// <summary>The merge request's fork in a plan, where the store may not have it; null to look it up.</summary>
    public Project? Fork { get; init; }

    /// <summary>The <c>maximum_timeout</c> of its runner in seconds, or null.</summary>
    public int? RunnerTimeout { get; init; }
}

/// <summary>The job that starts a child pipeline.</summary>
/// <param name="JobId">Its id.</param>
/// <param name="RootId">The pipeline at the top, whose own runner may take the child's jobs.</param>
/// <param name="IncludeAt">Where the job names the child's files.</param>
internal sealed record PipelineParent(long JobId, long RootId, string? IncludeAt);

/// <summary>A pipeline that was made.</summary>
/// <param name="Pipeline">The pipeline.</param>
/// <param name="Warnings">What its author should know.</param>
/// <param name="RunnerToken">The token of its own runner, if it has one: shown here and never again.</param>
public sealed record CreatedPipeline(Pipeline Pipeline, IReadOnlyList<string> Warnings, string RunnerToken);

/// <summary>A pipeline that would be made.</summary>
/// <param name="Pipeline">The pipeline, without ids.</param>
/// <param name="Contexts">Its jobs.</param>
/// <param name="Warnings">What its author should know.</param>
/// <param name="Document">What it was made from.</param>
public sealed record PlannedPipeline(
    Pipeline Pipeline, IReadOnlyList<JobContext> Contexts, IReadOnlyList<string> Warnings, Document Document);

/// <summary>
/// The door to this room: pipelines, their jobs and the variables that a job sees. It owns how a pipeline is created,
/// advances and is canceled; an invalid CI file stops one before any job exists. The language of that file belongs to
/// <see cref="Ci.Document"/>, and the exchange with runners to <see cref="GitLab.Jobs"/>.
/// </summary>
public sealed class Pipelines(
    IGitLabStore store,
    IEnvironmentStore environments,
    Artifacts artifacts,
    Variables variables,
    GitLabInstance instance,
    TimeProvider time)
{
    private const int Attempts = 20;

    /// <summary>
    /// The sources that a pipeline can have here. Source: GitLab's predefined variables, <c>CI_PIPELINE_SOURCE</c>.
    /// </summary>
    public static IReadOnlyList<string> Sources { get; } =
        ["push", "web", "api", Schedules.Source, Triggers.Source, MergeRequest.Source];

    /// <summary>Creates a pipeline and a runner of its own.</summary>
    public async Task<CreatedPipeline> CreateAsync(
        Project project, GitLabUser user, PipelineRequest request, CancellationToken cancel)
    {
        var runnerToken = GitLabTokens.Create(GitLabTokens.Runner);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var planned = await PlanAsync(project, user, request, runnerToken, cancel);
            if (await store.AddAsync(planned.Pipeline, cancel) == StoreOutcome.Done)
                return new CreatedPipeline(planned.Pipeline, planned.Warnings, runnerToken);
        }
        throw GitLabErrors.Conflict.ToException();
    }

    /// <summary>
    /// Makes the pipeline that would be created, and stores nothing; nor does it need the project to be stored.
    /// </summary>
    public Task<PlannedPipeline> PlanAsync(
        Project project, GitLabUser user, PipelineRequest request, CancellationToken cancel) =>
        PlanAsync(project, user, request, GitLabTokens.Create(GitLabTokens.Runner), cancel); // nobody gets it

    private async Task<PlannedPipeline> PlanAsync(
        Project project, GitLabUser user, PipelineRequest request, string runnerToken, CancellationToken cancel)
    {
        Check(request);
        project.RequirePipelineRight(user, request.Ref);
        var iid = await store.LastPipelineIidAsync(project.Key, cancel) + 1;
        var pipeline = New(project, user, request, iid, runnerToken);
        var facts = new PlanFacts(instance, project, pipeline, user, request.Repository)
        {
            Sources = request.Sources,
            Background = request.Background,
            Fork = await ForkAsync(user, pipeline, request, cancel),
            Stored = await variables.OfAsync(project, pipeline, cancel),
            Environments = await environments.ListAsync(project.Key, cancel),
        };
        var (document, config) = await ReadAsync(facts, request, cancel);
        pipeline.CancelsOnFailure = config.Workflow.CancelsOnFailure;
        var plan = PipelinePlan.Of(config, facts, request.Jobs);
        if (plan.Refusals.Count > 0)
            throw GitLabErrors.NoPipeline(plan.Refusals).ToException();
        pipeline.Jobs.AddRange(JobsOf(plan.Jobs, config.Stages, request.StartsManual));
        var contexts = pipeline.Jobs.Select(facts.Context).ToList();
        contexts.ForEach(Prepare);
        pipeline.Origin = OriginOf(request, plan);
        pipeline.Advance(pipeline.CreatedAt);
        var notes = config.Notes.Select(n => $"{n}");
        return new PlannedPipeline(
            pipeline, contexts, [.. notes, .. plan.Notes, .. PipelineWarnings.Of(contexts)], document);
    }

    // The tokens get the fork's subject. What an administrator foresees need not be stored, and gets no tokens.
    private async Task<Project?> ForkAsync(
        GitLabUser user, Pipeline pipeline, PipelineRequest request, CancellationToken cancel)
    {
        if (request.Fork is { } foreseen)
            return foreseen;
        var fork = await store.FindForkAsync(pipeline, cancel);
        fork?.RequirePipelineRight(user, request.Ref);
        return fork;
    }

    /// <summary>
    /// Cancels what is not finished yet, for a user who may run the pipeline. Runners hear of it in the answer to their
    /// next call.
    /// </summary>
    public async Task<Pipeline> CancelAsync(long id, GitLabUser user, CancellationToken cancel)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (await store.FindPipelineAsync(id, cancel) is not { } pipeline)
                throw GitLabErrors.NotFound("Pipeline").ToException();
            await store.RequireRunAsync(user, pipeline, cancel);
            pipeline.Cancel(pipeline.CurrentJobs, time.GetUtcNow());
            if (await store.UpdateAsync(pipeline, cancel) != StoreOutcome.Done)
                continue;
            foreach (var job in pipeline.Jobs.Where(j => j.Definition.Trigger is not null))
                if (await store.FindChildAsync(job.Id, cancel) is { } child)
                    await CancelAsync(child.Id, user, cancel);
            return pipeline;
        }
        throw GitLabErrors.Conflict.ToException();
    }

    /// <summary>Removes a pipeline and all that its jobs have left.</summary>
    public async Task DeleteAsync(long id, CancellationToken cancel)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (await store.FindPipelineAsync(id, cancel) is not { } pipeline)
                throw GitLabErrors.NotFound("Pipeline").ToException();
            var left = await artifacts.OfAsync(pipeline, cancel);
            if (await store.DeleteAsync(pipeline, cancel) != StoreOutcome.Done)
                continue;
            artifacts.Forget(left);
            return;
        }
        throw GitLabErrors.Conflict.ToException();
    }

    private static void Prepare(JobContext context)
    {
        IdTokens.Check(context);
        if (context.Job.Definition.ResourceGroup is { } group)
            context.Job.ResourceGroup = VariableExpansion.Expand(group, JobVariables.Scoped(context));
    }

    private static void Check(PipelineRequest request)
    {
        if (!Ref.IsName(request.Ref.Name))
            throw GitLabErrors.Validation("ref", "is not the name of a branch or tag").ToException();
        if (!Commit.IsSha(request.Commit.Sha))
            throw GitLabErrors.Validation("sha", "is not the full id of a commit").ToException();
        if (request.Parent is null && !Sources.Contains(request.Source, StringComparer.Ordinal))
            throw GitLabErrors.Validation("source", $"is not one of {string.Join(", ", Sources)}").ToException();
        // A child has the merge request of its parent, and a source of its own.
        var isOfMergeRequest = request.MergeRequest is not null;
        if (request.Parent is null && (request.Source == MergeRequest.Source) != isOfMergeRequest)
            throw GitLabErrors.Validation("merge_request", $"belongs to {MergeRequest.Source}").ToException();
    }

    private static PipelineOrigin OriginOf(PipelineRequest request, PipelinePlan plan) => new()
    {
        Variables = request.Sources.Pipeline,
        ScheduleVariables = request.Sources.Schedule,
        Background = request.Background with { Name = plan.Name },
        Files = plan.Jobs.Any(j => j.Definition.Trigger is { Include: not null }) ? request.Files : null,
    };

    private static async Task<(Document Document, CiConfig Config)> ReadAsync(
        PlanFacts facts, PipelineRequest request, CancellationToken cancel)
    {
        var files = request.Reader ?? new CollectedFiles(request.Files);
        var path = request.Parent is null ? Document.DefaultPath : Document.TriggerPath;
        var context = new PlanScopes(facts, facts.Repository).ForIncludes(request.Inputs);
        if (await Document.LoadAsync(path, files, context, cancel) is not { } document)
            throw GitLabErrors.NoPipeline($"there is no {Document.DefaultPath}").ToException();
        var reading = request.Jobs.Count == 0 ? document.ReadAll() : document.Read(request.Jobs);
        var config = reading.Config
            ?? throw GitLabErrors.NoPipeline([.. SentencesOf(reading, request.Parent)]).ToException();
        return (document, config);
    }

    // The file that a child begins with is the `include` of its job.
    private static IEnumerable<string> SentencesOf(CiConfigReading reading, PipelineParent? parent) =>
        reading.Errors.Select(e =>
            parent?.IncludeAt is null || e.At.File is not null ? $"{e}" : e.In(parent.IncludeAt));

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
        ScheduleId = request.ScheduleId,
        MergeRequest = request.MergeRequest,
        CreatedAt = time.GetUtcNow(),
        ParentJobId = request.Parent?.JobId,
        RootId = request.Parent?.RootId,
        TakesAnyRunner = request.TakesAnyRunner,
        Runner = request.TakesAnyRunner || request.Parent is not null ? null : new GitLabRunner
        {
            TokenHash = GitLabTokens.Hash(runnerToken), Description = "sallyport run",
            MaximumTimeout = request.RunnerTimeout,
        },
    };

    // By stage; within a stage as written, since the sort is stable.
    private IEnumerable<Job> JobsOf(
        IReadOnlyList<PlannedJob> planned, IReadOnlyList<string> stages, bool startsManual)
    {
        var now = time.GetUtcNow();
        var places = stages.ToList();
        int StageOf(JobDefinition job) => places.IndexOf(job.Stage);
        return planned
            .Select(p => new Job
            {
                Definition = p.Definition,
                StageIndex = StageOf(p.Definition),
                StartsAtOnce = p.StartsAtOnce || startsManual,
                CreatedAt = now,
            })
            .OrderBy(j => j.StageIndex);
    }
}
