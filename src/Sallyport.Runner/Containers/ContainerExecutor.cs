using System.Security.Cryptography;

namespace Sallyport.Runner.Containers;

/// <summary>
/// Runs a job's scripts in a container of podman, in a pod with the job's services. Of this machine the pod has the
/// job's folders, the files that the runner's settings name, and the loopback address; all is removed in the end.
/// </summary>
internal sealed class ContainerExecutor(RunnerSettings settings) : IExecutor
{
    private const string FindShell = "command -v bash || command -v sh";
    private const string KeepAlive = "while :; do sleep 3600; done";

    private readonly string pod = $"{Leftovers.Prefix}-{RandomNumberGenerator.GetHexString(32, lowercase: true)}";
    private readonly InstanceAccess access = new(settings.Environment);
    private Engine? engine;
    private JobImage? image;
    private string[] user = [];
    private string shell = "sh";

    public IReadOnlyDictionary<string, string> BaseEnvironment => access.Environment;

    public async Task<JobResult?> PrepareAsync(
        JobResponse job, JobFolders folders, JobLog log, CancellationToken cancel)
    {
        var version = typeof(ContainerExecutor).Assembly.GetName().Version?.ToString(3);
        await log.LineAsync($"Running with sallyport-runner {version}", Colors.Command);
        await log.LineAsync("Preparing the \"container\" executor", Colors.Section);
        if (!Engine.IsInstalled)
            return JobResult.System("podman is not on PATH; install it, or run the job with --executor shell");
        image = ImageOf(job);
        if (image is null)
            return JobResult.System("the job names no image; give it one, or name one with --image");
        engine = new Engine(folders, settings.KillGrace);
        user = image.User is { } name ? ["--user", name] : [];
        await Leftovers.RemoveAsync(engine, cancel);
        return await GetImagesAsync(job, image, log, cancel)
            ?? await StartPodAsync(job, cancel)
            ?? await StartServicesAsync(job, folders, log, cancel);
    }

    public Task<JobResult?> StartAsync(JobFolders folders, JobLog log, CancellationToken cancel) =>
        StartJobAsync(image!, folders, log, cancel);

    public async Task<int?> RunAsync(
        JobStep step,
        JobFolders folders,
        IReadOnlyDictionary<string, string> environment,
        JobLog log,
        CancellationToken cancel)
    {
        var text = ShellScript.Exports(environment) + ShellScript.Enter(folders.Project)
            + ShellScript.Write(step.Script, settings.Color);
        var script = folders.Write($"{step.Name}.sh", text);
        SharedFolders.OpenWritten(folders);
        string[] command = ["exec", .. user, "--workdir", folders.Builds, pod + "-job", shell, script];
        return await engine!.RunAsync(command, log.WriteAsync, log.WriteAsync, cancel);
    }

    public async ValueTask DisposeAsync()
    {
        if (engine is not null)
            await engine.AskAsync(CancellationToken.None, "pod", "rm", "-f", "-t", "0", "--ignore", pod);
    }

    private JobImage? ImageOf(JobResponse job)
    {
        var byDefault = settings.Image is { } name ? new JobImage(name) : null;
        if (job.Image is not { } own)
            return byDefault;
        return own with { Name = ProcessEnvironment.Expand(own.Name, job.Variables) };
    }

    private async Task<JobResult?> GetImagesAsync(
        JobResponse job, JobImage image, JobLog log, CancellationToken cancel)
    {
        var images = new Images(engine!, settings, log);
        foreach (var service in job.Services ?? [])
            if (await images.GetAsync(service.Name, service.AsImage, cancel) is { } failure)
                return failure;
        return await images.GetAsync(image.Name, image, cancel);
    }

    // All containers of a pod share one loopback: each service's names lead there.
    private Task<JobResult?> StartPodAsync(JobResponse job, CancellationToken cancel)
    {
        var names = (job.Services ?? []).SelectMany(ServiceNames.Of).Distinct(StringComparer.Ordinal);
        var hosts = names.SelectMany(n => (string[])["--add-host", $"{n}:127.0.0.1"]);
        return DoAsync(
        [
            "pod", "create", "--name", pod, "--label", Leftovers.Label,
            "--network", "slirp4netns:allow_host_loopback=true", .. hosts,
        ], cancel);
    }

    private async Task<JobResult?> StartServicesAsync(
        JobResponse job, JobFolders folders, JobLog log, CancellationToken cancel)
    {
        var number = 0;
        foreach (var service in job.Services ?? [])
        {
            await log.LineAsync($"Starting service {service.Name} ...");
            var environment = folders.Write("service.env", ServiceEnvironment.Write(job, service));
            string[] owner = service.AsImage.User is { } name ? ["--user", name] : [];
            string[] options = ["--name", $"{pod}-service-{++number}", "--env-file", environment, .. owner];
            if (await StartAsync(service.AsImage, options, service.Command ?? [], cancel) is { } failure)
                return failure;
        }
        return null;
    }

    private async Task<JobResult?> StartJobAsync(
        JobImage image, JobFolders folders, JobLog log, CancellationToken cancel)
    {
        SharedFolders.Open(folders);
        await log.LineAsync($"Using container image {image.Name} ...");
        var mounts = SharedFolders.Of(folders).Select(f => $"{f}:{f}:rw")
            .Append($"{folders.Written}:{folders.Written}:ro")
            .Concat(access.Files.Select(f => $"{f}:{f}:ro"))
            .Concat(settings.Volumes).SelectMany(m => (string[])["--volume", m]);
        string[] options = ["--name", pod + "-job", .. mounts, .. user];
        if (await StartAsync(image, options, ["sh", "-c", KeepAlive], cancel) is { } failure)
            return failure;
        var found = await engine!.AskAsync(cancel, "exec", pod + "-job", "sh", "-c", FindShell);
        shell = found.Output;
        if (found.IsDone || cancel.IsCancellationRequested)
            return null;
        return JobResult.System(
            $"the image {image.Name} has no sh, or its entrypoint does not run what it is given; "
            + $"try `entrypoint: [\"\"]`: {found.Errors}");
    }

    // The rest of an entrypoint goes before the command. `[""]` is none.
    private Task<JobResult?> StartAsync(
        JobImage image, IEnumerable<string> options, IEnumerable<string> command, CancellationToken cancel)
    {
        var entrypoint = image.Entrypoint ?? [];
        IEnumerable<string> platform = image.Platform is { } wanted ? ["--platform", wanted] : [];
        IEnumerable<string> first = entrypoint.Count > 0 ? ["--entrypoint", entrypoint[0]] : [];
        return DoAsync(
        [
            "run", "--detach", "--pod", pod, "--pull", "never", "--http-proxy=false", .. options, .. platform,
            .. first, image.Name, .. entrypoint.Skip(1), .. command,
        ], cancel);
    }

    private async Task<JobResult?> DoAsync(IEnumerable<string> arguments, CancellationToken cancel)
    {
        var done = await engine!.AskAsync(cancel, arguments);
        return done.IsDone || cancel.IsCancellationRequested ? null : JobResult.System($"podman: {done.Errors}");
    }
}
