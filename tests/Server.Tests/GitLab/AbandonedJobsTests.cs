using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Sallyport.Server.Tests.GitLab;

/// <summary>A job whose runner has died does not run for ever.</summary>
public sealed class AbandonedJobsTests : IAsyncLifetime
{
    private const string Host = "gitlab.example.com";
    private const string Project = "/api/v4/projects/g%2Fp";

    private readonly ShiftedTime clock = new();
    private RunningServer server = null!;
    private HttpClient user = null!;
    private HttpClient runner = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        server = await RunningServer.StartAsync(options => options with { Time = clock });
        (user, runner) = (server.For(Host, server.Facts.GitLabToken), server.For(Host));
        await SendAsync(user, HttpMethod.Put, $"{Project}/sallyport", new { });
    }

    public async ValueTask DisposeAsync()
    {
        user.Dispose();
        runner.Dispose();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task A_job_past_its_limit_and_a_quarter_of_an_hour_fails_and_what_comes_after_it_is_skipped()
    {
        var token = await CreateAsync("""
            stages: [one, two]
            short: { stage: one, timeout: 5 minutes, script: [x] }
            long: { stage: one, timeout: 6 minutes, script: [x] }
            next: { stage: two, script: [x] }
            """);
        var (first, second) = (await ClaimAsync(token), await ClaimAsync(token));
        clock.Advance(TimeSpan.FromMinutes(20.5));
        var failed = await FailedAsync(first);
        Assert.Equal(("short", "job_execution_timeout"), ((string?)failed["name"], (string?)failed["failure_reason"]));
        Assert.Equal("running", (string?)(await JobAsync(second))["status"]);
        Assert.Equal(HttpStatusCode.Forbidden, await ReportAsync(first, "success"));

        Assert.Equal(HttpStatusCode.OK, await ReportAsync(second, "success"));
        var jobs = await SendAsync(user, HttpMethod.Get, $"{Project}/pipelines/{failed["pipeline"]!["id"]}/jobs", null);
        Assert.Equal("skipped", (string?)jobs.AsArray().Single(j => (string?)j!["name"] == "next")!["status"]);
    }

    [Fact]
    public async Task A_job_whose_runner_is_not_heard_of_for_an_hour_is_stuck_and_one_that_says_that_it_runs_is_not()
    {
        var token = await CreateAsync("silent: { timeout: 3 hours, script: [x] }\nheard: { timeout: 3 hours, script: [x] }\n");
        var (silent, heard) = (await ClaimAsync(token), await ClaimAsync(token));
        clock.Advance(TimeSpan.FromMinutes(50));
        Assert.Equal(HttpStatusCode.OK, await ReportAsync(heard, "running"));
        clock.Advance(TimeSpan.FromMinutes(20));
        Assert.Equal("stuck_or_timeout_failure", (string?)(await FailedAsync(silent))["failure_reason"]);
        Assert.Equal("running", (string?)(await JobAsync(heard))["status"]);
    }

    [Fact]
    public async Task A_job_that_may_be_tried_again_when_it_is_stuck_is()
    {
        var token = await CreateAsync("job: { timeout: 3 hours, retry: { max: 1, when: stuck_or_timeout_failure }, script: [x] }\n");
        var first = await ClaimAsync(token);
        clock.Advance(TimeSpan.FromMinutes(61));
        await FailedAsync(first);
        Assert.NotEqual((long)first["id"]!, (long)(await ClaimAsync(token))["id"]!);
    }

    private async Task<string> CreateAsync(string config)
    {
        var body = new { @ref = "main", sha = new string('a', 40), config };
        return (string)(await SendAsync(user, HttpMethod.Post, $"{Project}/sallyport/pipeline", body))["runner"]!["token"]!;
    }

    private Task<JsonNode> ClaimAsync(string token) => SendAsync(runner, HttpMethod.Post, "/api/v4/jobs/request", new { token });

    private Task<JsonNode> JobAsync(JsonNode job) => SendAsync(user, HttpMethod.Get, $"{Project}/jobs/{job["id"]}", null);

    private async Task<HttpStatusCode> ReportAsync(JsonNode job, string state)
    {
        using var response = await runner.PutAsJsonAsync($"/api/v4/jobs/{job["id"]}", new { token = (string?)job["token"], state }, Cancel);
        return response.StatusCode;
    }

    private async Task<JsonNode> FailedAsync(JsonNode job)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        while (true)
        {
            var now = await JobAsync(job);
            if ((string?)now["status"] == "failed")
                return now;
            await Task.Delay(TimeSpan.FromMilliseconds(200), limit.Token);
        }
    }

    private static async Task<JsonNode> SendAsync(HttpClient client, HttpMethod method, string path, object? body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using var response = await client.SendAsync(request, Cancel);
        var text = await response.Content.ReadAsStringAsync(Cancel);
        Assert.True(response.IsSuccessStatusCode, $"{response.StatusCode} {text}");
        return JsonNode.Parse(text)!;
    }
}
