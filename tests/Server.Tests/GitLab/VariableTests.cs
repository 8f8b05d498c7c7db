using System.Net;
using System.Text.Json.Nodes;

namespace Sallyport.Server.Tests.GitLab;

/// <summary>CI/CD variables through the REST API, and which of them a job gets.</summary>
public sealed class VariableTests : IAsyncLifetime
{
    private const string Project = "projects/top%2Fsub%2Fmine/variables";

    private RunningServer server = null!;
    private GitLabClient client = null!;

    public async ValueTask InitializeAsync()
    {
        server = await RunningServer.StartAsync();
        client = new GitLabClient(server);
        await client.TakeAsync(HttpMethod.Put, "projects/top%2Fsub%2Fmine/sallyport", "{}");
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Creates_shows_changes_and_deletes_a_variable_of_a_project()
    {
        var created = await client.TakeAsync(HttpMethod.Post, Project, """{"key":"REGION","value":"west","description":"where"}""");
        var whole = """
            {"variable_type":"env_var","key":"REGION","value":"west","hidden":false,"protected":false,"masked":false,"raw":false,
             "description":"where","environment_scope":"*"}
            """;
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(whole), created), created.ToJsonString());

        var changed = await client.TakeAsync(HttpMethod.Put, $"{Project}/REGION", """{"value":"north","variable_type":"file","protected":true}""");
        Assert.Equal(("north", "file", true, "where"), ((string)changed["value"]!, (string)changed["variable_type"]!, (bool)changed["protected"]!, (string)changed["description"]!));
        Assert.True(JsonNode.DeepEquals(changed, await client.TakeAsync(HttpMethod.Get, $"{Project}/REGION")));
        Assert.Equal(["REGION"], (await client.TakeAsync(HttpMethod.Get, Project)).AsArray().Select(v => (string)v!["key"]!));

        Assert.Equal(HttpStatusCode.NoContent, (await client.SendAsync(HttpMethod.Delete, $"{Project}/REGION")).Status);
        Assert.Equal("404 Variable Not Found", (string?)(await client.SendAsync(HttpMethod.Get, $"{Project}/REGION")).Body["message"]);
    }

    [Fact]
    public async Task A_variable_of_a_project_that_is_deleted_meanwhile_is_made_or_not_found()
    {
        for (var round = 0; round < 5; round++)
        {
            var project = $"projects/top%2Fgone-{round}";
            await client.TakeAsync(HttpMethod.Put, $"{project}/sallyport", "{}");
            var made = Enumerable.Range(0, 12)
                .Select(n => client.SendAsync(HttpMethod.Post, $"{project}/variables", $$"""{"key":"KEY_{{n}}","value":"v"}""")).ToList();
            var deleted = client.SendAsync(HttpMethod.Delete, project);
            Assert.All(await Task.WhenAll(made), answer => Assert.Contains(answer.Status, (HttpStatusCode[])[HttpStatusCode.Created, HttpStatusCode.NotFound]));
            Assert.Equal(HttpStatusCode.Accepted, (await deleted).Status);
        }
    }

    [Theory]
    [InlineData("""{"key":"A","value":"west"}""", null)]
    [InlineData("""{"key":"A"}""", """{"error":"value is missing"}""")]
    [InlineData("""{"value":"west"}""", """{"error":"key is missing"}""")]
    [InlineData("""{"key":"","value":"x"}""", """{"message":{"key":["can't be blank"]}}""")]
    [InlineData("""{"key":"A-B","value":"x"}""", """{"message":{"key":["can contain only letters, digits and '_'."]}}""")]
    [InlineData("""{"key":"A","value":"x","variable_type":"secret"}""", """{"error":"variable_type does not have a valid value"}""")]
    [InlineData("""{"key":"A","value":"x","protected":"maybe"}""", """{"error":"protected is invalid"}""")]
    [InlineData("""{"key":"A","value":"1234567","masked":true}""", """{"message":{"value":["is invalid"]}}""")]
    [InlineData("""{"key":"A","value":"12345678","masked":true}""", null)]
    [InlineData("""{"key":"A","value":"12345678$","masked":true}""", """{"message":{"value":["is invalid"]}}""")]
    [InlineData("""{"key":"A","value":"12345678$","masked":true,"raw":true}""", null)]
    [InlineData("""{"key":"A","value":"1234 5678","masked":true,"raw":true}""", """{"message":{"value":["is invalid"]}}""")]
    [InlineData("""{"key":"A","value":"a\u0000b"}""", """{"message":{"value":["is invalid"]}}""")]
    [InlineData("""{"key":"A","value":"x","environment_scope":"review/*"}""", null)]
    [InlineData("""{"key":"A","value":"x","environment_scope":"review?"}""", """{"message":{"environment_scope":["can contain only letters, digits, '-', '_', '/', '$', '{', '}', '.', '*' and spaces"]}}""")]
    public async Task Takes_what_GitLab_takes_and_refuses_the_rest_in_its_sentences(string body, string? refusal)
    {
        var (status, answer) = await client.SendAsync(HttpMethod.Post, Project, body);

        Assert.Equal(refusal is null ? HttpStatusCode.Created : HttpStatusCode.BadRequest, status);
        Assert.True(refusal is null || JsonNode.DeepEquals(JsonNode.Parse(refusal), answer), answer.ToJsonString());
    }

    [Fact]
    public async Task Takes_ten_thousand_characters_and_no_more()
    {
        await client.TakeAsync(HttpMethod.Post, Project, new { key = "A", value = new string('ä', 10_000) });
        var (status, answer) = await client.SendAsync(HttpMethod.Post, Project, new { key = "B", value = new string('ä', 10_001) });

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("The value of the provided variable exceeds the 10000 character limit", (string?)answer["message"]!["value"]![0]);
    }

    [Fact]
    public async Task Tells_variables_of_one_key_apart_by_their_environment_scope()
    {
        await SetAsync("A", "all");
        await SetAsync("A", "prod", new { environment_scope = "production" });
        var (_, taken) = await client.SendAsync(HttpMethod.Post, Project, """{"key":"A","value":"again"}""");
        Assert.Equal("""{"message":{"key":["(A) has already been taken"]}}""", taken.ToJsonString());

        var (status, several) = await client.SendAsync(HttpMethod.Get, $"{Project}/A");
        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.StartsWith("There are multiple variables with provided parameters", (string?)several["message"], StringComparison.Ordinal);
        Assert.Equal("prod", (string?)(await client.TakeAsync(HttpMethod.Get, $"{Project}/A?filter[environment_scope]=production"))["value"]);
        var (moved, _) = await client.SendAsync(HttpMethod.Put, $"{Project}/A", """{"filter":{"environment_scope":"production"},"environment_scope":"*"}""");
        Assert.Equal(HttpStatusCode.BadRequest, moved);
    }

    [Fact]
    public async Task Shows_a_hidden_value_never_again_and_gives_it_to_jobs()
    {
        await SetAsync("A", "hush-hush-hush", new { masked_and_hidden = true });

        var shown = await client.TakeAsync(HttpMethod.Get, $"{Project}/A");
        Assert.Equal((true, true, null), ((bool)shown["hidden"]!, (bool)shown["masked"]!, shown["value"]));
        var (status, answer) = await client.SendAsync(HttpMethod.Put, $"{Project}/A", """{"masked":false}""");
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("The visibility setting cannot be changed for masked and hidden variables.", (string?)answer["message"]!["base"]![0]);
        var given = await GivenAsync("job: { script: x }\n", "A");
        Assert.Equal(("hush-hush-hush", true, false), ((string?)given!["value"], (bool)given["masked"]!, (bool)given["public"]!));
    }

    [Fact]
    public async Task The_nearest_place_wins_and_each_place_alone_gives_its_own()
    {
        var places = new[] { "admin/ci/variables", "groups/top/variables", "groups/top%2Fsub/variables", Project };
        for (var i = 0; i < places.Length; i++)
        {
            await client.TakeAsync(HttpMethod.Post, places[i], new { key = "A", value = $"{i}" });
            Assert.Equal($"{i}", (string?)(await GivenAsync("job: { script: x, variables: { A: file } }\n", "A"))!["value"]);
        }
        var instance = await client.TakeAsync(HttpMethod.Get, "admin/ci/variables/A");
        Assert.Null(instance["environment_scope"]);
        await client.TakeAsync(HttpMethod.Put, "projects/top%2Fother/sallyport", "{}");
        Assert.Equal("1", (string?)(await GivenAsync("job: { script: x }\n", "A", project: "top/other"))!["value"]);
    }

    [Theory]
    [InlineData(null, "all")]
    [InlineData("production", "exact")]
    [InlineData("review/one", "pattern")]
    [InlineData("review/eu/one", "longer")]
    [InlineData("staging", "all")]
    [InlineData("review", "all")]
    [InlineData("$NAMED", "exact")]
    public async Task The_most_exact_environment_scope_wins(string? environment, string expected)
    {
        await SetAsync("NAMED", "production");
        await SetAsync("A", "longer", new { environment_scope = "review/eu/*" });
        await SetAsync("A", "exact", new { environment_scope = "production" });
        await SetAsync("A", "all");
        await SetAsync("A", "pattern", new { environment_scope = "review/*" });

        var line = environment is null ? "" : $"  environment: {environment}\n";
        Assert.Equal(expected, (string?)(await GivenAsync($"job:\n  script: x\n{line}", "A"))!["value"]);
    }

    [Fact]
    public async Task A_protected_variable_reaches_only_jobs_of_protected_refs()
    {
        await SetAsync("A", "safe", new { @protected = true });

        Assert.NotNull(await GivenAsync("job: { script: x }\n", "A"));
        Assert.Null(await GivenAsync("job: { script: x }\n", "A", branch: "feature"));
    }

    [Fact]
    public async Task Rules_see_the_variables_that_the_job_would_get()
    {
        await SetAsync("DEPLOY", "yes", new { environment_scope = "production" });
        await SetAsync("GENERAL", "yes");
        const string config = """
            general: { script: x, rules: [ { if: $GENERAL == "yes" } ] }
            other: { script: x, rules: [ { if: $DEPLOY == "yes" } ] }
            scoped: { script: x, environment: production, rules: [ { if: $DEPLOY == "yes" } ] }
            """;
        var created = await client.CreatePipelineAsync("top/sub/mine", config);

        Assert.Equal(["general", "scoped"], created["jobs"]!.AsArray().Select(j => (string)j!["name"]!));
    }

    [Fact]
    public async Task Lists_in_pages()
    {
        for (var i = 0; i < 3; i++)
            await SetAsync($"A{i}", "x");

        Assert.Equal(["A2"], (await client.TakeAsync(HttpMethod.Get, $"{Project}?per_page=2&page=2")).AsArray().Select(v => (string)v!["key"]!));
    }

    [Fact]
    public async Task A_deleted_project_leaves_no_variables_to_the_next_of_its_path()
    {
        await SetAsync("A", "x");
        await client.TakeAsync(HttpMethod.Delete, "projects/top%2Fsub%2Fmine");
        await client.TakeAsync(HttpMethod.Put, "projects/top%2Fsub%2Fmine/sallyport", "{}");

        Assert.Empty((await client.TakeAsync(HttpMethod.Get, Project)).AsArray());
    }

    private Task<JsonNode> SetAsync(string key, string value, object? further = null)
    {
        var body = System.Text.Json.JsonSerializer.SerializeToNode(further ?? new { })!.AsObject();
        (body["key"], body["value"]) = (key, value);
        return client.TakeAsync(HttpMethod.Post, Project, body.ToJsonString());
    }

    // The variable as the runner gets it.
    private async Task<JsonNode?> GivenAsync(string config, string key, string branch = "main", string project = "top/sub/mine")
    {
        var created = await client.CreatePipelineAsync(project, config, new JsonObject { ["ref"] = branch });
        var job = await client.ClaimAsync(created);
        return job!["variables"]!.AsArray().LastOrDefault(v => (string?)v!["key"] == key);
    }
}
