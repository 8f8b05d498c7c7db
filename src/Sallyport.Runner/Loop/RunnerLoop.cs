using Sallyport.Runner.Containers;

namespace Sallyport.Runner.Loop;

/// <summary>
/// The door to the runner: a client of GitLab's runner protocol that takes jobs until GitLab has none, and runs them
/// on this machine or in containers. It knows nothing of the server but its protocol.
/// </summary>
/// <param name="http">The connection; its time-outs and trust are the caller's.</param>
/// <param name="settings">The settings.</param>
/// <param name="time">The clock.</param>
public sealed class RunnerLoop(HttpClient http, RunnerSettings settings, TimeProvider time)
{
    private readonly RunnerProtocol protocol = new(http, settings);

    /// <summary>Called when a job is claimed, before it runs.</summary>
    public Func<JobResponse, Task> Starting { get; init; } = _ => Task.CompletedTask;

    /// <summary>
    /// Called when a job was stopped by the caller, before its end is reported: the moment to cancel its pipeline.
    /// </summary>
    public Func<JobResponse, Task> Stopped { get; init; } = _ => Task.CompletedTask;

    /// <summary>Called when a job's end is reported.</summary>
    public Func<JobResponse, JobResult, Task> Finished { get; init; } = (_, _) => Task.CompletedTask;

    /// <summary>
    /// Asked when GitLab has no job and none runs here: whether one may come, since something elsewhere holds it up.
    /// </summary>
    public Func<CancellationToken, Task<bool>> MoreMayCome { get; init; } = _ => Task.FromResult(false);

    /// <summary>
    /// Runs jobs, several at once if the settings say so, until there are none and none runs that could make another
    /// one ready, or until cancelled.
    /// </summary>
    /// <param name="sink">Where the jobs' logs go as they come, besides GitLab.</param>
    /// <param name="cancel">Stops the running jobs and takes no other.</param>
    /// <exception cref="HttpRequestException">GitLab cannot be reached or refuses the runner.</exception>
    public async Task RunAsync(Stream sink, CancellationToken cancel)
    {
        await LeftFolders.RemoveAsync(cancel);
        using var shown = new LogSink(sink, settings.Concurrency > 1);
        var running = new List<Task>();
        try
        {
            do
            {
                await TakeAllAsync(running, shown, cancel);
            }
            while (!cancel.IsCancellationRequested && await WaitAsync(cancel));
        }
        finally
        {
            await Task.WhenAll(running);
        }
    }

    // A job that ends can make others ready, so it is asked for those before the rest is waited for.
    private async Task TakeAllAsync(List<Task> running, LogSink sink, CancellationToken cancel)
    {
        do
        {
            while (running.Count < settings.Concurrency && await TakeAsync(cancel) is { } job)
                running.Add(TakeOverAsync(job, sink, cancel));
            if (running.Count == 0)
                return;
            var ended = await Task.WhenAny(running);
            running.Remove(ended);
            await ended;
        }
        while (!cancel.IsCancellationRequested);
    }

    private async Task<JobResponse?> TakeAsync(CancellationToken cancel) =>
        cancel.IsCancellationRequested ? null : await protocol.RequestJobAsync(cancel);

    private async Task TakeOverAsync(JobResponse job, LogSink sink, CancellationToken cancel)
    {
        await Starting(job);
        var result = await RunJobAsync(job, sink, cancel);
        await Finished(job, result);
    }

    private async Task<bool> WaitAsync(CancellationToken cancel)
    {
        if (!await MoreMayCome(cancel))
            return false;
        await Task.Delay(settings.PollInterval, time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return true;
    }

    private async Task<JobResult> RunJobAsync(JobResponse job, LogSink sink, CancellationToken cancel)
    {
        using var upload = new TraceUpload(protocol, job, time);
        var masking = new Masking(ProcessEnvironment.Secrets(job, settings), job.Features?.TokenMaskPrefixes ?? []);
        using var log = new JobLog(masking, sink.Of(job.JobInfo.Name), upload, settings);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, upload.Stopped);
        using var ended = new CancellationTokenSource();
        var sending = upload.RunAsync(ended.Token);
        var result = await RunStepsAsync(job, log, either.Token);
        await log.LineAsync(result.Message, result.State == JobState.Success ? Colors.Command : Colors.Error);
        await log.FlushAsync();
        await ended.CancelAsync();
        await sending;
        if (cancel.IsCancellationRequested)
            await Stopped(job);
        await upload.FinishAsync(result, CancellationToken.None);
        return result;
    }

    private Task<JobResult> RunStepsAsync(JobResponse job, JobLog log, CancellationToken cancel)
    {
        IExecutor executor = settings.InContainers ? new ContainerExecutor(settings) : new ShellExecutor(settings);
        return new JobRun(job, settings, protocol, executor, log).RunAsync(cancel);
    }
}
