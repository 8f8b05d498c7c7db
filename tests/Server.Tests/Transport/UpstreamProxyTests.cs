using System.Net;
using System.Net.Sockets;
using System.Text;
using Sallyport.Server.Transport;

namespace Sallyport.Server.Tests.Transport;

/// <summary>An instance whose machine reaches other hosts through a proxy of its own.</summary>
public sealed class UpstreamProxyTests : IDisposable
{
    private readonly TcpListener upstream = new(IPAddress.Loopback, 0);

    public UpstreamProxyTests() => upstream.Start();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private int Port => ((IPEndPoint)upstream.LocalEndpoint).Port;

    public void Dispose() => upstream.Dispose();

    [Fact]
    public async Task The_upstream_gets_its_own_credential_and_never_ours()
    {
        await using var server = await StartAsync($"http://user:p%40ss@127.0.0.1:{Port}");
        using var client = await RawConnection.ConnectAsync(server.Server.Port);
        var asking = ProxyWire.AskAsync(client, Connect(server, "registry.example.org:443"));
        using var proxy = await upstream.AcceptSocketAsync(Cancel);
        var head = await ReadAsync(proxy);
        Assert.StartsWith("CONNECT registry.example.org:443 HTTP/1.1\r\n", head, StringComparison.Ordinal);
        var expected = Convert.ToBase64String("user:p@ss"u8);
        Assert.Contains($"\r\nProxy-Authorization: Basic {expected}\r\n", head, StringComparison.Ordinal);
        Assert.Equal(2, head.Split("Proxy-Authorization").Length);
        await SendAsync(proxy, "HTTP/1.1 200 OK\r\nVia: upstream\r\n\r\n");
        var answer = await asking;
        Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("Via", answer, StringComparison.Ordinal);
        await SendAsync(proxy, "first bytes");
        Assert.Equal("first bytes", await ReadAsync(client));
        await SendAsync(client, "ping");
        Assert.Equal("ping", await ReadAsync(proxy));
    }

    [Theory]
    [InlineData("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"corp\"\r\n\r\n")]
    [InlineData("HTTP/1.1 403 Forbidden\r\n\r\n")]
    [InlineData("SSH-2.0-x\r\n\r\n")]
    [InlineData("HTTP/1.1 200")]
    public async Task What_the_upstream_refuses_is_answered_502_without_its_challenge(string refusal)
    {
        await using var server = await StartAsync($"127.0.0.1:{Port}");
        using var client = await RawConnection.ConnectAsync(server.Server.Port);
        var asking = ProxyWire.AskAsync(client, Connect(server, "registry.example.org:443"));
        using (var proxy = await upstream.AcceptSocketAsync(Cancel))
        {
            Assert.DoesNotContain("Proxy-Authorization", await ReadAsync(proxy), StringComparison.Ordinal);
            await SendAsync(proxy, refusal);
        }
        var answer = await asking;
        Assert.StartsWith("HTTP/1.1 502 ", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("Proxy-Authenticate", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_of_NO_PROXY_is_dialled_directly()
    {
        using var target = new TcpListener(IPAddress.Loopback, 0);
        target.Start();
        await using var server = await StartAsync($"http://user:pass@127.0.0.1:{Port}", "corp.example,127.0.0.0/8");
        using var client = await RawConnection.ConnectAsync(server.Server.Port);
        var port = ((IPEndPoint)target.LocalEndpoint).Port;
        var answer = await ProxyWire.AskAsync(client, Connect(server, $"127.0.0.1:{port}"));
        Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal);
        using var far = await target.AcceptSocketAsync(Cancel);
        await SendAsync(client, "ping");
        Assert.Equal("ping", await ReadAsync(far));
        Assert.False(upstream.Pending());
    }

    [Theory]
    [InlineData("127.0.0.2")]
    [InlineData("169.254.169.254")]
    [InlineData("localhost")]
    [InlineData("login.microsoftonline.us")]
    public async Task What_is_refused_is_refused_before_the_upstream_is_asked(string host)
    {
        await using var server = await StartAsync($"http://127.0.0.1:{Port}");
        var answer = await ProxyWire.AskAsync(server, Connect(server, $"{host}:443"));
        Assert.StartsWith("HTTP/1.1 403 ", answer, StringComparison.Ordinal);
        Assert.False(upstream.Pending());
    }

    [Fact]
    public async Task A_proxy_of_another_kind_is_named_in_the_answer()
    {
        await using var server = await StartAsync($"socks5://user:pass@127.0.0.1:{Port}");
        var answer = await ProxyWire.AskAsync(server, Connect(server, "registry.example.org:443"));
        Assert.StartsWith("HTTP/1.1 502 ", answer, StringComparison.Ordinal);
        Assert.Contains("http://", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("pass@", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(8443, false)]
    [InlineData(3128, true)]
    public void An_instance_is_not_its_own_upstream(int port, bool isUsed) =>
        Assert.Equal(isUsed, UpstreamProxy.Read($"http://sallyport:x@127.0.0.1:{port}", null)!
            .IsFor("registry.example.org", 443, new IPEndPoint(IPAddress.Loopback, 8443)));

    [Theory]
    [InlineData("corp.example", "corp.example", true)]
    [InlineData("corp.example", "registry.CORP.example.", true)]
    [InlineData(".corp.example", "registry.corp.example", true)]
    [InlineData("*.corp.example", "registry.corp.example", true)]
    [InlineData("corp.example:443", "corp.example", true)]
    [InlineData("corp.example:8443", "corp.example", false)]
    [InlineData("a.example, corp.example", "corp.example", true)]
    [InlineData("corp.example", "notcorp.example", false)]
    [InlineData("corp.example", "example", false)]
    [InlineData("*", "any.example", true)]
    [InlineData("10.0.0.0/8", "10.1.2.3", true)]
    [InlineData("10.0.0.0/8", "11.1.2.3", false)]
    [InlineData("10.1.2.3:443", "10.1.2.3", true)]
    [InlineData("fd00::/8", "fd12::1", true)]
    [InlineData("fd12::1", "fd12::1", true)]
    [InlineData("[fd12::1]:443", "fd12::1", true)]
    [InlineData(null, "any.example", false)]
    public void NO_PROXY_is_read_as_curl_and_Go_read_it(string? list, string host, bool isDirect) =>
        Assert.Equal(isDirect, new DirectHosts(list).Contains(host, 443));

    private static Task<RunningServer> StartAsync(string httpsProxy, string? noProxy = null) =>
        RunningServer.StartAsync(
            o => o with { HttpsProxy = httpsProxy, NoProxy = noProxy, TunnelHosts = ["127.0.0.1"] });

    private static string Connect(RunningServer server, string target)
    {
        var credential = Encoding.ASCII.GetBytes($"sallyport:{server.Facts.ProxySecret}");
        return $"CONNECT {target} HTTP/1.1\r\n"
            + $"Proxy-Authorization: Basic {Convert.ToBase64String(credential)}\r\n\r\n";
    }

    private static async Task SendAsync(Socket socket, string text) =>
        await socket.SendAsync(Encoding.ASCII.GetBytes(text), Cancel);

    private static async Task<string> ReadAsync(Socket socket)
    {
        var buffer = new byte[4096];
        return Encoding.ASCII.GetString(buffer, 0, await socket.ReceiveAsync(buffer, Cancel));
    }
}
