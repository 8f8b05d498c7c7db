using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Sallyport.Core.Entra.Federation;
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
        var answers = 0;
        var asked = new List<string>();
        using var client = new OutboundClient(Options())
        {
            Resolve = (host, _) =>
            {
                asked.Add(host);
                return Task.FromResult<IPAddress[]>(answers++ == 0 ? [IPAddress.Parse("192.0.0.0")] : [IPAddress.Loopback, IPAddress.IPv6Loopback]);
            },
        };
        for (var i = 0; i < 3; i++)
            Assert.Contains("private address", (await Assert.ThrowsAsync<IssuerUnreachableException>(
                () => client.GetJsonAsync($"https://rebinding.example.org:{Port}/", Cancel))).Reason, StringComparison.Ordinal);
        Assert.Equal(3, asked.Count); // what was resolved is what is judged, each time
        Assert.False(canary.Pending());
    }

    [Fact]
    public async Task F6_of_mixed_addresses_only_the_public_ones_are_dialled()
    {
        using var client = new OutboundClient(Options()) { Resolve = (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback, IPAddress.Parse("255.255.255.254"), IPAddress.IPv6Loopback]) };
        await Assert.ThrowsAsync<IssuerUnreachableException>(() => client.GetJsonAsync($"https://mixed.example.org:{Port}/", Cancel));
        Assert.False(canary.Pending());
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
