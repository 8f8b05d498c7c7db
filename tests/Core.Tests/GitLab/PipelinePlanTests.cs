using Sallyport.Core.GitLab;
using Sallyport.Core.GitLab.Ci;
using static Sallyport.Core.Tests.GitLab.PlanExample;

namespace Sallyport.Core.Tests.GitLab;

public sealed class PipelinePlanTests
{
    private static readonly RuleDefinition Never = new() { When = JobWhen.Never };

    [Fact]
    public void Has_the_jobs_of_the_file_in_its_order() => Assert.Equal(["b", "a"], Names(Plan(Config(Job("b"), Job("a"), Job("c", Never)))));

    [Fact]
    public void Workflow_decides_whether_there_is_a_pipeline()
    {
        var config = Config(Job("a")) with { Variables = [new("KIND", "x", false)] };
        PipelinePlan With(params RuleDefinition[] rules) => Plan(config with { Workflow = new WorkflowDefinition { Rules = rules } });

        Assert.Equal(
            ["The pipeline did not run. Review the workflow:rules configuration for the pipeline."], With(new RuleDefinition { If = "$CI_COMMIT_TAG" }).Refusals);
        Assert.NotEmpty(With(Never, new RuleDefinition()).Refusals);
        Assert.NotEmpty(With(new RuleDefinition { If = "$CI_JOB_NAME" }).Refusals);
        Assert.Equal(["a"], Names(With(new RuleDefinition { If = "$KIND == \"x\" && $CI_COMMIT_BRANCH" })));
    }

    [Fact]
    public void A_pipeline_without_jobs_is_none()
    {
        const string empty = "The resulting pipeline would have been empty. Review the rules configuration for the relevant jobs.";
        Assert.Equal([empty], Plan(Config(Job("a", Never))).Refusals);
        Assert.Equal([empty], Plan(Config(Job("a") with { Stage = ".pre" }, Job("b") with { Stage = ".post" })).Refusals);
        Assert.Empty(Plan(Config(Job("a") with { Stage = ".pre" }, Job("b"))).Refusals);
    }

    [Fact]
    public void Variables_are_joined_from_the_top_level_up_to_the_rule()
    {
        var job = Job("a", new RuleDefinition { Variables = [new("E", "rule", false)] }) with
        {
            Variables = [new("C", "job", false), new("D", "matrix", false), new("E", "matrix", false)],
        };
        var workflow = new RuleDefinition { Variables = [new("B", "workflow", false), new("C", "workflow", false), new("F", "workflow", false)] };
        string Variables(JobDefinition of) => Text(Plan(Config(of, Job("x")) with
        {
            Variables = [new("A", "top", false), new("B", "top", false)], Workflow = new WorkflowDefinition { Rules = [workflow] },
        }).Jobs[0].Definition);

        Assert.Equal("A=top B=workflow C=job D=matrix E=rule F=workflow", Variables(job));
        var without = job with { InheritedVariables = new VariableInheritance(false, ["F"]) };
        Assert.Equal("C=job D=matrix E=rule F=workflow", Variables(without));
    }

    [Fact]
    public void A_need_on_a_job_that_the_pipeline_lacks_stops_it()
    {
        var needing = Job("a") with { Needs = [new NeedDefinition("gone")] };
        Assert.Equal(
            [
                "'a' job needs 'gone' job, but 'gone' does not exist in the pipeline. This might be because of the only, except, or rules keywords. "
                + "To need a job that sometimes does not exist in the pipeline, use needs:optional.",
            ],
            Plan(Config(needing, Job("gone", Never))).Refusals);
        Assert.Empty(Plan(Config(needing, Job("gone"))).Refusals);

        var optional = Plan(Config(needing with { Needs = [new NeedDefinition("gone", Optional: true), new NeedDefinition("b")] }, Job("gone", Never), Job("b")));
        Assert.Equal(["b"], optional.Jobs[0].Definition.Needs!.Select(n => n.Job));
    }

    [Fact]
    public void A_need_may_name_the_whole_of_a_parallel()
    {
        var part = Job("b 1/2") with { Parallel = new ParallelInstance("b", 1, 2, []) };
        Assert.Empty(Plan(Config(Job("a") with { Needs = [new NeedDefinition("b")] }, part)).Refusals);
    }

    [Fact]
    public void Named_jobs_run_with_what_they_need_and_even_if_they_are_manual()
    {
        var config = Config(
            Job("build") with { When = JobWhen.Manual }, Job("test"), Job("pack") with { Needs = [new NeedDefinition("build")] },
            Job("ship") with { Needs = [new NeedDefinition("pack")], When = JobWhen.Manual });

        var plan = Plan(config, null, "ship");
        Assert.Equal(["build", "pack", "ship"], Names(plan));
        Assert.All(plan.Jobs, j => Assert.True(j.StartsAtOnce));
        Assert.All(Plan(config).Jobs, j => Assert.False(j.StartsAtOnce));
        Assert.Equal(JobWhen.Manual, plan.Jobs[^1].Definition.When);
    }

    [Fact]
    public void The_name_of_a_parallel_stands_for_all_its_jobs()
    {
        JobDefinition Part(int index) => Job($"deploy {index}/2") with { Parallel = new ParallelInstance("deploy", index, 2, []) };
        var config = Config(Part(1), Part(2), Job("x"));

        Assert.Equal(["deploy 1/2", "deploy 2/2"], Names(Plan(config, null, "deploy")));
        Assert.Equal(["deploy 2/2"], Names(Plan(config, null, "deploy 2/2")));
    }

    [Fact]
    public void Says_whether_a_name_is_unknown_or_left_out()
    {
        var config = Config(Job("a"), Job("b", Never));
        Assert.Equal(["there is no job 'c'; the file has a, b"], Plan(config, null, "a", "c").Refusals);
        Assert.Equal(["this pipeline has no job 'b': the job's rules, only or except leave it out"], Plan(config, null, "b").Refusals);
    }

    [Fact]
    public void Variables_in_a_circle_stop_the_pipeline() => Assert.Equal(
        ["a: circular variable reference detected: [\"A\", \"B\"]"],
        Plan(Config(Job("a") with { Variables = [new("A", "$B", false), new("B", "x$A", false)] })).Refusals);

    [Fact]
    public void The_name_is_expanded_and_an_empty_one_is_none()
    {
        string? Name(string written) => Plan(Config(Job("a")) with { Workflow = new WorkflowDefinition { Name = written } }).Name;
        Assert.Equal("for main", Name("for $CI_COMMIT_BRANCH"));
        Assert.Null(Name("$NOWHERE"));
        Assert.Equal(255, Name(new string('x', 300))!.Length);
    }

    [Fact]
    public void Notes_what_a_person_should_know()
    {
        Assert.Contains("[skip ci]", Assert.Single(Plan(Config(Job("a")), Facts(message: "x [ci skip]")).Notes), StringComparison.Ordinal);
        Assert.Empty(Plan(Config(Job("a")), Facts("web", message: "x [ci skip]")).Notes);
        var changes = new RuleDefinition { Changes = new ChangesDefinition(["a"], null) };
        Assert.Contains("nothing to compare with", Assert.Single(Plan(Config(Job("a", changes), Job("b", changes))).Notes), StringComparison.Ordinal);
    }

    private static string Text(JobDefinition job) => string.Join(' ', job.Variables.OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => $"{v.Key}={v.Value}"));
}
