using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sallyport.Core.Signing;

namespace Sallyport.Server.Tests.Login;

/// <summary>Assertions that a client signs itself with a certificate of its application. Ids are those of docs/security.md.</summary>
public sealed class CertificateTests : IAsyncLifetime
{
    private readonly RSA key = RSA.Create(2048);
    private LoginServer server = null!;
    private X509Certificate2 certificate = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string TokenEndpoint => $"https://login.microsoftonline.com/{server.Running.Facts.TenantId}/oauth2/v2.0/token";

    public async ValueTask InitializeAsync()
    {
        server = await LoginServer.StartAsync();
        certificate = Certificate(key, server.Clock.GetUtcNow());
        await RegisterAsync(certificate);
    }

    public async ValueTask DisposeAsync()
    {
        key.Dispose();
        certificate.Dispose();
        await server.DisposeAsync();
    }

    [Theory]
    [InlineData("RS256", "x5t")]
    [InlineData("RS256", "kid")]
    [InlineData("PS256", "x5t#S256")]
    public async Task Takes_an_assertion_signed_with_a_registered_certificate(string algorithm, string name)
    {
        Assert.Equal(0, await server.ExchangeAsync(Sign(Claims(), Header(algorithm, name))));
        Assert.Equal(0, server.Issuer.Requests); // nobody is asked for keys
    }

    [Fact]
    public async Task Takes_times_with_fractions_and_as_text_which_outside_issuers_may_not_write()
    {
        var now = server.Clock.GetUtcNow().ToUnixTimeSeconds();
        Assert.Equal(0, await server.ExchangeAsync(Sign(Claims(c => (c["iat"], c["exp"]) = (now + 0.25, now + 600.5)))));
        Assert.Equal(0, await server.ExchangeAsync(Sign(Claims(c => (c["nbf"], c["exp"]) = ($"{now}", $"{now + 600}")))));
        Assert.Equal(50027, await server.ExchangeAsync(Sign(Claims(c => c["exp"] = "1e12"))));
        Assert.Equal(50027, await server.ExchangeAsync(Sign(Claims(c => c["exp"] = "-1"))));
        Assert.Equal(50027, await server.ExchangeAsync(server.Sign(c => c["exp"] = now + 600.5)));
        Assert.Equal(0, await server.ExchangeAsync(server.Sign(c => c["exp"] = now + 600)));
    }

    [Fact]
    public async Task Refuses_with_its_own_code_whatever_differs()
    {
        using var stranger = RSA.Create(2048);
        var now = server.Clock.GetUtcNow().ToUnixTimeSeconds();
        (string What, string Assertion, int Code)[] cases =
        [
            ("another subject", Sign(Claims(c => c["sub"] = LoginServer.Subject)), 700021),
            ("A7 the token endpoint of another tenant", Sign(Claims(c => c["aud"] = $"https://login.microsoftonline.com/{Guid.CreateVersion7()}/oauth2/v2.0/token")), 700023),
            ("A7 a longer path", Sign(Claims(c => c["aud"] = TokenEndpoint + "/x")), 700023),
            ("A7 one audience too many", Sign(Claims(c => c["aud"] = new[] { TokenEndpoint, "x" })), 700023),
            ("K2 a stranger's key under our thumbprint", Sign(Claims(), with: stranger), 700027),
            ("an unknown thumbprint", Sign(Claims(), """{"alg":"RS256","x5t":"AAAA"}"""), 700027),
            ("no name of a key", Sign(Claims(), """{"alg":"RS256"}"""), 5002723),
            ("K1 an algorithm with a shared key", Sign(Claims(), """{"alg":"HS256","x5t":"AAAA"}"""), 5002738),
            ("expired", Sign(Claims(c => c["exp"] = now - 61)), 700024),
            ("no exp", Sign(Claims(c => c.Remove("exp"))), 90014),
        ];
        foreach (var (what, assertion, code) in cases)
            Assert.True(code == await server.ExchangeAsync(assertion), what);
        Assert.Equal(0, await server.ExchangeAsync(Sign(Claims(c => c["aud"] = $"https://login.microsoftonline.com/{server.Running.Facts.TenantId}/v2.0"))));
    }

    [Fact]
    public async Task Refuses_a_certificate_that_is_over_and_one_that_was_taken_away()
    {
        server.Clock.Advance(TimeSpan.FromDays(31));
        Assert.Equal(700027, await server.ExchangeAsync(Sign(Claims())));
        server.Clock.Advance(-TimeSpan.FromDays(31));
        Assert.Equal(0, await server.ExchangeAsync(Sign(Claims())));
        await server.GraphAsync(HttpMethod.Patch, $"/v1.0/applications/{server.ObjectId}", new { keyCredentials = Array.Empty<object>() });
        Assert.Equal(700027, await server.ExchangeAsync(Sign(Claims())));
    }

    [Fact]
    public async Task Keeps_a_certificate_that_is_named_by_its_id_alone()
    {
        var shown = (await server.GraphAsync(HttpMethod.Get, $"/v1.0/applications/{server.ObjectId}"))["keyCredentials"]!.AsArray();
        Assert.Null(Assert.Single(shown)!["key"]);
        Assert.Equal(certificate.Thumbprint, (string?)shown[0]!["customKeyIdentifier"]);
        using var next = RSA.Create(2048);
        using var second = Certificate(next, server.Clock.GetUtcNow());
        await RegisterAsync(second, shown[0]!.DeepClone());
        Assert.Equal(0, await server.ExchangeAsync(Sign(Claims())));
        Assert.Equal(0, await server.ExchangeAsync(Sign(Claims(), $$"""{"alg":"RS256","x5t":"{{StrictBase64Url.Encode(second.GetCertHash())}}"}""", next)));
    }

    [Fact]
    public async Task PS256_stays_closed_to_outside_issuers() =>
        Assert.Equal(5002738, await server.ExchangeAsync(server.Sign(header: """{"alg":"PS256","kid":"test-key"}""")));

    [Fact]
    public async Task The_record_says_certificate_and_holds_no_assertion()
    {
        var assertion = Sign(Claims());
        Assert.Equal(0, await server.ExchangeAsync(assertion));
        using var portal = server.Running.For("portal.azure.com", server.Running.Facts.AdministratorToken);
        var text = await portal.GetStringAsync("/sallyport/signIns?top=1", Cancel);
        Assert.Equal("certificate", (string?)JsonNode.Parse(text)!["value"]![0]!["clientCredentialType"]);
        Assert.DoesNotContain(assertion.Split('.')[2], text, StringComparison.Ordinal);
    }

    private static X509Certificate2 Certificate(RSA key, DateTimeOffset now) =>
        new CertificateRequest("CN=client", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(now.AddDays(-1), now.AddDays(30));

    private async Task RegisterAsync(X509Certificate2 added, params JsonNode[] kept)
    {
        var credential = new JsonObject { ["type"] = "AsymmetricX509Cert", ["usage"] = "Verify", ["key"] = Convert.ToBase64String(added.RawData) };
        await server.GraphAsync(HttpMethod.Patch, $"/v1.0/applications/{server.ObjectId}", new JsonObject { ["keyCredentials"] = new JsonArray([.. kept, credential]) });
    }

    private Dictionary<string, object?> Claims(Action<Dictionary<string, object?>>? change = null)
    {
        var now = server.Clock.GetUtcNow().ToUnixTimeSeconds();
        var claims = new Dictionary<string, object?>
        {
            ["iss"] = server.AppId, ["sub"] = server.AppId, ["aud"] = TokenEndpoint, ["jti"] = "1", ["nbf"] = now, ["exp"] = now + 600,
        };
        change?.Invoke(claims);
        return claims;
    }

    private string Header(string algorithm, string name) => new JsonObject
    {
        ["alg"] = algorithm, ["typ"] = "JWT",
        [name] = StrictBase64Url.Encode(name == "x5t#S256" ? certificate.GetCertHash(HashAlgorithmName.SHA256) : certificate.GetCertHash()),
    }.ToJsonString();

    private string Sign(object claims, string? header = null, RSA? with = null)
    {
        header ??= Header("RS256", "x5t");
        var input = StrictBase64Url.Encode(Encoding.UTF8.GetBytes(header)) + "." + StrictBase64Url.Encode(JsonSerializer.SerializeToUtf8Bytes(claims));
        var padding = header.Contains("PS256", StringComparison.Ordinal) ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1;
        return input + "." + StrictBase64Url.Encode((with ?? key).SignData(Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256, padding));
    }
}
