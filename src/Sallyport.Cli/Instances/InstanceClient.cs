using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Sallyport.Cli.Output;

namespace Sallyport.Cli.Instances;

/// <summary>
/// The way of a command to the running instance of its data directory: over the wire like any client, trusting that
/// instance's CA and no other, whatever proxy or DNS the surroundings have.
/// </summary>
internal sealed class InstanceClient : IDisposable
{
    private readonly SocketsHttpHandler connections;

    private InstanceClient(InstanceDirectory directory, InstanceFile instance)
    {
        Directory = directory;
        Instance = instance;
        connections = new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            ConnectTimeout = TimeSpan.FromSeconds(30), // a busy machine is no dead instance
            ConnectCallback = ConnectAsync,
        };
        var trust = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        trust.CustomTrustStore.ImportFromPemFile(instance.CaCertificate);
        connections.SslOptions.CertificateChainPolicy = trust;
    }

    /// <summary>The data directory.</summary>
    public InstanceDirectory Directory { get; }

    /// <summary>Where the instance listens, its ids and its administrator's secrets.</summary>
    public InstanceFile Instance { get; }

    /// <summary>The running instance of a data directory.</summary>
    /// <exception cref="CommandFailedException">None runs, or it is not ready yet (exit code 3).</exception>
    public static InstanceClient Open(InstanceDirectory directory) => new(directory, Find(directory));

    /// <summary>The facts of the running instance, for a command that does not talk to it.</summary>
    /// <exception cref="CommandFailedException">None runs, or it is not ready yet (exit code 3).</exception>
    public static InstanceFile Find(InstanceDirectory directory)
    {
        if (!InstanceLock.IsHeld(directory))
        {
            throw new CommandFailedException(
                ExitCodes.NoInstance,
                $"no instance is running on {directory.Path}; start one with `{directory.Command("up")}`");
        }
        return InstanceFile.Read(directory) ?? throw new CommandFailedException(
            ExitCodes.NoInstance,
            $"the instance on {directory.Path} is not ready yet; wait for it with `{directory.Command("wait")}`");
    }

    /// <summary>A client of a surface: its requests are relative to the surface's URL.</summary>
    /// <param name="name"><c>gitlab</c>, <c>login</c>, <c>graph</c>, <c>management</c> …</param>
    public HttpClient Surface(string name)
    {
#pragma warning disable RS0030 // this is the command's one place for clients
        return new HttpClient(connections, disposeHandler: false)
        {
            BaseAddress = new Uri(Instance.Surfaces[name].TrimEnd('/') + "/"),
            Timeout = TimeSpan.FromSeconds(100),
        };
#pragma warning restore RS0030
    }

    /// <summary>A client of GitLab's API as its administrator.</summary>
    public HttpClient GitLab()
    {
        var client = Surface("gitlab");
        client.DefaultRequestHeaders.Add("PRIVATE-TOKEN", Instance.GitLabToken);
        return client;
    }

    /// <summary>A client of the instance's own routes as its administrator.</summary>
    public HttpClient Portal()
    {
        var client = Surface("portal");
        client.DefaultRequestHeaders.Authorization = new("Bearer", Instance.AdministratorToken);
        return client;
    }

    public void Dispose() => connections.Dispose();

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, Instance.Port), cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
