using System.Net;
using System.Text.Json.Nodes;

namespace Sallyport.Server.Tests.GitLab;

/// <summary>The check of a CI file through the REST API.</summary>
public sealed class LintTests : IAsyncLifetime
{
    private const string Repository = "projects/mygroup%2Fmine/repository";

    private RunningServer server = null!;
    private GitLabClient client = null!;

    public async ValueTask InitializeAsync()
    {
        server = await RunningServer.StartAsync();
        client = new GitLabClient(server);
        await client.TakeAsync(HttpMethod.Put, "projects/mygroup%2Fmine/sallyport", "{}");
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task A_valid_file_is_valid_with_its_merged_form_and_its_jobs()
    {
        const string content = """
            include: ci/part.yml
            job:
              extends: .base
              before_script: [a]
              script: [b, c]
              tags: [t]
              rules: [ { if: $NEVER_SET } ]
            """;
        var answer = await LintAsync(content, new()
        {
            ["include_jobs"] = true, ["included"] = new JsonObject { ["ci/part.yml"] = ".base:\n  after_script: [d]\n  when: manual\n" },
        });

        Assert.True((bool)answer["valid"]!, answer.ToJsonString());
        Assert.Empty(answer["errors"]!.AsArray());
        Assert.Contains("after_script:", (string)answer["merged_yaml"]!, StringComparison.Ordinal);
        Assert.Equal(("local", "ci/part.yml", "mygroup/mine"), Include(answer["includes"]![0]!));
        var job = answer["jobs"]![0]!;
        Assert.Equal("""["a"]|["b","c"]|["d"]|["t"]""", string.Join("|", ((string[])["before_script", "script", "after_script", "tag_list"]).Select(m => job[m]!.ToJsonString())));
        Assert.Equal(("job", "test"), ((string)job["name"]!, (string)job["stage"]!));
    }

    [Fact]
    public async Task Checks_the_file_of_a_commit_with_what_it_includes_from_there()
    {
        const string config = "include: part.yml\njob:\n  extends: .base\n  rules: [ { exists: [part.yml] } ]\nnever:\n  script: x\n  rules: [ { if: $NEVER_SET } ]\n";
        await CommitAsync("part.yml", ".base: { script: from-part }\n");
        await CommitAsync(".gitlab-ci.yml", config);
        await client.TakeAsync(HttpMethod.Post, $"{Repository}/tags?tag_name=good&ref=main");
        await client.TakeAsync(HttpMethod.Put, $"{Repository}/files/.gitlab-ci.yml", new { branch = "main", content = "job: 5\n", commit_message = "Break it" });

        Assert.False((bool)(await client.TakeAsync(HttpMethod.Get, "projects/mygroup%2Fmine/ci/lint"))["valid"]!);
        var good = await client.TakeAsync(HttpMethod.Get, "projects/mygroup%2Fmine/ci/lint?content_ref=good&dry_run=true&include_jobs=true");
        Assert.True((bool)good["valid"]!, good.ToJsonString());
        Assert.Equal(["job"], good["jobs"]!.AsArray().Select(j => (string?)j!["name"]));
        Assert.Equal("""["from-part"]""", good["jobs"]![0]!["script"]!.ToJsonString());
        var (status, answer) = await client.SendAsync(HttpMethod.Get, "projects/mygroup%2Fmine/ci/lint?content_ref=nowhere");
        Assert.Equal((HttpStatusCode.NotFound, "404 Commit Not Found"), (status, (string?)answer["message"]));
    }

    [Fact]
    public async Task A_commit_without_a_file_is_not_valid()
    {
        await CommitAsync("other", "x");
        var answer = await client.TakeAsync(HttpMethod.Get, "projects/mygroup%2Fmine/ci/lint");
        Assert.Equal("""["Please provide content of .gitlab-ci.yml"]""", answer["errors"]!.ToJsonString());
    }

    [Theory]
    [InlineData("job:\n  script: x\n", true, "[]")]
    [InlineData("job:\n  stage: nowhere\n  script: x\n", false, "job job: chosen stage nowhere does not exist; available stages are .pre, build, test, deploy, .post")]
    [InlineData("job: {}\n", false, "jobs job config should implement the script:, run:, or trigger: keyword")]
    [InlineData("include: missing.yml\n", false, "Local file `missing.yml` does not exist!")]
    [InlineData("a: [", false, "")]
    public async Task An_invalid_file_is_answered_200_with_GitLabs_sentences(string content, bool valid, string error)
    {
        var answer = await LintAsync(content);

        Assert.Equal(valid, (bool)answer["valid"]!);
        if (!valid)
            Assert.Contains(answer["errors"]!.AsArray(), e => ((string)e!).StartsWith(error, StringComparison.Ordinal));
        Assert.Null(answer["jobs"]);
    }

    [Fact]
    public async Task Only_a_dry_run_decides_rules_and_it_stores_nothing()
    {
        const string content = """
            always: { script: x }
            stored: { script: x, rules: [ { if: $FLAG == "yes" } ] }
            elsewhere: { script: x, rules: [ { if: $CI_COMMIT_BRANCH == "elsewhere" } ] }
            """;
        await client.TakeAsync(HttpMethod.Post, "projects/mygroup%2Fmine/variables", """{"key":"FLAG","value":"yes"}""");

        Assert.Equal("always stored elsewhere", await JobsAsync(content, false, null));
        Assert.Equal("always stored", await JobsAsync(content, true, null));
        Assert.Equal("always stored elsewhere", await JobsAsync(content, true, "elsewhere"));
        Assert.Empty((await client.TakeAsync(HttpMethod.Get, "projects/mygroup%2Fmine/pipelines")).AsArray());
    }

    [Fact]
    public async Task A_dry_run_says_when_there_would_be_no_pipeline()
    {
        const string content = "job: { script: x, rules: [ { if: $NOT_SET } ] }\n";

        Assert.True((bool)(await LintAsync(content))["valid"]!);
        var tried = await LintAsync(content, new() { ["dry_run"] = true });
        Assert.False((bool)tried["valid"]!);
        Assert.StartsWith("The resulting pipeline would have been empty.", (string)tried["errors"]![0]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", """{"error":"content is missing"}""")]
    [InlineData("""{"content":"a: 1","dry_run":"perhaps"}""", """{"error":"dry_run is invalid"}""")]
    [InlineData("""{"content":"a: 1","dry_run":true,"ref":"a..b"}""", """{"error":"ref is invalid"}""")]
    public async Task Refuses_a_malformed_request(string body, string refusal)
    {
        var (status, answer) = await client.SendAsync(HttpMethod.Post, "projects/mygroup%2Fmine/ci/lint", body);

        Assert.Equal((HttpStatusCode.BadRequest, refusal), (status, answer.ToJsonString()));
    }

    private Task<JsonNode> LintAsync(string content, JsonObject? further = null)
    {
        var body = further ?? [];
        body["content"] = content;
        return client.TakeAsync(HttpMethod.Post, "projects/mygroup%2Fmine/ci/lint", body.ToJsonString());
    }

    private async Task<string> JobsAsync(string content, bool dryRun, string? branch)
    {
        var body = new JsonObject { ["include_jobs"] = true, ["dry_run"] = dryRun };
        if (branch is not null)
            body["ref"] = branch;
        return string.Join(' ', (await LintAsync(content, body))["jobs"]!.AsArray().Select(j => (string)j!["name"]!));
    }

    private static (string, string, string) Include(JsonNode include) =>
        ((string)include["type"]!, (string)include["location"]!, (string)include["context_project"]!);

    private Task<JsonNode> CommitAsync(string path, string content) =>
        client.TakeAsync(HttpMethod.Post, $"{Repository}/files/{path}", new { branch = "main", content, commit_message = path });
}
