using System.Text.Json;
using Sallyport.Core.GitLab;
using Sallyport.Core.GitLab.Ci;
using Sallyport.Core.Wire;

namespace Sallyport.Core.Tests.GitLab;

/// <summary>The claims that depend on settings of the project, on its people and on merge requests.</summary>
public sealed class IdentityClaimsTests
{
    private const string Parent = "mygroup/sub/myproject";

    [Theory]
    [InlineData("main", RefType.Branch, "main", true)]
    [InlineData("main", RefType.Tag, "main", false)]
    [InlineData("main", RefType.Branch, "Main", false)]
    [InlineData("release/*", RefType.Branch, "release/1/2", true)]
    [InlineData("release/*", RefType.Branch, "release", false)]
    [InlineData("*-stable", RefType.Branch, "9-stable", true)]
    [InlineData("*-stable", RefType.Branch, "9-stable-x", false)]
    [InlineData("a.c", RefType.Branch, "abc", false)]
    [InlineData("*", RefType.Branch, "any/thing", true)]
    public void A_ref_is_protected_if_a_name_or_pattern_of_its_kind_covers_it(string name, RefType type, string on, bool isProtected)
    {
        var context = GitLabExample.Job(new Ref(type, on));
        context.Project.Protected = [ProtectedName.DefaultBranch(name)];
        Assert.Equal(isProtected ? "true" : "false", Claims(context).GetProperty("ref_protected").GetString());
        Assert.Contains(JobVariables.Scoped(context), v => v.Key == "CI_COMMIT_REF_PROTECTED" && v.Value == (isProtected ? "true" : "false"));
    }

    [Fact]
    public void A_tag_is_protected_by_a_pattern_for_tags()
    {
        var context = GitLabExample.Job(new Ref(RefType.Tag, "v1.0"));
        context.Project.Protected = [new ProtectedName(1, ProtectedKind.Tag, "v*", 40, 0, false)];
        Assert.Equal("true", Claims(context).GetProperty("ref_protected").GetString());
    }

    [Theory]
    [InlineData("production", "true")]
    [InlineData("prod*", "false")] // patterns are for refs
    [InlineData("staging", "false")]
    public void An_environment_is_protected_by_its_name(string name, string isProtected)
    {
        var context = GitLabExample.Job(environment: new EnvironmentDefinition("production", null, "start", null));
        context.Project.Protected = [new ProtectedName(1, ProtectedKind.Environment, name, 40, 0, false)];
        context.Project.SubComponents = ["project_id", "environment_protected", "deployment_tier", "ref_protected"];
        var claims = Claims(context);
        Assert.Equal(isProtected, claims.GetProperty("environment_protected").GetString());
        Assert.Equal($"project_id:57382910:environment_protected:{isProtected}:deployment_tier:production:ref_protected:false", claims.GetProperty("sub").GetString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("developer", "mygroup", 30)]
    [InlineData("maintainer", "mygroup/sub", 40, "mygroup", 10)]
    [InlineData("planner", "MyGroup", 15)]
    [InlineData(null, "mygroup/su", 20)] // another group, so no membership counts
    public void The_role_is_the_highest_of_the_memberships_that_reach_the_project(string? role, string? group = null, int level = 0, string? other = null, int otherLevel = 0)
    {
        var context = GitLabExample.Job();
        var memberships = new[] { (group, level), (other, otherLevel) }.Where(m => m.Item1 is not null);
        context.User.Memberships = [.. memberships.Select(m => new Membership(null, m.Item1, m.Item2))];
        Assert.Equal(role, Claims(context).GetProperty("user_access_level").GetString());
    }

    [Fact]
    public void Groups_and_identities_are_there_only_when_they_are_turned_on()
    {
        var context = GitLabExample.Job();
        context.User.Memberships = [new Membership(null, "mygroup", 30), new Membership(context.Project.Key, null, 20)];
        context.User.Identities = [new ExternalIdentity("github", "123")];
        Assert.False(Claims(context).TryGetProperty("groups_direct", out _));
        Assert.False(Claims(context).TryGetProperty("user_identities", out _));

        (context.User.PassesGroups, context.User.PassesIdentities) = (true, true);
        Assert.Equal("""["mygroup"]""", Claims(context).GetProperty("groups_direct").GetRawText());
        Assert.Equal("""[{"provider":"github","extern_uid":"123"}]""", Claims(context).GetProperty("user_identities").GetRawText());

        context.User.Memberships = [.. Enumerable.Range(0, 201).Select(i => new Membership(null, $"g{i}", 30))];
        Assert.False(Claims(context).TryGetProperty("groups_direct", out _)); // beyond 200 GitLab leaves it out
    }

    [Fact]
    public void A_merge_request_from_a_fork_has_the_forks_project_and_runs_in_the_target()
    {
        var context = MergeRequest("stranger/myproject", 99);
        var claims = Claims(context);
        Assert.Equal("project_path:stranger/myproject:ref_type:branch:ref:main", claims.GetProperty("sub").GetString());
        Assert.Equal(("99", "stranger/myproject", "stranger"), (claims.String("project_id"), claims.String("project_path"), claims.String("namespace_path")));
        Assert.Equal(("57382910", Parent), (claims.String("job_project_id"), claims.String("job_project_path")));
        Assert.Equal(("merge_request_event", "merge_request_event", "refs/heads/main"), (claims.String("pipeline_source"), claims.String("job_source"), claims.String("ref_path")));
        Assert.Equal("false", claims.String("ref_protected"));
        var variables = JobVariables.Scoped(context).ToDictionary(v => v.Key, v => v.Value);
        Assert.Equal(("stranger/myproject", Parent), (variables["CI_MERGE_REQUEST_SOURCE_PROJECT_PATH"], variables["CI_MERGE_REQUEST_PROJECT_PATH"]));
        Assert.DoesNotContain("CI_COMMIT_BRANCH", variables.Keys);
    }

    [Fact]
    public void A_merge_request_of_the_project_itself_has_the_subject_of_its_branch()
    {
        var context = MergeRequest(null, 0);
        Assert.Equal($"project_path:{Parent}:ref_type:branch:ref:main", Claims(context).String("sub"));
    }

    [Fact]
    public void A_deleted_fork_leaves_the_job_without_tokens()
    {
        var context = MergeRequest("stranger/myproject", 99) with { Fork = null };
        Assert.Empty(IdTokens.Mint(context, new Sallyport.Core.Signing.RingKey(Sallyport.Core.Signing.SigningKey.Create("gitlab-ci", 1, GitLabExample.Noon)), GitLabExample.Noon));
    }

    private static JobContext MergeRequest(string? forkPath, long forkId)
    {
        var context = GitLabExample.Job();
        var fork = forkPath is null ? null : new Project
        {
            Key = Guid.CreateVersion7(), Id = forkId, Path = forkPath, PathKey = forkPath, NamespaceId = 3, RootNamespaceId = 3, CreatedAt = GitLabExample.Noon,
        };
        var of = context.Pipeline;
        var pipeline = new Pipeline
        {
            Id = of.Id, Iid = of.Iid, ProjectKey = of.ProjectKey, UserId = 1, RefType = RefType.Branch, RefName = "main", Source = Sallyport.Core.GitLab.MergeRequest.Source,
            Commit = of.Commit, CreatedAt = of.CreatedAt, Jobs = of.Jobs, Runner = of.Runner,
            MergeRequest = new MergeRequest(4, "main", fork?.Key ?? of.ProjectKey, "detached"),
        };
        return context with { Pipeline = pipeline, Fork = fork };
    }

    private static JsonElement Claims(JobContext context) =>
        IdTokens.Preview(context, JobVariables.Scoped(context), GitLabExample.Noon)["TOKEN"];
}
