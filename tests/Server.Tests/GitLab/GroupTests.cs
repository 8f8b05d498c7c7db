using System.Net;
using System.Text.Json.Nodes;

namespace Sallyport.Server.Tests.GitLab;

/// <summary>Groups, namespaces and users through the REST API.</summary>
public sealed class GroupTests : IAsyncLifetime
{
    private RunningServer server = null!;
    private GitLabClient root = null!;

    public async ValueTask InitializeAsync()
    {
        server = await RunningServer.StartAsync();
        root = new GitLabClient(server);
    }

    public async ValueTask DisposeAsync()
    {
        root.Dispose();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task A_group_goes_with_what_is_made_in_it_meanwhile_or_says_that_there_is_a_conflict()
    {
        for (var round = 0; round < 5; round++)
        {
            var group = await root.TakeAsync(HttpMethod.Post, "groups", new { name = "g", path = $"g-{round}" });
            var made = Enumerable.Range(0, 8)
                .Select(n => root.SendAsync(HttpMethod.Post, "projects", new { name = $"p-{n}", namespace_id = (long)group["id"]! })).ToList();
            var deleted = await root.SendAsync(HttpMethod.Delete, $"groups/g-{round}");
            Assert.Contains(deleted.Status, (HttpStatusCode[])[HttpStatusCode.Accepted, HttpStatusCode.Conflict]);
            Assert.All(await Task.WhenAll(made), answer => Assert.True((int)answer.Status < 500, $"{answer.Status} {answer.Body}"));
            var left = (await ListAsync("projects?search=p-", "path_with_namespace")).Where(p => p.StartsWith($"g-{round}/", StringComparison.Ordinal));
            var isLeft = (await root.SendAsync(HttpMethod.Get, $"groups/g-{round}")).Status == HttpStatusCode.OK;
            Assert.True(isLeft || !left.Any()); // no project without its group
        }
    }

    [Fact]
    public async Task Makes_describes_lists_and_deletes_groups_with_what_is_in_them()
    {
        var top = await root.TakeAsync(HttpMethod.Post, "groups", """{"name":"The top","path":"top","visibility":"public","description":"d"}""");
        var inner = await root.TakeAsync(HttpMethod.Post, "groups", new { name = "inner", path = "inner", parent_id = (long)top["id"]! });
        Assert.Equal(("The top", "top", "public", "d"), ((string)top["name"]!, (string)top["full_path"]!, (string)top["visibility"]!, (string)top["description"]!));
        Assert.Equal(("top/inner", (long)top["id"]!), ((string)inner["full_path"]!, (long)inner["parent_id"]!));

        await root.TakeAsync(HttpMethod.Post, "projects", new { name = "one", namespace_id = (long)top["id"]! });
        await root.TakeAsync(HttpMethod.Post, "projects", new { name = "two", namespace_id = (long)inner["id"]! });
        Assert.Equal(["top/one"], await ListAsync("groups/top/projects", "path_with_namespace"));
        Assert.Equal(["top/one", "top/two"], (await ListAsync("groups/top/projects?include_subgroups=true", "path_with_namespace")).Select(p => p.Replace("inner/", "", StringComparison.Ordinal)));
        Assert.Equal(["top/inner"], await ListAsync("groups/top/subgroups", "full_path"));
        Assert.Equal(["top", "top/inner"], await ListAsync("groups", "full_path"));
        Assert.Equal("group", (string)(await root.TakeAsync(HttpMethod.Get, "namespaces/top%2Finner"))["kind"]!);

        var changed = await root.TakeAsync(HttpMethod.Put, "groups/top", """{"name":"Renamed","visibility":"private"}""");
        Assert.Equal(("Renamed", "private", "d"), ((string)changed["name"]!, (string)changed["visibility"]!, (string)changed["description"]!));
        Assert.Equal(HttpStatusCode.Accepted, (await root.SendAsync(HttpMethod.Delete, "groups/top")).Status);
        Assert.Equal("404 Group Not Found", (string)(await root.SendAsync(HttpMethod.Get, "groups/top")).Body["message"]!);
        Assert.Equal("404 Project Not Found", (string)(await root.SendAsync(HttpMethod.Get, "projects/top%2Finner%2Ftwo")).Body["message"]!);
        Assert.Empty(await ListAsync("projects", "id"));
    }

    [Theory]
    [InlineData("""{"path":"fresh"}""", """{"error":"name is missing"}""")]
    [InlineData("""{"name":"n","path":"used"}""", """{"message":{"path":["has already been taken"]}}""")]
    [InlineData("""{"name":"n","path":"ROOT"}""", """{"message":{"path":["has already been taken"]}}""")]
    [InlineData("""{"name":"n","path":"fresh","visibility":"secret"}""", """{"error":"visibility is invalid"}""")]
    [InlineData("""{"name":"n","path":"fresh","parent_id":99}""", """{"message":"404 Group Not Found"}""")]
    [InlineData("""{"name":"n","path":"fresh"}""", null)]
    public async Task Refuses_a_group_that_cannot_be(string body, string? refusal)
    {
        await root.TakeAsync(HttpMethod.Post, "groups", """{"name":"n","path":"used"}""");
        var (status, answer) = await root.SendAsync(HttpMethod.Post, "groups", body);

        Assert.Equal(refusal is null, status == HttpStatusCode.Created);
        Assert.True(refusal is null || JsonNode.DeepEquals(JsonNode.Parse(refusal), answer), answer.ToJsonString());
    }

    [Fact]
    public async Task A_renamed_group_takes_along_what_is_below_and_burns_the_paths_of_its_projects()
    {
        using var alice = await UserAsync("alice");
        var top = await root.TakeAsync(HttpMethod.Post, "groups", """{"name":"n","path":"top"}""");
        await root.TakeAsync(HttpMethod.Post, "groups", """{"name":"n","path":"topmost"}""");
        await root.TakeAsync(HttpMethod.Put, "projects/top%2Finner%2Fmine/sallyport", "{}");
        await root.TakeAsync(HttpMethod.Post, "groups/top%2Finner/members", new { user_id = 2, access_level = 30 });
        await root.TakeAsync(HttpMethod.Put, "application/settings", """{"block_jwt_for_reclaimed_paths":true}""");

        var (taken, refusal) = await root.SendAsync(HttpMethod.Put, "groups/top", """{"path":"topmost"}""");
        Assert.Equal((HttpStatusCode.BadRequest, """{"message":{"path":["has already been taken"]}}"""), (taken, refusal.ToJsonString()));
        var renamed = await root.TakeAsync(HttpMethod.Put, "groups/top", """{"path":"Peak"}""");
        Assert.Equal(("Peak", (long)top["id"]!), ((string?)renamed["full_path"], (long)renamed["id"]!));
        Assert.Equal(["Peak", "Peak/inner", "topmost"], (await ListAsync("groups", "full_path")).Order(StringComparer.Ordinal));
        Assert.Equal("Peak/inner/mine", (string?)(await alice.TakeAsync(HttpMethod.Get, "projects/peak%2Finner%2Fmine"))["path_with_namespace"]);

        const string config = "job: { script: x, id_tokens: { TOKEN: { aud: x } } }\n";
        var claims = await root.ClaimsAsync(await root.CreatePipelineAsync("peak/inner/mine", config));
        Assert.Equal("project_path:Peak/inner/mine:ref_type:branch:ref:main", (string?)claims["sub"]);
        await root.TakeAsync(HttpMethod.Put, "projects/top%2Finner%2Fmine/sallyport", "{}");
        Assert.Null(await root.ClaimAsync(await root.CreatePipelineAsync("top/inner/mine", config)));
    }

    [Fact]
    public async Task A_deleted_group_takes_its_memberships_with_it()
    {
        using var alice = await UserAsync("alice");
        await root.TakeAsync(HttpMethod.Post, "groups", """{"name":"g","path":"g"}""");
        await root.TakeAsync(HttpMethod.Post, "groups/g/members", new { user_id = 2, access_level = 50 });
        Assert.Equal(HttpStatusCode.OK, (await alice.SendAsync(HttpMethod.Get, "groups/g")).Status);
        await root.TakeAsync(HttpMethod.Delete, "groups/g");
        await root.TakeAsync(HttpMethod.Post, "groups", """{"name":"g","path":"g"}""");

        Assert.Equal(HttpStatusCode.NotFound, (await alice.SendAsync(HttpMethod.Get, "groups/g")).Status);
    }

    [Fact]
    public async Task Makes_users_with_a_namespace_and_tokens_of_their_own()
    {
        var user = await root.TakeAsync(HttpMethod.Post, "users", """{"username":"alice","name":"Alice","email":"alice@example.com"}""");
        Assert.Equal((2, "alice", false), ((long)user["id"]!, (string)user["username"]!, (bool)user["is_admin"]!));
        using var alice = await TokenAsync(2, new { name = "t", scopes = new[] { "api" }, expires_at = "2999-01-01" });

        Assert.Equal("alice", (string)(await alice.TakeAsync(HttpMethod.Get, "user"))["username"]!);
        Assert.Equal(("t", "2999-01-01"), Token(await alice.TakeAsync(HttpMethod.Get, "personal_access_tokens/self")));
        var project = await alice.TakeAsync(HttpMethod.Post, "projects", """{"name":"mine"}""");
        Assert.Equal(("alice/mine", "user"), ((string)project["path_with_namespace"]!, (string)project["namespace"]!["kind"]!));
        Assert.Null((await alice.TakeAsync(HttpMethod.Get, "users/1"))["email"]);
        Assert.NotNull((await root.TakeAsync(HttpMethod.Get, "users/2"))["email"]);
        Assert.Equal(["alice"], (await root.TakeAsync(HttpMethod.Get, "users?username=Alice")).AsArray().Select(u => (string)u!["username"]!));

        await alice.TakeAsync(HttpMethod.Delete, "personal_access_tokens/self");
        var (status, revoked) = await alice.SendAsync(HttpMethod.Get, "user");
        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_token"), (status, (string)revoked["error"]!));
    }

    [Theory]
    [InlineData("""{"username":"root","name":"n","email":"a@b.example"}""", 409, "Username has already been taken")]
    [InlineData("""{"username":"a","name":"n","email":"admin@example.com"}""", 409, "Email has already been taken")]
    [InlineData("""{"username":"a/b","name":"n","email":"a@b.example"}""", 400, "is invalid")]
    [InlineData("""{"username":"a","name":"n","email":"nobody"}""", 400, "is invalid")]
    [InlineData("""{"username":"a","name":"n"}""", 400, "email is missing")]
    [InlineData("""{"username":"a","name":"n","email":"a@b.example"}""", 201, "")]
    public async Task Refuses_a_user_that_cannot_be(string body, int expected, string text)
    {
        var (status, answer) = await root.SendAsync(HttpMethod.Post, "users", body);

        Assert.Equal(expected, (int)status);
        Assert.Contains(text, answer.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("read_api", "GET", "user", 200)]
    [InlineData("read_api", "POST", "projects?name=a", 403)]
    [InlineData("read_user", "GET", "user", 200)]
    [InlineData("read_user", "GET", "projects", 403)]
    [InlineData("read_user", "GET", "projects/1/jobs/1/artifacts/api/v4/user", 403)]
    [InlineData("read_user", "GET", "projects/1/jobs/1/artifacts/personal_access_tokens/self", 403)]
    [InlineData("read_api", "GET", "projects/1/jobs/1/artifacts/api/v4/user", 404)]
    [InlineData("api", "POST", "projects?name=a", 201)]
    public async Task A_token_does_what_its_scopes_allow(string scope, string method, string path, int expected)
    {
        await root.TakeAsync(HttpMethod.Post, "users", """{"username":"alice","name":"Alice","email":"alice@example.com"}""");
        using var alice = await TokenAsync(2, new { name = "t", scopes = new[] { scope } });

        Assert.Equal(expected, (int)(await alice.SendAsync(new HttpMethod(method), path)).Status);
    }

    [Fact]
    public async Task A_token_is_refused_from_its_day_on()
    {
        await root.TakeAsync(HttpMethod.Post, "users", """{"username":"alice","name":"Alice","email":"alice@example.com"}""");
        using var alice = await TokenAsync(2, new { name = "t", scopes = new[] { "api" }, expires_at = "2020-01-01" });

        var (status, answer) = await alice.SendAsync(HttpMethod.Get, "user");
        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_token"), (status, (string)answer["error"]!));
    }

    private async Task<GitLabClient> UserAsync(string name)
    {
        var user = await root.TakeAsync(HttpMethod.Post, "users", new { username = name, name, email = $"{name}@example.com" });
        return await TokenAsync((long)user["id"]!, new { name = "t", scopes = new[] { "api" } });
    }

    private async Task<GitLabClient> TokenAsync(long user, object body) =>
        new(server, token: (string)(await root.TakeAsync(HttpMethod.Post, $"users/{user}/personal_access_tokens", body))["token"]!);

    private async Task<IEnumerable<string>> ListAsync(string path, string member) =>
        (await root.TakeAsync(HttpMethod.Get, path)).AsArray().Select(g => $"{g![member]}");

    private static (string, string) Token(JsonNode token) => ((string)token["name"]!, (string)token["expires_at"]!);
}
