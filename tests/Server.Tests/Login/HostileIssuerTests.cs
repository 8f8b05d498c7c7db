using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace Sallyport.Server.Tests.Login;

/// <summary>
/// Issuers that are no honest URL, at the creation of a credential and at the exchange. A canary listens on every address of this machine.
/// Ids are those of docs/security.md.
/// </summary>
public sealed class HostileIssuerTests : IAsyncLifetime
{
    private readonly TcpListener canary = TcpListener.Create(0);
    private LoginServer server = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private int Port => ((IPEndPoint)canary.LocalEndpoint).Port;

    // What no credential may name, and what one may name and nobody dials; {p} is the canary's port.
    private static readonly string[] Refused =
    [
        "", " ", "*", "null", "localhost", "localhost:{p}", "//localhost:{p}", "/etc/passwd", "https", "https:", "https://", "https:///", "https:///x", "https://:{p}", "https://?", "https://#",
        "http://localhost:{p}", "HTTP://localhost:{p}", "HTTPS://localhost:{p}", "ftp://localhost:{p}", "ws://localhost:{p}", "file:///etc/passwd", "javascript:alert(1)",
        "data:application/json,{}", "urn:x", "gopher://localhost:{p}", "https://localhost:99999", "https://localhost:-1", "https://localhost:x",
        "https://localhost:{p}?x=1", "https://localhost:{p}/?x=1", "https://localhost:{p}/?", "https://localhost:{p}#x", "https://localhost:{p}/#", "https://localhost:{p}/x?jwks_uri=https://evil.example",
        "https://user@localhost:{p}", "https://user:secret@localhost:{p}", "https://login.example@localhost:{p}", "https://login.example%40@localhost:{p}", "https://:@localhost:{p}",
        " https://localhost:{p}", "https://localhost:{p} ", "\thttps://localhost:{p}", "https://localhost:{p}\n", "https://localhost:{p}/\r\nHost: evil.example", "https://localhost:{p}/\0", "https://localhost:{p}/a b",
        "https://localhost:{p}/\u00a0", "https://localhost:{p}/\u2028", "https://localhost:{p}\\@evil.example", "https:\\\\localhost:{p}", "https:/\\localhost:{p}", "https://[::1", "https://::1:{p}", "https://local host:{p}",
        "https://localhost%00.example:{p}", "https://localhost:{p}:{p}", "https://[localhost]:{p}", "https://localhost:{p}@",
    ];

    private static readonly string[] Taken =
    [
        "https://localhost:{p}", "https://LOCALHOST:{p}", "https://localhost.:{p}", "https://127.0.0.1:{p}", "https://127.1:{p}", "https://2130706433:{p}", "https://0x7f.1:{p}",
        "https://017700000001:{p}", "https://0:{p}", "https://0.0.0.0:{p}", "https://[::1]:{p}", "https://[::]:{p}", "https://[::ffff:127.0.0.1]:{p}", "https://[64:ff9b::7f00:1]:{p}",
        "https://\u2460\u2461\u2466.\u24ea.\u24ea.\u2460:{p}", "https://\uff4cocalhost:{p}", "https://local\u00adhost:{p}", "https://127\u30020\u30020\u30021:{p}", "https://169.254.169.254", "https://10.0.0.1:{p}",
        "https://localhost:{p}/", "https://localhost:{p}//", "https://localhost:{p}/.", "https://localhost:{p}/../x", "https://localhost:{p}/%2e%2e/x", "https://localhost:{p}/x/..", "https://localhost:{p}/%2f..%2f",
        "https://localhost:{p}/%00", "https://localhost:{p}/%0d%0aHost:%20evil.example", "https://localhost:{p}/%3Fx=1", "https://localhost:{p}/%23", "https://localhost:{p}/@evil.example", "https://localhost:{p}/https://evil.example",
        "https://localhost:{p}/.well-known/openid-configuration", "https://localhost:{p}/;x", "https://localhost:{p}/*", "https://localhost:{p}/\u202egnp", "https://localhost:{p}/\u200b",
    ];

    public async ValueTask InitializeAsync()
    {
        canary.Start();
        server = await LoginServer.StartAsync(Core.Entra.Rules.RuleSet.Entra2026);
    }

    public async ValueTask DisposeAsync()
    {
        canary.Dispose();
        await server.DisposeAsync();
    }

    [Fact]
    [Trait("Passes", "F1 D1")]
    public async Task F1_D1_an_issuer_that_is_no_https_URL_is_no_issuer_of_a_credential()
    {
        using var graph = server.Running.For("graph.microsoft.com", await server.Running.OwnerTokenAsync("https://graph.microsoft.com"));
        Assert.True(Refused.Length >= 43, $"{Refused.Length}");
        foreach (var issuer in Refused.Append("https://localhost/" + new string('x', 600)))
            Assert.True(await CreateAsync(graph, server.ObjectId, issuer) == HttpStatusCode.BadRequest, issuer);
        Assert.Equal(HttpStatusCode.Created, await CreateAsync(graph, server.ObjectId, "https://issuer.example/tenant"));
        Assert.False(canary.Pending());
    }

    [Fact]
    [Trait("Passes", "F1")]
    public async Task F1_no_issuer_that_a_credential_may_name_is_dialled_at_a_private_address_in_any_spelling()
    {
        using var graph = server.Running.For("graph.microsoft.com", await server.Running.OwnerTokenAsync("https://graph.microsoft.com"));
        Assert.True(Taken.Length >= 30, $"{Taken.Length}");
        foreach (var some in Taken.Chunk(Core.Entra.Federation.FederatedIdentityCredential.MaximumPerApplication))
        {
            var (appId, objectId) = await server.AddApplicationAsync();
            foreach (var issuer in some)
            {
                Assert.True(await CreateAsync(graph, objectId, issuer) == HttpStatusCode.Created, issuer);
                var code = await server.ExchangeAsync(server.Sign(c => (c["iss"], c["sub"]) = (At(issuer), "hostile")), appId);
                Assert.True(code == 501661, $"{issuer}: {code}");
            }
        }
        Assert.False(canary.Pending());
        Assert.Equal(0, server.Issuer.Connections);
        Assert.Equal(0, await server.ExchangeAsync(server.Sign()));
    }

    [Fact]
    [Trait("Passes", "F1 F3 F5")]
    public async Task F1_F3_F5_an_issuer_that_no_credential_names_matches_nothing_and_is_not_asked()
    {
        var own = server.Issuer.Url;
        string[] around =
        [
            own + "/", own + "/x", own + "x", own[..^1], "x" + own, own.ToUpperInvariant(), own.Replace("https://", "https://user@", StringComparison.Ordinal), own.Replace("https://", "https://evil.example@", StringComparison.Ordinal),
            own + "?x=1", own + "#x", own + "@evil.example", own + ".evil.example", "https://evil.example/" + own, "https://evil.example/?" + own, own + "/../x", own + "%2f", own + "\r\nX: y", own + "\0", own + " ",
        ];
        foreach (var issuer in around.Concat(Refused.Where(i => i.Length > 0)).Concat(Taken))
        {
            var code = await server.ExchangeAsync(server.Sign(c => c["iss"] = At(issuer)));
            Assert.True(code == 700211, $"{issuer}: {code}");
        }
        Assert.False(canary.Pending());
        Assert.Equal(0, server.Issuer.Connections);
        Assert.Equal(0, await server.ExchangeAsync(server.Sign()));
    }

    private string At(string issuer) => issuer.Replace("{p}", $"{Port}", StringComparison.Ordinal);

    private async Task<HttpStatusCode> CreateAsync(HttpClient graph, string application, string issuer)
    {
        var body = new JsonObject { ["name"] = $"c-{Guid.CreateVersion7():N}", ["issuer"] = At(issuer), ["subject"] = "hostile", ["audiences"] = new JsonArray(LoginServer.Audience) };
        using var answer = await graph.PostAsJsonAsync($"/v1.0/applications/{application}/federatedIdentityCredentials", body, Cancel);
        return answer.StatusCode;
    }
}
