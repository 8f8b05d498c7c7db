using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Sallyport.Runner;
using Sallyport.Runner.Loop;

namespace Sallyport.Server.Tests.Runner;

/// <summary>What became of a pipeline: its status, what was shown of its jobs, and how each ended.</summary>
public sealed record FinishedRun(string Status, string Log, IReadOnlyList<(JobResponse Job, JobResult Result)> Results);

/// <summary>The whole server with a project, a repository, and as many runners as are asked for.</summary>
public sealed class RunnerServer : IAsyncLifetime
{
    private const string Host = "gitlab.example.com";
    private const string Project = "/api/v4/projects/mygroup%2Fmyproject";

    private RunningServer server = null!;
    private HttpClient administrator = null!;
    private HttpClient http = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    internal LocalRepository Repository { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        (server, Repository) = (await RunningServer.StartAsync(), await LocalRepository.CreateAsync());
        (administrator, http) = (server.For(Host), server.For(Host));
        administrator.DefaultRequestHeaders.Add("PRIVATE-TOKEN", server.Facts.GitLabToken);
    }

    public async ValueTask DisposeAsync()
    {
        administrator.Dispose();
        http.Dispose();
        Repository.Dispose();
        await server.DisposeAsync();
    }

    /// <summary>Makes a pipeline and lets a runner run it to its end.</summary>
    public async Task<FinishedRun> RunAsync(
        string config, Func<RunnerSettings, RunnerSettings>? change = null, Func<JobResponse, Task>? starting = null,
        Func<JobResponse, Task>? stopped = null, string? sha = null, CancellationTokenSource? stop = null)
    {
        using var ensured = await administrator.PutAsJsonAsync($"{Project}/sallyport", new { }, Cancel);
        using var created = await administrator.PostAsJsonAsync(
            $"{Project}/sallyport/pipeline", new { @ref = "main", sha = sha ?? Repository.Sha, config }, Cancel);
        var body = JsonNode.Parse(await created.Content.ReadAsStringAsync(Cancel))!;
        Assert.True(created.StatusCode == HttpStatusCode.Created, body.ToString());
        var settings = new RunnerSettings { Url = $"https://{Host}", Token = (string)body["runner"]!["token"]!, Repository = Repository.Folder };
        var results = new List<(JobResponse, JobResult)>();
        using var log = new MemoryStream();
        var runner = new RunnerLoop(http, change?.Invoke(settings) ?? settings, TimeProvider.System)
        {
            Starting = starting ?? (_ => Task.CompletedTask),
            Stopped = stopped ?? (_ => Task.CompletedTask),
            Finished = (job, result) =>
            {
                results.Add((job, result));
                return Task.CompletedTask;
            },
        };
        await runner.RunAsync(log, stop?.Token ?? Cancel);
        var pipeline = JsonNode.Parse(await administrator.GetStringAsync($"{Project}/pipelines/{body["pipeline"]!["id"]}", Cancel))!;
        return new FinishedRun((string)pipeline["status"]!, Encoding.UTF8.GetString(log.ToArray()), results);
    }

    /// <summary>Sets a variable of the project.</summary>
    public async Task SetVariableAsync(object variable)
    {
        using var ensured = await administrator.PutAsJsonAsync($"{Project}/sallyport", new { }, Cancel);
        using var created = await administrator.PostAsJsonAsync($"{Project}/variables", variable, Cancel);
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
    }

    public async Task CancelPipelineAsync(JobResponse job)
    {
        var shown = JsonNode.Parse(await administrator.GetStringAsync($"{Project}/jobs/{job.Id}", Cancel))!;
        using var canceled = await administrator.PostAsync($"{Project}/pipelines/{shown["pipeline"]!["id"]}/cancel", null, Cancel);
        Assert.Equal(HttpStatusCode.Created, canceled.StatusCode);
    }

    public Task<string> TraceAsync(JobResponse job) => administrator.GetStringAsync($"{Project}/jobs/{job.Id}/trace", Cancel);

    public async Task<string?> FailureReasonAsync(JobResponse job) =>
        (string?)JsonNode.Parse(await administrator.GetStringAsync($"{Project}/jobs/{job.Id}", Cancel))!["failure_reason"];

    /// <summary>Puts bytes into a job's log that its runner has not sent.</summary>
    public async Task ForgeTraceAsync(JobResponse job)
    {
        using var forged = new HttpRequestMessage(HttpMethod.Patch, $"/api/v4/jobs/{job.Id}/trace") { Content = new StringContent("XXXXX") };
        forged.Headers.Add("JOB-TOKEN", job.Token);
        forged.Content.Headers.TryAddWithoutValidation("Content-Range", "0-4");
        using var response = await http.SendAsync(forged, Cancel);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
    }
}
