using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Sallyport.Server.Tests.GitLab;

/// <summary>Schedules, and the pipelines that they start.</summary>
public sealed class ScheduleTests : IAsyncLifetime
{
    private const string Project = "projects/top%2Fmine";
    private const string Schedules = $"{Project}/pipeline_schedules";
    private const string Config = """
        job:
          script: x
          id_tokens: { TOKEN: { aud: x } }
          rules: [ { if: '$CI_PIPELINE_SOURCE == "schedule" && $COLOUR == "red"' } ]

        """;

    private readonly ShiftedTime clock = new();
    private RunningServer server = null!;
    private GitLabClient client = null!;
    private GitLabClient member = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        server = await RunningServer.StartAsync(options => options with { Time = clock });
        client = new GitLabClient(server);
        await client.TakeAsync(HttpMethod.Put, $"{Project}/sallyport", "{}");
        await WriteAsync(HttpMethod.Post, Config);
        await client.TakeAsync(HttpMethod.Post, $"{Project}/repository/branches?branch=free&ref=main");
        await client.TakeAsync(HttpMethod.Post, "users", new { username = "bo", name = "Bo", email = "bo@example.com" });
        var theirs = await client.TakeAsync(HttpMethod.Post, "users/2/personal_access_tokens", new { name = "t", scopes = new[] { "api" } });
        member = new GitLabClient(server, token: (string)theirs["token"]!);
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        member.Dispose();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Makes_shows_changes_lists_and_deletes_a_schedule()
    {
        var made = await MakeAsync(client);
        Assert.Equal(("refs/heads/main", "nightly", "UTC", "root"), (Text(made, "ref"), Text(made, "description"), Text(made, "cron_timezone"), Text(made["owner"]!, "username")));
        Assert.Equal((true, (string?)null), ((bool)made["active"]!, (string?)made["last_pipeline"]));
        Assert.Empty(made["variables"]!.AsArray());

        var changed = await client.TakeAsync(HttpMethod.Put, $"{Schedules}/1", new { cron = "30 6 * * *", cron_timezone = "Asia/Tokyo", active = false });
        Assert.Equal(new TimeSpan(21, 30, 0), When(changed).UtcDateTime.TimeOfDay); // 6:30 in Tokyo
        Assert.InRange(When(changed) - clock.GetUtcNow(), TimeSpan.Zero, TimeSpan.FromDays(1));
        Assert.Equal([1], await IdsAsync("scope=inactive"));
        Assert.Empty(await IdsAsync("scope=active"));
        Assert.Equal(HttpStatusCode.BadRequest, (await client.SendAsync(HttpMethod.Get, $"{Schedules}?scope=other")).Status);
        await MakeAsync(client);
        Assert.Equal([2], await IdsAsync("per_page=1&page=2"));

        Assert.Equal(HttpStatusCode.NoContent, (await client.SendAsync(HttpMethod.Delete, $"{Schedules}/1")).Status);
        var (status, answer) = await client.SendAsync(HttpMethod.Get, $"{Schedules}/1");
        Assert.Equal((HttpStatusCode.NotFound, "404 Pipeline Schedule Not Found"), (status, Text(answer, "message")));
    }

    [Theory]
    [InlineData("ref", "free", null)]
    [InlineData("ref", "refs/tags/later", null)]
    [InlineData("ref", "none", """{"message":{"ref":["is ambiguous"]}}""")]
    [InlineData("ref", "", """{"error":"ref is empty"}""")]
    [InlineData("cron", "@daily", null)]
    [InlineData("cron", "0 0 1-7 * mon", null)]
    [InlineData("cron", "61 * * * *", """{"message":{"cron":["syntax is invalid"]}}""")]
    [InlineData("cron", "0 0 31 2 *", """{"message":{"cron":["syntax is invalid"]}}""")]
    [InlineData("cron", "", """{"message":{"cron":["syntax is invalid","can\u0027t be blank"]}}""")]
    [InlineData("cron_timezone", "Europe/Berlin", null)]
    [InlineData("cron_timezone", "../../etc/passwd", """{"message":{"cron_timezone":["syntax is invalid"]}}""")]
    [InlineData("cron_timezone", "Europe", """{"message":{"cron_timezone":["syntax is invalid"]}}""")]
    [InlineData("description", " ", """{"message":{"description":["can\u0027t be blank"]}}""")]
    [InlineData("description", null, """{"error":"description is missing"}""")]
    public async Task Takes_what_GitLab_takes_and_refuses_the_rest_in_its_words(string name, string? value, string? refusal)
    {
        var body = new JsonObject { ["description"] = "d", ["ref"] = "main", ["cron"] = "0 1 * * *" };
        body[name] = value;
        var (status, answer) = await client.SendAsync(HttpMethod.Post, Schedules, body.ToJsonString());
        Assert.Equal(refusal is null ? HttpStatusCode.Created : HttpStatusCode.BadRequest, status);
        if (refusal is not null)
            Assert.Equal(refusal, answer.ToJsonString());
    }

    [Fact]
    public async Task A_project_has_ten_schedules_at_most()
    {
        for (var count = 0; count < 10; count++)
            await MakeAsync(client);
        var (status, answer) = await client.SendAsync(HttpMethod.Post, Schedules, Wanted("main"));
        Assert.Equal((HttpStatusCode.BadRequest, "Maximum number of ci pipeline schedules (10) exceeded"), (status, (string?)answer["message"]!["base"]![0]));
    }

    [Fact]
    public async Task The_clock_starts_what_is_due_once_after_a_pause_with_its_variables_as_its_owner()
    {
        await MakeAsync(client);
        await client.TakeAsync(HttpMethod.Post, $"{Schedules}/1/variables", new { key = "COLOUR", value = "red" });
        await MakeAsync(client);
        await client.TakeAsync(HttpMethod.Put, $"{Schedules}/2", """{"active":false}""");
        var before = When(await client.TakeAsync(HttpMethod.Get, $"{Schedules}/1"));
        clock.Advance(TimeSpan.FromHours(3.5)); // it is due each hour

        var pipeline = await StartedAsync(1);
        Assert.Equal(("schedule", "main", "pending"), (Text(pipeline, "source"), Text(pipeline, "ref"), Text(pipeline, "status")));
        Assert.InRange(When(await client.TakeAsync(HttpMethod.Get, $"{Schedules}/1")), before.AddHours(3), before.AddHours(4));
        clock.Advance(TimeSpan.FromHours(1));
        await StartedAsync(2);
        Assert.Equal(2, (await client.TakeAsync(HttpMethod.Get, $"{Schedules}/1/pipelines")).AsArray().Count);
        Assert.Empty((await client.TakeAsync(HttpMethod.Get, $"{Schedules}/2/pipelines")).AsArray());

        var variables = (await ClaimAsync())["variables"]!.AsArray();
        string? Of(string key) => (string?)variables.Last(v => (string?)v!["key"] == key)!["value"];
        Assert.Equal(("red", "nightly", "schedule", "root"), (Of("COLOUR"), Of("CI_PIPELINE_SCHEDULE_DESCRIPTION"), Of("CI_PIPELINE_SOURCE"), Of("GITLAB_USER_LOGIN")));
        var claims = JsonNode.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(Of("TOKEN")!.Split('.')[1]))!;
        Assert.Equal(("schedule", "project_path:top/mine:ref_type:branch:ref:main"), (Text(claims, "pipeline_source"), Text(claims, "sub")));
    }

    [Fact]
    public async Task Play_starts_it_now_as_whoever_asks_and_a_file_that_cannot_be_used_leaves_a_failed_pipeline()
    {
        await client.TakeAsync(HttpMethod.Post, $"{Project}/members", new { user_id = 2, access_level = 40 });
        await MakeAsync(client);
        var due = When(await client.TakeAsync(HttpMethod.Get, $"{Schedules}/1"));
        Assert.Equal("201 Created", Text(await member.TakeAsync(HttpMethod.Post, $"{Schedules}/1/play"), "message"));
        Assert.Empty((await client.TakeAsync(HttpMethod.Get, $"{Schedules}/1/pipelines")).AsArray()); // no colour, no job
        await client.TakeAsync(HttpMethod.Post, $"{Schedules}/1/variables", new { key = "COLOUR", value = "red" });
        await member.TakeAsync(HttpMethod.Post, $"{Schedules}/1/play");
        var started = Assert.Single((await client.TakeAsync(HttpMethod.Get, $"{Schedules}/1/pipelines")).AsArray())!;
        Assert.Equal("bo", Text((await client.TakeAsync(HttpMethod.Get, $"{Project}/pipelines/{started["id"]}"))["user"]!, "username"));

        await WriteAsync(HttpMethod.Put, "job: 5\n");
        await client.TakeAsync(HttpMethod.Post, $"{Schedules}/1/play");
        var shown = await client.TakeAsync(HttpMethod.Get, $"{Schedules}/1");
        Assert.Equal(("failed", due), (Text(shown["last_pipeline"]!, "status"), When(shown)));
    }

    [Fact]
    public async Task Variables_are_made_shown_changed_and_removed_one_for_each_key()
    {
        await MakeAsync(client);
        const string list = $"{Schedules}/1/variables";
        var made = await client.TakeAsync(HttpMethod.Post, list, new { key = "A", value = "1", variable_type = "file" });
        Assert.Equal("""{"variable_type":"file","key":"A","value":"1","raw":false}""", made.ToJsonString());
        Assert.Equal("""{"message":{"key":["has already been taken"]}}""", (await client.SendAsync(HttpMethod.Post, list, new { key = "A", value = "2" })).Body.ToJsonString());
        Assert.Contains("can contain only letters", (await client.SendAsync(HttpMethod.Post, list, new { key = "A-B", value = "2" })).Body.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("value is missing", Text((await client.SendAsync(HttpMethod.Post, list, new { key = "B" })).Body, "error"));
        await client.TakeAsync(HttpMethod.Put, $"{list}/A", new { value = "3", variable_type = "env_var" });
        Assert.Equal(("3", "env_var"), (Text(await client.TakeAsync(HttpMethod.Get, $"{list}/A"), "value"), Text((await client.TakeAsync(HttpMethod.Get, $"{Schedules}/1"))["variables"]![0]!, "variable_type")));
        Assert.Equal(HttpStatusCode.Accepted, (await client.SendAsync(HttpMethod.Delete, $"{list}/A")).Status);
        foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Put, HttpMethod.Delete])
            Assert.Equal("404 Pipeline Schedule Variable Not Found", Text((await client.SendAsync(method, $"{list}/A", "{}")).Body, "message"));
    }

    [Fact]
    public async Task Developers_make_schedules_of_free_branches_owners_change_them_and_maintainers_take_them_over()
    {
        await MakeAsync(client);
        await client.TakeAsync(HttpMethod.Post, $"{Project}/members", new { user_id = 2, access_level = 20 });
        Assert.DoesNotContain("variables", (await member.TakeAsync(HttpMethod.Get, $"{Schedules}/1")).AsObject().Select(m => m.Key));
        Assert.Equal(HttpStatusCode.Forbidden, (await member.SendAsync(HttpMethod.Post, Schedules, Wanted("free"))).Status);

        await client.TakeAsync(HttpMethod.Put, $"{Project}/members/2", new { access_level = 30 });
        var (status, answer) = await member.SendAsync(HttpMethod.Post, Schedules, Wanted("main"));
        Assert.Equal((HttpStatusCode.BadRequest, "The current user is not authorized to create the pipeline schedule"), (status, (string?)answer["message"]!["base"]![0]));
        await MakeAsync(member, "free");
        (status, answer) = await member.SendAsync(HttpMethod.Put, $"{Schedules}/2", """{"ref":"main"}""");
        Assert.Equal((HttpStatusCode.BadRequest, "The current user is not authorized to update the pipeline schedule"), (status, (string?)answer["message"]!["base"]![0]));
        await member.TakeAsync(HttpMethod.Put, $"{Schedules}/2", """{"description":"weekly"}""");
        foreach (var (method, act) in ((HttpMethod, string)[])[(HttpMethod.Put, ""), (HttpMethod.Delete, ""), (HttpMethod.Post, "/play"), (HttpMethod.Post, "/take_ownership"), (HttpMethod.Get, "/variables/A"), (HttpMethod.Post, "/variables")])
            Assert.Equal((method, act, HttpStatusCode.Forbidden), (method, act, (await member.SendAsync(method, $"{Schedules}/1{act}", "{}")).Status));

        await client.TakeAsync(HttpMethod.Put, $"{Project}/members/2", new { access_level = 40 });
        Assert.Equal(HttpStatusCode.Forbidden, (await member.SendAsync(HttpMethod.Put, $"{Schedules}/1", "{}")).Status);
        Assert.Equal(HttpStatusCode.Created, (await member.SendAsync(HttpMethod.Post, $"{Schedules}/1/take_ownership")).Status);
        Assert.Equal(HttpStatusCode.OK, (await member.SendAsync(HttpMethod.Post, $"{Schedules}/1/take_ownership")).Status);
        Assert.Equal("bo", Text((await member.TakeAsync(HttpMethod.Put, $"{Schedules}/1", "{}"))["owner"]!, "username"));
    }

    [Fact]
    [Trait("Passes", "G6")]
    public async Task A_schedule_whose_owner_may_start_pipelines_no_more_becomes_inactive_and_the_others_stay()
    {
        await client.TakeAsync(HttpMethod.Post, $"{Project}/members", new { user_id = 2, access_level = 30 });
        await MakeAsync(member, "free");
        await MakeAsync(client);
        await client.TakeAsync(HttpMethod.Put, $"{Project}/members/2", new { access_level = 20 });
        await UntilAsync(async () => (await IdsAsync("scope=inactive")).SequenceEqual([1]));
        Assert.Equal([2], await IdsAsync("scope=active"));
    }

    private static string Wanted(string reference) => $$"""{"description":"nightly","ref":"{{reference}}","cron":"0 * * * *"}""";

    private static Task<JsonNode> MakeAsync(GitLabClient by, string reference = "main") => by.TakeAsync(HttpMethod.Post, Schedules, Wanted(reference));

    private static string? Text(JsonNode node, string name) => (string?)node[name];

    private static DateTimeOffset When(JsonNode schedule) => (DateTimeOffset)schedule["next_run_at"]!;

    private async Task<IEnumerable<long>> IdsAsync(string query) =>
        (await client.TakeAsync(HttpMethod.Get, $"{Schedules}?{query}")).AsArray().Select(s => (long)s!["id"]!);

    private Task<JsonNode> WriteAsync(HttpMethod method, string config) =>
        client.TakeAsync(method, $"{Project}/repository/files/.gitlab-ci.yml", new { branch = "main", content = config, commit_message = "Write" });

    private async Task<JsonNode> ClaimAsync()
    {
        var runner = (string)(await client.TakeAsync(HttpMethod.Post, "user/runners?runner_type=instance_type"))["token"]!;
        using var http = server.For("gitlab.example.com");
        using var claimed = await http.PostAsJsonAsync("/api/v4/jobs/request", new { token = runner }, Cancel);
        return (await claimed.Content.ReadFromJsonAsync<JsonNode>(Cancel))!;
    }

    // The last of so many pipelines that the first schedule has started.
    private async Task<JsonNode> StartedAsync(int count)
    {
        JsonNode? last = null;
        await UntilAsync(async () =>
        {
            var all = (await client.TakeAsync(HttpMethod.Get, $"{Schedules}/1/pipelines")).AsArray();
            Assert.InRange(all.Count, 0, count);
            last = all.LastOrDefault();
            return all.Count == count;
        });
        return last!;
    }

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        while (!await holds())
            await Task.Delay(TimeSpan.FromMilliseconds(200), limit.Token);
    }
}
