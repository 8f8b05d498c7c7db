using Sallyport.Core.GitLab;
using Sallyport.Core.GitLab.Ci;
using static Sallyport.Core.Tests.GitLab.PlanExample;

namespace Sallyport.Core.Tests.GitLab;

public sealed class JobRulesTests
{
    private static readonly RuleDefinition No = new() { If = "$NOWHERE" };

    [Fact]
    public void The_first_rule_that_fits_decides_and_none_means_no_job()
    {
        Assert.Null(Decide(Job("a", No)));
        Assert.Null(Decide(Job("a", new RuleDefinition { When = JobWhen.Never }, new RuleDefinition())));
        var job = Decide(Job("a", No, new RuleDefinition { When = JobWhen.Always }, new RuleDefinition { When = JobWhen.Manual }));
        Assert.Equal(JobWhen.Always, job?.When);
        Assert.Null(job?.Rules);
    }

    [Fact]
    public void A_rule_without_when_takes_the_jobs() =>
        Assert.Equal(JobWhen.OnFailure, Decide(Job("a", new RuleDefinition()) with { When = JobWhen.OnFailure })?.When);

    [Fact]
    public void A_rule_makes_a_manual_job_that_blocks_and_a_manual_job_stays_optional()
    {
        Assert.False(Decide(Job("a", new RuleDefinition { When = JobWhen.Manual }))?.AllowFailure);
        Assert.True(Decide(Job("a", new RuleDefinition { When = JobWhen.Manual, AllowFailure = true }))?.AllowFailure);
        var optional = Job("a", new RuleDefinition()) with { When = JobWhen.Manual, AllowFailure = true };
        Assert.True(Decide(optional)?.AllowFailure);
        Assert.False(Decide(optional with { Rules = [new RuleDefinition { AllowFailure = false }] })?.AllowFailure);
    }

    [Fact]
    public void A_rule_replaces_what_it_names_and_leaves_the_rest()
    {
        var rule = new RuleDefinition { When = JobWhen.Delayed, StartIn = 60, AllowFailure = false, Interruptible = true, Needs = [new NeedDefinition("other")] };
        var job = Job("a") with { AllowFailureExitCodes = [3], Needs = [], Variables = [new("K", "job", false), new("L", "job", false)] };

        var changed = Decide(job with { Rules = [rule with { Variables = [new("K", "rule", false)] }] })!;
        Assert.Equal((JobWhen.Delayed, 60, true), (changed.When, changed.StartIn, changed.Interruptible));
        Assert.Empty(changed.AllowFailureExitCodes);
        Assert.Equal("other", Assert.Single(changed.Needs!).Job);
        Assert.Equal(["L=job", "K=rule"], changed.Variables.Select(v => $"{v.Key}={v.Value}"));

        var kept = Decide(job with { Rules = [new RuleDefinition()] })!;
        Assert.Equal([3], kept.AllowFailureExitCodes);
        Assert.Empty(kept.Needs!);
        Assert.False(kept.Interruptible);
    }

    [Theory]
    [InlineData("$CI_COMMIT_BRANCH == \"main\"", true)]
    [InlineData("$CI_COMMIT_TAG", false)]
    [InlineData("$CI_PIPELINE_SOURCE == \"push\"", true)]
    [InlineData("$CI_JOB_NAME == \"a\" && $CI_JOB_STAGE == \"test\"", true)]
    [InlineData("$CI_ENVIRONMENT_NAME == \"qa/main\"", true)] // expanded
    [InlineData("$OWN == \"$CI_COMMIT_BRANCH\"", true)] // values are not
    [InlineData("$CI_COMMIT_REF_PROTECTED == \"true\"", true)]
    [InlineData("$GITLAB_USER_LOGIN == \"root\"", true)]
    [InlineData("$CI_NODE_TOTAL == \"1\"", true)]
    [InlineData("$CI_NODE_INDEX", false)]
    [InlineData("$GIVEN == \"yes\"", true)]
    [InlineData("$CI_JOB_ID", false)]
    [InlineData("$CI_PIPELINE_ID", false)]
    [InlineData("$CI_JOB_TOKEN", false)]
    [InlineData("$CI_RUNNER_ID", false)]
    [InlineData("$CI_COMMIT_BEFORE_SHA =~ /^0{40}$/", true)]
    [InlineData("$BROKEN =~ /(/", false)]
    public void An_expression_sees_the_variables_of_the_pipeline_and_the_job(string expression, bool expected)
    {
        var job = Job("a", new RuleDefinition { If = expression }) with
        {
            Variables = [new("OWN", "$CI_COMMIT_BRANCH", false)], Environment = new EnvironmentDefinition("qa/$CI_COMMIT_REF_SLUG", null, "start", null),
        };
        var facts = Facts() with { Sources = new VariableSources { Pipeline = [new JobVariable("GIVEN", "yes")] } };
        Assert.Equal(expected, Decide(job, facts) is not null);
    }

    [Theory]
    [InlineData("src/**/*", true)]
    [InlineData("$DIR/**/*", true)]
    [InlineData("$NOWHERE/**/*", false)]
    [InlineData("docs/**/*", false)]
    public void Changes_hold_for_a_file_that_changed(string pattern, bool expected)
    {
        var job = Job("a", new RuleDefinition { Changes = new ChangesDefinition([pattern], null) }) with { Variables = [new("DIR", "src", false)] };
        Assert.Equal(expected, Decide(job, Facts(files: Changed("src/a.cs"))) is not null);
        Assert.NotNull(Decide(job)); // nothing to compare with
        Assert.Null(Decide(job, Facts(files: Changed())));
    }

    [Fact]
    public void Changes_compare_with_the_ref_that_the_rule_names()
    {
        var files = Changed("a") with { ChangesSince = new Dictionary<string, ChangedFiles> { ["develop"] = new("develop", ["b"]) } };
        RuleDefinition Since(string reference) => new() { Changes = new ChangesDefinition(["b"], reference) };

        Assert.NotNull(Decide(Job("a", Since("develop")), Facts(files: files)));
        Assert.Contains("compare with develop", Assert.Single(Plan(Config(Job("a", Since("develop"))), Facts(files: files)).Notes), StringComparison.Ordinal);
        Assert.Equal(
            ["Failed to parse rule for a: rules:changes:compare_to is not a valid ref"], Plan(Config(Job("a", Since("none"))), Facts(files: files)).Refusals);
    }

    [Fact]
    public void More_than_fifty_thousand_comparisons_hold()
    {
        var files = Changed([.. Enumerable.Range(0, 1001).Select(i => $"f{i}")]);
        RuleDefinition With(int patterns) => new() { Changes = new ChangesDefinition([.. Enumerable.Range(0, patterns).Select(i => $"none{i}")], null) };

        Assert.NotNull(Decide(Job("a", With(50)), Facts(files: files)));
        Assert.Null(Decide(Job("a", With(49)), Facts(files: files)));
        Assert.NotEmpty(Plan(Config(Job("a", With(51))), Facts(files: files)).Refusals);
    }

    [Theory]
    [InlineData("charts/*/Chart.yaml", true)]
    [InlineData("charts/api/Chart.yaml", true)]
    [InlineData("charts/", true)]
    [InlineData("charts", false)]
    [InlineData("chart/", false)]
    [InlineData("**/*.yaml", true)]
    [InlineData("*.yaml", false)]
    public void Exists_holds_for_a_file_of_the_commit(string path, bool expected)
    {
        var files = new CommitFiles(["charts/api/Chart.yaml", "README.md"], ChangedFiles.NothingToCompare);
        Assert.Equal(expected, Decide(Job("a", new RuleDefinition { Exists = new ExistsDefinition([path], null, null) }), Facts(files: files)) is not null);
    }

    [Fact]
    public void Exists_in_a_project_that_is_not_there_is_refused()
    {
        RuleDefinition In(string project) => new() { Exists = new ExistsDefinition(["a"], project, null) };
        Assert.Equal(
            ["Failed to parse rule for a: rules:exists:project `x/y` not found or access denied"], Plan(Config(Job("a", In("x/y")))).Refusals);
        Assert.NotNull(Decide(Job("a", In("$CI_PROJECT_PATH")), Facts(files: new CommitFiles(["a"], ChangedFiles.NothingToCompare))));
    }

    [Fact]
    public void All_conditions_of_a_rule_must_hold()
    {
        var rule = new RuleDefinition { If = "$CI_COMMIT_BRANCH", Changes = new ChangesDefinition(["a"], null), Exists = new ExistsDefinition(["b"], null, null) };
        CommitFiles Files(string changed, string there) => new([there], new ChangedFiles("x", [changed]));

        Assert.NotNull(Decide(Job("a", rule), Facts(files: Files("a", "b"))));
        Assert.Null(Decide(Job("a", rule), Facts(files: Files("x", "b"))));
        Assert.Null(Decide(Job("a", rule), Facts(files: Files("a", "x"))));
        Assert.Null(Decide(Job("a", rule), Facts(tag: "v1", files: Files("a", "b"))));
    }
}
