using System.ComponentModel;

namespace Sallyport.Runner;

/// <summary>
/// One job from its sources to its artifacts, in a clean checkout and a clean environment. Everything temporary is gone
/// when it returns, whatever happened.
/// </summary>
internal sealed class JobRun(
    JobResponse job, RunnerSettings settings, RunnerProtocol protocol, IExecutor executor, JobLog log)
{
    /// <summary>Runs the job.</summary>
    /// <param name="cancel">Stops it at once.</param>
    public async Task<JobResult> RunAsync(CancellationToken cancel)
    {
        var limit = TimeSpan.FromSeconds(job.RunnerInfo.Timeout);
        using var timeout = new CancellationTokenSource(limit);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancel);
        try
        {
            using var folders = new JobFolders(job.JobInfo.ProjectFullPath ?? "project", settings.AzureProfile);
            var (result, scriptHasEnded) = await RunScriptsAsync(folders, limit, either.Token, cancel);
            if (scriptHasEnded)
                result = await UploadAsync(folders, result, either.Token) ?? Stopped(limit, cancel);
            await log.LineAsync("Cleaning up project directory and file based variables", Colors.Section);
            return result;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or Win32Exception)
        {
            return JobResult.System(exception.Message);
        }
    }

    // When it returns, nothing of the job runs any more that could change the files which are uploaded then.
    private async Task<(JobResult Result, bool ScriptHasEnded)> RunScriptsAsync(
        JobFolders folders, TimeSpan limit, CancellationToken either, CancellationToken cancel)
    {
        await using var ended = executor;
        var result = await RunAsync(folders, either) ?? Stopped(limit, cancel);
        var scriptHasEnded = result.State == JobState.Success || result.FailureReason == "script_failure";
        if (scriptHasEnded)
            await RunAfterScriptAsync(folders, result, cancel);
        return (result, scriptHasEnded);
    }

    private static JobResult Stopped(TimeSpan limit, CancellationToken cancel) =>
        cancel.IsCancellationRequested ? JobResult.Canceled : JobResult.TimedOut(limit);

    // Null when it was stopped.
    private async Task<JobResult?> RunAsync(JobFolders folders, CancellationToken either)
    {
        var refusal = await executor.PrepareAsync(job, folders, log, either);
        if (either.IsCancellationRequested)
            return null;
        if (refusal is not null)
            return refusal;
        var checkedOut = await new Checkout(job, settings, folders, log).MakeAsync(either);
        if (either.IsCancellationRequested)
            return null;
        if (!checkedOut)
            return JobResult.System($"the commit {job.GitInfo.Sha} could not be checked out");
        if (!await new ArtifactDownload(job, protocol, folders, log).RunAsync(either))
            return either.IsCancellationRequested ? null : JobResult.Exit(1);
        if (await executor.StartAsync(folders, log, either) is { } failure)
            return either.IsCancellationRequested ? null : failure;
        var environment = ProcessEnvironment.Build(job, executor.BaseEnvironment, folders);
        int? code = 0;
        foreach (var step in job.Steps.Where(s => s.Name != "after_script"))
        {
            if (either.IsCancellationRequested || code != 0)
                break;
            await log.LineAsync("Executing \"step_script\" stage of the job script", Colors.Section);
            code = await executor.RunAsync(step, folders, environment, log, either);
        }
        if (either.IsCancellationRequested)
            return null;
        return code is 0 ? JobResult.Succeeded : JobResult.Exit(code ?? 1);
    }

    // Its own shell and limit; it sees how the job went and never changes that.
    private async Task RunAfterScriptAsync(JobFolders folders, JobResult result, CancellationToken cancel)
    {
        if (job.Steps.FirstOrDefault(s => s.Name == "after_script") is not { } step)
            return;
        await log.LineAsync("Running after_script", Colors.Section);
        var environment = ProcessEnvironment.Build(job, executor.BaseEnvironment, folders);
        environment["CI_JOB_STATUS"] = result.State == JobState.Success ? "success" : "failed";
        using var timeout = new CancellationTokenSource(settings.AfterScriptTimeout);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancel);
        var code = await executor.RunAsync(step, folders, environment, log, either.Token);
        if (code == 0)
            return;
        await log.WarnAsync(code is null
            ? "WARNING: after_script was stopped; the job's result stays"
            : $"WARNING: after_script failed, but the job's result stays: exit status {code}");
    }

    // What cannot be uploaded makes a good job fail. Null when it was stopped.
    private async Task<JobResult?> UploadAsync(JobFolders folders, JobResult result, CancellationToken either)
    {
        var upload = new ArtifactUpload(job, protocol, folders, log);
        try
        {
            var isUploaded = await upload.RunAsync(result.State == JobState.Success, either);
            return isUploaded || result.State != JobState.Success ? result : JobResult.Exit(1);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            return null;
        }
    }
}
