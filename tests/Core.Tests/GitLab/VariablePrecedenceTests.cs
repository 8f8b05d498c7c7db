using Sallyport.Core.GitLab;
using Sallyport.Core.GitLab.Ci;

namespace Sallyport.Core.Tests.GitLab;

/// <summary>Which of two variables of one name wins, and which predefined ones a job has.</summary>
public sealed class VariablePrecedenceTests
{
    private static readonly string[] Sources = ["token", "yaml", "dotenv", "instance", "group", "nearest", "project", "pipeline", "schedule", "release", "manual"];

    // From the lowest precedence to the highest: each beats all before it.
    [Fact]
    public void A_source_beats_those_below_it()
    {
        for (var count = 1; count <= Sources.Length; count++)
        {
            var given = Sources[..count];
            var variables = JobVariables.ForRunner(With(given), new Dictionary<string, string> { ["V"] = "token" }, "secret");
            Assert.Equal(given[^1], variables.Last(v => v.Key == "V").Value);
        }
    }

    [Fact]
    public void Rules_do_not_see_what_only_a_claimed_job_has()
    {
        Assert.Equal("release", JobVariables.ForRules(With(Sources)).Last(v => v.Key == "V").Value);
        Assert.Equal("yaml", JobVariables.ForRules(With(["yaml", "dotenv", "manual"])).Last(v => v.Key == "V").Value);
        Assert.DoesNotContain(JobVariables.ForRules(With([])), v => v.Key.StartsWith("CI_RUNNER", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("CI_CONFIG_REF_URI", "gitlab.example.com/mygroup/sub/myproject//.gitlab-ci.yml@refs/heads/main")]
    [InlineData("CI_PROJECT_NAMESPACE_SLUG", "mygroup-sub")]
    [InlineData("CI_API_GRAPHQL_URL", "https://gitlab.example.com/api/graphql")]
    [InlineData("CI_COMMIT_BEFORE_SHA", "bbbb")]
    [InlineData("CI_COMMIT_MESSAGE_IS_TRUNCATED", "false")]
    [InlineData("CI_JOB_GROUP_NAME", "deploy")]
    [InlineData("CI_JOB_NAME", "deploy: [eu, prod]")]
    [InlineData("CI_JOB_NAME_SLUG", "deploy---eu--prod")]
    [InlineData("CI_JOB_MANUAL", "true")]
    [InlineData("CI_NODE_INDEX", "2")]
    [InlineData("CI_NODE_TOTAL", "4")]
    [InlineData("CI_PIPELINE_NAME", "nightly")]
    [InlineData("CI_PIPELINE_SCHEDULE_DESCRIPTION", "each night")]
    [InlineData("CI_REPOSITORY_URL", "https://gitlab-ci-token:secret@gitlab.example.com/mygroup/sub/myproject.git")]
    [InlineData("CI_ENVIRONMENT_NAME", "qa/main")]
    [InlineData("CI_ENVIRONMENT_TIER", "testing")]
    [InlineData("CI_ENVIRONMENT_ACTION", "start")]
    [InlineData("CI_RUNNER_ID", "5")]
    [InlineData("CI_COMMIT_TAG", null)]
    [InlineData("CI_PIPELINE_TRIGGERED", null)]
    public void Sets_what_GitLab_sets(string key, string? value)
    {
        var definition = new JobDefinition
        {
            Name = "deploy: [eu, prod]", Stage = "test", Script = [], When = JobWhen.Manual, Parallel = new ParallelInstance("deploy", 2, 4, []),
            Environment = new EnvironmentDefinition("qa/$CI_COMMIT_REF_NAME", "https://$CI_ENVIRONMENT_SLUG.example", "start", null),
        };
        var context = Context(definition) with { Background = new PipelineBackground { BeforeSha = "bbbb", Name = "nightly", ScheduleDescription = "each night" } };
        Assert.Equal(value, JobVariables.ForRunner(context, new Dictionary<string, string>(), "secret").LastOrDefault(v => v.Key == key)?.Value);
    }

    [Fact]
    public void The_url_of_an_environment_may_refer_to_its_slug()
    {
        var environment = new EnvironmentDefinition("production", "https://$CI_ENVIRONMENT_SLUG.example/$CI_JOB_ID", "start", null);
        var variables = JobVariables.ForRunner(GitLabExample.Job(environment: environment), new Dictionary<string, string>(), "t");
        Assert.Equal("https://production.example/77", variables.Last(v => v.Key == "CI_ENVIRONMENT_URL").Value);
    }

    [Theory]
    [InlineData("job 1/3", "job")]
    [InlineData("job 1 3", "job")]
    [InlineData("job: [a]", "job")]
    [InlineData("job: [a] 1/2", "job")]
    [InlineData("job 1", "job 1")]
    [InlineData("job", "job")]
    public void A_group_name_has_neither_number_nor_values(string name, string group) => Assert.Equal(
        group, JobVariables.ForRules(Context(new JobDefinition { Name = name, Stage = "test", Script = [] })).Last(v => v.Key == "CI_JOB_GROUP_NAME").Value);

    [Theory]
    [InlineData("production", "production")]
    [InlineData("foo-", "foo")]
    [InlineData("staging-12345678-", "staging-12345678")]
    [InlineData("review/1-foo", "review-1-foo-[0-9a-z]{6}")]
    [InlineData("1-foo", "env-1-foo-[0-9a-z]{6}")]
    [InlineData("PRODUCTION", "production-[0-9a-z]{6}")]
    [InlineData("a--b", "a-b-[0-9a-z]{6}")]
    [InlineData("abcdefghijklmnopqrstuvwxyz", "abcdefghijklmnopq-[0-9a-z]{6}")]
    [InlineData("abcdefghijklmnop-qrstuvwxyz", "abcdefghijklmnop-[0-9a-z]{6}")]
    public void A_name_of_an_environment_becomes_a_slug(string name, string slug) => Assert.Matches($"^{slug}$", Slug.OfEnvironment(name));

    // Of SHA-256("PRODUCTION"), computed with another program.
    [Fact]
    public void The_end_of_a_slug_is_the_names_hash_in_base_36() => Assert.Equal("production-vl4voz", Slug.OfEnvironment("PRODUCTION"));

    private static JobContext With(string[] sources)
    {
        List<JobVariable> V(string source) => sources.Contains(source) ? [new JobVariable("V", source)] : [];
        return GitLabExample.Job(variables: sources.Contains("yaml") ? [new YamlVariable("V", "yaml", false)] : []) with
        {
            DotenvVariables = V("dotenv"),
            Sources = new VariableSources
            {
                Instance = V("instance"), Groups = [.. V("group"), .. V("nearest")], Project = V("project"), Pipeline = V("pipeline"),
                Schedule = V("schedule"), Release = V("release"), Manual = V("manual"),
            },
        };
    }

    private static JobContext Context(JobDefinition definition)
    {
        var example = GitLabExample.Job();
        return example with { Job = new Job { Id = 77, StageIndex = 1, Definition = definition, CreatedAt = GitLabExample.Noon } };
    }
}
