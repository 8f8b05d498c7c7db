using Sallyport.Core.GitLab;
using Sallyport.Core.GitLab.Ci;

namespace Sallyport.Core.Tests.GitLab;

/// <summary>What can be said of a job's variables before GitLab runs it.</summary>
public sealed class ForeseenVariablesTests
{
    private static readonly Ref Tag = new(RefType.Tag, "v1");

    [Theory]
    [InlineData("$CI_SERVER_URL", "https://gitlab.example.com")]
    [InlineData("${CI_PROJECT_PATH}@$CI_COMMIT_REF_NAME", "mygroup/sub/myproject@main")]
    [InlineData("tag-$CI_COMMIT_TAG.", "tag-.")] // a branch has none
    [InlineData("$CI_ENVIRONMENT_NAME", "review/main")]
    [InlineData("$OURS", "p-auth")]
    public void What_the_repository_decides_is_known(string audience, string expected)
    {
        var variables = Of(projectId: false);
        Assert.Empty(VariableExpansion.Unknown(audience, variables));
        Assert.Equal(expected, VariableExpansion.Expand(audience, VariableExpansion.ExpandAll(variables)));
    }

    [Theory]
    [InlineData("p-$CI_PROJECT_ID", "CI_PROJECT_ID")]
    [InlineData("$INDIRECT", "CI_PROJECT_ID")]
    [InlineData("$CI_PIPELINE_IID", "CI_PIPELINE_IID")]
    [InlineData("$CI_DEFAULT_BRANCH", "CI_DEFAULT_BRANCH")]
    [InlineData("$CI_COMMIT_REF_PROTECTED", "CI_COMMIT_REF_PROTECTED")]
    [InlineData("$CI_JOB_STAGE", "CI_JOB_STAGE")]
    [InlineData("$GITLAB_USER_LOGIN", "GITLAB_USER_LOGIN")]
    public void What_only_GitLab_knows_is_asked_for(string audience, string name) => Assert.Equal([name], VariableExpansion.Unknown(audience, Of(projectId: false)));

    [Fact]
    public void A_project_id_that_was_given_is_known() =>
        Assert.Equal("p-57382910", VariableExpansion.Expand("$INDIRECT", VariableExpansion.ExpandAll(Of(projectId: true))));

    [Fact]
    public void On_a_tag_the_branch_is_what_is_empty()
    {
        var variables = VariableExpansion.ExpandAll(ForeseenVariables.Of(GitLabExample.Job(Tag), projectId: false));
        Assert.Equal("v1,", VariableExpansion.Expand("$CI_COMMIT_TAG,$CI_COMMIT_BRANCH", variables));
    }

    [Fact]
    public void Variables_that_refer_to_each_other_in_a_circle_are_no_unknown_ones() =>
        Assert.Equal(["NONE"], VariableExpansion.Unknown("$A", [new JobVariable("A", "$B"), new JobVariable("B", "$A $NONE")]));

    private static IReadOnlyList<JobVariable> Of(bool projectId) => ForeseenVariables.Of(
        GitLabExample.Job(
            variables: [new YamlVariable("OURS", "p-$CI_JOB_NAME", Raw: false), new YamlVariable("INDIRECT", "p-$CI_PROJECT_ID", Raw: false)],
            environment: new EnvironmentDefinition("review/$CI_COMMIT_REF_SLUG", null, "start", null)),
        projectId);
}
