using Sallyport.Core.Refusals;

namespace Sallyport.Core.GitLab;

/// <summary>
/// Pipelines that nobody waits for: one that cannot be made of its CI file is kept as failed, with the reason. Source:
/// <c>save_on_errors</c> in <c>lib/gitlab/ci/pipeline/chain</c>, gitlabhq.
/// </summary>
public sealed class RecordedPipelines(
    IGitLabStore store, Pipelines pipelines, ChildPipelines children, TimeProvider time)
{
    private const int Attempts = 20;

    /// <summary>Makes the pipeline; null when its file wants none.</summary>
    public async Task<Pipeline?> CreateAsync(
        Project project, GitLabUser user, PipelineRequest request, CancellationToken cancel)
    {
        try
        {
            var created = await pipelines.CreateAsync(project, user, request, cancel);
            await children.SettleAsync(created.Pipeline.Id, cancel);
            return created.Pipeline;
        }
        catch (RefusedException refused) when (refused.Refusal is GitLabRefusal { Field: "base", Details: { } details })
        {
            var isWanted = details is [PipelinePlanner.StoppedByWorkflow] or [PipelinePlanner.Empty];
            return isWanted
                ? null
                : await RecordAsync(project, user, request, CiStatus.Failed, details[0], cancel);
        }
    }

    /// <summary>Records that there was to be no pipeline.</summary>
    public Task<Pipeline> SkipAsync(
        Project project, GitLabUser user, PipelineRequest request, CancellationToken cancel) =>
        RecordAsync(project, user, request, CiStatus.Skipped, null, cancel);

    private async Task<Pipeline> RecordAsync(
        Project project,
        GitLabUser user,
        PipelineRequest request,
        CiStatus status,
        string? error,
        CancellationToken cancel)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var now = time.GetUtcNow();
            var pipeline = new Pipeline
            {
                Iid = await store.LastPipelineIidAsync(project.Key, cancel) + 1,
                ProjectKey = project.Key,
                UserId = user.Id,
                RefType = request.Ref.Type,
                RefName = request.Ref.Name,
                Commit = request.Commit,
                Source = request.Source,
                ScheduleId = request.ScheduleId,
                CreatedAt = now,
                FinishedAt = now,
                Status = status,
                TakesAnyRunner = true,
                Origin = new PipelineOrigin { Background = request.Background, YamlErrors = error },
            };
            if (await store.AddAsync(pipeline, cancel) == StoreOutcome.Done)
                return pipeline;
        }
        throw GitLabErrors.Conflict.ToException();
    }
}
