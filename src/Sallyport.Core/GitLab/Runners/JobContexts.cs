namespace Sallyport.Core.GitLab;

/// <summary>Puts together what belongs to a job of a pipeline that exists.</summary>
public sealed class JobContexts(IGitLabStore store, Artifacts artifacts, Variables variables, GitLabInstance instance)
{
    /// <summary>A job that is to start, and what earlier jobs left for it.</summary>
    public async Task<(JobContext Context, JobInheritance Inherited)> OfAsync(
        GitLabRunner? runner, Project project, Pipeline pipeline, Job job, CancellationToken cancel)
    {
        var inherited = await artifacts.InheritanceAsync(pipeline, job, cancel);
        var user = await store.FindUserAsync(pipeline.UserOf(job), cancel);
        var context = new JobContext(instance, project, pipeline, job, user!) // a foreign key
        {
            Runner = runner,
            DotenvVariables = inherited.Variables,
            Sources = VariableSources.Of(pipeline.Origin),
            Background = pipeline.Origin.Background,
            Fork = await store.FindForkAsync(pipeline, cancel),
        };
        return ((await variables.OfAsync(project, pipeline, cancel)).Give(context), inherited);
    }

    /// <summary>A job that has ended, with the variables that it reported itself.</summary>
    public async Task<JobContext> OfFinishedAsync(Pipeline pipeline, Job job, CancellationToken cancel)
    {
        var project = (await store.FindProjectAsync(pipeline.ProjectKey, cancel))!; // a foreign key
        var (context, _) = await OfAsync(pipeline.Runner, project, pipeline, job, cancel);
        var reported = await artifacts.ReportedAsync(job, cancel);
        return context with { DotenvVariables = [.. context.DotenvVariables, .. reported] };
    }
}
