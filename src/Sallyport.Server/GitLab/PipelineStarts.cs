using Sallyport.Core.GitLab;
using Sallyport.Core.GitLab.Ci;

namespace Sallyport.Server.GitLab;

/// <summary>What a pipeline from the project's own repository is started with.</summary>
/// <param name="Ref">The branch or tag, as a name or in full.</param>
/// <param name="Source">What <c>pipeline_source</c> will say.</param>
internal sealed record StartRequest(string Ref, string Source)
{
    /// <summary>The variables that it is started with.</summary>
    public IReadOnlyList<JobVariable> Variables { get; init; } = [];

    /// <summary>The inputs for its file.</summary>
    public IReadOnlyDictionary<string, string> Inputs { get; init; } = new Dictionary<string, string>();

    /// <summary>The first characters of the trigger token, or null.</summary>
    public string? ShortTriggerToken { get; init; }

    /// <summary>The schedule that starts it, or null.</summary>
    public PipelineSchedule? Schedule { get; init; }
}

/// <summary>
/// Starts pipelines from a project's own repository. Source: <c>lib/gitlab/ci/pipeline/chain</c>, gitlabhq.
/// </summary>
internal sealed class PipelineStarts(
    Pipelines pipelines, ChildPipelines children, RecordedPipelines recorded, CommitSources sources)
{
    /// <summary>Starts a pipeline at the tip of a branch or tag, and the child pipelines whose turn it is.</summary>
    public async Task<Pipeline> CreateAsync(
        Project project, GitLabUser user, StartRequest start, CancellationToken cancel)
    {
        var request = await RequestAsync(project, user, start, cancel);
        var created = await pipelines.CreateAsync(project, user, request, cancel);
        await children.SettleAsync(created.Pipeline.Id, cancel);
        return created.Pipeline;
    }

    /// <summary>The same for a schedule: a pipeline whose file cannot be used is kept as failed.</summary>
    public async Task RunAsync(
        Project project, GitLabUser user, PipelineSchedule schedule, CancellationToken cancel)
    {
        var start = new StartRequest(schedule.Ref, Schedules.Source) { Schedule = schedule };
        await recorded.CreateAsync(project, user, await RequestAsync(project, user, start, cancel), cancel);
    }

    private async Task<PipelineRequest> RequestAsync(
        Project project, GitLabUser user, StartRequest start, CancellationToken cancel)
    {
        var source = await FindAsync(project, user, start.Ref, cancel);
        var file = await source.Files.ReadAsync(CiFile.In(null, Document.DefaultPath));
        if (file.Text is null)
            throw GitLabErrors.NoPipeline("Missing CI config file").ToException();
        return new PipelineRequest(source.Ref, source.Commit, source.Collected, [], start.Source)
        {
            Reader = source.Files,
            Repository = source.Repository,
            Background = source.Background with
            {
                ShortTriggerToken = start.ShortTriggerToken,
                ScheduleDescription = start.Schedule?.Description,
            },
            Inputs = start.Inputs,
            Sources = new VariableSources
            {
                Pipeline = start.Variables, Schedule = start.Schedule?.Variables ?? [],
            },
            ScheduleId = start.Schedule?.Id,
            TakesAnyRunner = true,
        };
    }

    // A name that both a branch and a tag have says nothing.
    private async Task<PushedRef> FindAsync(
        Project project, GitLabUser user, string name, CancellationToken cancel)
    {
        var isFull = name.StartsWith("refs/", StringComparison.Ordinal);
        var candidates = isFull ? FullNamed(name) : Ref.OfName(name);
        var found = new List<PushedRef>();
        foreach (var candidate in candidates)
            if (await sources.OpenAsync(project, user, candidate, null, cancel) is { } source)
                found.Add(source);
        return found.Count switch
        {
            0 => throw GitLabErrors.NoPipeline("Reference not found").ToException(),
            1 => found[0],
            _ => throw GitLabErrors.NoPipeline("Ref is ambiguous").ToException(),
        };
    }

    private static IReadOnlyList<Ref> FullNamed(string path) => Ref.OfPath(path) is { } reference ? [reference] : [];
}
