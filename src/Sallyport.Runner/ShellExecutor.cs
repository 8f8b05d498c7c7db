namespace Sallyport.Runner;

/// <summary>Runs scripts with bash on this machine.</summary>
internal sealed class ShellExecutor(RunnerSettings settings) : IExecutor
{
    public IReadOnlyDictionary<string, string> BaseEnvironment { get; } = ProcessEnvironment.OfMachine(settings);

    public async Task<JobResult?> PrepareAsync(
        JobResponse job, JobFolders folders, JobLog log, CancellationToken cancel)
    {
        var version = typeof(ShellExecutor).Assembly.GetName().Version?.ToString(3);
        await log.LineAsync($"Running with sallyport-runner {version}", Colors.Command);
        await log.LineAsync("Preparing the \"shell\" executor", Colors.Section);
        if (job.Image is { } image)
            await log.WarnAsync(
                $"The shell executor does not use the image {image.Name}: the job runs on this machine.");
        foreach (var service in job.Services ?? [])
            await log.WarnAsync($"The shell executor does not start the service {service.Name}.");
        return null;
    }

    public Task<JobResult?> StartAsync(JobFolders folders, JobLog log, CancellationToken cancel) =>
        Task.FromResult<JobResult?>(null);

    public async Task<int?> RunAsync(
        JobStep step,
        JobFolders folders,
        IReadOnlyDictionary<string, string> environment,
        JobLog log,
        CancellationToken cancel)
    {
        var script = folders.Write($"{step.Name}.sh", ShellScript.Write(step.Script, settings.Color));
        Directory.CreateDirectory(folders.Project); // the script may have removed it before after_script
        string[] bash = ["bash", "--noprofile", "--norc", script];
        using var shell = ProcessGroup.Start(bash, folders.Project, environment, folders.Root);
        return await shell.WaitAsync(log.WriteAsync, settings.KillGrace, cancel);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
