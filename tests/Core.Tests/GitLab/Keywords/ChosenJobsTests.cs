using Sallyport.Core.GitLab.Ci;

namespace Sallyport.Core.Tests.GitLab.Keywords;

/// <summary>Files that are read for some of their jobs, and what is only said of a file.</summary>
public sealed class ChosenJobsTests
{
    private const string File = """
        default: { tags: [a] }
        .base: { retry: 1 }
        good: { extends: .base, script: x }
        needing: { script: x, needs: [needed] }
        needed: { script: x, timeout: soon }
        broken: { script: x, retry: 9 }
        misplaced: { script: x, stage: nowhere }
        refused: { run: [{ name: a, script: x }] }
        many: { script: x, parallel: 2 }
        """;

    [Fact]
    public void Only_the_errors_of_the_chosen_job_count()
    {
        var reading = CiReading.Load(File).Read(["good"]);
        Assert.Empty(reading.Errors);
        Assert.Contains("retry config must be less than or equal to 2 (line 6)", reading.Config!.Notes.Select(n => $"{n}"));
        Assert.All(reading.Config.Notes, n => Assert.Equal(CiErrorKind.Note, n.Kind));
        Assert.DoesNotContain("broken", reading.Config.Jobs.Select(j => j.Name));
    }

    [Theory]
    [InlineData("needing", "jobs:needed:timeout config should be a duration (line 5)")] // of what it needs
    [InlineData("broken", "retry config must be less than or equal to 2 (line 6)")]
    [InlineData("misplaced", "misplaced job: chosen stage nowhere does not exist; available stages are .pre, build, test, deploy, .post (line 7)")]
    public void The_errors_of_a_chosen_job_and_of_what_it_needs_count(string name, string error) =>
        Assert.Contains(error, CiReading.Load(File).Read([name]).Errors.Select(e => $"{e}"));

    [Fact]
    public void The_errors_of_the_top_level_count_for_every_job()
    {
        var document = CiReading.Load("stages: 5\ndefault: { tags: a }\n" + "good: { script: x, stage: .pre, inherit: { default: false } }\n");
        Assert.Equal([1, 2], document.Read(["good"]).Errors.Select(e => e.At.Line));
    }

    [Fact]
    public void The_errors_of_what_a_job_extends_count() =>
        Assert.Equal(["retry config must be less than or equal to 2 (line 1)"], CiReading.Load(".b: { retry: 9 }\na: { extends: .b, script: x }\nc: { script: x }\n").Read(["a"]).Errors.Select(e => $"{e}"));

    [Fact]
    public void Every_error_counts_when_no_job_is_chosen() =>
        Assert.Equal([5, 5, 6], CiReading.ReadAll(File).Errors.Select(e => e.At.Line));

    [Fact]
    public void What_only_a_run_here_refuses_counts_for_the_job_that_is_to_run()
    {
        var config = CiReading.Load(File).Read(["good", "refused", "many"]).Config!;
        var refusal = Assert.Single(config.Refused);
        Assert.Equal((CiErrorKind.Unsupported, "refused", "run", 8), (refusal.Kind, refusal.Job, refusal.Keyword, refusal.At.Line));
        Assert.Equal("jobs:refused: a run here refuses run: steps need GitLab's step runner; write the commands as script", refusal.Message);
        Assert.Equal(["refused"], config.Jobs.Where(j => config.RefusalsOf(j).Any()).Select(j => j.Name));
    }

    [Theory]
    [InlineData("secrets: { P: { vault: a/b@c } }", "refuses secrets:vault")]
    [InlineData("inputs: { a: { default: b } }", "refuses inputs")]
    [InlineData("identity: google_cloud", "refuses identity")]
    [InlineData("needs: [{ pipeline: $UP, job: a }]", "refuses needs:pipeline")]
    [InlineData("variables: { A-B: c }", "may only have letters")]
    [InlineData("environment: { name: a, deployment_tier: dev }", "deployment tier 'dev' is none of production")]
    public void Refuses_a_job_that_a_run_here_would_not_play(string keyword, string text) =>
        Assert.Contains(text, CiReading.Read($"job:\n  script: x\n  {keyword}\n").Refused[0].Message, StringComparison.Ordinal);

    [Fact]
    public void What_has_no_effect_is_noted_once_for_all_jobs()
    {
        var config = CiReading.Read("default: { cache: { paths: [a] } }\na: { script: x, cache: { paths: [a] }, coverage: /b/ }\nb: { script: x, coverage: /b/, artifacts: { reports: { junit: c } } }\n");
        Assert.Equal(
            ["cache", "coverage", "artifacts:reports:junit"],
            config.Notes.Select(n => n.Message.Split(' ')[0]));
        Assert.Equal([1, 2, 3], config.Notes.Select(n => n.At.Line));
    }

    [Fact]
    public void Warns_as_gitlab_does_of_rules_that_may_make_two_pipelines()
    {
        var warning = Assert.Single(CiReading.Read("a: { script: x, rules: [{ if: $A }, { when: always }] }\n").Notes);
        Assert.Equal(CiErrorKind.Warning, warning.Kind);
        Assert.StartsWith("jobs:a may allow multiple pipelines to run for a single action due to `rules:when` clause with no `workflow:rules`", warning.Message, StringComparison.Ordinal);
        Assert.Empty(CiReading.Read("workflow: { rules: [{ when: always }] }\na: { script: x, rules: [{ when: always }] }\n").Notes);
        Assert.Empty(CiReading.Read("a: { script: x, rules: [{ when: never }] }\n").Notes);
    }

    [Fact]
    public void Says_of_each_error_who_refuses_it_and_where_it_stands() => Assert.Equal(
        [(CiErrorKind.Invalid, null, "tags", 1), (CiErrorKind.Invalid, "job", "script", 3)],
        CiReading.ReadAll("default: { tags: a }\njob:\n  script: 5\n").Errors.Select(e => (e.Kind, e.Job, e.Keyword, e.At.Line)));

    [Theory]
    [InlineData("job: [b]", "A=b")]
    [InlineData("job: [a]", "A=a")]
    [InlineData("job", "A=top")]
    public void One_job_of_a_parallel_has_its_own_variables(string name, string variables)
    {
        var reading = CiReading.Load("variables: { A: top }\njob: { script: x, parallel: { matrix: [{ A: [a, b] }] } }\n").ReadJob(name)!;
        Assert.Equal(variables, string.Join(' ', reading.Definition.Variables.Select(v => $"{v.Key}={v.Value}")));
    }
}
