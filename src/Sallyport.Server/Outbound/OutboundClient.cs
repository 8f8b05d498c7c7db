using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Sallyport.Core.Entra.Federation;
using Sallyport.Server.Transport;

namespace Sallyport.Server.Outbound;

/// <summary>Where this process itself listens, once it does.</summary>
public sealed class OwnPort
{
    private readonly TaskCompletionSource<int> port = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Says which port it is.</summary>
    public void Set(int value) => port.TrySetResult(value);

    /// <summary>The port, once the listener is bound.</summary>
    public Task<int> GetAsync(CancellationToken cancel) => port.Task.WaitAsync(cancel);
}

/// <summary>
/// The door to this room: the only place from which the server calls somebody. GET of one JSON document over HTTPS: no redirect, no
/// proxy, no cookie, no credential, 5 seconds, 256 KiB. Our own GitLab host is dialled on our own port – still TLS, still HTTP – and any
/// other host only at a public address, unless the administrator named the host.
/// </summary>
public sealed class OutboundClient : IDisposable
{
    /// <summary>The largest document, in bytes.</summary>
    public const int MaximumSize = 256 * 1024;

    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(5);

    private readonly string? ownHost;
    private readonly OwnPort ownPort;
    private readonly ServerOptions options;
    private readonly HttpClient own;
    private readonly HttpClient strangers;

    /// <summary>Sets the client up.</summary>
    public OutboundClient(ServerOptions options, LocalAuthority authority, OwnPort ownPort)
    {
        this.options = options;
        this.ownPort = ownPort;
        ownHost = new Uri(options.GitLabUrl).IdnHost;
        own = Create(DialOwnAsync, [authority.Certificate], customRootsOnly: true);
        strangers = Create(DialStrangerAsync, IssuerRoots(options.IssuerCaFile), customRootsOnly: false);
    }

    /// <summary>Sets a client up where no server runs: every host is a stranger's, our own included.</summary>
    public OutboundClient(ServerOptions options)
    {
        this.options = options;
        ownPort = new OwnPort();
        own = strangers = Create(DialStrangerAsync, IssuerRoots(options.IssuerCaFile), customRootsOnly: false);
    }

    /// <summary>Finds the addresses of a host; what it answers is what is checked and dialled.</summary>
    public Func<string, CancellationToken, Task<IPAddress[]>> Resolve { get; init; } = Dns.GetHostAddressesAsync;

    /// <summary>Gets a JSON document. Throws <see cref="IssuerUnreachableException"/> with the reason in words.</summary>
    public async Task<byte[]> GetJsonAsync(string url, CancellationToken cancel)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttps || uri.UserInfo.Length > 0)
            throw new IssuerUnreachableException(url, "not an https URL");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(TimeLimit);
        try
        {
            var client = string.Equals(uri.IdnHost, ownHost, StringComparison.OrdinalIgnoreCase) ? own : strangers;
            using var response = await client.GetAsync(uri, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            if ((int)response.StatusCode is >= 300 and < 400)
                throw new IssuerUnreachableException(url, $"it answered HTTP {(int)response.StatusCode}, a redirect, which is not followed");
            if (response.StatusCode != HttpStatusCode.OK)
                throw new IssuerUnreachableException(url, $"it answered HTTP {(int)response.StatusCode}");
            if (response.Content.Headers.ContentType?.MediaType is not ("application/json" or "application/jwk-set+json"))
                throw new IssuerUnreachableException(url, "it answered something other than JSON");
            return await ReadAsync(response, url, limit.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new IssuerUnreachableException(url, $"no answer within {TimeLimit.TotalSeconds:0} seconds");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw new IssuerUnreachableException(url, InWords(exception));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        own.Dispose();
        strangers.Dispose();
    }

    private static async Task<byte[]> ReadAsync(HttpResponseMessage response, string url, CancellationToken cancel)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancel);
        var buffer = new byte[MaximumSize + 1];
        var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancel);
        return length <= MaximumSize ? buffer[..length] : throw new IssuerUnreachableException(url, "the document is larger than 256 KiB");
    }

    private async ValueTask<Stream> DialOwnAsync(SocketsHttpConnectionContext context, CancellationToken cancel) =>
        await DialAsync([IPAddress.Loopback], await ownPort.GetAsync(cancel), cancel);

    private async ValueTask<Stream> DialStrangerAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = await Resolve(host, cancel);
        var named = options.PrivateIssuers.Any(p => p == $"{host}:{port}" || (p == host && port == 443));
        var allowed = named ? addresses : addresses.Where(AddressGuard.IsPublic).ToArray();
        return allowed.Length > 0
            ? await DialAsync(allowed, port, cancel)
            : throw new IOException($"'{host}' is at a private address, which is not dialled unless --private-issuer names the host");
    }

    private static async Task<Stream> DialAsync(IPAddress[] addresses, int port, CancellationToken cancel)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static HttpClient Create(
        Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>> dial, X509Certificate2Collection roots, bool customRootsOnly)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            Credentials = null,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = TimeLimit,
            MaxResponseHeadersLength = 32,
            MaxConnectionsPerServer = 4,
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
            ActivityHeadersPropagator = null,
            ConnectCallback = dial,
            SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
                    errors == SslPolicyErrors.None
                    || (errors == SslPolicyErrors.RemoteCertificateChainErrors && roots.Count > 0 && Vouched((X509Certificate2)certificate!, chain!, roots)),
            },
        };
        if (customRootsOnly)
            handler.SslOptions.CertificateChainPolicy = Policy(roots);
#pragma warning disable RS0030 // This is the place that the ban names.
        var client = new HttpClient(handler, disposeHandler: true) { Timeout = Timeout.InfiniteTimeSpan };
#pragma warning restore RS0030
        client.DefaultRequestHeaders.Accept.ParseAdd("application/json");
        client.DefaultRequestHeaders.UserAgent.ParseAdd("Sallyport");
        return client;
    }

    // The system's roots did not vouch: the administrator's may.
    private static bool Vouched(X509Certificate2 certificate, X509Chain presented, X509Certificate2Collection roots)
    {
        using var chain = new X509Chain { ChainPolicy = Policy(roots) };
        foreach (var element in presented.ChainElements)
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        return chain.Build(certificate);
    }

    private static X509ChainPolicy Policy(X509Certificate2Collection roots)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(roots);
        return policy;
    }

    private static X509Certificate2Collection IssuerRoots(string? file)
    {
        var roots = new X509Certificate2Collection();
        if (file is not null)
            roots.ImportFromPemFile(file);
        return roots;
    }

    private static string InWords(Exception exception) => exception switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => "its name cannot be resolved",
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => "its TLS certificate is not trusted, or TLS failed",
        HttpRequestException { InnerException: SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData } } =>
            "its name cannot be resolved",
        { InnerException: SocketException socket } => $"it cannot be connected to ({socket.SocketErrorCode})",
        { InnerException: IOException inner } => inner.Message,
        _ => exception.Message,
    };
}
