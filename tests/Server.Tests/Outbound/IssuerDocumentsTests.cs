using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Sallyport.Core.Entra.Federation;
using Sallyport.Server.Instance;
using Sallyport.Server.Outbound;
using Sallyport.Server.Tests.Login;

namespace Sallyport.Server.Tests.Outbound;

/// <summary>
/// An issuer that the administrator trusts to be dialled, and that points elsewhere: by <c>jwks_uri</c>, by a redirect, by its name.
/// Ids are those of docs/security.md.
/// </summary>
public sealed class IssuerDocumentsTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("sallyport-documents-").FullName;
    private readonly TcpListener canary = TcpListener.Create(0);
    private TestIssuer issuer = null!;

    private static readonly IPAddress Public4 = IPAddress.Parse("1.1.1.1");
    private static readonly IPAddress Public6 = IPAddress.Parse("2606:4700:4700::1111");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private int Port => ((IPEndPoint)canary.LocalEndpoint).Port;

    public async ValueTask InitializeAsync()
    {
        canary.Start();
        issuer = await TestIssuer.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        canary.Dispose();
        await issuer.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    [Trait("Passes", "F1")]
    public async Task F1_F6_a_key_set_is_not_fetched_from_any_spelling_of_a_special_address()
    {
        await AssertServesAsync();
        foreach (var spelling in OutboundClientTests.Spellings)
        {
            issuer.DiscoveryFault = _ => Results.Json(new { issuer = issuer.Url, jwks_uri = $"https://{spelling.Data}:{Port}/keys" });
            await AssertUnreachableAsync();
        }
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    [Trait("Passes", "F4")]
    public async Task F4_no_redirect_is_followed_whatever_it_names(int status)
    {
        await AssertServesAsync();
        foreach (var spelling in OutboundClientTests.Spellings)
        {
            IResult Redirect(HttpContext context)
            {
                // A header is ASCII: what is not is escaped, as a browser would.
                context.Response.Headers.Location = string.Concat($"https://{spelling.Data}:{Port}/".Select(c => char.IsAscii(c) ? $"{c}" : Uri.EscapeDataString($"{c}")));
                return Results.StatusCode(status);
            }
            (issuer.DiscoveryFault, issuer.KeysFault) = (Redirect, null);
            Assert.Contains("redirect", (await AssertUnreachableAsync()).Reason, StringComparison.Ordinal);
            (issuer.DiscoveryFault, issuer.KeysFault) = (null, Redirect);
            Assert.Contains("redirect", (await AssertUnreachableAsync()).Reason, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task F6_a_name_that_turns_from_a_public_address_to_a_private_one_is_not_dialled_there()
    {
        var (answers, dialled) = (0, new List<IPAddress>());
        using var client = Dialling(dialled, () => answers++ == 0 ? [Public4] : [IPAddress.Loopback, IPAddress.IPv6Loopback]);
        Assert.Equal("nobody is really called", await ReasonAsync(client, "https://rebinding.example.org/"));
        for (var i = 0; i < 2; i++)
            Assert.Contains("no public address", await ReasonAsync(client, "https://rebinding.example.org/"), StringComparison.Ordinal);
        Assert.Equal(3, answers); // what was resolved is what is judged, each time
        Assert.Equal([Public4], dialled);
    }

    [Fact]
    public async Task F6_of_mixed_addresses_only_the_public_ones_are_dialled()
    {
        var dialled = new List<IPAddress>();
        using var client = Dialling(dialled, () => [IPAddress.Loopback, Public4, IPAddress.Parse("10.0.0.1"), IPAddress.IPv6Loopback, Public6, IPAddress.Parse("::ffff:127.0.0.1")]);
        Assert.Equal("nobody is really called", await ReasonAsync(client, "https://mixed.example.org/"));
        Assert.Equal([Public4, Public6], dialled);
    }

    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("0x1010101")]
    [InlineData("[2606:4700:4700::1111]")]
    public async Task F6_a_public_address_is_dialled_as_it_stands(string host)
    {
        var dialled = new List<IPAddress>();
        using var client = Dialling(dialled, null);
        Assert.Equal("nobody is really called", await ReasonAsync(client, $"https://{host}/"));
        Assert.Equal([host[0] == '[' ? Public6 : Public4], dialled);
    }

    [Fact]
    public async Task A_name_without_addresses_has_no_public_one()
    {
        var dialled = new List<IPAddress>();
        using var client = Dialling(dialled, () => []);
        Assert.Contains("no public address", await ReasonAsync(client, "https://empty.example.org/"), StringComparison.Ordinal);
        Assert.Empty(dialled);
    }

    [Fact]
    [Trait("Passes", "F6 F7")]
    public async Task F7_the_name_that_was_allowed_is_dialled_where_it_resolves_to()
    {
        using var client = new OutboundClient(Options() with { PrivateIssuers = [$"named.example.org:{Port}"] }) { Resolve = (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]) };
        var fetch = client.GetJsonAsync($"https://named.example.org:{Port}/", Cancel);
        (await canary.AcceptSocketAsync(Cancel)).Dispose();
        await Assert.ThrowsAsync<IssuerUnreachableException>(() => fetch); // there is no TLS
    }

    // Says whom it would dial and calls nobody.
    private OutboundClient Dialling(List<IPAddress> dialled, Func<IPAddress[]>? resolve) => new(Options())
    {
        Resolve = resolve is null ? Dns.GetHostAddressesAsync : (_, _) => Task.FromResult(resolve()),
        Dial = (addresses, _, _) =>
        {
            dialled.AddRange(addresses);
            throw new IOException("nobody is really called");
        },
    };

    private static async Task<string> ReasonAsync(OutboundClient client, string url) =>
        (await Assert.ThrowsAsync<IssuerUnreachableException>(() => client.GetJsonAsync(url, Cancel))).Reason;

    private ServerOptions Options() => new() { DataDirectory = folder, PrivateIssuers = [issuer.Host], IssuerCaFile = issuer.CaFile };

    private async Task AssertServesAsync()
    {
        using var client = new OutboundClient(Options());
        Assert.Equal(1, (await new IssuerKeys(client, TimeProvider.System).GetAsync(issuer.Url, TestIssuer.KeyId, Cancel)).Count);
    }

    private async Task<IssuerUnreachableException> AssertUnreachableAsync()
    {
        using var client = new OutboundClient(Options());
        var keys = new IssuerKeys(client, TimeProvider.System);
        var unreachable = await Assert.ThrowsAsync<IssuerUnreachableException>(() => keys.GetAsync(issuer.Url, TestIssuer.KeyId, Cancel));
        Assert.False(canary.Pending());
        return unreachable;
    }
}
