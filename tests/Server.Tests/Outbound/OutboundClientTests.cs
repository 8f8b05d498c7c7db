using System.Net;
using System.Net.Sockets;
using Sallyport.Core.Entra.Federation;
using Sallyport.Server.Instance;
using Sallyport.Server.Outbound;
using Sallyport.Server.Transport;

namespace Sallyport.Server.Tests.Outbound;

/// <summary>Which addresses are dialled, whatever the spelling. Ids are those of docs/security.md.</summary>
public sealed class OutboundClientTests : IDisposable
{
    private static readonly string[] Reasons = ["no public address", "not an https URL", "its name cannot be resolved", "unspecified addresses"];

    private readonly string folder = Directory.CreateTempSubdirectory("sallyport-outbound-").FullName;
    private readonly TcpListener canary = TcpListener.Create(0); // both families, every address of this machine

    public OutboundClientTests() => canary.Start();

    public static TheoryData<string> Spellings { get; } =
    [
        // loopback
        "127.0.0.1", "127.1", "127.0.1", "127.127.127.127", "2130706433", "0x7f000001", "0x7f.1", "0x7F.0.0.1", "0177.0.0.1", "017700000001", "0177.1",
        "localhost", "LOCALHOST", "localhost.", "①②⑦.⓪.⓪.①", "１２７.0.0.1", "127。0。0。1", "127.0.0.1.", "[::1]", "[0:0:0:0:0:0:0:1]", "[0000::0001]",
        // unspecified
        "0.0.0.0", "0", "0x0", "00.0", "[::]", "[0::0]",
        // IPv4 inside IPv6
        "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:127.0.0.1]", "[::127.0.0.1]", "[::7f00:1]", "[64:ff9b::127.0.0.1]", "[64:ff9b::7f00:1]",
        "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]", "[2002:a00:1::1]", "[2001:0:7f00:1::]", "[::ffff:169.254.169.254]", "[::ffff:10.0.0.1]",
        // private, shared, link-local and cloud metadata
        "10.0.0.1", "10.255.255.255", "012.0.0.1", "0xa.0.0.1", "167772161", "172.16.0.1", "172.31.255.255", "192.168.0.1", "3232235521", "100.64.0.1",
        "100.127.255.255", "169.254.169.254", "2852039166", "0xa9fea9fe", "0251.0376.0251.0376", "169.254.43518", "[fe80::1]", "[fd00:ec2::254]",
        "[fc00::1]", "[fec0::1]",
        // documentation, benchmarking, multicast, broadcast, reserved
        "192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
        "[2001:db8::1]", "[3fff::1]", "[100::1]", "[ff02::1]", "[5f00::1]",
    ];

    [Theory]
    [MemberData(nameof(Spellings))]
    public async Task F6_B8_no_spelling_of_a_special_address_is_dialled(string host)
    {
        using var client = Client();
        var refused = await Assert.ThrowsAsync<IssuerUnreachableException>(() => client.GetJsonAsync($"https://{host}:{Port}/", CancellationToken.None));
        Assert.True(Reasons.Any(r => refused.Reason.Contains(r, StringComparison.Ordinal)), refused.Reason);
        Assert.False(canary.Pending());
    }

    [Theory]
    [InlineData("localhost", "localhost")]
    [InlineData("LocalHost", "localhost")]
    [InlineData("localhost", "LOCALHOST")]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("127.0.0.1", "2130706433")]
    [InlineData("[::1]", "[::1]")]
    [InlineData("[::1]", "[0:0:0:0:0:0:0:1]")]
    [Trait("Passes", "F7")]
    public async Task F7_an_issuer_that_the_administrator_named_with_its_port_is_dialled(string named, string host)
    {
        using var client = Client($"{named}:{Port}");
        var fetch = client.GetJsonAsync($"https://{host}:{Port}/", CancellationToken.None);
        var connection = canary.AcceptSocketAsync(TestContext.Current.CancellationToken).AsTask();
        if (await Task.WhenAny(connection, fetch) == connection)
            (await connection).Dispose();
        var refused = await Assert.ThrowsAsync<IssuerUnreachableException>(() => fetch); // there is no TLS
        Assert.True(connection.IsCompleted, refused.Reason);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("localhost.:{0}")]
    [InlineData("127.0.0.1:{0}")]
    [InlineData("localhost:1")]
    [InlineData("example.org:{0}")]
    public async Task F7_what_the_administrator_named_says_nothing_of_another_host_or_port(string named)
    {
        using var client = Client(string.Format(System.Globalization.CultureInfo.InvariantCulture, named, Port));
        Assert.Contains("no public address", (await Assert.ThrowsAsync<IssuerUnreachableException>(
            () => client.GetJsonAsync($"https://localhost:{Port}/", CancellationToken.None))).Reason, StringComparison.Ordinal);
        Assert.False(canary.Pending());
    }

    [Theory]
    [InlineData("http://localhost")]
    [InlineData("ftp://localhost")]
    [InlineData("https://user@localhost")]
    [InlineData("https://user:secret@localhost")]
    [InlineData("//localhost")]
    [InlineData("localhost")]
    public async Task D1_D3_only_https_without_credentials_is_fetched(string start)
    {
        using var client = Client($"localhost:{Port}");
        Assert.Equal("not an https URL", (await Assert.ThrowsAsync<IssuerUnreachableException>(() => client.GetJsonAsync($"{start}:{Port}/", CancellationToken.None))).Reason);
        Assert.False(canary.Pending());
    }

    // U+00E9 behind "xn--" and U+0130 have no ASCII form, which Uri finds out only when it is asked for it.
    [Theory]
    [InlineData("https://xn--\u00e9/keys")]
    [InlineData("https://-\u0130/keys")]
    [InlineData("https://\u202e/keys")]
    [InlineData("https:///keys")]
    [InlineData("https://a b/keys")]
    [InlineData("https://a:99999/keys")]
    public async Task D1_F2_a_host_that_no_name_service_knows_is_refused_like_any_other_bad_URL(string url)
    {
        using var client = Client();
        Assert.Equal("not an https URL", (await Assert.ThrowsAsync<IssuerUnreachableException>(() => client.GetJsonAsync(url, CancellationToken.None))).Reason);
    }

    [Theory]
    [InlineData("1.1.1.1", true)]
    [InlineData("172.15.255.255", true)]
    [InlineData("172.32.0.0", true)]
    [InlineData("2606:4700::1111", true)]
    [InlineData("64:ff9b::808:808", true)] // NAT64 of 8.8.8.8
    [InlineData("::ffff:8.8.8.8", true)]
    [InlineData("168.63.129.16", false)] // Azure's wire server
    [InlineData("100.100.100.200", false)]
    [InlineData("192.0.0.192", false)]
    [InlineData("64:ff9b::a9fe:a9fe", false)]
    [InlineData("64:ff9b::a83f:8110", false)]
    [InlineData("::ffff:168.63.129.16", false)]
    [InlineData("::ffff:0:127.0.0.1", false)] // IPv4-translated, RFC 2765
    [InlineData("::8.8.8.8", false)] // IPv4-compatible, withdrawn
    [InlineData("4000::1", false)] // not allotted
    [InlineData("1fff::1", false)]
    public void F6_an_address_is_public_or_it_is_not(string address, bool isPublic) => Assert.Equal(isPublic, AddressGuard.IsPublic(IPAddress.Parse(address)));

    public void Dispose()
    {
        canary.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private int Port => ((IPEndPoint)canary.LocalEndpoint).Port;

    private OutboundClient Client(params string[] named) => new(
        new ServerOptions { DataDirectory = folder, PrivateIssuers = named }, LocalAuthority.Open(folder, ["gitlab.example.com"], TimeProvider.System), new OwnPort());
}
