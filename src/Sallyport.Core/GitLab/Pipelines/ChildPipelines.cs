using System.Text;
using Sallyport.Core.GitLab.Ci;
using Sallyport.Core.Refusals;

namespace Sallyport.Core.GitLab;

/// <summary>
/// Jobs with <c>trigger</c>: no runner takes them, GitLab starts a pipeline for each. What has happened can be settled
/// again at any time: a child is found by the job that started it, so that none is started twice.
/// Source: "Downstream pipelines", GitLab documentation.
/// </summary>
public sealed class ChildPipelines(
    IGitLabStore store, Pipelines pipelines, GitLabInstance instance, TimeProvider time)
{
    private const int Attempts = 20;
    private const int MaximumDepth = 2;

    private const string CreationFailed = "downstream_pipeline_creation_failed";
    private const string TooDeep = "reached_max_descendant_pipelines_depth";

    /// <summary>
    /// Starts the children whose turn it is, and ends the job that waits for this pipeline if it is over. Whether it
    /// started any.
    /// </summary>
    public async Task<bool> SettleAsync(long pipelineId, CancellationToken cancel)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (await store.FindPipelineAsync(pipelineId, cancel) is not { } pipeline)
                return attempt > 0;
            if (pipeline.CurrentJobs.FirstOrDefault(j => j.IsReadyTrigger) is not { } job)
                return await SettleParentAsync(pipeline, cancel) || attempt > 0;
            await StartAsync(pipeline, job, cancel);
        }
        throw GitLabErrors.Conflict.ToException();
    }

    /// <summary>
    /// Why children of a pipeline could not be created, as far as that can be told before a job has run: a sentence
    /// for each. GitLab says it only when their turn has come.
    /// </summary>
    public async Task<IReadOnlyList<string>> ForeseeAsync(
        Project project, GitLabUser user, Pipeline pipeline, CancellationToken cancel)
    {
        var found = new List<string>();
        await ForeseeAsync(project, user, pipeline, found, 1, cancel);
        return [.. found.Distinct(StringComparer.Ordinal)];
    }

    private async Task ForeseeAsync(
        Project project,
        GitLabUser user,
        Pipeline pipeline,
        List<string> found,
        int depth,
        CancellationToken cancel)
    {
        foreach (var job in pipeline.Jobs.Where(j => j.Definition.Trigger is { Include: not null }))
        {
            try
            {
                var request = Request(ContextOf(project, user, pipeline, job));
                var planned = await pipelines.PlanAsync(project, user, request, cancel);
                if (depth < MaximumDepth)
                    await ForeseeAsync(project, user, planned.Pipeline, found, depth + 1, cancel);
            }
            catch (RefusedException refused)
            {
                var reason = refused.Refusal.Message;
                found.Add($"the child pipeline of '{job.Definition.Name}' cannot be created: {reason}");
            }
        }
    }

    private async Task StartAsync(Pipeline pipeline, Job job, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var trigger = job.Definition.Trigger!;
        var failure = trigger.Include is null ? null : await CreateAsync(pipeline, job, cancel);
        var waits = failure is null && trigger.Include is not null && trigger.Waits;
        if (waits)
            job.Status = CiStatus.Running;
        job.StartedAt = now;
        if (job.Status == CiStatus.Running)
            pipeline.Advance(now);
        else
            pipeline.Finish(job, failure, null, now);
        await store.UpdateAsync(pipeline, cancel); // when another was faster, the caller looks again
    }

    // Null when there is a child, else why there is none.
    private async Task<string?> CreateAsync(Pipeline pipeline, Job job, CancellationToken cancel)
    {
        if (await store.FindChildAsync(job.Id, cancel) is not null)
            return null;
        if (await DepthAsync(pipeline, cancel) >= MaximumDepth)
            return TooDeep;
        var project = (await store.FindProjectAsync(pipeline.ProjectKey, cancel))!; // foreign keys
        var user = (await store.FindUserAsync(pipeline.UserOf(job), cancel))!;
        try
        {
            await pipelines.CreateAsync(project, user, Request(ContextOf(project, user, pipeline, job)), cancel);
            return null;
        }
        catch (RefusedException refused)
        {
            await TellAsync(job, refused.Refusal.Message, cancel);
            return CreationFailed;
        }
    }

    private JobContext ContextOf(Project project, GitLabUser user, Pipeline pipeline, Job job) =>
        new(instance, project, pipeline, job, user)
        {
            Sources = VariableSources.Of(pipeline.Origin), Background = pipeline.Origin.Background,
        };

    private static PipelineRequest Request(JobContext context)
    {
        var pipeline = context.Pipeline;
        var trigger = context.Job.Definition.Trigger!;
        var files = new Dictionary<string, string>(pipeline.Origin.Files ?? new Dictionary<string, string>())
        {
            [Document.TriggerPath] = trigger.Include!,
        };
        return new PipelineRequest(pipeline.Ref, pipeline.Commit, files, [], "parent_pipeline")
        {
            MergeRequest = pipeline.MergeRequest,
            TakesAnyRunner = pipeline.TakesAnyRunner,
            Sources = new VariableSources { Pipeline = Passed(context, trigger) },
            Parent = new PipelineParent(context.Job.Id, pipeline.RootId ?? pipeline.Id, trigger.IncludeAt),
        };
    }

    private static List<JobVariable> Passed(JobContext context, TriggerDefinition trigger)
    {
        var passed = new List<JobVariable>();
        if (trigger.ForwardsPipelineVariables)
            passed.AddRange(context.Pipeline.Origin.Variables);
        if (trigger.ForwardsYamlVariables)
        {
            var names = context.Job.Definition.Variables.Select(v => v.Key).ToHashSet(StringComparer.Ordinal);
            passed.AddRange(JobVariables.Scoped(context).Where(v => names.Contains(v.Key)).DistinctBy(v => v.Key));
        }
        return passed;
    }

    private async Task<int> DepthAsync(Pipeline pipeline, CancellationToken cancel)
    {
        var depth = 0;
        while (pipeline.ParentJobId is { } parent && depth <= MaximumDepth)
        {
            depth++;
            pipeline = (await store.FindPipelineOfJobAsync(parent, cancel))!; // removed with its children
        }
        return depth;
    }

    private async Task<bool> SettleParentAsync(Pipeline child, CancellationToken cancel)
    {
        if (child.ParentJobId is not { } parent || !child.Status.IsComplete())
            return false;
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (await store.FindPipelineOfJobAsync(parent, cancel) is not { } pipeline)
                return false;
            if (await EndAsync(pipeline, pipeline.Jobs.Single(j => j.Id == parent), child, cancel))
                return await SettleAsync(pipeline.Id, cancel);
        }
        throw GitLabErrors.Conflict.ToException();
    }

    // False when another job of the pipeline ended at the same time: nobody else ends this one.
    private async Task<bool> EndAsync(Pipeline pipeline, Job job, Pipeline child, CancellationToken cancel)
    {
        if (job.Status != CiStatus.Running)
            return true;
        var failure = child.Status is CiStatus.Success or CiStatus.Skipped ? null : "script_failure";
        pipeline.Finish(job, failure, null, time.GetUtcNow());
        return await store.UpdateAsync(pipeline, cancel) == StoreOutcome.Done;
    }

    private async Task TellAsync(Job job, string reason, CancellationToken cancel)
    {
        var text = Encoding.UTF8.GetBytes($"ERROR: The child pipeline could not be created: {reason}\n");
        var chunk = new TraceChunk { JobId = job.Id, Start = 0, End = text.Length, Content = text };
        await store.AppendTraceAsync(chunk, cancel);
    }
}
