using System.Net;
using Sallyport.Core.Entra.Federation;
using Sallyport.Server.Instance;
using Sallyport.Server.Outbound;
using Sallyport.Server.Tests.Login;

namespace Sallyport.Server.Tests.Outbound;

/// <summary>What the cache of issuers' keys holds at most, and what is left of it when fetching fails in no way that was foreseen.</summary>
public sealed class IssuerKeysBoundTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_thousand_issuers_are_remembered_and_those_without_keys_are_forgotten_first()
    {
        await using var issuer = await TestIssuer.StartAsync();
        using var client = new OutboundClient(Options(issuer)) { Resolve = (host, _) => Task.FromResult<IPAddress[]>(host == "localhost" ? [IPAddress.Loopback] : []) };
        var keys = new IssuerKeys(client, TimeProvider.System);
        Assert.Equal(1, (await keys.GetAsync(issuer.Url, TestIssuer.KeyId, Cancel)).Count);
        for (var i = 0; i < IssuerKeys.MaximumIssuers + 50; i++)
            await Assert.ThrowsAsync<IssuerUnreachableException>(() => keys.GetAsync($"https://issuer-{i}.example.org", "a", Cancel));
        Assert.Equal(IssuerKeys.MaximumIssuers, keys.Count);
        Assert.Equal(1, (await keys.GetAsync(issuer.Url, TestIssuer.KeyId, Cancel)).Count);
        Assert.Equal(2, issuer.Requests);
    }

    [Fact]
    public async Task A_failure_of_any_kind_is_an_unreachable_issuer_and_leaves_the_good_keys()
    {
        await using var issuer = await TestIssuer.StartAsync();
        var client = new OutboundClient(Options(issuer));
        var clock = new ShiftedTime();
        var keys = new IssuerKeys(client, clock);
        Assert.Equal(1, (await keys.GetAsync(issuer.Url, TestIssuer.KeyId, Cancel)).Count);
        client.Dispose(); // as at the end of the server
        clock.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(1, (await keys.GetAsync(issuer.Url, TestIssuer.KeyId, Cancel)).Count);
        Assert.Contains(nameof(ObjectDisposedException), (await Assert.ThrowsAsync<IssuerUnreachableException>(() => keys.GetAsync(issuer.Url, "other", Cancel))).Reason, StringComparison.Ordinal);
    }

    private static ServerOptions Options(TestIssuer issuer) => new() { DataDirectory = "", PrivateIssuers = [issuer.Host], IssuerCaFile = issuer.CaFile };
}
