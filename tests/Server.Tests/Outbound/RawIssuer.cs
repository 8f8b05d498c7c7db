using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Sallyport.Server.Tests.Outbound;

/// <summary>An issuer that writes its bytes itself, so that it can misbehave at each of them.</summary>
public sealed class RawIssuer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource end = new();
    private readonly SslStreamCertificateContext certificate;
    private readonly Task accepting;

    /// <summary>Starts it.</summary>
    /// <param name="leaf">Its certificate.</param>
    /// <param name="sent">What it sends besides.</param>
    public RawIssuer(X509Certificate2 leaf, params X509Certificate2[] sent)
    {
        certificate = SslStreamCertificateContext.Create(leaf, [.. sent], offline: true);
        listener.Start();
        accepting = AcceptAsync();
    }

    /// <summary>What is written for a request; may be any bytes, and may never end.</summary>
    public Func<string, Stream, CancellationToken, Task> Answer { get; set; } = (_, stream, cancel) => JsonAsync(stream, "{}", cancel);

    /// <summary>Whether it takes connections and says nothing.</summary>
    public bool Mute { get; set; }

    /// <summary>The heads of the requests.</summary>
    public ConcurrentQueue<string> Heads { get; } = [];

    public string Host => $"localhost:{((IPEndPoint)listener.LocalEndpoint).Port}";

    public string Url => $"https://{Host}";

    public string Discovery => $$"""{"issuer":"{{Url}}","jwks_uri":"{{Url}}/keys"}""";

    public static async Task JsonAsync(Stream stream, string body, CancellationToken cancel, string head = "Content-Type: application/json\r\n") =>
        await stream.WriteAsync(Encoding.UTF8.GetBytes($"HTTP/1.1 200 OK\r\n{head}Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}"), cancel);

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await accepting;
        listener.Dispose();
        end.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
                connections.Add(ServeAsync(await listener.AcceptTcpClientAsync(end.Token)));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
            try
            {
                if (Mute)
                    await Task.Delay(Timeout.Infinite, end.Token);
                await using var stream = new SslStream(client.GetStream());
                await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificateContext = certificate }, end.Token);
                using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
                while (await HeadAsync(reader) is { } head)
                {
                    Heads.Enqueue(head);
                    await Answer(head.Split(' ')[1], stream, end.Token);
                }
            }
            catch (Exception exception) when (exception is IOException or System.Security.Authentication.AuthenticationException or OperationCanceledException)
            {
                // The caller has had enough, or the test.
            }
    }

    private async Task<string?> HeadAsync(StreamReader reader)
    {
        var head = new StringBuilder();
        while (await reader.ReadLineAsync(end.Token) is { } line)
        {
            if (line.Length == 0)
                return head.ToString();
            head.Append(line).Append('\n');
        }
        return null;
    }
}
