namespace Sallyport.Core.GitLab;

/// <summary>Finds where a merge request comes from.</summary>
internal static class MergeRequestForks
{
    /// <summary>The fork that a merge request comes from; null without one, or when it was deleted.</summary>
    public static async Task<Project?> FindForkAsync(
        this IGitLabStore store, Pipeline pipeline, CancellationToken cancel) =>
        pipeline.IsOfFork ? await store.FindProjectAsync(pipeline.MergeRequest!.SourceProjectKey, cancel) : null;
}

/// <summary>
/// The merge request of a pipeline whose source is <c>merge_request_event</c>, or of a child of one. The source branch
/// is the pipeline's ref. Sources: "Merge request pipelines", GitLab documentation;
/// <c>app/services/ci/create_downstream_pipeline_service.rb</c>, gitlabhq.
/// </summary>
/// <param name="Iid">The number within the target project.</param>
/// <param name="TargetBranch">The branch that it is to be merged into.</param>
/// <param name="SourceProjectKey">The key of the project of the source branch: the target's own, or a fork's.</param>
/// <param name="EventType"><c>detached</c>, <c>merged_result</c> or <c>merge_train</c>.</param>
public sealed record MergeRequest(long Iid, string TargetBranch, Guid SourceProjectKey, string EventType)
{
    /// <summary>The <c>pipeline_source</c> of such pipelines that are no child, and of no other.</summary>
    public const string Source = "merge_request_event";

    /// <summary>The kinds of event.</summary>
    public static IReadOnlyList<string> EventTypes { get; } = ["detached", "merged_result", "merge_train"];
}
