using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sallyport.Server.Tests.GitLab;

/// <summary>
/// Every claim of the ID tokens that the server gives to a runner, by the kind of the pipeline: its name, its JSON type
/// and its value, and no other claim.
/// </summary>
public sealed class ClaimTableTests : IAsyncLifetime
{
    private const string Config = "job:\n  id_tokens: { TOKEN: { aud: https://aud.example.com } }\n  script: x\n";
    private const string OfMergeRequest = Config + "  rules: [ { if: $CI_MERGE_REQUEST_IID } ]\n";
    private const string Mine = "projects/mygroup%2Fmine";
    private const string Fork = "projects/stranger%2Fmine";
    private const string Sha = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    private const string Number = "a number above 0, as text";
    private const string Host = "gitlab.example.com";

    /// <summary>A push to the default branch, which is protected. The values are JSON.</summary>
    private static readonly Dictionary<string, string> Push = new()
    {
        ["iss"] = "\"https://gitlab.example.com\"",
        ["sub"] = "\"project_path:mygroup/mine:ref_type:branch:ref:main\"",
        ["aud"] = "\"https://aud.example.com\"",
        ["project_id"] = "\"77\"",
        ["project_path"] = "\"mygroup/mine\"",
        ["namespace_id"] = Number,
        ["namespace_path"] = "\"mygroup\"",
        ["job_project_id"] = "\"77\"",
        ["job_project_path"] = "\"mygroup/mine\"",
        ["job_namespace_id"] = Number,
        ["job_namespace_path"] = "\"mygroup\"",
        ["project_visibility"] = "\"private\"",
        ["user_id"] = "\"1\"",
        ["user_login"] = "\"root\"",
        ["user_email"] = "\"admin@example.com\"",
        ["user_access_level"] = "\"owner\"",
        ["pipeline_id"] = Number,
        ["pipeline_source"] = "\"push\"",
        ["job_id"] = Number,
        ["job_source"] = "\"push\"",
        ["ref"] = "\"main\"",
        ["ref_type"] = "\"branch\"",
        ["ref_path"] = "\"refs/heads/main\"",
        ["ref_protected"] = "\"true\"",
        ["runner_environment"] = "\"self-hosted\"",
        ["sha"] = $"\"{Sha}\"",
        ["ci_config_ref_uri"] = $"\"{Host}/mygroup/mine//.gitlab-ci.yml@refs/heads/main\"",
        ["ci_config_sha"] = $"\"{Sha}\"",
    };

    private static readonly Dictionary<string, Row> Rows = new()
    {
        ["branch"] = new(Config, new JsonObject(), []),
        ["tag"] = new(Config, new JsonObject { ["ref"] = "v1.0", ["ref_type"] = "tag" }, On("v1.0", "tag")),
        ["branch with a slash"] = new(Config, new JsonObject { ["ref"] = "feature/x" }, On("feature/x")),
        ["protected branch by a pattern"] = new(
            Config, new JsonObject { ["ref"] = "release/1" }, [.. On("release/1"), ("ref_protected", "true")]),
        ["merge request"] = new(OfMergeRequest, MergeRequest(null), [.. On("fix"), .. From("merge_request_event")]),
        ["merge request of a fork"] = new(
            OfMergeRequest, MergeRequest(99),
            [
                .. On("fix"), .. From("merge_request_event"),
                ("sub", "project_path:stranger/mine:ref_type:branch:ref:fix"), ("project_id", "99"),
                ("project_path", "stranger/mine"), ("namespace_path", "stranger"),
            ]),
        ["schedule"] = new(Config, new JsonObject { ["source"] = "schedule" }, From("schedule")),
        ["trigger"] = new(Config, new JsonObject { ["source"] = "trigger" }, From("trigger")),
        ["web"] = new(Config, new JsonObject { ["source"] = "web" }, From("web")),
        ["child pipeline"] = new(
            "start: { trigger: { include: child.yml } }\n",
            new JsonObject { ["included"] = new JsonObject { ["child.yml"] = Config } }, From("parent_pipeline")),
        ["environment"] = new(
            Config + "  environment: production\n", new JsonObject(), At("production", "production", "start")),
        ["environment with a tier and an action"] = new(
            Config + "  environment: { name: review/$CI_COMMIT_REF_NAME, deployment_tier: testing, action: prepare }\n",
            new JsonObject(), At("review/main", "testing", "prepare")),
    };

    private RunningServer server = null!;
    private GitLabClient gitLab = null!;

    public static TheoryData<string> Kinds => [.. Rows.Keys];

    public async ValueTask InitializeAsync()
    {
        server = await RunningServer.StartAsync();
        gitLab = new GitLabClient(server);
        await gitLab.TakeAsync(HttpMethod.Put, $"{Mine}/sallyport", new { project_id = 77 });
        await gitLab.TakeAsync(HttpMethod.Put, $"{Fork}/sallyport", new { project_id = 99 });
        await gitLab.TakeAsync(HttpMethod.Post, Mine + "/protected_branches", new { name = "release/*" });
    }

    public async ValueTask DisposeAsync()
    {
        gitLab.Dispose();
        await server.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Each_kind_of_pipeline_has_exactly_these_claims(string kind)
    {
        var row = Rows[kind];
        var claims = (await ClaimsAsync(row.Config, row.Further)).AsObject();
        var expected = new Dictionary<string, string>(Push);
        foreach (var (name, value) in row.Differs)
            expected[name] = JsonSerializer.Serialize(value);
        string[] measured = ["iat", "nbf", "exp", "jti", "runner_id"];
        Assert.Equal(expected.Keys.Concat(measured).Order(), claims.Select(c => c.Key).Order());
        Assert.All(expected, e => AssertValue(e.Key, e.Value, claims[e.Key]!));
        Assert.All(["iat", "nbf", "exp", "runner_id"], n => Assert.Equal(JsonValueKind.Number, claims[n]!.GetValueKind()));
        Assert.Equal(((long)claims["iat"]! - 5, (long)claims["iat"]! + 3600), ((long)claims["nbf"]!, (long)claims["exp"]!));
        Assert.Matches("^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$", (string)claims["jti"]!);
    }

    [Theory]
    [InlineData("project_path", "project_path:mygroup/mine")]
    [InlineData("project_id", "project_id:77")]
    [InlineData("project_id,ref_type,ref", "project_id:77:ref_type:branch:ref:main")]
    [InlineData("project_path,project_id,ref", "project_path:mygroup/mine:project_id:77:ref:main")]
    [InlineData("project_path,ref_protected", "project_path:mygroup/mine:ref_protected:true")]
    [InlineData("project_path,deployment_tier,environment_protected", "project_path:mygroup/mine")]
    [InlineData("project_path,deployment_tier,environment_protected", "project_path:mygroup/mine:deployment_tier:staging:environment_protected:false", "staging")]
    public async Task Each_form_of_the_subject(string components, string subject, string? environment = null)
    {
        await gitLab.TakeAsync(HttpMethod.Put, Mine, new { ci_id_token_sub_claim_components = components.Split(',') });
        var claims = await ClaimsAsync(environment is null ? Config : Config + $"  environment: {environment}\n");
        Assert.Equal(subject, (string?)claims["sub"]);
    }

    [Theory]
    [InlineData("[a]", """["a"]""")]
    [InlineData("[a, $CI_PROJECT_PATH]", """["a","mygroup/mine"]""")]
    [InlineData("'${CI_SERVER_URL}/x'", "\"https://gitlab.example.com/x\"")]
    [InlineData("$GIVEN", "\"given\"")]
    public async Task An_audience_keeps_its_form_and_knows_the_jobs_variables(string audience, string claim)
    {
        var created = await gitLab.CreatePipelineAsync("mygroup/mine", $"job:\n  variables: {{ GIVEN: given }}\n  id_tokens: {{ TOKEN: {{ aud: {audience} }} }}\n  script: x\n");
        Assert.Empty(created["warnings"]!.AsArray());
        Assert.Equal(claim, (await gitLab.ClaimsAsync(created))["aud"]!.ToJsonString(Plain));
    }

    [Fact]
    public async Task An_audience_of_a_variable_that_nothing_sets_is_empty_and_that_is_said()
    {
        var created = await gitLab.CreatePipelineAsync("mygroup/mine", "job:\n  id_tokens: { TOKEN: { aud: $NOBODY } }\n  script: x\n");
        var warning = (string)Assert.Single(created["warnings"]!.AsArray())!;
        Assert.Contains("the audience '$NOBODY' of TOKEN uses $NOBODY", warning, StringComparison.Ordinal);
        Assert.Equal("\"\"", (await gitLab.ClaimsAsync(created))["aud"]!.ToJsonString());
    }

    [Fact]
    public async Task Each_token_of_a_job_has_its_own_audience_and_jti_and_a_retry_has_new_ones()
    {
        var created = await gitLab.CreatePipelineAsync("mygroup/mine", "job:\n  id_tokens: { ONE: { aud: one }, TWO: { aud: [two] } }\n  script: x\n");
        var job = (await gitLab.ClaimAsync(created))!;
        var (one, two) = (Claims(job, "ONE"), Claims(job, "TWO"));
        Assert.Equal(("\"one\"", """["two"]"""), (one["aud"]!.ToJsonString(), two["aud"]!.ToJsonString()));
        Assert.NotEqual((string)one["jti"]!, (string)two["jti"]!);
        string[] own = ["aud", "jti"];
        Assert.All(one.AsObject().Where(c => !own.Contains(c.Key)), c => Assert.Equal(c.Value!.ToJsonString(), two[c.Key]!.ToJsonString()));

        await gitLab.SendAsync(HttpMethod.Put, $"jobs/{job["id"]}", new { token = (string)job["token"]!, state = "failed" });
        await gitLab.TakeAsync(HttpMethod.Post, $"{Mine}/jobs/{job["id"]}/retry");
        var again = Claims((await gitLab.ClaimAsync(created))!, "ONE");
        Assert.NotEqual((string)one["jti"]!, (string)again["jti"]!);
        Assert.NotEqual((string)one["job_id"]!, (string)again["job_id"]!);
        Assert.Equal((string)one["sub"]!, (string)again["sub"]!);
    }

    private static JsonSerializerOptions Plain { get; } =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static void AssertValue(string name, string expected, JsonNode actual)
    {
        var isNumber = actual.GetValueKind() == JsonValueKind.String && long.TryParse((string)actual!, out var id) && id > 0;
        if (expected == Number)
            Assert.True(isNumber, $"{name} is {actual.ToJsonString()}");
        else
            Assert.Equal($"{name} {expected}", $"{name} {actual.ToJsonString(Plain)}");
    }

    private static JsonNode Claims(JsonNode job, string name)
    {
        var token = (string)job["variables"]!.AsArray().Last(v => (string?)v!["key"] == name)!["value"]!;
        return JsonNode.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(token.Split('.')[1]))!;
    }

    private async Task<JsonNode> ClaimsAsync(string config, JsonObject? further = null) =>
        await gitLab.ClaimsAsync(await gitLab.CreatePipelineAsync("mygroup/mine", config, further));

    private static (string, string)[] On(string name, string type = "branch")
    {
        var path = (type == "tag" ? "refs/tags/" : "refs/heads/") + name;
        return
        [
            ("sub", $"project_path:mygroup/mine:ref_type:{type}:ref:{name}"), ("ref", name), ("ref_type", type),
            ("ref_path", path), ("ref_protected", "false"),
            ("ci_config_ref_uri", $"{Host}/mygroup/mine//.gitlab-ci.yml@{path}"),
        ];
    }

    private static (string, string)[] From(string source) => [("pipeline_source", source), ("job_source", source)];

    private static (string, string)[] At(string environment, string tier, string action) =>
    [
        ("environment", environment), ("environment_protected", "false"), ("deployment_tier", tier),
        ("environment_action", action),
    ];

    private static JsonObject MergeRequest(int? fork) => new()
    {
        ["ref"] = "fix",
        ["source"] = "merge_request_event",
        ["merge_request"] = new JsonObject { ["iid"] = 5, ["target_branch"] = "main", ["source_project_id"] = fork ?? 77 },
    };

    /// <summary>A kind of pipeline: its file, what else is asked for, and the claims that differ from a push.</summary>
    private sealed record Row(string Config, JsonObject Further, (string Name, string Value)[] Differs);
}
