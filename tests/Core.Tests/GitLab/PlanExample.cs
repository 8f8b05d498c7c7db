using Sallyport.Core.GitLab;
using Sallyport.Core.GitLab.Ci;

namespace Sallyport.Core.Tests.GitLab;

/// <summary>A pipeline before it has jobs.</summary>
internal static class PlanExample
{
    public static PlanFacts Facts(
        string source = "push", string branch = "main", string? tag = null, CommitFiles? files = null, string message = "Title")
    {
        var example = GitLabExample.Job();
        var pipeline = new Pipeline
        {
            Iid = 3, ProjectKey = example.Project.Key, UserId = 1, RefType = tag is null ? RefType.Branch : RefType.Tag, RefName = tag ?? branch,
            Source = source, Commit = new Commit(new string('a', 40), message, "", null), CreatedAt = GitLabExample.Noon, Runner = example.Pipeline.Runner,
            MergeRequest = source == MergeRequest.Source ? new MergeRequest(1, "main", example.Project.Key, "detached") : null,
        };
        return new PlanFacts(example.Instance, example.Project, pipeline, example.User, files ?? new CommitFiles([], ChangedFiles.NothingToCompare));
    }

    public static JobDefinition Job(string name, params RuleDefinition[] rules) =>
        new() { Name = name, Stage = "test", Script = ["true"], Rules = rules.Length > 0 ? rules : null };

    public static CiConfig Config(params JobDefinition[] jobs) => new([".pre", "test", ".post"], jobs);

    public static CommitFiles Changed(params string[] paths) => new([], new ChangedFiles("before", paths));

    public static PipelinePlan Plan(CiConfig config, PlanFacts? facts = null, params string[] names) => PipelinePlan.Of(config, facts ?? Facts(), names);

    public static IEnumerable<string> Names(PipelinePlan plan) => plan.Jobs.Select(j => j.Definition.Name);

    /// <summary>A job besides, so that the pipeline is not empty.</summary>
    public static JobDefinition Other { get; } = Job("other", new RuleDefinition { When = JobWhen.Always });

    /// <summary>The job as the pipeline has it, or null.</summary>
    public static JobDefinition? Decide(JobDefinition job, PlanFacts? facts = null, WorkflowDefinition? workflow = null)
    {
        var plan = Plan(Config(job, Other) with { Workflow = workflow ?? WorkflowDefinition.None }, facts);
        Assert.Empty(plan.Refusals);
        return plan.Jobs.Select(j => j.Definition).SingleOrDefault(j => j.Name == job.Name);
    }
}
