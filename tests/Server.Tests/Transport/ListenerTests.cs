using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace Sallyport.Server.Tests.Transport;

/// <summary>The one port: plain TLS, CONNECT, and what is refused on it.</summary>
public sealed class ListenerTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly RunningServer server = shared.Running;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("login.microsoftonline.com")]
    [InlineData("login.windows.net")]
    public async Task Serves_a_surface_under_each_of_its_names(string host)
    {
        using var client = server.For(host);
        using var response = await client.GetAsync("/common/v2.0/.well-known/openid-configuration", Cancel);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Refuses_a_Host_that_differs_from_the_name_of_the_TLS_connection()
    {
        using var socket = await ConnectAsync();
        await using var tls = new SslStream(new NetworkStream(socket), false, TrustAnyone);
        await tls.AuthenticateAsClientAsync("login.microsoftonline.com");
        Assert.StartsWith("HTTP/1.1 421", await ExchangeAsync(tls, "GET / HTTP/1.1\r\nHost: graph.microsoft.com\r\n\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ends_a_TLS_connection_to_a_name_that_is_not_served()
    {
        using var client = server.For("vault.azure.net");
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync("/", Cancel));
    }

    [Theory]
    [InlineData("CONNECT login.microsoftonline.com:443 HTTP/1.0\r\n\r\n")]
    [InlineData("CONNECT LOGIN.microsoftonline.com:443 HTTP/1.1\r\nHost: login.microsoftonline.com:443\r\n\r\n")]
    public async Task Treats_a_CONNECT_to_a_surface_like_TLS_to_it(string head)
    {
        using var socket = await ConnectAsync();
        await using var stream = new NetworkStream(socket);
        Assert.StartsWith("HTTP/1.1 200", await ExchangeAsync(stream, head), StringComparison.Ordinal);
        await using var tls = new SslStream(stream, false, TrustAnyone);
        await tls.AuthenticateAsClientAsync("login.microsoftonline.com");
        var answer = await ExchangeAsync(tls, "GET /common/v2.0/.well-known/openid-configuration HTTP/1.1\r\nHost: login.microsoftonline.com\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ends_a_CONNECT_whose_TLS_asks_for_another_host()
    {
        using var socket = await ConnectAsync();
        await using var stream = new NetworkStream(socket);
        Assert.StartsWith("HTTP/1.1 200", await ExchangeAsync(stream, "CONNECT login.microsoftonline.com:443 HTTP/1.1\r\n\r\n"), StringComparison.Ordinal);
        await using var tls = new SslStream(stream, false, TrustAnyone);
        await Assert.ThrowsAnyAsync<Exception>(() => tls.AuthenticateAsClientAsync("graph.microsoft.com"));
    }

    [Theory]
    [InlineData("dc.services.visualstudio.com")]
    [InlineData("azure.microsoft.com")]
    [InlineData("myvault.vault.azure.net")]
    public async Task Refuses_a_host_of_the_cloud_that_is_not_served_and_names_it(string host)
    {
        using var socket = await ConnectAsync();
        await using var stream = new NetworkStream(socket);
        var answer = await ExchangeAsync(stream, $"CONNECT {host}:443 HTTP/1.1\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 403", answer, StringComparison.Ordinal);
        Assert.Contains($"'{host}'", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Passes_nothing_on_when_that_is_forbidden()
    {
        await using var strict = await RunningServer.StartAsync(o => o with { Tunnel = false });
        using var socket = await RawConnection.ConnectAsync(strict.Server.Port);
        await using var stream = new NetworkStream(socket);
        var answer = await ExchangeAsync(stream, "CONNECT localhost:9 HTTP/1.1\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 403", answer, StringComparison.Ordinal);
        Assert.Contains("--no-tunnel", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("CONNECT nonsense HTTP/1.1\r\n\r\n")]
    [InlineData("CONNECT host:99999 HTTP/1.1\r\n\r\n")]
    public async Task Says_what_the_port_speaks_to_anything_else(string head)
    {
        using var socket = await ConnectAsync();
        await using var stream = new NetworkStream(socket);
        Assert.StartsWith("HTTP/1.1 400", await ExchangeAsync(stream, head), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Presents_a_certificate_that_only_the_local_authority_vouches_for()
    {
        using var socket = await ConnectAsync();
        await using var tls = new SslStream(new NetworkStream(socket));
        await Assert.ThrowsAsync<AuthenticationException>(() => tls.AuthenticateAsClientAsync("login.microsoftonline.com"));
    }

    // Which certificate is presented is not what these tests are about; the last one is.
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5359", Justification = "See above.")]
    private static bool TrustAnyone(object sender, object? certificate, object? chain, SslPolicyErrors errors) => true;

    private Task<Socket> ConnectAsync() => RawConnection.ConnectAsync(server.Server.Port);

    private static async Task<string> ExchangeAsync(Stream stream, string request)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), Cancel);
        var buffer = new byte[16 * 1024];
        var length = await stream.ReadAsync(buffer, Cancel);
        return Encoding.UTF8.GetString(buffer, 0, length);
    }
}
