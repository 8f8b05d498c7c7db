using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Sallyport.Server.Instance;

namespace Sallyport.Server.Tests;

/// <summary>The whole server in this process: a real port, real TLS, a real database in a folder of its own.</summary>
public sealed class RunningServer : IAsyncDisposable
{
    // Tests send more garbage to one server than a flood does, and are not to wait for it.
    private static readonly UnprovenLimits Unbounded = new()
    {
        PerSecond = 1_000_000, NewcomersPerSecond = 1_000_000, PerConnectionPerSecond = 1_000_000, HandshakesPerSecond = 1_000_000,
        Crowd = int.MaxValue, PasswordsAtOnce = 64,
    };

    private readonly bool ownsFolder;
    private readonly Lazy<HttpClient> login;

    private RunningServer(SallyportServer server, string folder, bool ownsFolder)
    {
        Server = server;
        Folder = folder;
        this.ownsFolder = ownsFolder;
        login = new Lazy<HttpClient>(() => For("login.microsoftonline.com"));
    }

    public SallyportServer Server { get; }

    public string Folder { get; }

    public InstanceFacts Facts => Server.Facts;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Starts a server on a free port.</summary>
    /// <param name="change">Changes the options.</param>
    /// <param name="folder">A data directory to go on with; a new one when null.</param>
    public static async Task<RunningServer> StartAsync(Func<ServerOptions, ServerOptions>? change = null, string? folder = null)
    {
        var data = folder ?? Directory.CreateTempSubdirectory("sallyport-test-").FullName;
        var options = new ServerOptions { DataDirectory = data, Port = 0, Unproven = Unbounded, PasswordIterations = 1 };
        options = change?.Invoke(options) ?? options;
        if (folder is null && StartedOnce.Fits(options))
            await StartedOnce.CopyToAsync(data);
        return new RunningServer(await SallyportServer.StartAsync(options, Cancel), data, folder is null);
    }

    /// <summary>An HTTPS client of one host of the server, which trusts the local authority and nobody else.</summary>
    public HttpClient For(string host)
    {
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            ConnectCallback = async (_, cancel) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(IPAddress.Loopback, Server.Port, cancel);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            CustomTrustStore = { X509CertificateLoader.LoadCertificateFromFile(Facts.CaCertificatePath) },
        };
#pragma warning disable RS0030 // A test is a client of its own.
        return new HttpClient(handler) { BaseAddress = new Uri($"https://{host}") };
#pragma warning restore RS0030
    }

    /// <summary>The same, with a bearer token on every request.</summary>
    public HttpClient For(string host, string bearer)
    {
        var client = For(host);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        return client;
    }

    /// <summary>Posts a form to the token endpoint, by connections that are kept.</summary>
    public async Task<HttpResponseMessage> PostTokenAsync(params (string Name, string Value)[] form)
    {
        using var content = new FormUrlEncodedContent(form.Select(p => KeyValuePair.Create(p.Name, p.Value)));
        return await login.Value.PostAsync($"/{Facts.TenantId}/oauth2/v2.0/token", content, Cancel);
    }

    /// <summary>An access token by client secret.</summary>
    public async Task<string> TokenAsync(string clientId, string secret, string resource)
    {
        using var response = await PostTokenAsync(
            ("grant_type", "client_credentials"), ("client_id", clientId), ("client_secret", secret), ("scope", resource + "/.default"));
        var body = await response.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        Assert.True(response.IsSuccessStatusCode, body.ToString());
        return body.GetProperty("access_token").GetString()!;
    }

    /// <summary>An access token of the owner.</summary>
    public Task<string> OwnerTokenAsync(string resource) => TokenAsync(Facts.OwnerClientId.ToString(), Facts.OwnerClientSecret, resource);

    public async ValueTask DisposeAsync()
    {
        if (login.IsValueCreated)
            login.Value.Dispose();
        await Server.DisposeAsync(); // without the orderly stop, which waits for clients and has tests of its own
        if (!ownsFolder)
            return;
        Directory.Delete(Folder, recursive: true);
    }
}

/// <summary>One server for the tests of a class that leave it as they found it.</summary>
public sealed class SharedServer : IAsyncLifetime
{
    public RunningServer Running { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Running = await RunningServer.StartAsync();

    public ValueTask DisposeAsync() => Running.DisposeAsync();
}
