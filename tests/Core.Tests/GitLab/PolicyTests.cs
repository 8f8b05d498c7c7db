using Sallyport.Core.GitLab;
using Sallyport.Core.GitLab.Ci;
using static Sallyport.Core.Tests.GitLab.PlanExample;

namespace Sallyport.Core.Tests.GitLab;

/// <summary><c>only</c> and <c>except</c>.</summary>
public sealed class PolicyTests
{
    private static readonly PlanFacts Branch = Facts(branch: "feature/x");
    private static readonly PlanFacts Tag = Facts(tag: "v1.0");
    private static readonly PlanFacts Request = Facts("merge_request_event", "feature/x");
    private static readonly PlanFacts Schedule = Facts("schedule", "feature/x");

    [Theory]
    [InlineData("branches", "BS")]
    [InlineData("tags", "T")]
    [InlineData("merge_requests", "R")]
    [InlineData("merge_request", "R")]
    [InlineData("schedules", "S")]
    [InlineData("schedule", "S")]
    [InlineData("pushes", "BT")]
    [InlineData("push", "BT")]
    [InlineData("feature/x", "BS")]
    [InlineData("feature", "")]
    [InlineData("v1.0", "T")]
    [InlineData("/^feature/", "BS")]
    [InlineData("/^FEATURE/i", "BS")]
    [InlineData("/^v[0-9.]+$/", "T")]
    [InlineData("/(/", "")]
    [InlineData("branches@mygroup/sub/myproject", "BS")]
    [InlineData("branches@other/project", "")]
    [InlineData("/^feature/@mygroup/sub/myproject", "BS")]
    [InlineData("web", "")]
    public void A_ref_is_a_word_a_name_or_a_pattern(string entry, string expected)
    {
        var job = Job("a") with { Only = new PolicyDefinition { Refs = [entry] } };
        var except = job with { Only = new PolicyDefinition { Refs = ["branches", "tags", "merge_requests"] }, Except = job.Only };
        (char Letter, PlanFacts Facts)[] all = [('B', Branch), ('T', Tag), ('R', Request), ('S', Schedule)];

        Assert.Equal(expected, string.Concat(all.Where(a => Decide(job, a.Facts) is not null).Select(a => a.Letter)));
        Assert.Equal(expected, string.Concat(all.Where(a => Decide(except, a.Facts) is null).Select(a => a.Letter)));
    }

    [Fact]
    public void A_job_that_says_nothing_runs_for_branches_and_tags_unless_workflow_has_rules()
    {
        var workflow = new WorkflowDefinition { Rules = [new RuleDefinition()] };
        Assert.NotNull(Decide(Job("a"), Branch));
        Assert.NotNull(Decide(Job("a"), Tag));
        Assert.Null(Decide(Job("a"), Request));
        Assert.NotNull(Decide(Job("a"), Request, workflow));
        Assert.NotNull(Decide(Job("a", new RuleDefinition()), Request));
    }

    [Fact]
    public void Only_without_refs_still_asks_for_a_branch_or_tag()
    {
        var job = Job("a") with { Only = new PolicyDefinition { Variables = ["$NOWHERE", "$CI_PROJECT_ID"] } };
        Assert.NotNull(Decide(job, Branch));
        Assert.Null(Decide(job, Request));
        Assert.Null(Decide(job, Request, new WorkflowDefinition { Rules = [new RuleDefinition()] }));
    }

    [Fact]
    public void Of_only_every_kind_must_hold_and_of_except_none_may()
    {
        var policy = new PolicyDefinition { Refs = ["branches"], Variables = ["$NOWHERE"] };
        Assert.Null(Decide(Job("a") with { Only = policy }, Branch));
        Assert.NotNull(Decide(Job("a") with { Only = policy with { Variables = ["$CI_COMMIT_BRANCH"] } }, Branch));
        Assert.Null(Decide(Job("a") with { Except = policy }, Branch));
        Assert.NotNull(Decide(Job("a") with { Except = policy }, Tag));
    }

    [Fact]
    public void Changes_hold_when_there_is_nothing_to_compare_with()
    {
        var policy = new PolicyDefinition { Changes = ["src/**/*"] };
        Assert.NotNull(Decide(Job("a") with { Only = policy }, Branch));
        Assert.Null(Decide(Job("a") with { Except = policy }, Branch));
        Assert.Null(Decide(Job("a") with { Only = policy }, Facts(files: Changed("docs/a"))));
        Assert.NotNull(Decide(Job("a") with { Except = policy }, Facts(files: Changed("docs/a"))));
    }

    [Fact]
    public void There_is_no_cluster_and_the_plan_says_so()
    {
        var job = Job("a") with { Only = new PolicyDefinition { Kubernetes = true } };
        Assert.Null(Decide(job, Branch));
        Assert.Contains("there is no cluster", Assert.Single(Plan(Config(job, Other), Branch).Notes), StringComparison.Ordinal);
        Assert.NotNull(Decide(Job("a") with { Except = job.Only }, Branch));
    }
}
