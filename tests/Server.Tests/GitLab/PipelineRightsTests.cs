using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Sallyport.Server.Tests.GitLab;

/// <summary>In whose name a member gets ID tokens: of which project, of which ref, and for how long.</summary>
public sealed class PipelineRightsTests : IAsyncLifetime
{
    private const string Mine = "projects/team%2Fmine";
    private const string Config = "job: { script: x, id_tokens: { TOKEN: { aud: x } } }\n";
    private const string Manual = "job: { script: x, when: manual, id_tokens: { TOKEN: { aud: x } } }\n";

    private RunningServer server = null!;
    private GitLabClient root = null!;
    private GitLabClient alice = null!;
    private string aliceToken = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        server = await RunningServer.StartAsync();
        root = new GitLabClient(server);
        await root.TakeAsync(HttpMethod.Put, $"{Mine}/sallyport", new { project_id = 77 });
        await root.TakeAsync(HttpMethod.Post, "users", """{"username":"alice","name":"Alice","email":"alice@example.com"}""");
        var token = await root.TakeAsync(HttpMethod.Post, "users/2/personal_access_tokens", new { name = "t", scopes = new[] { "api" } });
        aliceToken = (string)token["token"]!;
        alice = new GitLabClient(server, token: aliceToken);
    }

    public async ValueTask DisposeAsync()
    {
        root.Dispose();
        alice.Dispose();
        await server.DisposeAsync();
    }

    [Theory]
    [InlineData("public", 0, "feature")]
    [InlineData("internal", 0, "feature")]
    [InlineData("public", 0, "main")]
    [InlineData("private", 20, "feature")]
    [InlineData("private", 30, "main")]
    public async Task G4_a_merge_request_gives_no_token_of_a_project_where_its_user_may_not_run_the_pipeline(string visibility, int level, string name)
    {
        await AliceOwnsAsync();
        await root.TakeAsync(HttpMethod.Put, Mine, new { visibility });
        await RoleAsync(level);
        foreach (var dry in (bool[])[false, true])
        {
            var (status, answer) = await alice.SendAsync(HttpMethod.Post, "projects/alice%2Fown/sallyport/pipeline", OfMergeRequest(name, dry));
            Assert.Equal(HttpStatusCode.BadRequest, status);
            Assert.Contains(level < 30 ? "Insufficient permissions to create a new pipeline" : "You do not have sufficient permission to run a pipeline on ", answer.ToJsonString(), StringComparison.Ordinal);
        }
        Assert.Empty((await alice.TakeAsync(HttpMethod.Get, "projects/alice%2Fown/pipelines")).AsArray());
    }

    [Theory]
    [Trait("Passes", "G4")]
    [InlineData(30, "feature")]
    [InlineData(40, "main")]
    public async Task A_merge_request_of_a_project_where_its_user_runs_pipelines_has_that_projects_subject(int level, string name)
    {
        await AliceOwnsAsync();
        await RoleAsync(level);
        var created = await alice.TakeAsync(HttpMethod.Post, "projects/alice%2Fown/sallyport/pipeline", OfMergeRequest(name));
        var claims = await alice.ClaimsAsync(created);
        Assert.Equal($"project_path:team/mine:ref_type:branch:ref:{name}", (string?)claims["sub"]);
        Assert.Equal((level == 30 ? "developer" : "maintainer", "alice/own"), ((string?)claims["user_access_level"], (string?)claims["job_project_path"]));
    }

    [Fact]
    [Trait("Passes", "G4")]
    public async Task G4_a_job_of_a_fork_is_played_by_those_who_may_run_its_pipeline_in_the_fork_too()
    {
        await root.TakeAsync(HttpMethod.Put, "projects/team%2Ftarget/sallyport", "{}");
        await root.TakeAsync(HttpMethod.Post, "projects/team%2Ftarget/members", new { user_id = 2, access_level = 40 });
        await root.TakeAsync(HttpMethod.Put, Mine, new { visibility = "public" });
        var created = await root.TakeAsync(HttpMethod.Post, "projects/team%2Ftarget/sallyport/pipeline", OfMergeRequest("feature", config: Manual));
        var play = $"projects/team%2Ftarget/jobs/{created["jobs"]![0]!["id"]}/play";

        Assert.Equal(HttpStatusCode.Forbidden, (await alice.SendAsync(HttpMethod.Post, play)).Status);
        await RoleAsync(30);
        await alice.TakeAsync(HttpMethod.Post, play);
        Assert.Equal("alice", (string?)(await root.ClaimsAsync(created))["user_login"]);
    }

    [Fact]
    [Trait("Passes", "G5")]
    public async Task G5_a_job_of_a_protected_branch_is_played_by_those_who_may_run_its_pipeline_and_in_their_name()
    {
        var created = await root.CreatePipelineAsync("team/mine", Manual);
        var play = $"{Mine}/jobs/{created["jobs"]![0]!["id"]}/play";

        await RoleAsync(30);
        var (status, answer) = await alice.SendAsync(HttpMethod.Post, play);
        Assert.Equal((HttpStatusCode.Forbidden, "403 Forbidden"), (status, (string?)answer["message"]));
        Assert.Null(await root.ClaimAsync(created));

        await RoleAsync(40);
        var played = await alice.TakeAsync(HttpMethod.Post, play);
        Assert.Equal("alice", (string?)played["user"]!["username"]);
        var claims = await root.ClaimsAsync(created);
        Assert.Equal(("alice", "2", "maintainer"), ((string?)claims["user_login"], (string?)claims["user_id"], (string?)claims["user_access_level"]));
    }

    [Fact]
    [Trait("Passes", "G5")]
    public async Task G5_a_job_of_a_protected_branch_is_canceled_and_retried_by_those_who_may_run_its_pipeline()
    {
        var created = await root.CreatePipelineAsync("team/mine", Config);
        var job = $"{Mine}/jobs/{created["jobs"]![0]!["id"]}";
        var pipeline = $"{Mine}/pipelines/{created["pipeline"]!["id"]}";
        await RoleAsync(30);
        foreach (var path in (string[])[$"{job}/cancel", $"{pipeline}/cancel"])
            Assert.Equal(HttpStatusCode.Forbidden, (await alice.SendAsync(HttpMethod.Post, path)).Status);
        Assert.Equal("pending", (string?)(await root.TakeAsync(HttpMethod.Get, job))["status"]);

        await RoleAsync(40);
        await alice.TakeAsync(HttpMethod.Post, $"{job}/cancel");
        await RoleAsync(30);
        Assert.Equal(HttpStatusCode.Forbidden, (await alice.SendAsync(HttpMethod.Post, $"{job}/retry")).Status);
        Assert.Null(await root.ClaimAsync(created));
        await RoleAsync(40);
        await alice.TakeAsync(HttpMethod.Post, $"{job}/retry");
        Assert.Equal("alice", (string?)(await root.ClaimsAsync(created))["user_login"]);
        await alice.TakeAsync(HttpMethod.Post, $"{pipeline}/cancel");
    }

    [Fact]
    [Trait("Passes", "G5")]
    public async Task G5_the_page_of_a_job_asks_for_the_same_right()
    {
        await RoleAsync(30);
        var (onMain, onFeature) = (await root.CreatePipelineAsync("team/mine", Manual), await root.CreatePipelineAsync("team/mine", Manual, new JsonObject { ["ref"] = "feature" }));
        using var browser = new PageBrowser(server);
        await browser.SignInAsync(aliceToken);
        var free = $"/team/mine/-/jobs/{onFeature["jobs"]![0]!["id"]}";
        await browser.OpenAsync(free);
        var fields = browser.Page.QuerySelector($"form[action='{free}/play']")!.QuerySelectorAll("input[type=hidden]")
            .ToDictionary(i => i.GetAttribute("name")!, i => i.GetAttribute("value")!, StringComparer.Ordinal);
        var held = $"/team/mine/-/jobs/{onMain["jobs"]![0]!["id"]}";
        await browser.OpenAsync(held);
        Assert.Null(browser.Page.QuerySelector($"form[action='{held}/play']"));
        await browser.PostAsync($"{held}/play", fields);
        Assert.Equal(HttpStatusCode.Forbidden, browser.Answer.StatusCode);
        Assert.Null(await root.ClaimAsync(onMain));

        await browser.PostAsync($"{free}/play", fields);
        Assert.Equal("alice", (string?)(await root.ClaimsAsync(onFeature))["user_login"]);
    }

    [Theory]
    [Trait("Passes", "G5")]
    [InlineData(30)]
    [InlineData(40)]
    public async Task G5_a_job_that_fails_is_tried_again_only_for_a_user_who_may_still_run_it(int level)
    {
        await RoleAsync(40);
        var config = Config.Replace("script: x", "script: x, retry: 1", StringComparison.Ordinal);
        var created = await alice.CreatePipelineAsync("team/mine", config);
        var claimed = (await alice.ClaimAsync(created))!;
        await RoleAsync(level);
        using var runner = server.For("gitlab.example.com");
        using var ended = await runner.PutAsJsonAsync(
            $"/api/v4/jobs/{claimed["id"]}", new { token = (string)claimed["token"]!, state = "failed", failure_reason = "script_failure" }, Cancel);
        Assert.Equal(HttpStatusCode.OK, ended.StatusCode);
        Assert.Equal(level == 40, await root.ClaimAsync(created) is not null);
    }

    [Fact]
    [Trait("Passes", "G5")]
    public async Task G5_an_environment_is_stopped_by_its_job_for_those_who_may_run_its_pipeline()
    {
        const string Stopped = """
            deploy: { script: x, environment: { name: prod, on_stop: end } }
            end: { script: x, when: manual, environment: { name: prod, action: stop }, id_tokens: { TOKEN: { aud: x } } }

            """;
        var created = await root.CreatePipelineAsync("team/mine", Stopped);
        var deployed = (await root.ClaimAsync(created))!;
        using var runner = server.For("gitlab.example.com");
        using var ended = await runner.PutAsJsonAsync($"/api/v4/jobs/{deployed["id"]}", new { token = (string)deployed["token"]!, state = "success" }, Cancel);
        Assert.Equal(HttpStatusCode.OK, ended.StatusCode);
        var environment = Assert.Single((await root.TakeAsync(HttpMethod.Get, $"{Mine}/environments")).AsArray())!;
        var stop = $"{Mine}/environments/{environment["id"]}/stop";

        await RoleAsync(30);
        Assert.Equal(HttpStatusCode.Forbidden, (await alice.SendAsync(HttpMethod.Post, stop)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await alice.SendAsync(HttpMethod.Post, stop + "?force=true")).Status);
        Assert.Null(await root.ClaimAsync(created));
        await RoleAsync(40);
        await alice.TakeAsync(HttpMethod.Post, stop);
        Assert.Equal("alice", (string?)(await root.ClaimsAsync(created))["user_login"]);
        await alice.TakeAsync(HttpMethod.Post, stop + "?force=true");
    }

    [Theory]
    [Trait("Passes", "G6")]
    [InlineData(0, "Insufficient permissions to create a new pipeline")]
    [InlineData(20, "Insufficient permissions to create a new pipeline")]
    [InlineData(30, null)]
    public async Task G6_the_trigger_token_of_a_member_starts_pipelines_while_the_member_may(int level, string? refusal)
    {
        var file = new { branch = "main", content = "job: { script: x }\n", commit_message = "First" };
        await root.TakeAsync(HttpMethod.Post, $"{Mine}/repository/files/.gitlab-ci.yml", file);
        await root.TakeAsync(HttpMethod.Post, $"{Mine}/repository/branches?branch=feature&ref=main");
        await RoleAsync(40);
        var token = (string)(await alice.TakeAsync(HttpMethod.Post, $"{Mine}/triggers", """{"description":"hourly"}"""))["token"]!;

        await RoleAsync(level);
        using var http = server.For("gitlab.example.com");
        using var answer = await http.PostAsJsonAsync($"/api/v4/{Mine}/trigger/pipeline", new { token, @ref = "feature" }, Cancel);
        Assert.Equal(refusal is null ? HttpStatusCode.Created : HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(refusal ?? "\"alice\"", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Theory]
    [Trait("Passes", "G6")]
    [InlineData(0, null)]
    [InlineData(20, "reporter")]
    [InlineData(30, "developer")]
    public async Task G6_a_token_tells_the_role_that_its_user_has_when_the_job_starts(int level, string? role)
    {
        await RoleAsync(30);
        var created = await alice.CreatePipelineAsync("team/mine", Config, new JsonObject { ["ref"] = "feature" });
        await RoleAsync(level);
        var claims = (await alice.ClaimsAsync(created)).AsObject();
        Assert.True(claims.ContainsKey("user_access_level"));
        Assert.Equal(role, (string?)claims["user_access_level"]);
    }

    private async Task AliceOwnsAsync() => await alice.TakeAsync(HttpMethod.Post, "projects", """{"name":"own"}""");

    private static string OfMergeRequest(string name, bool dry = false, string config = Config) => new JsonObject
    {
        ["ref"] = name,
        ["sha"] = new string('a', 40),
        ["config"] = config.Replace("script: x", "script: x, only: [merge_requests]", StringComparison.Ordinal),
        ["source"] = "merge_request_event",
        ["merge_request"] = new JsonObject { ["iid"] = 5, ["target_branch"] = "main", ["source_project_id"] = 77 },
        ["dry_run"] = dry,
    }.ToJsonString();

    private async Task RoleAsync(int level)
    {
        if (level == 0)
        {
            await root.SendAsync(HttpMethod.Delete, $"{Mine}/members/2");
            return;
        }
        var (status, _) = await root.SendAsync(HttpMethod.Put, $"{Mine}/members/2", new { access_level = level });
        if (status == HttpStatusCode.NotFound)
            await root.TakeAsync(HttpMethod.Post, $"{Mine}/members", new { user_id = 2, access_level = level });
    }
}
