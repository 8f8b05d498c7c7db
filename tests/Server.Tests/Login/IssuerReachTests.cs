using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Sallyport.Server.Tests.Login;

/// <summary>Whom the token service dials for an issuer's documents, and what it says when they are no good.</summary>
public sealed class IssuerReachTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Says_501661_while_connections_break_and_recovers_by_itself(bool discovery)
    {
        await using var server = await LoginServer.StartAsync();
        Func<HttpContext, IResult> broken = context =>
        {
            context.Abort();
            return Results.Empty;
        };
        (server.Issuer.DiscoveryFault, server.Issuer.KeysFault) = (discovery ? broken : null, discovery ? null : broken);
        Assert.Equal(501661, await server.ExchangeAsync(server.Sign()));
        (server.Issuer.DiscoveryFault, server.Issuer.KeysFault) = (null, null);
        server.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0, await server.ExchangeAsync(server.Sign()));
    }

    [Fact]
    public async Task A_first_key_set_without_a_usable_key_is_as_good_as_none()
    {
        await using var server = await LoginServer.StartAsync();
        server.Issuer.KeysFault = _ => Results.Json(new { keys = Array.Empty<object>() });
        Assert.Equal(501661, await server.ExchangeAsync(server.Sign()));
        server.Issuer.KeysFault = null;
        server.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0, await server.ExchangeAsync(server.Sign()));
    }

    [Fact]
    public async Task Each_refusal_has_its_status_and_error_and_only_a_400_may_come_again_at_once()
    {
        await using var server = await LoginServer.StartAsync();
        var stranger = TestKeys.Named("stranger");
        await AssertAsync(server, server.Sign(c => c["sub"] = "x"), 70021, 400, "invalid_request");
        await AssertAsync(server, server.Sign(c => c["aud"] = "x"), 700212, 401, "invalid_client");
        await AssertAsync(server, "a.b.c", 50027, 400, "invalid_request");
        server.Issuer.DiscoveryFault = _ => Results.StatusCode(500);
        await AssertAsync(server, server.Sign(), 501661, 400, "invalid_request");
        server.Issuer.DiscoveryFault = null;
        server.Clock.Advance(TimeSpan.FromSeconds(1));
        await AssertAsync(server, server.Issuer.Sign(server.Claims(), with: stranger), 7000274, 401, "invalid_client");
        await AssertAsync(server, server.Sign(header: """{"alg":"RS256","kid":"other"}"""), 700027, 401, "invalid_client");
        await AssertAsync(server, server.Sign(header: """{"alg":"none"}"""), 5002738, 401, "invalid_client");
        await AssertAsync(server, server.Sign(c => c["exp"] = 1_700_000_000), 700024, 401, "invalid_client");
        Assert.Equal(0, await server.ExchangeAsync(server.Sign()));
    }

    [Fact]
    [Trait("Passes", "F4")]
    public async Task F4_no_credential_cookie_or_other_header_is_sent_to_an_issuer()
    {
        await using var server = await LoginServer.StartAsync();
        Func<HttpContext, IResult>[] answers =
        [
            context =>
            {
                context.Response.Headers.SetCookie = "seen=1; Path=/";
                return Results.StatusCode(500);
            },
            context =>
            {
                context.Response.Headers.WWWAuthenticate = "Basic realm=\"x\"";
                return Results.StatusCode(401);
            },
        ];
        foreach (var answer in answers)
        {
            server.Issuer.DiscoveryFault = answer;
            Assert.Equal(501661, await server.ExchangeAsync(server.Sign()));
            server.Clock.Advance(TimeSpan.FromSeconds(1));
        }
        server.Issuer.DiscoveryFault = null;
        Assert.Equal(0, await server.ExchangeAsync(server.Sign()));
        Assert.Equal(4, server.Issuer.Requests);
        Assert.All(server.Issuer.Headers, names => Assert.Equal("Accept Host User-Agent", names));
    }

    [Theory]
    [Trait("Passes", "B8 F7")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task B8_F7_dials_a_private_issuer_only_when_the_administrator_named_it(bool named)
    {
        using var quiet = new TcpListener(IPAddress.Loopback, 0);
        quiet.Start();
        var host = $"localhost:{((IPEndPoint)quiet.LocalEndpoint).Port}";
        await using var server = await LoginServer.StartAsync(privateIssuers: named ? [host] : ["localhost"]);
        await server.AddCredentialAsync(new
        {
            name = "quiet", issuer = $"https://{host}", subject = "s", audiences = new[] { LoginServer.Audience },
        });
        var connection = CloseFirstAsync(quiet);
        Assert.Equal(501661, await server.ExchangeAsync(server.Sign(c => (c["iss"], c["sub"]) = ($"https://{host}", "s"))));
        if (named)
            await connection;
        else
            Assert.False(quiet.Pending() || connection.IsCompleted);
    }

    [Fact]
    [Trait("Passes", "F4 D3")]
    public async Task F4_D3_follows_neither_a_redirect_nor_a_jwks_uri_to_a_private_address_that_nobody_named()
    {
        using var quiet = new TcpListener(IPAddress.Loopback, 0);
        quiet.Start();
        var target = $"https://localhost:{((IPEndPoint)quiet.LocalEndpoint).Port}/keys";
        await using var server = await LoginServer.StartAsync();
        Func<HttpContext, IResult>[] lures =
        [
            _ => Results.Redirect(target),
            _ => Results.Json(new { issuer = server.Issuer.Url, jwks_uri = target }),
            _ => Results.Json(new { issuer = server.Issuer.Url, jwks_uri = target.Replace("https:", "http:", StringComparison.Ordinal) }),
            _ => Results.Json(new { issuer = server.Issuer.Url, jwks_uri = "file:///etc/passwd" }),
            _ => Results.Json(new { issuer = server.Issuer.Url, jwks_uri = 7 }),
        ];
        foreach (var lure in lures)
        {
            server.Issuer.DiscoveryFault = lure;
            Assert.Equal(501661, await server.ExchangeAsync(server.Sign()));
            server.Clock.Advance(TimeSpan.FromSeconds(1));
        }
        Assert.Equal(lures.Length, server.Issuer.Requests);
        Assert.False(quiet.Pending());
        server.Issuer.DiscoveryFault = null;
        Assert.Equal(0, await server.ExchangeAsync(server.Sign()));
    }

    // Ends the connection so that the caller's TLS fails at once.
    private static async Task CloseFirstAsync(TcpListener listener)
    {
        using var socket = await listener.AcceptSocketAsync(Cancel);
    }

    private static async Task AssertAsync(LoginServer server, string assertion, int code, int status, string error)
    {
        using var response = await server.PostAsync(assertion);
        var body = JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancel))!;
        Assert.Equal((code, status, error), ((int)body["error_codes"]![0]!, (int)response.StatusCode, (string?)body["error"]));
        Assert.Equal(status == 400 ? "0" : null, response.Headers.TryGetValues("Retry-After", out var after) ? after.Single() : null);
        Assert.Equal([code.ToString(System.Globalization.CultureInfo.InvariantCulture)],
            response.Headers.GetValues("x-ms-clitelem").Select(v => v.Split(',')[1]));
    }
}
