namespace Sallyport.Runner;

/// <summary>
/// The door to this room: a client of GitLab's runner protocol with a shell executor. It takes one job after the other
/// until GitLab has none, and knows nothing of the server but its protocol.
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

    /// <summary>Runs jobs until there are none, or until cancelled.</summary>
    /// <param name="sink">Where the jobs' logs go as they come, besides GitLab.</param>
    /// <param name="cancel">Stops the running job and takes no other.</param>
    /// <exception cref="HttpRequestException">GitLab cannot be reached or refuses the runner.</exception>
    public async Task RunAsync(Stream sink, CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested && await protocol.RequestJobAsync(cancel) is { } job)
        {
            await Starting(job);
            var result = await RunJobAsync(job, sink, cancel);
            await Finished(job, result);
        }
    }

    private async Task<JobResult> RunJobAsync(JobResponse job, Stream sink, CancellationToken cancel)
    {
        using var upload = new TraceUpload(protocol, job, time);
        var masking = new Masking(ProcessEnvironment.Secrets(job, settings), job.Features?.TokenMaskPrefixes ?? []);
        using var log = new JobLog(masking, sink, upload, settings);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, upload.Stopped);
        using var ended = new CancellationTokenSource();
        var sending = upload.RunAsync(ended.Token);
        var result = await new ShellExecutor(settings).RunAsync(job, log, either.Token);
        await log.LineAsync(result.Message, result.State == JobState.Success ? Colors.Command : Colors.Error);
        await log.FlushAsync();
        await ended.CancelAsync();
        await sending;
        if (cancel.IsCancellationRequested)
            await Stopped(job);
        await upload.FinishAsync(result, CancellationToken.None);
        return result;
    }
}
