using Sallyport.Core.GitLab;
using Sallyport.Core.GitLab.Ci;

namespace Sallyport.Core.Tests.GitLab;

public sealed class JobVariablesTests
{
    private static readonly Dictionary<string, string> Tokens = new() { ["TOKEN"] = "a.b.c" };

    private static IReadOnlyList<JobVariable> Variables(params YamlVariable[] yaml) =>
        JobVariables.ForRunner(GitLabExample.Job(variables: yaml), Tokens, "glcbt-secret");

    private static JobVariable Last(IReadOnlyList<JobVariable> variables, string key) => variables.Last(v => v.Key == key);

    [Fact]
    public void Gives_the_token_masked_and_not_public()
    {
        var token = Last(Variables(), "TOKEN");

        Assert.Equal(("a.b.c", true, false, true), (token.Value, token.Masked, token.Public, token.Raw));
        Assert.True(Last(Variables(), "CI_JOB_TOKEN") is { Masked: true, Public: false });
    }

    [Fact]
    public void Lets_the_last_of_a_name_win_in_gitlabs_order()
    {
        var variables = Variables(
            new("TOKEN", "mine", false), new("CI_JOB_ID", "0", false), new("CI_PROJECT_ID", "1", false), new("GITLAB_USER_LOGIN", "me", false));

        Assert.Equal("mine", Last(variables, "TOKEN").Value);
        Assert.Equal("0", Last(variables, "CI_JOB_ID").Value);
        Assert.Equal("1", Last(variables, "CI_PROJECT_ID").Value);
        Assert.Equal("root", Last(variables, "GITLAB_USER_LOGIN").Value);
    }

    [Fact]
    public void Appends_the_environments_own_variables_where_nothing_overrides_them()
    {
        var context = GitLabExample.Job(
            environment: new EnvironmentDefinition("review/My App", "https://$CI_COMMIT_REF_SLUG.example", "start", null),
            variables: [new("CI_ENVIRONMENT_NAME", "forged", false), new("CI_ENVIRONMENT_URL", "forged", false), new("CI_ENVIRONMENT_SLUG", "forged", false)]);
        var variables = JobVariables.ForRunner(context, Tokens, "t");

        Assert.Equal("forged", Last(variables, "CI_ENVIRONMENT_NAME").Value); // only the slug and the URL stand above all
        Assert.Equal("https://main.example", Last(variables, "CI_ENVIRONMENT_URL").Value);
        Assert.Equal("development", Last(variables, "CI_ENVIRONMENT_TIER").Value);
        Assert.Matches("^review-my-app-[0-9a-z]{6}$", Last(variables, "CI_ENVIRONMENT_SLUG").Value);
    }

    [Fact]
    public void Expands_values_in_the_order_of_their_dependencies()
    {
        var variables = Variables(
            new("A", "$B-${C}", false), new("B", "b$CI_PROJECT_ID", false), new("C", "$$B $NOWHERE", false), new("R", "$B", true));

        Assert.Equal("b57382910-$$B $NOWHERE", Last(variables, "A").Value);
        Assert.Equal("$B", Last(variables, "R").Value);
        Assert.True(Last(variables, "R").Raw);
    }

    [Fact]
    public void Leaves_a_circle_as_it_is_written()
    {
        var variables = Variables(new("A", "$B", false), new("B", "$A", false), new("PATH", "$PATH:/x", false));

        Assert.Contains("$", Last(variables, "A").Value, StringComparison.Ordinal);
        Assert.Equal("$PATH:/x", Last(variables, "PATH").Value);
    }

    [Fact]
    public void Never_expands_what_comes_from_the_commit() =>
        Assert.Equal("Title\n\nBody $HOME", Last(Variables(), "CI_COMMIT_MESSAGE").Value);

    [Fact]
    public void Refuses_values_that_multiply_each_other()
    {
        var yaml = Enumerable.Range(1, 40).Select(i => new YamlVariable($"V{i}", string.Concat(Enumerable.Repeat($"$V{i - 1}", 10)), false));

        Assert.Throws<Core.Refusals.RefusedException>(() => Variables([new("V0", "lol", false), .. yaml]));
    }

    [Fact]
    public void Refuses_a_chain_of_references_without_end()
    {
        var yaml = Enumerable.Range(0, 50_000).Select(i => new YamlVariable($"V{i}", $"$V{i + 1}", false)).ToArray();

        Assert.Throws<Core.Refusals.RefusedException>(() => Variables(yaml));
    }

    [Theory]
    [InlineData("production", "production")]
    [InlineData("preprod", "staging")]
    [InlineData("LIVE", "production")]
    [InlineData("qa-1", "testing")]
    [InlineData("review/x", "development")]
    [InlineData("gprod", "production")]
    [InlineData("elsewhere", "other")]
    [InlineData("printer", "testing")]
    [InlineData("accept", "testing")]
    [InlineData("acpt", "testing")]
    [InlineData("accpt", "other")]
    [InlineData("model", "staging")]
    [InlineData("modl", "staging")]
    [InlineData("modern", "other")]
    [InlineData("stg", "staging")]
    [InlineData("express", "staging")]
    public void Guesses_the_tier_as_gitlab_does(string name, string tier) => Assert.Equal(tier, JobEnvironment.TierOf(name));
}
