using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Sallyport.Core.Wire;

namespace Sallyport.Server.Tests.Login;

/// <summary>Assertions that a client signs itself with a certificate of its application. Ids are those of docs/security.md.</summary>
public sealed class CertificateTests(SharedLogin shared) : IClassFixture<SharedLogin>, IAsyncLifetime
{
    private readonly LoginServer server = shared.Server;
    private ClientCertificate client = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    // In the place of the certificates of the test before.
    public async ValueTask InitializeAsync() => client = await ClientCertificate.RegisterAsync(server);

    public ValueTask DisposeAsync()
    {
        client.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("RS256", "x5t")]
    [InlineData("RS256", "kid")]
    [InlineData("PS256", "x5t#S256")]
    public async Task Takes_an_assertion_signed_with_a_registered_certificate(string algorithm, string name)
    {
        var asked = server.Issuer.Requests;
        server.Clock.Advance(TimeSpan.FromDays(1)); // so that keys of a test before would be asked for again
        Assert.Equal(0, await server.ExchangeAsync(client.Sign(client.Claims(), client.Header(algorithm, name))));
        Assert.Equal(asked, server.Issuer.Requests); // nobody is asked for keys
    }

    [Fact]
    public async Task Takes_times_with_fractions_and_as_text_which_outside_issuers_may_not_write()
    {
        var now = server.Clock.GetUtcNow().ToUnixTimeSeconds();
        Assert.Equal(0, await server.ExchangeAsync(client.Sign(client.Claims(c => (c["iat"], c["exp"]) = (now + 0.25, now + 600.5)))));
        Assert.Equal(0, await server.ExchangeAsync(client.Sign(client.Claims(c => (c["nbf"], c["exp"]) = ($"{now}", $"{now + 600}")))));
        foreach (var wrong in (string[])["1e12", "-1", $"{now + 600}\0", $" {now + 600}", $"{now + 600}.", ".5", "1.2.3", ""])
            Assert.True(await server.ExchangeAsync(client.Sign(client.Claims(c => c["exp"] = wrong))) == 50027, wrong);
        Assert.Equal(50027, await server.ExchangeAsync(server.Sign(c => c["exp"] = now + 600.5)));
        Assert.Equal(0, await server.ExchangeAsync(server.Sign(c => c["exp"] = now + 600)));
    }

    [Fact]
    public async Task Refuses_with_its_own_code_whatever_differs()
    {
        var stranger = TestKeys.Named("stranger");
        var now = server.Clock.GetUtcNow().ToUnixTimeSeconds();
        (string What, string Assertion, int Code)[] cases =
        [
            ("another subject", client.Sign(client.Claims(c => c["sub"] = LoginServer.Subject)), 700021),
            ("K2 a stranger's key under our thumbprint", client.Sign(client.Claims(), with: stranger), 700027),
            ("an unknown thumbprint", client.Sign(client.Claims(), """{"alg":"RS256","x5t":"AAAA"}"""), 700027),
            ("no name of a key", client.Sign(client.Claims(), """{"alg":"RS256"}"""), 5002723),
            ("K1 an algorithm with a shared key", client.Sign(client.Claims(), """{"alg":"HS256","x5t":"AAAA"}"""), 5002738),
            ("expired", client.Sign(client.Claims(c => c["exp"] = now - 61)), 700024),
            ("no exp", client.Sign(client.Claims(c => c.Remove("exp"))), 90014),
        ];
        foreach (var (what, assertion, code) in cases)
            Assert.True(code == await server.ExchangeAsync(assertion), what);
    }

    [Fact]
    [Trait("Passes", "A7")]
    public async Task A7_a_self_issued_assertion_names_our_tenant_or_the_endpoint_that_was_called_and_nobody_else()
    {
        var tenant = server.Running.Facts.TenantId;
        var issuer = $"https://login.microsoftonline.com/{tenant}/v2.0";
        (object Audience, int Number)[] cases =
        [
            (issuer, 0), (client.TokenEndpoint, 0), (new[] { issuer }, 0),
            (new[] { issuer, "x" }, 700023), (new[] { "x", issuer }, 700023), (new[] { issuer, issuer }, 700023), (new[] { issuer, client.TokenEndpoint }, 700023),
            ($"https://login.microsoftonline.com/{Guid.CreateVersion7()}/oauth2/v2.0/token", 700023), ($"https://login.microsoftonline.com/{Guid.CreateVersion7()}/v2.0", 700023),
            (client.TokenEndpoint + "/x", 700023), (issuer + "/", 700023), (issuer + "/x", 700023), (issuer.ToUpperInvariant(), 700023), ($"https://login.evil.example/{tenant}/v2.0", 700023),
            ("https://login.microsoftonline.com/common/oauth2/v2.0/token", 700023), ("https://login.microsoftonline.com", 700023), ($"{tenant}", 700023), (server.AppId, 700023), ("api://AzureADTokenExchange", 700023),
        ];
        foreach (var (audience, number) in cases)
            Assert.True(number == await server.ExchangeAsync(client.Sign(client.Claims(c => c["aud"] = audience))), System.Text.Json.JsonSerializer.Serialize(audience));
    }

    [Theory]
    [InlineData("{0}", 0)]
    [InlineData(" {0} ", 700021)]
    [InlineData("\u00a0{0}", 700021)]
    [InlineData("{0}\n", 700021)]
    [Trait("Passes", "A3")]
    public async Task A3_the_subject_is_the_client_id_and_nothing_around_it(string form, int number) => Assert.Equal(number,
        await server.ExchangeAsync(client.Sign(client.Claims(c => c["sub"] = string.Format(System.Globalization.CultureInfo.InvariantCulture, form, server.AppId)))));

    [Theory]
    [InlineData("login.microsoftonline.com")]
    [InlineData("login.windows.net")]
    [InlineData("login.localhost")]
    [Trait("Passes", "A7")]
    public async Task A7_the_token_endpoint_by_the_name_that_was_called_is_an_audience(string host)
    {
        using var login = server.Running.For(host);
        foreach (var (audience, status) in ((string, System.Net.HttpStatusCode)[])[(host, System.Net.HttpStatusCode.OK), ("login.evil.example", System.Net.HttpStatusCode.Unauthorized)])
        {
            var path = $"/{server.Running.Facts.TenantId}/oauth2/v2.0/token";
            using var form = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["grant_type"] = "client_credentials", ["client_id"] = server.AppId, ["scope"] = LoginServer.Arm + "/.default",
                ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                ["client_assertion"] = client.Sign(client.Claims(c => c["aud"] = $"https://{audience}{path}")),
            });
            using var answer = await login.PostAsync(path, form, Cancel);
            Assert.Equal(status, answer.StatusCode);
        }
    }

    [Fact]
    public async Task Refuses_a_certificate_that_is_over_and_one_that_was_taken_away()
    {
        server.Clock.Advance(TimeSpan.FromDays(31));
        Assert.Equal(700027, await server.ExchangeAsync(client.Sign(client.Claims())));
        server.Clock.Advance(-TimeSpan.FromDays(31));
        Assert.Equal(0, await server.ExchangeAsync(client.Sign(client.Claims())));
        await server.GraphAsync(HttpMethod.Patch, $"/v1.0/applications/{server.ObjectId}", new { keyCredentials = Array.Empty<object>() });
        Assert.Equal(700027, await server.ExchangeAsync(client.Sign(client.Claims())));
    }

    [Fact]
    public async Task Keeps_a_certificate_that_is_named_by_its_id_alone()
    {
        var shown = (await server.GraphAsync(HttpMethod.Get, $"/v1.0/applications/{server.ObjectId}"))["keyCredentials"]!.AsArray();
        Assert.Null(Assert.Single(shown)!["key"]);
        Assert.Equal(client.Certificate.Thumbprint, (string?)shown[0]!["customKeyIdentifier"]);
        var next = TestKeys.Named("next");
        using var second = ClientCertificate.Make(next, server.Clock.GetUtcNow());
        await ClientCertificate.RegisterAsync(server, second, shown[0]!.DeepClone());
        Assert.Equal(0, await server.ExchangeAsync(client.Sign(client.Claims())));
        Assert.Equal(0, await server.ExchangeAsync(client.Sign(client.Claims(), $$"""{"alg":"RS256","x5t":"{{StrictBase64Url.Encode(second.GetCertHash())}}"}""", next)));
    }

    [Fact]
    public async Task PS256_stays_closed_to_outside_issuers() =>
        Assert.Equal(5002738, await server.ExchangeAsync(server.Sign(header: """{"alg":"PS256","kid":"test-key"}""")));

    [Fact]
    public async Task The_record_says_certificate_and_holds_no_assertion()
    {
        var assertion = client.Sign(client.Claims());
        Assert.Equal(0, await server.ExchangeAsync(assertion));
        using var portal = server.Running.For("portal.azure.com", server.Running.Facts.AdministratorToken);
        var text = await portal.GetStringAsync("/sallyport/signIns?top=1", Cancel);
        Assert.Equal("certificate", (string?)JsonNode.Parse(text)!["value"]![0]!["clientCredentialType"]);
        Assert.DoesNotContain(assertion.Split('.')[2], text, StringComparison.Ordinal);
    }
}
