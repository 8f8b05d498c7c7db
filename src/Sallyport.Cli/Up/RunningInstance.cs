using Sallyport.Cli.Instances;
using Sallyport.Cli.Output;
using Sallyport.Server;
using Sallyport.Server.Instance;

namespace Sallyport.Cli.Up;

/// <summary>An instance in this process: it holds the data directory's lock, and other commands find it.</summary>
internal sealed class RunningInstance : IAsyncDisposable
{
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(30);
    private readonly InstanceDirectory directory;
    private readonly InstanceLock held;
    private readonly SallyportServer server;

    private RunningInstance(
        InstanceDirectory directory, InstanceLock held, SallyportServer server, ServerOptions options)
    {
        this.directory = directory;
        this.held = held;
        this.server = server;
        Instance = Describe(server, options);
    }

    /// <summary>Where it listens, its ids and its administrator's secrets.</summary>
    public InstanceFile Instance { get; }

    /// <summary>Starts it; when this returns it is ready.</summary>
    /// <exception cref="CommandFailedException">It cannot start (exit code 4); nothing is left running.</exception>
    public static async Task<RunningInstance> StartAsync(
        ServerOptions options,
        InstanceDirectory directory,
        CancellationToken cancel)
    {
        directory.Create();
        var held = await InstanceLock.TakeAsync(directory, cancel) ?? throw AlreadyRuns(directory);
        SallyportServer? server = null;
        try
        {
            File.Delete(directory.InstanceFile);
            server = await SallyportServer.StartAsync(options, cancel);
            var running = new RunningInstance(directory, held, server, options);
            DataDirectory.CreatePrivate(directory.AzureConfig);
            CaBundle.Write(directory, running.Instance.CaCertificate);
            running.Instance.Write(directory);
            return running;
        }
        catch (Exception exception)
        {
            if (server is not null)
                await StopAsync(server, TimeSpan.Zero);
            held.Dispose();
            throw exception switch
            {
                StartupException startup => new CommandFailedException(ExitCodes.CannotStart, startup.Message, startup),
                UnauthorizedAccessException or IOException => directory.Unusable(exception),
                _ => exception,
            };
        }
    }

    /// <summary>
    /// Takes no new work, lets requests that have arrived be answered for at most 7 s, and lets the data directory go.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        File.Delete(directory.InstanceFile);
        await StopAsync(server, Drain);
        held.Dispose();
    }

    private static async Task StopAsync(SallyportServer server, TimeSpan drain)
    {
        await server.StopAsync(drain);
        await server.DisposeAsync();
    }

    private static CommandFailedException AlreadyRuns(InstanceDirectory directory)
    {
        var process = InstanceLock.Holder(directory) is { } pid ? $"process {pid}" : "another process";
        return new(
            ExitCodes.CannotStart,
            $"an instance is already running on {directory.Path} ({process}); " +
            $"stop it with `{directory.Command("down")}` or choose another --data-dir");
    }

    private static InstanceFile Describe(SallyportServer server, ServerOptions options) => new()
    {
        Pid = Environment.ProcessId,
        Port = server.Port,
        StartedAt = TimeProvider.System.GetUtcNow(),
        CaCertificate = server.Facts.CaCertificatePath,
        TenantId = server.Facts.TenantId,
        SubscriptionId = server.Facts.SubscriptionId,
        OwnerClientId = server.Facts.OwnerClientId,
        OwnerClientSecret = server.Facts.OwnerClientSecret,
        AdministratorName = server.Facts.AdministratorName,
        AdministratorPassword = server.Facts.AdministratorPassword,
        GitLabUrl = server.Facts.GitLabUrl,
        GitLabToken = server.Facts.GitLabToken,
        AdministratorToken = server.Facts.AdministratorToken,
        ProxySecret = server.Facts.ProxySecret,
        TunnelHosts = options.TunnelHosts,
        Surfaces = server.Facts.Surfaces,
    };
}
