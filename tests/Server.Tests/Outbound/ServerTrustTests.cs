using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Sallyport.Core.Entra.Federation;
using Sallyport.Server.Instance;
using Sallyport.Server.Outbound;

namespace Sallyport.Server.Tests.Outbound;

/// <summary>Whose TLS certificates are taken. Ids are those of docs/security-cases.md.</summary>
public sealed class ServerTrustTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("sallyport-trust-").FullName;
    private readonly TestAuthority authority = TestAuthority.Create();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private const string Untrusted = "its TLS certificate is not trusted: no known authority issued it, or one between is not sent";

    public static TheoryData<string, TestLeaf> Refused { get; } = new()
    {
        { "for another name: localhost.example.org", new TestLeaf { Host = "localhost.example.org" } },
        { "expired at ", new TestLeaf { FromDay = -2, UntilDay = -1 } },
        { "is not valid before ", new TestLeaf { FromDay = 1 } },
        { "is not for servers", new TestLeaf { Usage = "1.3.6.1.5.5.7.3.2" } },
        { "not for servers", new TestLeaf { Usage = "1.3.6.1.5.5.7.3.3" } },
        { "for servers", new TestLeaf { Usage = "1.3.6.1.5.5.7.3.4" } },
    };

    [Theory]
    [InlineData("1.3.6.1.5.5.7.3.1")]
    [InlineData(null)]
    public async Task Takes_a_certificate_for_servers_by_the_administrators_authority(string? usage)
    {
        await using var issuer = new RawIssuer(authority.Issue(new TestLeaf { Usage = usage }));
        Assert.Null(await RefusalAsync(issuer, authority));
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Refuses_a_certificate_that_is(string what, TestLeaf leaf)
    {
        await using var issuer = new RawIssuer(authority.Issue(leaf));
        Assert.Contains(what, await RefusalAsync(issuer, authority), StringComparison.Ordinal);
        Assert.Empty(issuer.Heads);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Refuses_a_certificate_of_a_stranger_whether_or_not_the_administrator_has_an_authority(bool has)
    {
        await using var issuer = new RawIssuer(authority.Issue(new TestLeaf()));
        Assert.Equal(Untrusted, await RefusalAsync(issuer, has ? TestAuthority.Create() : null));
        Assert.Empty(issuer.Heads);
        Assert.Null(await RefusalAsync(issuer, authority));
    }

    // .NET would fetch it by a client of its own, over plain http, from wherever the peer's certificate says, redirects followed.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task F1_F4_F6_nothing_is_downloaded_to_complete_a_chain(bool hasAuthority)
    {
        using var canary = new TcpListener(IPAddress.Loopback, 0);
        canary.Start();
        var between = authority.Below();
        var leaf = between.Issue(new TestLeaf { DownloadsFrom = $"http://127.0.0.1:{((IPEndPoint)canary.LocalEndpoint).Port}/latest/meta-data/?" });
        await using var incomplete = new RawIssuer(leaf);
        Assert.Equal(Untrusted, await RefusalAsync(incomplete, hasAuthority ? authority : null));
        await using var complete = new RawIssuer(leaf, between.Certificate);
        Assert.Equal(hasAuthority, await RefusalAsync(complete, hasAuthority ? authority : null) is null);
        Assert.False(canary.Pending());
    }

    [Theory]
    [InlineData("")]
    [InlineData("not PEM")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")]
    public void A_file_of_authorities_that_holds_none_keeps_the_server_from_starting(string text)
    {
        var file = Path.Combine(folder, "ca.pem");
        File.WriteAllText(file, text);
        var options = new ServerOptions { DataDirectory = folder, IssuerCaFile = file };
        Assert.Contains(file, Assert.Throws<StartupException>(() => new OutboundClient(options)).Message, StringComparison.Ordinal);
        File.WriteAllText(file, authority.Certificate.ExportCertificatePem());
        new OutboundClient(options).Dispose();
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    // Why the issuer's document was not had; null when it was.
    private async Task<string?> RefusalAsync(RawIssuer issuer, TestAuthority? trusted)
    {
        var file = Path.Combine(folder, "ca.pem");
        if (trusted is not null)
            await File.WriteAllTextAsync(file, trusted.Certificate.ExportCertificatePem(), Cancel);
        using var client = new OutboundClient(new ServerOptions
        {
            DataDirectory = folder, PrivateIssuers = [issuer.Host], IssuerCaFile = trusted is null ? null : file, FetchTimeLimit = TimeSpan.FromMinutes(1),
        });
        try
        {
            await client.GetJsonAsync(issuer.Url, Cancel);
            return null;
        }
        catch (IssuerUnreachableException unreachable)
        {
            return unreachable.Reason;
        }
    }
}
