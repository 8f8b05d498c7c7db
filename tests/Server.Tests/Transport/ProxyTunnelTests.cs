using System.Net;
using System.Net.Sockets;
using System.Text;
using Sallyport.Core.Wire;
using Sallyport.Server.Instance;
using Sallyport.Server.Transport;

namespace Sallyport.Server.Tests.Transport;

/// <summary>
/// What is passed on, to whom and for whom. The targets are listeners on loopback, which the administrator named.
/// </summary>
public sealed class ProxyTunnelTests(ProxyTunnelTests.NamedHosts named) : IClassFixture<ProxyTunnelTests.NamedHosts>
{
    private readonly RunningServer server = named.Running;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Credential => Basic($"sallyport:{server.Facts.ProxySecret}");

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.1")]
    [InlineData("0x7f000001")]
    public async Task Passes_a_connection_with_the_credential_on_to_a_host_that_was_named(string spelling)
    {
        using var other = Listen();
        using var socket = await RawConnection.ConnectAsync(server.Server.Port);
        var accepted = other.AcceptSocketAsync(Cancel);
        var answer = await ProxyWire.AskAsync(socket, Connect($"{spelling}:{PortOf(other)}"));
        Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal);
        using var far = await accepted;
        Assert.Equal("ping", await PassAsync(socket, far));
        Assert.Equal("pong", await PassAsync(far, socket, "pong"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Basic")]
    [InlineData("Basic !!!")]
    [InlineData("Basic =")]
    [InlineData("Bearer {secret}")]
    [InlineData("Digest username=\"sallyport\"")]
    [InlineData("Basic {sallyport:}")]
    [InlineData("Basic {sallyport:secret}")]
    [InlineData("Basic {SALLYPORT:*}")]
    [InlineData("Basic {sallyport:*x}")]
    [InlineData("Basic {*}")]
    public async Task Another_credential_is_answered_407_and_nobody_is_dialled(string value)
    {
        using var other = Listen();
        var header = $"Proxy-Authorization: {Filled(value)}\r\n";
        var answer = await ProxyWire.AskAsync(server, $"CONNECT 127.0.0.1:{PortOf(other)} HTTP/1.1\r\n{header}\r\n");
        Assert.StartsWith("HTTP/1.1 407 ", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nProxy-Authenticate: Basic ", answer, StringComparison.Ordinal);
        Assert.False(other.Pending());
    }

    [Theory]
    [InlineData("Proxy-Authorization: {good}\r\nproxy-authorization: {good}\r\n")]
    [InlineData("Proxy-Authorization : {good}\r\n")]
    [InlineData("Proxy-Authorization: Basic\r\n {good}\r\n")]
    [InlineData("Proxy-Authorization: {good}\0\r\n")]
    [InlineData("Proxy-Authorization: {good}\nX: y\r\n")]
    [InlineData("Proxy-Authorization\r\n")]
    [InlineData(": {good}\r\n")]
    public async Task A_malformed_header_is_answered_400(string headers)
    {
        var filled = headers.Replace("{good}", Credential, StringComparison.Ordinal);
        var answer = await ProxyWire.AskAsync(server, $"CONNECT 127.0.0.1:9 HTTP/1.1\r\n{filled}\r\n");
        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Proxy-Authorization: Basic bm9ib2R5OndyaXRlcw==\r\n")]
    public async Task A_surface_asks_for_no_credential_of_the_proxy(string header)
    {
        var head = $"CONNECT login.microsoftonline.com:443 HTTP/1.1\r\n{header}\r\n";
        Assert.StartsWith("HTTP/1.1 200 ", await ProxyWire.AskAsync(server, head), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("localhost.")]
    [InlineData("127.0.0.2")]
    [InlineData("127.2")]
    [InlineData("2130706434")]
    [InlineData("0x7f.0.0.2")]
    [InlineData("017700000002")]
    [InlineData("[::1]")]
    [InlineData("[::ffff:127.0.0.2]")]
    [InlineData("[64:ff9b::7f00:2]")]
    [InlineData("[2002:7f00:2::]")]
    [InlineData("0.0.0.0")]
    [InlineData("[::]")]
    [InlineData("169.254.169.254")]
    [InlineData("2852039166")]
    [InlineData("[fe80::1]")]
    [InlineData("168.63.129.16")]
    [InlineData("100.100.100.200")]
    [InlineData("[fd00:ec2::254]")]
    [InlineData("224.0.0.1")]
    public async Task No_spelling_of_a_loopback_link_local_or_metadata_address_is_dialled(string host)
    {
        var answer = await ProxyWire.AskAsync(server, Connect($"{host}:443"));
        Assert.StartsWith("HTTP/1.1 403 ", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("10.1.2.3", true)]
    [InlineData("172.31.255.1", true)]
    [InlineData("192.168.1.1", true)]
    [InlineData("100.64.0.1", true)]
    [InlineData("fd12:3456::1", true)]
    [InlineData("2606:4700::1111", true)]
    [InlineData("::ffff:10.1.2.3", true)]
    [InlineData("64:ff9b::a01:203", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("169.254.1.1", false)]
    [InlineData("fd00:ec2::254", false)]
    [InlineData("fd20:ce::254", false)]
    [InlineData("::ffff:169.254.169.254", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fec0::1", false)]
    [InlineData("ff02::1", false)]
    public void A_tunnel_may_lead_to_public_and_private_networks(string address, bool may) =>
        Assert.Equal(may, AddressGuard.MayTunnelTo(IPAddress.Parse(address)));

    [Fact]
    public async Task A_name_is_resolved_once_and_is_not_dialled_where_it_leads_to_loopback()
    {
        using var other = Listen();
        var asked = 0;
        var options = new ServerOptions { DataDirectory = "", TunnelHosts = ["rebound.example", "127.0.0.1"] };
        var dialler = new TunnelDialler(new ProxyPolicy([], options))
        {
            Resolve = (host, _) =>
            {
                asked++;
                return Task.FromResult<IPAddress[]>([IPAddress.Loopback, IPAddress.IPv6Loopback]);
            },
        };
        var refused = await Assert.ThrowsAsync<TunnelRefusedException>(
            () => dialler.DialAsync("rebound.example", PortOf(other), Cancel));
        Assert.Equal(("403 Forbidden", 1), (refused.Status, asked));
        Assert.False(other.Pending());
        using var socket = await dialler.DialAsync("127.0.0.1", PortOf(other), Cancel);
        Assert.True(socket.Connected);
    }

    [Theory]
    [InlineData("myreg.azurecr.io", "407")]
    [InlineData("MYREG.azurecr.io.", "407")]
    [InlineData("other.azurecr.io", "403")]
    [InlineData("westeurope.data.myreg.azurecr.io", "403")]
    [InlineData("azurecr.io", "403")]
    public async Task A_named_host_of_the_cloud_is_an_exception_and_no_other(string host, string status)
    {
        var answer = await ProxyWire.AskAsync(server, $"CONNECT {host}:443 HTTP/1.1\r\n\r\n");
        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("login.microsoftonline.com")]
    [InlineData("LOGIN.MicrosoftOnline.us.")]
    [InlineData("ｌogin.live.com")]
    [InlineData("contoso.b2clogin.com")]
    [InlineData("graph.microsoft.com")]
    [InlineData("management.chinacloudapi.cn")]
    [InlineData("gitlab.example.com")]
    [InlineData("metadata.google.internal")]
    [InlineData("*.azurecr.io")]
    [InlineData(".azurecr.io")]
    [InlineData("myreg.azurecr.io:8443")]
    [InlineData("myreg.azurecr.io/v2")]
    [InlineData("user@myreg.azurecr.io")]
    [InlineData("")]
    public void A_surface_a_login_host_or_a_pattern_cannot_be_named(string host)
    {
        var options = new ServerOptions { DataDirectory = "", TunnelHosts = [host] };
        var refused = Assert.Throws<StartupException>(() => new ProxyPolicy(["gitlab.example.com"], options));
        Assert.Contains($"'{host}'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_start_is_refused_when_a_login_host_is_named()
    {
        using var folder = new TemporaryFolder();
        await Assert.ThrowsAsync<StartupException>(() => RunningServer.StartAsync(
            o => o with { TunnelHosts = ["login.microsoftonline.com"] }, folder.Path));
    }

    [Fact]
    public async Task The_secret_is_in_a_private_file_and_is_redacted_where_a_log_repeats_it()
    {
        var file = Path.Combine(server.Folder, "proxy-secret");
        Assert.Equal(server.Facts.ProxySecret, await File.ReadAllTextAsync(file, Cancel));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        var url = $"http://sallyport:{server.Facts.ProxySecret}@127.0.0.1:8443";
        Assert.DoesNotContain(server.Facts.ProxySecret, SecretText.Parameter(url), StringComparison.Ordinal);
        Assert.DoesNotContain(server.Facts.ProxySecret, SecretText.Sentence(url), StringComparison.Ordinal);
    }

    private static TcpListener Listen()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }

    private static int PortOf(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;

    private static string Basic(string text) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private string Connect(string target) =>
        $"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\nProxy-Authorization: {Credential}\r\n\r\n";

    // {…} is encoded as a credential, with the secret for *; {secret} is the secret itself.
    private string Filled(string value)
    {
        var secret = server.Facts.ProxySecret;
        if (!value.Contains('{', StringComparison.Ordinal) || value.Contains("{secret}", StringComparison.Ordinal))
            return value.Replace("{secret}", secret, StringComparison.Ordinal);
        return Basic(value[(value.IndexOf('{', StringComparison.Ordinal) + 1)..^1]
            .Replace("*", secret, StringComparison.Ordinal));
    }

    private static async Task<string> PassAsync(Socket from, Socket to, string text = "ping")
    {
        await from.SendAsync(Encoding.ASCII.GetBytes(text), Cancel);
        var buffer = new byte[16];
        var length = await to.ReceiveAsync(buffer, Cancel);
        return Encoding.ASCII.GetString(buffer, 0, length);
    }

    private sealed class TemporaryFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("sallyport-test-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }

    /// <summary>One server for all tests here, whose tunnel may lead to two hosts that are otherwise refused.</summary>
    public sealed class NamedHosts : IAsyncLifetime
    {
        public RunningServer Running { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Running =
            await RunningServer.StartAsync(o => o with { TunnelHosts = ["127.0.0.1", "MyReg.azurecr.io."] });

        public ValueTask DisposeAsync() => Running.DisposeAsync();
    }
}
