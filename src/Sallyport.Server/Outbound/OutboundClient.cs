using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Sallyport.Core;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Wire;
using Sallyport.Server.Instance;
using Sallyport.Server.Transport;

namespace Sallyport.Server.Outbound;

/// <summary>The port on which this process itself listens, once it does.</summary>
internal sealed class OwnPort
{
    private readonly TaskCompletionSource<int> port = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Sets the port; called once the listener is bound.</summary>
    public void Set(int value) => port.TrySetResult(value);

    /// <summary>Waits for the listener and gives its port.</summary>
    public Task<int> GetAsync(CancellationToken cancel) => port.Task.WaitAsync(cancel);
}

/// <summary>
/// The door to this room: the only place from which the server makes requests. GET of one document over HTTPS: no
/// redirect, no proxy, no cookie, 5 seconds; JSON of an issuer without credential and up to 256 KiB. Our own GitLab
/// host is dialled on our own port – still TLS, still HTTP – and any other host only at a public address, unless the
/// administrator named the host.
/// </summary>
public sealed class OutboundClient : IDisposable
{
    /// <summary>The largest document, in bytes.</summary>
    public const int MaximumSize = 256 * 1024;

    /// <summary>The largest document of any kind, in bytes: as large as GitLab lets a CI file be.</summary>
    public const int MaximumAnySize = 2 * 1024 * 1024;

    private const string NameUnknown = "its name cannot be resolved";

    private static readonly string[] MediaTypes = ["application/json", "application/jwk-set+json"];

    private readonly string? ownHost;
    private readonly OwnPort ownPort;
    private readonly HashSet<string> named;
    private readonly HttpClient own;
    private readonly HttpClient strangers;

    /// <summary>
    /// Sets the client up. Throws <see cref="StartupException"/> when the administrator's CA certificates cannot be
    /// read.
    /// </summary>
    internal OutboundClient(ServerOptions options, LocalAuthority authority, OwnPort ownPort)
    {
        this.ownPort = ownPort;
        named = [.. options.PrivateIssuers.Select(AsDialled)];
        TimeLimit = options.FetchTimeLimit;
        ownHost = new Uri(options.GitLabUrl).IdnHost;
        own = Create(DialOwnAsync, ServerTrust.Only(authority.Certificate));
        strangers = Create(DialStrangerAsync, ServerTrust.SystemAnd(options.IssuerCaFile));
    }

    /// <summary>Sets a client up where no server runs: every host is a stranger's, our own included.</summary>
    public OutboundClient(ServerOptions options)
    {
        ownPort = new OwnPort();
        named = [.. options.PrivateIssuers.Select(AsDialled)];
        TimeLimit = options.FetchTimeLimit;
        own = strangers = Create(DialStrangerAsync, ServerTrust.SystemAnd(options.IssuerCaFile));
    }

    /// <summary>How long a document may take, from name resolution to its last byte.</summary>
    public TimeSpan TimeLimit { get; }

    /// <summary>Finds the addresses of a host. Exactly these are checked and dialled.</summary>
    internal Func<string, CancellationToken, Task<IPAddress[]>> Resolve { get; init; } = Dns.GetHostAddressesAsync;

    /// <summary>Connects to one of the addresses that may be dialled.</summary>
    internal Func<IPAddress[], int, CancellationToken, Task<Stream>> Dial { get; init; } = DialAsync;

    /// <summary>
    /// Gets a JSON document. Throws <see cref="IssuerUnreachableException"/> with the reason in words.
    /// </summary>
    /// <param name="url">Where it is.</param>
    /// <param name="limit">
    /// Ends the fetch, also before <see cref="TimeLimit"/>: what is left for several documents together.
    /// </param>
    public Task<byte[]> GetJsonAsync(string url, CancellationToken limit) =>
        GetAsync(url, null, ReadJsonAsync, limit);

    /// <summary>
    /// Gets any document, whatever the status. Throws <see cref="IssuerUnreachableException"/> with the reason in words
    /// when there is no answer, or one of more than <see cref="MaximumAnySize"/>.
    /// </summary>
    /// <param name="url">Where it is.</param>
    /// <param name="privateToken">The <c>PRIVATE-TOKEN</c> of a GitLab, or null.</param>
    /// <param name="limit">Ends the fetch, also before <see cref="TimeLimit"/>.</param>
    public Task<OutboundAnswer> GetAnyAsync(string url, string? privateToken, CancellationToken limit) =>
        GetAsync(url, privateToken, ReadAnyAsync, limit);

    private async Task<T> GetAsync<T>(
        string url, string? privateToken, Func<HttpResponseMessage, CancellationToken, Task<T>> read,
        CancellationToken limit)
    {
        var uri = HttpsUrl.Read(url)
            ?? throw new IssuerUnreachableException(url, "not an https URL") { Stage = FetchStage.Url };
        var progress = new FetchProgress();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit);
        stop.CancelAfter(TimeLimit);
        try
        {
            var client = string.Equals(uri.IdnHost, ownHost, StringComparison.OrdinalIgnoreCase) ? own : strangers;
            using var request = new HttpRequestMessage(HttpMethod.Get, uri);
            request.Options.Set(FetchProgress.Key, progress);
            if (privateToken is not null)
                request.Headers.Add("PRIVATE-TOKEN", privateToken);
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop.Token);
            return await read(response, stop.Token);
        }
        catch (OperationCanceledException)
        {
            var silence = $"no answer within {TimeLimit.TotalSeconds:0.#} seconds";
            throw new IssuerUnreachableException(url, silence) { Stage = progress.Reached };
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw new IssuerUnreachableException(url, InWords(exception)) { Stage = progress.Reached };
        }
    }

    private static async Task<byte[]> ReadJsonAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        var url = response.RequestMessage!.RequestUri!.OriginalString;
        if (StatusFault(response) is { } status)
            throw new IssuerUnreachableException(url, status) { Stage = FetchStage.Http };
        var mediaType = response.Content.Headers.ContentType?.MediaType;
        if (!MediaTypes.Contains(mediaType, StringComparer.OrdinalIgnoreCase))
            throw new IssuerUnreachableException(url, "it answered something other than JSON");
        return await ReadAsync(response, MaximumSize, cancel)
            ?? throw new IssuerUnreachableException(url, "the document is larger than 256 KiB");
    }

    private static async Task<OutboundAnswer> ReadAnyAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        var body = await ReadAsync(response, MaximumAnySize, cancel)
            ?? throw new IssuerUnreachableException(
                response.RequestMessage!.RequestUri!.OriginalString, "the document is larger than 2 MiB");
        var next = response.Headers.TryGetValues("x-next-page", out var pages) ? pages.First() : "";
        return new OutboundAnswer((int)response.StatusCode, body, response.Headers.Location, next);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        own.Dispose();
        strangers.Dispose();
    }

    private static string? StatusFault(HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        var where = response.Headers.Location is { } location ? $" to {location.OriginalString}" : "";
        if (status is >= 300 and < 400)
            return $"it answered HTTP {status}, a redirect{where}, which is not followed";
        return response.StatusCode == HttpStatusCode.OK ? null : $"it answered HTTP {status}";
    }

    // Null for a document that is too large.
    private static async Task<byte[]?> ReadAsync(HttpResponseMessage response, int maximum, CancellationToken cancel)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancel);
        var buffer = new byte[maximum + 1];
        var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancel);
        return length <= maximum ? buffer[..length] : null;
    }

    private async ValueTask<Stream> DialOwnAsync(SocketsHttpConnectionContext context, CancellationToken cancel) =>
        await Dial([IPAddress.Loopback], await ownPort.GetAsync(cancel), cancel);

    private async ValueTask<Stream> DialStrangerAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var host = context.DnsEndPoint.Host;
        var port = context.DnsEndPoint.Port;
        var progress = FetchProgress.Of(context.InitialRequestMessage);
        progress.Reached = FetchStage.Name;
        var addresses = await Resolve(host, cancel);
        progress.Reached = FetchStage.Address;
        var allowed = named.Contains($"{host}:{port}") ? addresses : addresses.Where(AddressGuard.IsPublic).ToArray();
        if (allowed.Length == 0)
            throw new IOException(
                $"'{host}' has no public address; --private-issuer allows a host with private addresses");
        progress.Reached = FetchStage.Connection;
        var connection = await Dial(allowed, port, cancel);
        progress.Reached = FetchStage.Tls;
        return connection;
    }

    // A host has no case and one ASCII form, IPv6 addresses have brackets, and port 443 may be left out.
    private static string AsDialled(string host)
    {
        var url = HttpsUrl.Read($"https://{host}/")
            ?? throw new StartupException($"'{host}' is not a host name of an issuer.");
        var name = url.HostNameType == UriHostNameType.IPv6 ? url.Host : url.IdnHost;
        return $"{name}:{url.Port}";
    }

    /// <summary>Connects to one of these addresses.</summary>
    internal static async Task<Stream> DialAsync(IPAddress[] addresses, int port, CancellationToken cancel)
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

    private HttpClient Create(
        Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>> dial,
        SslClientAuthenticationOptions trust)
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
            PlaintextStreamFilter = (context, _) =>
            {
                FetchProgress.Of(context.InitialRequestMessage).Reached = FetchStage.Http; // TLS is done
                return ValueTask.FromResult(context.PlaintextStream);
            },
            SslOptions = trust,
        };
#pragma warning disable RS0030 // This is the place that the ban names.
        var client = new HttpClient(handler, disposeHandler: true) { Timeout = Timeout.InfiniteTimeSpan };
#pragma warning restore RS0030
        client.DefaultRequestHeaders.Accept.ParseAdd("application/json");
        client.DefaultRequestHeaders.UserAgent.ParseAdd("Sallyport");
        return client;
    }

    private static string InWords(Exception exception) => exception switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => NameUnknown,
        { InnerException: UntrustedCertificateException untrusted } => untrusted.Message,
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } =>
            "its TLS certificate is not trusted, or TLS failed",
        { InnerException: SocketException socket } => InWords(socket.SocketErrorCode),
        { InnerException: IOException inner } => inner.Message,
        _ => exception.Message,
    };

    private static string InWords(SocketError error) => error switch
    {
        SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData => NameUnknown,
        _ => $"the connection failed ({error})",
    };
}
