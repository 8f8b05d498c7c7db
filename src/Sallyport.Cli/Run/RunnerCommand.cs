using System.Collections.Concurrent;
using System.CommandLine;
using System.Text.Json.Nodes;
using Sallyport.Cli.Explain;
using Sallyport.Cli.Instances;
using Sallyport.Cli.Options;
using Sallyport.Cli.Output;
using Sallyport.Runner;
using Sallyport.Runner.Loop;

namespace Sallyport.Cli.Run;

/// <summary>
/// <c>sallyport runner</c>: a registered runner of the instance, for the pipelines of pushes, triggers, schedules and
/// the REST API. Its jobs fetch their commit from the instance's own repositories.
/// </summary>
internal static class RunnerCommand
{
    private static readonly Option<string[]> Tags = new("--tag")
    {
        Description = "A tag of the runner (repeatable): it takes the jobs whose tags it has all", HelpName = "TAG",
    };

    private static readonly Option<bool> Once = new("--once")
    {
        Description = "Stop when no job is left, in place of waiting for more",
    };

    /// <summary>Declares the command.</summary>
    public static Command Create()
    {
        var command = new DocumentedCommand(
            "runner",
            "Take the jobs of pushed, triggered and scheduled pipelines, until you stop it",
            "sallyport runner",
            "sallyport runner --tag docker --executor container --image debian:12",
            "sallyport runner --once --jobs 4")
        {
            Tags, Once, RunOptions.Parallel, RunOptions.Executor, RunOptions.Image, RunOptions.PullPolicy,
            RunOptions.Volume,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult command, CancellationToken cancel)
    {
        using var instance = InstanceClient.Open(command.DataDirectory());
        using var client = instance.GitLab();
        var api = new GitLabApi(client);
        var runner = await api.SendAsync(HttpMethod.Post, "api/v4/user/runners", Registration(command), cancel);
        try
        {
            var gitlab = instance.Instance.GitLabUrl;
            Terminal.Progress($"Runner #{runner["id"]} waits for jobs of {gitlab}; Ctrl-C stops it");
            await TakeJobsAsync(command, instance, (string)runner["token"]!, cancel);
        }
        finally
        {
            await api.SendAsync(HttpMethod.Delete, $"api/v4/runners/{runner["id"]}", null, CancellationToken.None);
        }
        return cancel.IsCancellationRequested ? ExitCodes.Interrupted : ExitCodes.Done;
    }

    private static JsonObject Registration(ParseResult command) => new()
    {
        ["runner_type"] = "instance_type",
        ["description"] = "sallyport runner",
        ["tag_list"] = string.Join(',', command.GetValue(Tags) ?? []),
        ["run_untagged"] = true,
    };

    private static async Task TakeJobsAsync(
        ParseResult command, InstanceClient instance, string token, CancellationToken cancel)
    {
        using var connection = instance.Surface("gitlab");
        var settings = JobSettings.Of(instance, token, ContainerOptions.Of(command)) with
        {
            Concurrency = command.GetValue(RunOptions.Parallel),
        };
        var isOnce = command.GetValue(Once);
        var started = new ConcurrentDictionary<long, DateTimeOffset>();
        var loop = new RunnerLoop(connection, settings, TimeProvider.System)
        {
            Starting = job => Start(job, started),
            Finished = (job, result) => EndAsync(instance, job, result, started[job.Id]),
            MoreMayCome = _ => Task.FromResult(!isOnce),
        };
        await using var log = Console.OpenStandardOutput();
        await loop.RunAsync(log, cancel);
    }

    private static Task Start(JobResponse job, ConcurrentDictionary<long, DateTimeOffset> started)
    {
        started[job.Id] = TimeProvider.System.GetUtcNow();
        Terminal.Progress($"Job {job.JobInfo.Name} of {job.JobInfo.ProjectFullPath}");
        PresentedToken.Print(job);
        return Task.CompletedTask;
    }

    private static async Task EndAsync(
        InstanceClient instance, JobResponse job, JobResult result, DateTimeOffset started)
    {
        Terminal.Progress($"Job {job.JobInfo.Name}: {result.State.ToString().ToLowerInvariant()}");
        if (result.State != JobState.Failed)
            return;
        using var client = instance.GitLab();
        var log = await new GitLabApi(client).TraceAsync(job.JobInfo.ProjectFullPath!, job.Id, CancellationToken.None);
        // the jobs of others are not told apart: their files are not at hand
        var failed = new FailedJob(started, log, IsOfAnother: _ => false, Of: _ => null);
        await JobSignIns.ExplainAsync(instance, failed, CancellationToken.None);
    }
}
