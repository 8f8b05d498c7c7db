using System.Net;
using System.Text.Json.Nodes;

namespace Sallyport.Server.Tests.GitLab;

/// <summary>What a project, its people and its merge requests put into ID tokens, over the REST API.</summary>
public sealed class IdentityTests : IAsyncLifetime
{
    private const string Config = "job:\n  id_tokens: { TOKEN: { aud: x } }\n  script: x\n";
    private const string Mine = "projects/mygroup%2Fmine";
    private RunningServer server = null!;
    private GitLabClient gitLab = null!;

    public async ValueTask InitializeAsync()
    {
        server = await RunningServer.StartAsync();
        gitLab = new GitLabClient(server);
        await gitLab.TakeAsync(HttpMethod.Put, $"{Mine}/sallyport", new { project_id = 77 });
    }

    public async ValueTask DisposeAsync()
    {
        gitLab.Dispose();
        await server.DisposeAsync();
    }

    [Theory]
    [InlineData(Mine)]
    [InlineData(Mine + "/sallyport")]
    public async Task A_project_chooses_the_parts_of_its_subjects(string route)
    {
        var changed = await gitLab.TakeAsync(HttpMethod.Put, route, new { ci_id_token_sub_claim_components = (string[])["project_id", "ref_type", "ref"] });
        Assert.Equal("""["project_id","ref_type","ref"]""", changed["ci_id_token_sub_claim_components"]!.ToJsonString());
        Assert.Equal("""["project_id","ref_type","ref"]""", (await gitLab.TakeAsync(HttpMethod.Get, Mine))["ci_id_token_sub_claim_components"]!.ToJsonString());
        Assert.Equal("project_id:77:ref_type:branch:ref:main", await SubjectAsync());
    }

    [Theory]
    [InlineData("""[]""", "is too short (minimum is 1 character)")]
    [InlineData("""["ref"]""", "project_path or project_id must be the first element of the sub claim")]
    [InlineData("""["project_path","user_id"]""", "user_id is not an allowed sub claim component")]
    public async Task Refuses_parts_that_GitLab_refuses_under_the_attributes_name(string components, string reason)
    {
        var (status, body) = await gitLab.SendAsync(HttpMethod.Put, Mine, $$"""{"ci_id_token_sub_claim_components":{{components}}}""");
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(reason, body["message"]!["ci_id_token_sub_claim_components"]!.AsArray().Select(r => (string)r!));
        Assert.Equal("project_path:mygroup/mine:ref_type:branch:ref:main", await SubjectAsync());
    }

    [Fact]
    public async Task Protects_branches_tags_and_environments_until_they_are_unprotected()
    {
        var branch = await gitLab.TakeAsync(HttpMethod.Post, Mine + "/protected_branches", new { name = "release/*", push_access_level = 0 });
        Assert.Equal(("release/*", 0, "No one"), ((string)branch["name"]!, (int)branch["push_access_levels"]![0]!["access_level"]!, (string)branch["push_access_levels"]![0]!["access_level_description"]!));
        await gitLab.TakeAsync(HttpMethod.Post, Mine + "/protected_tags", new { name = "v*" });
        await gitLab.TakeAsync(HttpMethod.Post, Mine + "/protected_environments", new { name = "production" });

        Assert.Equal("true", await ClaimAsync("ref_protected", new JsonObject { ["ref"] = "release/1" }));
        Assert.Equal("true", await ClaimAsync("ref_protected", new JsonObject { ["ref"] = "v1", ["ref_type"] = "tag" }));
        Assert.Equal("false", await ClaimAsync("ref_protected", new JsonObject { ["ref"] = "v1" }));
        var deploy = await gitLab.CreatePipelineAsync("mygroup/mine", Config + "  environment: production\n");
        Assert.Equal("true", (string?)(await gitLab.ClaimsAsync(deploy))["environment_protected"]);

        Assert.Equal(HttpStatusCode.Conflict, (await gitLab.SendAsync(HttpMethod.Post, Mine + "/protected_branches", new { name = "release/*" })).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await gitLab.SendAsync(HttpMethod.Post, Mine + "/protected_branches", new { name = "x", push_access_level = 7 })).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await gitLab.SendAsync(HttpMethod.Delete, Mine + "/protected_branches/release%2F*")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await gitLab.SendAsync(HttpMethod.Delete, Mine + "/protected_branches/release%2F*")).Status);
        Assert.Equal("false", await ClaimAsync("ref_protected", new JsonObject { ["ref"] = "release/1" }));
        var listed = await gitLab.TakeAsync(HttpMethod.Get, Mine + "/protected_branches");
        Assert.Equal("main", (string?)Assert.Single(listed.AsArray())!["name"]);
    }

    [Fact]
    public async Task People_have_the_roles_groups_and_identities_that_they_were_given()
    {
        Assert.Equal("owner", await ClaimAsync("user_access_level"));
        await gitLab.TakeAsync(HttpMethod.Post, "groups/mygroup/members", new { user_id = 1, access_level = 30 });
        Assert.Equal("developer", await ClaimAsync("user_access_level"));
        await gitLab.TakeAsync(HttpMethod.Post, Mine + "/members", new { user_id = 1, access_level = 20 });
        await gitLab.TakeAsync(HttpMethod.Put, Mine + "/members/1", new { access_level = 40 });
        Assert.Equal("maintainer", await ClaimAsync("user_access_level"));
        Assert.Equal(HttpStatusCode.Conflict, (await gitLab.SendAsync(HttpMethod.Post, Mine + "/members", new { user_id = 1, access_level = 20 })).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await gitLab.SendAsync(HttpMethod.Put, Mine + "/members/1", new { access_level = 35 })).Status);
        Assert.Equal(40, (int)Assert.Single((await gitLab.TakeAsync(HttpMethod.Get, Mine + "/members")).AsArray())!["access_level"]!);

        await gitLab.TakeAsync(HttpMethod.Put, "users/1", new { provider = "github", extern_uid = "42" });
        await gitLab.TakeAsync(HttpMethod.Put, "user/preferences", new { pass_user_identities_to_ci_jwt = true });
        await gitLab.TakeAsync(HttpMethod.Post, "features/ci_jwt_groups_direct", new { value = true, user = "root" });
        var claims = await gitLab.ClaimsAsync(await gitLab.CreatePipelineAsync("mygroup/mine", Config));
        Assert.Equal("""[{"provider":"github","extern_uid":"42"}]""", claims["user_identities"]!.ToJsonString());
        Assert.Equal("""["mygroup"]""", claims["groups_direct"]!.ToJsonString());

        await gitLab.TakeAsync(HttpMethod.Delete, Mine + "/members/1");
        Assert.Equal("developer", await ClaimAsync("user_access_level"));
    }

    [Fact]
    public async Task A_merge_request_from_a_fork_runs_in_the_target_with_the_forks_subject()
    {
        await gitLab.TakeAsync(HttpMethod.Put, "projects/stranger%2Fmine/sallyport", new { project_id = 99 });
        var request = new JsonObject { ["iid"] = 5, ["target_branch"] = "main", ["source_project_id"] = 99 };
        var created = await gitLab.CreatePipelineAsync("mygroup/mine", Config + "  only: [merge_requests]\n", new JsonObject { ["ref"] = "fix", ["source"] = "merge_request_event", ["merge_request"] = request });
        var claims = await gitLab.ClaimsAsync(created);
        Assert.Equal("project_path:stranger/mine:ref_type:branch:ref:fix", (string?)claims["sub"]);
        Assert.Equal(("99", "77", "merge_request_event"), ((string?)claims["project_id"], (string?)claims["job_project_id"], (string?)claims["pipeline_source"]));
    }

    [Theory]
    [InlineData("push", """{"iid":5,"target_branch":"main"}""")]
    [InlineData("merge_request_event", "null")]
    [InlineData("merge_request_event", """{"target_branch":"main"}""")]
    [InlineData("merge_request_event", """{"iid":5,"target_branch":"a..b"}""")]
    [InlineData("merge_request_event", """{"iid":5,"target_branch":"main","event_type":"other"}""")]
    [InlineData("merge_request_event", """{"iid":"5","target_branch":"main"}""")]
    public async Task Refuses_a_merge_request_that_is_none(string source, string request)
    {
        var body = $$"""{"ref":"fix","sha":"{{new string('a', 40)}}","config":"job: { script: x }","source":"{{source}}","merge_request":{{request}}}""";
        Assert.Equal(HttpStatusCode.BadRequest, (await gitLab.SendAsync(HttpMethod.Post, Mine + "/sallyport/pipeline", body)).Status);
    }

    [Theory]
    [InlineData(null, 5400)]
    [InlineData(1200, 1200)]
    [InlineData(9000, 5400)]
    public async Task A_token_lives_as_long_as_the_job_may_and_no_longer_than_the_runner_lets_it(int? maximum, int life)
    {
        var created = await gitLab.CreatePipelineAsync("mygroup/mine", Config + "  timeout: 90m\n", new JsonObject { ["maximum_timeout"] = maximum });
        var claims = await gitLab.ClaimsAsync(created);
        Assert.Equal(life, (long)claims["exp"]! - (long)claims["iat"]!);
    }

    private async Task<string> SubjectAsync() => await ClaimAsync("sub");

    private async Task<string> ClaimAsync(string name, JsonObject? further = null) =>
        (string)(await gitLab.ClaimsAsync(await gitLab.CreatePipelineAsync("mygroup/mine", Config, further)))[name]!;
}
