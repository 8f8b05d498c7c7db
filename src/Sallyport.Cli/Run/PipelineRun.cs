using System.Text.Json.Nodes;
using Sallyport.Cli.Explain;
using Sallyport.Cli.Git;
using Sallyport.Cli.Instances;
using Sallyport.Cli.Output;
using Sallyport.Runner;
using Sallyport.Runner.Loop;

namespace Sallyport.Cli.Run;

/// <summary>Runs the jobs of a created pipeline by a runner of its own, and keeps what became of them.</summary>
/// <param name="instance">The instance that has the pipeline.</param>
/// <param name="repository">The repository from which the jobs' commit is checked out.</param>
/// <param name="created">What the server said of the pipeline when it made it.</param>
/// <param name="cancelPipeline">Called when a job was interrupted.</param>
/// <param name="waitsForOthers">Whether a job of it waits for one of another pipeline.</param>
internal sealed class PipelineRun(
    InstanceClient instance, GitRepository repository, JsonNode created, Func<Task> cancelPipeline,
    Func<CancellationToken, Task<bool>> waitsForOthers)
{
    private readonly Dictionary<long, DateTimeOffset> started = [];

    /// <summary>How many jobs run at once.</summary>
    public int Concurrency { get; init; } = 1;

    /// <summary>Gives the log of a job that has ended.</summary>
    public required Func<long, Task<string>> LogOf { get; init; }

    /// <summary>The ID tokens of its jobs.</summary>
    public required JobTokens Tokens { get; init; }

    /// <summary>Shows the jobs on a terminal; null where their logs are shown.</summary>
    public LiveJobs? Live { get; init; }

    /// <summary>The finished jobs, as <c>--json</c> shows them.</summary>
    public JsonArray Results { get; } = [];

    /// <summary>What the jobs' containers get; null when the jobs run on this machine.</summary>
    public ContainerOptions? Containers { get; init; }

    /// <summary>Runs one job after the other until there are none, or until cancelled.</summary>
    /// <param name="log">Where the jobs' logs go.</param>
    /// <param name="cancel">Stops the running job.</param>
    public async Task RunAsync(Stream log, CancellationToken cancel)
    {
        using var client = instance.Surface("gitlab");
        var runner = new RunnerLoop(client, Settings(), TimeProvider.System)
        {
            Starting = Start,
            Stopped = _ => cancelPipeline(),
            Finished = FinishAsync,
            MoreMayCome = waitsForOthers,
        };
        await runner.RunAsync(log, cancel);
    }

    private RunnerSettings Settings() =>
        JobSettings.Of(instance, (string)created["runner"]!["token"]!, Containers) with
        {
            Repository = repository.Root, Concurrency = Concurrency,
        };

    private Task Start(JobResponse job)
    {
        lock (started)
            started[job.Id] = TimeProvider.System.GetUtcNow();
        Tokens.Add(job);
        if (Live is not null)
        {
            Live.Start(job);
            return Task.CompletedTask;
        }
        Terminal.Progress($"Job {job.JobInfo.Name}");
        PresentedToken.Print(job);
        return Task.CompletedTask;
    }

    private async Task FinishAsync(JobResponse job, JobResult result)
    {
        DateTimeOffset since;
        lock (started)
        {
            since = started[job.Id];
            Results.Add(ResultOf(job, result));
        }
        if (Live is not null)
            await Live.EndAsync(job, result);
        if (result.State == JobState.Failed)
        {
            var failed = new FailedJob(
                since, await LogOf(job.Id), r => Tokens.IsOfAnother(job, r), r => Tokens.Of(job, r));
            await JobSignIns.ExplainAsync(instance, failed, CancellationToken.None);
        }
        await JobSignIns.WarnSinceAsync(instance, since, CancellationToken.None);
    }

    private static JsonObject ResultOf(JobResponse job, JobResult result) => new()
    {
        ["id"] = job.Id,
        ["name"] = job.JobInfo.Name,
        ["status"] = result.State.ToString().ToLowerInvariant(),
        ["exitCode"] = result.ExitCode,
    };
}
