using System.Net;
using System.Text.Json.Nodes;

namespace Sallyport.Server.Tests.GitLab;

/// <summary>Projects that are renamed, moved or deleted, and what becomes of whoever takes their paths.</summary>
public sealed class BurnedPathTests : IAsyncLifetime
{
    private const string Config = "job:\n  id_tokens: { TOKEN: { aud: x } }\n  script: x\n";
    private RunningServer server = null!;
    private GitLabClient gitLab = null!;

    public async ValueTask InitializeAsync()
    {
        server = await RunningServer.StartAsync();
        gitLab = new GitLabClient(server);
        await EnsureAsync("g/one");
    }

    public async ValueTask DisposeAsync()
    {
        gitLab.Dispose();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task A_renamed_project_has_its_new_subject_and_keeps_its_id_and_pipelines()
    {
        var before = await EnsureAsync("g/one");
        var pipeline = await gitLab.CreatePipelineAsync("g/one", Config);
        var renamed = await gitLab.TakeAsync(HttpMethod.Put, "projects/g%2Fone", new { path = "two" });
        Assert.Equal(("g/two", (long)before["id"]!), ((string?)renamed["path_with_namespace"], (long)renamed["id"]!));
        Assert.Equal("project_path:g/two:ref_type:branch:ref:main", (string?)(await gitLab.ClaimsAsync(pipeline))["sub"]);
        Assert.Equal(HttpStatusCode.NotFound, (await gitLab.SendAsync(HttpMethod.Get, "projects/g%2Fone")).Status);
    }

    [Fact]
    public async Task A_project_moves_below_another_namespace_and_not_where_a_path_is_taken()
    {
        await EnsureAsync("h/other");
        var moved = await gitLab.TakeAsync(HttpMethod.Put, "projects/g%2Fone/transfer", new { @namespace = "h" });
        Assert.Equal(("h/one", "h"), ((string?)moved["path_with_namespace"], (string?)moved["namespace"]!["full_path"]));
        Assert.Equal(HttpStatusCode.BadRequest, (await gitLab.SendAsync(HttpMethod.Put, "projects/h%2Fone/transfer", new { @namespace = "h" })).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await gitLab.SendAsync(HttpMethod.Put, "projects/h%2Fone/transfer", new { @namespace = "nowhere" })).Status);
        var (status, body) = await gitLab.SendAsync(HttpMethod.Put, "projects/h%2Fone", new { path = "other" });
        Assert.Equal((HttpStatusCode.BadRequest, """{"message":{"path":["has already been taken"]}}"""), (status, body.ToJsonString()));
    }

    [Fact]
    public async Task A_deleted_project_is_gone_with_its_pipelines_and_its_id_is_not_given_again()
    {
        var id = (long)(await EnsureAsync("g/last"))["id"]!;
        var pipeline = await gitLab.CreatePipelineAsync("g/last", Config);
        var job = (await gitLab.ClaimAsync(pipeline))!;
        Assert.Equal(HttpStatusCode.Accepted, (await gitLab.SendAsync(HttpMethod.Delete, $"projects/{id}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await gitLab.SendAsync(HttpMethod.Get, $"projects/{id}")).Status);
        Assert.True((long)(await EnsureAsync("g/last"))["id"]! > id);
        Assert.Empty((await gitLab.TakeAsync(HttpMethod.Get, "projects/g%2Flast/pipelines")).AsArray());
        var (ended, _) = await gitLab.SendAsync(HttpMethod.Put, $"jobs/{job["id"]}", new { token = (string)job["token"]!, state = "success" });
        Assert.Equal(HttpStatusCode.Forbidden, ended);
    }

    [Theory]
    [InlineData("delete")]
    [InlineData("rename")]
    [InlineData("transfer")]
    public async Task Whoever_takes_a_path_that_another_project_gave_up_gets_no_tokens_that_name_it(string how)
    {
        await GiveUpAsync(how);
        await EnsureAsync("g/one");
        var allowed = await gitLab.CreatePipelineAsync("g/one", Config);
        Assert.Equal("project_path:g/one:ref_type:branch:ref:main", (string?)(await gitLab.ClaimsAsync(allowed))["sub"]); // the setting is off

        await BlockAsync(true);
        var created = await gitLab.CreatePipelineAsync("g/one", Config);
        Assert.Null(await gitLab.ClaimAsync(created));
        var job = await gitLab.TakeAsync(HttpMethod.Get, $"projects/g%2Fone/jobs/{created["jobs"]![0]!["id"]}");
        Assert.Equal(("failed", "id_token_burned_project_path", null), ((string?)job["status"], (string?)job["failure_reason"], (string?)job["started_at"]));
        Assert.StartsWith("ID token issuance is disabled in CI because this project's path was previously used", (string?)job["callout_message"], StringComparison.Ordinal);
        Assert.Equal("failed", (string?)(await gitLab.TakeAsync(HttpMethod.Get, $"projects/g%2Fone/pipelines/{created["pipeline"]!["id"]}"))["status"]);

        await gitLab.TakeAsync(HttpMethod.Put, "projects/g%2Fone", new { ci_id_token_sub_claim_components = (string[])["project_id", "ref_type", "ref"] });
        var restored = await gitLab.ClaimsAsync(await gitLab.CreatePipelineAsync("g/one", Config));
        Assert.StartsWith("project_id:", (string?)restored["sub"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_without_tokens_runs_at_a_burned_path_and_the_rest_of_the_pipeline_goes_on()
    {
        await GiveUpAsync("delete");
        await EnsureAsync("g/one");
        await BlockAsync(true);
        var created = await gitLab.CreatePipelineAsync("g/one", Config + "  allow_failure: true\nplain:\n  stage: deploy\n  script: x\n");
        Assert.Equal("plain", (string?)(await gitLab.ClaimAsync(created))!["job_info"]!["name"]);
    }

    [Fact]
    public async Task The_project_that_gave_up_a_path_may_come_back_to_it()
    {
        await BlockAsync(true);
        await GiveUpAsync("rename");
        await gitLab.TakeAsync(HttpMethod.Put, "projects/g%2Faway", new { path = "ONE" });
        Assert.Equal("project_path:g/ONE:ref_type:branch:ref:main", (string?)(await gitLab.ClaimsAsync(await gitLab.CreatePipelineAsync("g/ONE", Config)))["sub"]);
    }

    [Fact]
    public async Task The_first_project_that_gave_up_a_path_is_the_one_that_is_kept()
    {
        await BlockAsync(true);
        await GiveUpAsync("rename");
        await EnsureAsync("g/one");
        await gitLab.TakeAsync(HttpMethod.Delete, "projects/g%2Fone");
        await gitLab.TakeAsync(HttpMethod.Put, "projects/g%2Faway", new { path = "one" });
        Assert.NotNull(await gitLab.ClaimAsync(await gitLab.CreatePipelineAsync("g/one", Config)));
    }

    [Fact]
    public async Task An_instance_that_plays_gitlab_com_always_enforces_it()
    {
        await using var com = await RunningServer.StartAsync(o => o with { GitLabUrl = "https://gitlab.com" });
        using var client = new GitLabClient(com, "gitlab.com");
        await client.TakeAsync(HttpMethod.Put, "projects/g%2Fone/sallyport", "{}");
        await client.TakeAsync(HttpMethod.Delete, "projects/g%2Fone");
        await client.TakeAsync(HttpMethod.Put, "projects/g%2Fone/sallyport", "{}");
        Assert.Null(await client.ClaimAsync(await client.CreatePipelineAsync("g/one", Config)));
    }

    private Task<JsonNode> EnsureAsync(string path) =>
        gitLab.TakeAsync(HttpMethod.Put, $"projects/{Uri.EscapeDataString(path)}/sallyport", "{}");

    private async Task BlockAsync(bool isOn)
    {
        await gitLab.TakeAsync(HttpMethod.Put, "application/settings", new { block_jwt_for_reclaimed_paths = isOn });
        Assert.Equal(isOn, (bool)(await gitLab.TakeAsync(HttpMethod.Get, "application/settings"))["block_jwt_for_reclaimed_paths"]!);
    }

    private async Task GiveUpAsync(string how)
    {
        if (how == "delete")
        {
            await gitLab.TakeAsync(HttpMethod.Delete, "projects/g%2Fone");
        }
        else if (how == "rename")
        {
            await gitLab.TakeAsync(HttpMethod.Put, "projects/g%2Fone", new { path = "away" });
        }
        else
        {
            await EnsureAsync("h/other");
            await gitLab.TakeAsync(HttpMethod.Put, "projects/g%2Fone/transfer", new { @namespace = "h" });
        }
    }
}
