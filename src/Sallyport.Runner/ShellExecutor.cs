using System.ComponentModel;

namespace Sallyport.Runner;

/// <summary>
/// Runs a job's steps with bash on this machine, in a clean checkout and a clean environment. Everything temporary is
/// gone when it returns, whatever happened.
/// </summary>
internal sealed class ShellExecutor(RunnerSettings settings)
{
    /// <summary>Runs the job.</summary>
    /// <param name="job">The job.</param>
    /// <param name="log">Its log.</param>
    /// <param name="cancel">Stops it at once.</param>
    public async Task<JobResult> RunAsync(JobResponse job, JobLog log, CancellationToken cancel)
    {
        await PrepareAsync(job, log);
        var limit = TimeSpan.FromSeconds(job.RunnerInfo.Timeout);
        using var timeout = new CancellationTokenSource(limit);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancel);
        try
        {
            using var folders = new JobFolders(job.JobInfo.ProjectFullPath ?? "project", settings.AzureProfile);
            var result = await RunAsync(job, log, folders, limit, either.Token, cancel);
            if (result.State == JobState.Success || result.FailureReason == "script_failure")
                await RunAfterScriptAsync(job, log, folders, result, cancel);
            await log.LineAsync("Cleaning up project directory and file based variables", Colors.Section);
            return result;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or Win32Exception)
        {
            return JobResult.System(exception.Message);
        }
    }

    private async Task<JobResult> RunAsync(
        JobResponse job,
        JobLog log,
        JobFolders folders,
        TimeSpan limit,
        CancellationToken either,
        CancellationToken cancel)
    {
        var checkedOut = await new Checkout(job, settings, folders, log).MakeAsync(either);
        if (!either.IsCancellationRequested && !checkedOut)
            return JobResult.System($"the commit {job.GitInfo.Sha} could not be checked out");
        var environment = ProcessEnvironment.Build(job, settings, folders);
        int? code = 0;
        foreach (var step in job.Steps.Where(s => s.Name != "after_script"))
        {
            if (either.IsCancellationRequested || code != 0)
                break;
            await log.LineAsync("Executing \"step_script\" stage of the job script", Colors.Section);
            code = await ShellAsync(step, log, folders, environment, either);
        }
        if (cancel.IsCancellationRequested)
            return JobResult.Canceled;
        if (either.IsCancellationRequested)
            return JobResult.TimedOut(limit);
        return code is 0 ? JobResult.Succeeded : JobResult.Exit(code ?? 1);
    }

    // Its own shell and limit; it sees how the job went and never changes that.
    private async Task RunAfterScriptAsync(
        JobResponse job, JobLog log, JobFolders folders, JobResult result, CancellationToken cancel)
    {
        if (job.Steps.FirstOrDefault(s => s.Name == "after_script") is not { } step)
            return;
        await log.LineAsync("Running after_script", Colors.Section);
        var environment = ProcessEnvironment.Build(job, settings, folders);
        environment["CI_JOB_STATUS"] = result.State == JobState.Success ? "success" : "failed";
        using var timeout = new CancellationTokenSource(settings.AfterScriptTimeout);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancel);
        var code = await ShellAsync(step, log, folders, environment, either.Token);
        if (code == 0)
            return;
        var warning = code is null
            ? "WARNING: after_script was stopped; the job's result stays"
            : $"WARNING: after_script failed, but the job's result stays: exit status {code}";
        await log.LineAsync(warning, Colors.Warning);
    }

    private async Task<int?> ShellAsync(
        JobStep step, JobLog log, JobFolders folders, Dictionary<string, string> environment, CancellationToken cancel)
    {
        var script = folders.Write($"{step.Name}.sh", ShellScript.Write(step.Script, settings.Color));
        Directory.CreateDirectory(folders.Project); // the script may have removed it before after_script
        string[] bash = ["bash", "--noprofile", "--norc", script];
        using var shell = ProcessGroup.Start(bash, folders.Project, environment, folders.Root);
        return await shell.WaitAsync(log.WriteAsync, settings.KillGrace, cancel);
    }

    private static async Task PrepareAsync(JobResponse job, JobLog log)
    {
        var version = typeof(ShellExecutor).Assembly.GetName().Version?.ToString(3);
        await log.LineAsync($"Running with sallyport-runner {version}", Colors.Command);
        await log.LineAsync("Preparing the \"shell\" executor", Colors.Section);
        if (job.Image is { } image)
        {
            var warning = $"The shell executor does not use the image {image.Name}: the job runs on this machine.";
            await log.LineAsync(warning, Colors.Warning);
        }
    }
}
