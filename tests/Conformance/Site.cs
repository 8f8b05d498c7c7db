using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Sallyport.Conformance;

/// <summary>A web site of somebody else on loopback: TLS, and 200 with a body of its own for every request.</summary>
internal sealed class Site : IAsyncDisposable
{
    /// <summary>An address of loopback that no NO_PROXY of ours names.</summary>
    public const string Host = "127.0.0.2";

    private static readonly byte[] Answer =
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 10\r\nConnection: close\r\n\r\nsomebody's"u8
        .ToArray();

    private readonly TcpListener listener = new(IPAddress.Parse(Host), 0);
    private readonly X509Certificate2 certificate = Certificate();
    private readonly Task serving;

    /// <summary>Begins to serve.</summary>
    public Site()
    {
        listener.Start();
        serving = ServeAsync();
    }

    /// <summary>The URL of a page.</summary>
    public string Url => $"https://{Host}:{((IPEndPoint)listener.LocalEndpoint).Port}/page";

    /// <summary>The heads of the requests that came.</summary>
    public ConcurrentQueue<string> Heads { get; } = [];

    public async ValueTask DisposeAsync()
    {
        listener.Stop();
        await serving;
        certificate.Dispose();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            try
            {
                using var socket = await listener.AcceptSocketAsync();
                await AnswerAsync(socket);
            }
            catch (Exception exception) when (exception is IOException or AuthenticationException)
            {
                // that client has left; the next one may come
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task AnswerAsync(Socket socket)
    {
        await using var tls = new SslStream(new NetworkStream(socket));
        await tls.AuthenticateAsServerAsync(certificate);
        var buffer = new byte[16 * 1024];
        var head = Encoding.ASCII.GetString(buffer, 0, await tls.ReadAsync(buffer));
        Heads.Enqueue(head);
        await tls.WriteAsync(Answer);
        await tls.ShutdownAsync();
    }

    private static X509Certificate2 Certificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={Host}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Parse(Host));
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }
}
