using System.Net;
using System.Text.Json.Nodes;

namespace Sallyport.Server.Tests.GitLab;

/// <summary>What a user who is no administrator may see and do, by its role.</summary>
public sealed class RightsTests : IAsyncLifetime
{
    private const string Mine = "projects/team%2Fmine";

    private RunningServer server = null!;
    private GitLabClient root = null!;
    private GitLabClient alice = null!;

    public async ValueTask InitializeAsync()
    {
        server = await RunningServer.StartAsync();
        root = new GitLabClient(server);
        await root.TakeAsync(HttpMethod.Put, $"{Mine}/sallyport", "{}");
        await root.TakeAsync(HttpMethod.Post, "users", """{"username":"alice","name":"Alice","email":"alice@example.com"}""");
        var token = await root.TakeAsync(HttpMethod.Post, "users/2/personal_access_tokens", new { name = "t", scopes = new[] { "api" } });
        alice = new GitLabClient(server, token: (string)token["token"]!);
    }

    public async ValueTask DisposeAsync()
    {
        root.Dispose();
        alice.Dispose();
        await server.DisposeAsync();
    }

    [Theory]
    [InlineData("GET", "", 10)]
    [InlineData("GET", "/pipelines", 10)]
    [InlineData("PUT", "?build_timeout=1200", 40)]
    [InlineData("GET", "/variables", 40)]
    [InlineData("POST", "/variables?key=A&value=b", 40)]
    [InlineData("POST", "/ci/lint?content=a", 30)]
    [InlineData("POST", "/protected_branches?name=release", 40)]
    [InlineData("POST", "/members?user_id=1&access_level=10", 40)]
    [InlineData("POST", "/members?user_id=1&access_level=50", 50)]
    [InlineData("PUT", "?path=other", 50)]
    [InlineData("DELETE", "", 50)]
    public async Task A_member_may_what_its_role_allows_and_a_stranger_finds_nothing(string method, string path, int level)
    {
        var (stranger, nothing) = await alice.SendAsync(new HttpMethod(method), Mine + path);
        Assert.Equal((HttpStatusCode.NotFound, "404 Project Not Found"), (stranger, (string)nothing["message"]!));
        var below = new[] { 10, 20, 30, 40 }.Where(l => l < level).DefaultIfEmpty(0).Max();
        if (below > 0)
        {
            await RoleAsync(below);
            var (refused, answer) = await alice.SendAsync(new HttpMethod(method), Mine + path);
            Assert.Equal(HttpStatusCode.Forbidden, refused);
            Assert.Contains($"the role {Role(level)} is needed", (string)answer["message"]!, StringComparison.Ordinal);
        }
        await RoleAsync(level);
        await alice.TakeAsync(new HttpMethod(method), Mine + path);
    }

    [Theory]
    [InlineData("GET", "admin/ci/variables")]
    [InlineData("GET", "application/settings")]
    [InlineData("POST", "features/ci_jwt_groups_direct?value=true")]
    [InlineData("POST", "users?username=b&name=b&email=b@example.com")]
    [InlineData("POST", "users/1/personal_access_tokens?name=t&scopes=api")]
    [InlineData("GET", "runners/all")]
    [InlineData("POST", "user/runners?runner_type=instance_type")]
    [InlineData("PUT", "projects/team%2Fmine/sallyport")]
    public async Task Routes_of_the_instance_are_for_administrators(string method, string path)
    {
        await RoleAsync(50);
        Assert.Equal(HttpStatusCode.Forbidden, (await alice.SendAsync(new HttpMethod(method), path)).Status);
        await root.TakeAsync(new HttpMethod(method), path);
    }

    [Fact]
    public async Task A_public_project_is_seen_by_all_and_changed_by_members_alone()
    {
        await root.TakeAsync(HttpMethod.Put, Mine, """{"visibility":"public"}""");

        Assert.Equal(["team/mine"], (await alice.TakeAsync(HttpMethod.Get, "projects")).AsArray().Select(p => (string)p!["path_with_namespace"]!));
        Assert.Equal(HttpStatusCode.Forbidden, (await alice.SendAsync(HttpMethod.Put, $"{Mine}?build_timeout=1200")).Status);
        await root.TakeAsync(HttpMethod.Put, Mine, """{"visibility":"private"}""");
        Assert.Empty((await alice.TakeAsync(HttpMethod.Get, "projects")).AsArray());
    }

    [Fact]
    public async Task A_developer_starts_pipelines_of_branches_that_are_not_protected()
    {
        await RoleAsync(30);
        var main = new JsonObject { ["ref"] = "main", ["sha"] = new string('a', 40), ["config"] = "job: { script: x }\n" };
        var (status, answer) = await alice.SendAsync(HttpMethod.Post, $"{Mine}/sallyport/pipeline", main.ToJsonString());
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.StartsWith("You do not have sufficient permission to run a pipeline on 'main'.", (string)answer["message"]!["base"]![0]!, StringComparison.Ordinal);

        main["ref"] = "feature";
        var created = await alice.TakeAsync(HttpMethod.Post, $"{Mine}/sallyport/pipeline", main.ToJsonString());
        Assert.Equal("alice", (string)created["pipeline"]!["user"]!["username"]!);
        var shown = await root.TakeAsync(HttpMethod.Get, $"{Mine}/pipelines/{created["pipeline"]!["id"]}");
        Assert.Equal("alice", (string)shown["user"]!["username"]!);
    }

    [Fact]
    public async Task A_user_owns_its_own_projects_and_the_groups_that_it_makes()
    {
        await alice.TakeAsync(HttpMethod.Post, "projects", """{"name":"own"}""");
        await alice.TakeAsync(HttpMethod.Post, "projects/alice%2Fown/variables", """{"key":"A","value":"b"}""");
        var group = await alice.TakeAsync(HttpMethod.Post, "groups", """{"name":"club","path":"club"}""");
        await alice.TakeAsync(HttpMethod.Post, "projects", new { name = "inner", namespace_id = (long)group["id"]! });
        await alice.TakeAsync(HttpMethod.Post, "groups/club/variables", """{"key":"A","value":"b"}""");

        var (status, _) = await alice.SendAsync(HttpMethod.Post, "groups/team/variables", """{"key":"A","value":"b"}""");
        Assert.Equal(HttpStatusCode.NotFound, status);
        var team = await root.TakeAsync(HttpMethod.Get, "groups/team");
        var (refused, _) = await alice.SendAsync(HttpMethod.Post, "projects", new { name = "in", namespace_id = (long)team["id"]! });
        Assert.Equal(HttpStatusCode.BadRequest, refused);
    }

    private async Task RoleAsync(int level)
    {
        var (status, _) = await root.SendAsync(HttpMethod.Put, $"{Mine}/members/2", new { access_level = level });
        if (status == HttpStatusCode.NotFound)
            await root.TakeAsync(HttpMethod.Post, $"{Mine}/members", new { user_id = 2, access_level = level });
    }

    private static string Role(int level) => level switch
    {
        30 => "Developer",
        40 => "Maintainer",
        _ => "Owner",
    };
}
