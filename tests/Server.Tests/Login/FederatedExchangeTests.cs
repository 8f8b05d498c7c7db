using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Sallyport.Core.Entra.Rules;

namespace Sallyport.Server.Tests.Login;

/// <summary>The exchange of a federated assertion through the whole server, with an issuer on real TLS. Ids are those of docs/security.md.</summary>
public sealed class FederatedExchangeTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Gives_an_access_token_for_an_assertion_that_matches_and_verifies_as_often_as_it_comes()
    {
        await using var server = await LoginServer.StartAsync();
        var assertion = server.Sign();
        Assert.Equal(0, await server.ExchangeAsync(assertion));
        Assert.Equal(0, await server.ExchangeAsync(assertion));
        Assert.Equal(2, server.Issuer.Requests); // discovery and keys, once
    }

    [Fact]
    public async Task Refuses_with_its_own_code_whatever_differs()
    {
        await using var server = await LoginServer.StartAsync(RuleSet.Entra2026);
        var stranger = TestKeys.Named("stranger");
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        (string What, string Assertion, int Code)[] cases =
        [
            ("a stranger's key under our kid", server.Issuer.Sign(server.Claims(), with: stranger), 7000274),
            ("an unknown kid", server.Sign(header: """{"alg":"RS256","kid":"other"}"""), 700027),
            ("alg none", server.Sign(header: """{"alg":"none","kid":"test-key"}"""), 5002738),
            ("no signature", server.Sign()[..(server.Sign().LastIndexOf('.') + 1)], 7000274),
            ("another type", server.Sign(header: """{"alg":"RS256","kid":"test-key","typ":"at+jwt"}"""), 5002727),
            ("no JWT", "nonsense", 50027),
            ("crit", server.Sign(header: """{"alg":"RS256","kid":"test-key","crit":["x"]}"""), 50027),
            ("expired", server.Sign(c => c["exp"] = now - 61), 700024),
            ("not valid yet", server.Sign(c => c["nbf"] = now + 90), 700024),
            ("issued in the future", server.Sign(c => c["iat"] = now + 90), 700024),
            ("valid for too long", server.Sign(c => c["exp"] = now + 90_060), 70023),
            ("valid for too long, for another audience", server.Sign(c => (c["exp"], c["aud"]) = (now + 90_060, "x")), 70023),
            ("no iat", server.Sign(c => c.Remove("iat")), 70023),
            ("exp as text", server.Sign(c => c["exp"] = (now + 60).ToString(System.Globalization.CultureInfo.InvariantCulture)), 50027),
            ("exp as fraction", server.Sign(c => c["exp"] = now + 60.5), 50027),
            ("no exp", server.Sign(c => c.Remove("exp")), 90014),
            ("no sub", server.Sign(c => c.Remove("sub")), 90014),
            ("empty sub", server.Sign(c => c["sub"] = ""), 90014),
            ("sub as number", server.Sign(c => c["sub"] = 7), 50027),
            ("no aud", server.Sign(c => c["aud"] = Array.Empty<string>()), 90014),
            ("another audience", server.Sign(c => c["aud"] = "https://gitlab.com"), 700212),
            ("one audience too many", server.Sign(c => c["aud"] = new[] { LoginServer.Audience, "x" }), 700212),
            ("another subject", server.Sign(c => c["sub"] = LoginServer.Subject + "2"), 700213),
            ("another letter case", server.Sign(c => c["sub"] = LoginServer.Subject.ToUpperInvariant()), 7002138),
            ("another issuer", server.Sign(c => c["iss"] = "https://gitlab.com"), 700211),
            ("a trailing slash", server.Sign(c => c["iss"] = server.Issuer.Url + "/"), 700211),
        ];
        foreach (var (what, assertion, code) in cases)
            Assert.True(code == await server.ExchangeAsync(assertion), what);
        Assert.Equal(0, await server.ExchangeAsync(server.Sign(c => c["exp"] = now - 30)));
        Assert.Equal(0, await server.ExchangeAsync(server.Sign(c => c["aud"] = new[] { LoginServer.Audience })));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Passes", "F2")]
    public async Task F2_says_501661_while_a_document_cannot_be_had_and_recovers_by_itself(bool discovery)
    {
        await using var server = await LoginServer.StartAsync();
        var assertion = server.Sign();
        Func<HttpContext, IResult>[] faults =
        [
            _ => Results.StatusCode(500), _ => Results.Redirect("/elsewhere"), _ => Results.Text("<html>", "text/html"), _ => Results.Json(new { }),
            _ => Results.Text("{", "application/json"), _ => Results.Text(new string(' ', 300_000) + "{}", "application/json"),
        ];
        foreach (var fault in faults)
        {
            (server.Issuer.DiscoveryFault, server.Issuer.KeysFault) = (discovery ? fault : null, discovery ? null : fault);
            Assert.Equal(501661, await server.ExchangeAsync(assertion));
            server.Clock.Advance(TimeSpan.FromSeconds(1));
        }
        (server.Issuer.DiscoveryFault, server.Issuer.KeysFault) = (null, null);
        Assert.Equal(0, await server.ExchangeAsync(assertion));
    }

    [Fact]
    public async Task F6_dials_no_private_address_that_the_administrator_did_not_name()
    {
        await using var server = await LoginServer.StartAsync(named: false);
        Assert.Equal(501661, await server.ExchangeAsync(server.Sign()));
        Assert.Equal(0, server.Issuer.Requests);
    }

    [Fact]
    [Trait("Passes", "A4")]
    public async Task A4_the_credential_of_another_application_does_not_count()
    {
        await using var server = await LoginServer.StartAsync();
        var (other, _) = await server.AddApplicationAsync();
        Assert.Equal(70025, await server.ExchangeAsync(server.Sign(), other));
        Assert.Equal(0, await server.ExchangeAsync(server.Sign()));
    }

    [Fact]
    public async Task Every_answer_has_a_record_that_holds_neither_assertion_nor_secret()
    {
        await using var server = await LoginServer.StartAsync();
        var (good, bad) = (server.Sign(), server.Sign(c => c["sub"] = "x"));
        await server.ExchangeAsync(good);
        await server.ExchangeAsync(bad);
        using var portal = server.Running.For("portal.localhost");
        portal.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", server.Running.Facts.AdministratorToken);
        var text = await portal.GetStringAsync("/sallyport/signIns?top=2", Cancel);
        var records = JsonNode.Parse(text)!["value"]!.AsArray();
        Assert.Equal([70021, 0], records.Select(r => (int)r!["errorCode"]!));
        Assert.Equal("subject", (string?)records[0]!["explanation"]!["stage"]);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(bad))), (string?)records[0]!["assertionSha256"]);
        foreach (var secret in (string[])[good.Split('.')[2], bad.Split('.')[2], server.Running.Facts.OwnerClientSecret])
            Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
        portal.DefaultRequestHeaders.Authorization = null;
        using var refused = await portal.GetAsync("/sallyport/signIns", Cancel);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }
}
