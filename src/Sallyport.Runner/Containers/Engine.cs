using System.Text;

namespace Sallyport.Runner.Containers;

/// <summary>
/// The program <c>podman</c>. It never gets a variable of a job, since one such as <c>LD_PRELOAD</c> would act on this
/// machine; it gets what it needs to find its settings and images, and the proxy only to pull.
/// </summary>
/// <param name="folders">The job's folders.</param>
/// <param name="grace">How long it has to end when cancelled.</param>
internal sealed class Engine(JobFolders folders, TimeSpan grace)
{
    private const int MaximumOutput = 1024 * 1024;

    private static readonly string[] Inherited =
    [
        "PATH", "HOME", "USER", "LOGNAME", "TMPDIR", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME",
        "DBUS_SESSION_BUS_ADDRESS", "CONTAINERS_CONF", "CONTAINERS_STORAGE_CONF", "CONTAINERS_REGISTRIES_CONF",
        "REGISTRY_AUTH_FILE",
    ];

    private static readonly string[] ForPulls =
        ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "NO_PROXY", "no_proxy", "SSL_CERT_FILE"];

    /// <summary>Whether the program is there.</summary>
    public static bool IsInstalled => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Any(folder => File.Exists(Path.Combine(folder, "podman")));

    /// <summary>Runs a command and keeps what it says.</summary>
    public async Task<EngineAnswer> AskAsync(CancellationToken cancel, params IEnumerable<string> arguments)
    {
        using var output = new MemoryStream();
        using var errors = new MemoryStream();
        var code = await RunAsync(arguments, Into(output), Into(errors), cancel);
        return new EngineAnswer(code, Text(output), Text(errors));
    }

    /// <summary>Runs a command and hands on what it says.</summary>
    /// <returns>The exit code; null if it was cancelled.</returns>
    public async Task<int?> RunAsync(
        IEnumerable<string> arguments,
        Func<ReadOnlyMemory<byte>, Task> output,
        Func<ReadOnlyMemory<byte>, Task> errors,
        CancellationToken cancel)
    {
        var command = arguments.Prepend("podman").ToArray();
        var names = command[1] == "pull" ? Inherited.Concat(ForPulls) : Inherited;
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in names)
            if (Environment.GetEnvironmentVariable(name) is { Length: > 0 } value)
                environment[name] = value;
        using var process = ProcessGroup.Start(command, "/", environment, folders.Root);
        return await process.WaitAsync(output, grace, cancel, errors);
    }

    private static Func<ReadOnlyMemory<byte>, Task> Into(MemoryStream stream) => piece =>
    {
        lock (stream)
            if (stream.Length < MaximumOutput)
                stream.Write(piece.Span);
        return Task.CompletedTask;
    };

    private static string Text(MemoryStream stream)
    {
        lock (stream)
            return Encoding.UTF8.GetString(stream.ToArray()).Trim();
    }
}

/// <summary>What the engine said.</summary>
/// <param name="Code">Its exit code; null if it was cancelled.</param>
/// <param name="Output">Its output.</param>
/// <param name="Errors">What went wrong.</param>
internal sealed record EngineAnswer(int? Code, string Output, string Errors)
{
    /// <summary>Whether it did what it was asked.</summary>
    public bool IsDone => Code == 0;
}
