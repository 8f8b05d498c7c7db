using System.Diagnostics;

namespace Sallyport.Conformance;

/// <summary>One instance and one image, of busybox alone, for the jobs in containers of the real podman.</summary>
public sealed class ContainerSite : IAsyncLifetime
{
    /// <summary>The image without its version.</summary>
    public const string Repository = "localhost/sallyport-test-busybox";

    private readonly Dictionary<string, string> environment = [];

    /// <summary>The image: one of its own for each site, so that several can be on one machine.</summary>
    public string Image { get; } = $"{Repository}:{Guid.CreateVersion7():N}";

    /// <summary>The instance.</summary>
    public Instance Instance { get; private set; } = null!;

    /// <summary>A folder of this machine that no job was given.</summary>
    public string Folder => Instance.Folder;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Instance = await Instance.StartAsync();
        var script = Path.Combine(Command.Repository, "eng", "containers");
        var settings = (await Command.RunAsync(script, [Path.Combine(Folder, "podman")])).Passes();
        environment["CONTAINERS_CONF"] = settings.Output.Trim();
        const string build = """
            set -e; mkdir -p "$1/bin" "$1/tmp"; cp "$(command -v busybox)" "$1/bin/busybox"
            for name in sh sleep cat id env nc grep seq mkdir sed ls head readlink; do ln -s busybox "$1/bin/$name"; done
            tar -C "$1" -c . | podman import --quiet - "$2"
            """;
        string[] arguments = ["-c", build, "build", Path.Combine(Folder, "image"), Image];
        (await Command.RunAsync("bash", arguments, null, environment)).Passes();
    }

    public async ValueTask DisposeAsync()
    {
        await Command.RunAsync("podman", ["rmi", "--force", Image], null, environment);
        await Instance.DisposeAsync();
    }

    /// <summary>Runs a job in the image, or in another, to its end.</summary>
    /// <param name="rest">What the job has below its image, indented by two.</param>
    /// <param name="image">Another image.</param>
    /// <param name="callers">Variables of whoever calls the command.</param>
    /// <param name="options">Further options of the command.</param>
    public async Task<Outcome> RunAsync(
        string rest, string? image = null, Dictionary<string, string>? callers = null, params string[] options)
    {
        using var run = await StartAsync(rest, image, callers, options);
        return await EndAsync(run);
    }

    /// <summary>Starts such a run.</summary>
    public async Task<Process> StartAsync(
        string rest, string? image = null, Dictionary<string, string>? callers = null, params string[] options)
    {
        var project = await GitProject.NewAsync(Folder, $"job:\n  image: {image ?? Image}\n{rest}");
        string[] command =
        [
            Command.Sallyport, "run", "--executor", "container", "--pull-policy", "never",
            "--data-dir", Instance.DataDirectory, .. options,
        ];
        var all = environment.Concat(callers ?? []).ToDictionary();
        return Command.Start("dotnet", command, project.Folder, all);
    }

    /// <summary>Waits for its end.</summary>
    public static async Task<Outcome> EndAsync(Process run)
    {
        var (output, error) = (run.StandardOutput.ReadToEndAsync(Cancel), run.StandardError.ReadToEndAsync(Cancel));
        await run.WaitForExitAsync(Cancel).WaitAsync(TimeSpan.FromMinutes(2), Cancel);
        return new Outcome(run.ExitCode, await output, await error);
    }

    /// <summary>The pods of one run: their names begin with its process, so that those of others do not count.</summary>
    public async Task<string> PodsOfAsync(Process run)
    {
        string[] list = ["pod", "ls", "--filter", $"name=^sallyport-{run.Id}-", "--format", "{{.Name}} {{.Status}}"];
        return (await Command.RunAsync("podman", list, null, environment)).Passes().Output.Trim();
    }

    /// <summary>Waits until a run has a pod.</summary>
    public async Task<string> PodOfAsync(Process run)
    {
        while (true)
        {
            if (await PodsOfAsync(run) is { Length: > 0 } pod)
                return pod;
            Assert.False(run.HasExited, "the run ended without a pod");
        }
    }
}
