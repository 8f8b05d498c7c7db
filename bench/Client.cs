using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Sallyport.Bench;

/// <summary>
/// One client with one kept connection. It shares the machine with the server, so it does no more than TLS asks for: the bytes of a
/// request are made once, and of an answer it reads the status and where the body ends.
/// </summary>
public sealed class Client : IDisposable
{
    private readonly byte[] buffer = new byte[16 * 1024];
    private readonly SslStream stream;

    private Client(SslStream stream) => this.stream = stream;

    /// <summary>Connects.</summary>
    public static async Task<Client> ConnectAsync(int port, string caFile)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port);
        var stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = Instance.Host,
            CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck,
                CustomTrustStore = { X509CertificateLoader.LoadCertificateFromFile(caFile) },
            },
        });
        return new Client(stream);
    }

    /// <summary>The bytes of a request that exchanges an assertion.</summary>
    public static byte[] Request(string tenantId, string clientId, string assertion) => Form(
        tenantId,
        "grant_type=client_credentials&scope=https%3A%2F%2Fmanagement.azure.com%2F.default"
        + "&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer"
        + $"&client_id={clientId}&client_assertion={assertion}");

    /// <summary>The bytes of a request with a form of any kind.</summary>
    public static byte[] Form(string tenantId, string body) => Encoding.ASCII.GetBytes(
        $"POST /{tenantId}/oauth2/v2.0/token HTTP/1.1\r\nHost: {Instance.Host}\r\n"
        + $"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {body.Length}\r\n\r\n{body}");

    /// <summary>Sends a request and reads its answer. Throws when it is refused: a refusal is no measurement.</summary>
    public async Task ExchangeAsync(byte[] request)
    {
        if (await SendAsync(request) is not 200 and var status)
            throw new InvalidOperationException($"Refused with status {status}.");
    }

    /// <summary>Sends a request and reads its answer, of which it returns the status.</summary>
    public async Task<int> SendAsync(byte[] request)
    {
        await stream.WriteAsync(request);
        var length = 0;
        do
        {
            var read = await stream.ReadAsync(buffer.AsMemory(length));
            length = read > 0 ? length + read : throw new IOException("The server has closed the connection.");
        }
        while (!IsWhole(buffer.AsSpan(0, length)));
        return int.Parse(buffer.AsSpan("HTTP/1.1 ".Length, 3), CultureInfo.InvariantCulture);
    }

    /// <summary>Sends bytes and waits for no answer.</summary>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes) => stream.WriteAsync(bytes);

    private static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        var head = answer.IndexOf("\r\n\r\n"u8);
        var field = "\r\nContent-Length: "u8;
        return head >= 0 && Utf8Parser.TryParse(answer[(answer.IndexOf(field) + field.Length)..], out int body, out _)
            && answer.Length == head + 4 + body;
    }

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();
}
