using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Sallyport.Core.Tests.Signing;
using Sallyport.Core.Wire;

namespace Sallyport.Server.Tests.Login;

/// <summary>Keys of unusual sizes, and weak ones, at an exchange and in certificates.</summary>
public sealed class OddKeyTests : IClassFixture<SharedLogin>
{
    private readonly LoginServer server;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public OddKeyTests(SharedLogin shared)
    {
        server = shared.Server;
        server.Clock.Advance(TimeSpan.FromHours(25)); // no key of the test before is still known
    }

    [Theory]
    [InlineData(2049)]
    [InlineData(2050)]
    [InlineData(3071)]
    [InlineData(4095)]
    public async Task Takes_an_assertion_signed_with_a_key_whose_size_is_no_multiple_of_eight(int bits)
    {
        var key = TestKeys.Named("odd", bits);
        var stranger = TestKeys.Named("stranger");
        server.Issuer.KeysFault = _ => Keys(Jwk("odd", key));
        Assert.Equal(0, await server.ExchangeAsync(Sign("odd", key)));
        Assert.Equal(7000274, await server.ExchangeAsync(Sign("odd", stranger)));
    }

    [Theory]
    [InlineData(2049)]
    [InlineData(2050)]
    [InlineData(3071)]
    [InlineData(4095)]
    public async Task Takes_a_certificate_whose_key_has_a_size_that_is_no_multiple_of_eight(int bits)
    {
        using var client = await ClientCertificate.RegisterAsync(server, bits);
        var stranger = TestKeys.Named("stranger");
        Assert.Equal(0, await server.ExchangeAsync(client.Sign(client.Claims())));
        Assert.Equal(0, await server.ExchangeAsync(client.Sign(client.Claims(), client.Header("PS256", "x5t#S256"))));
        Assert.Equal(700027, await server.ExchangeAsync(client.Sign(client.Claims(), with: stranger)));
    }

    [Fact]
    [Trait("Passes", "J12")]
    public async Task J12_a_key_with_the_ROCA_weakness_verifies_nothing()
    {
        using var weak = MadeRsaKey.CreateWeak();
        var healthy = TestKeys.Named("healthy");
        server.Issuer.KeysFault = _ => Keys(Jwk("weak", weak), Jwk("healthy", healthy));
        Assert.Equal(700027, await server.ExchangeAsync(Sign("weak", weak)));
        Assert.Equal(0, await server.ExchangeAsync(Sign("healthy", healthy)));
    }

    [Fact]
    [Trait("Passes", "J12")]
    public async Task J12_Graph_refuses_a_certificate_whose_key_has_the_ROCA_weakness()
    {
        using var weak = MadeRsaKey.CreateWeak();
        var healthy = TestKeys.Named("healthy");
        var (status, message) = await RegisterAsync(weak);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("its key has the ROCA weakness (CVE-2017-15361)", message, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NoContent, (await RegisterAsync(healthy)).Status);
    }

    [Fact]
    public async Task Graph_says_of_a_key_of_1024_bits_how_many_are_accepted()
    {
        var small = TestKeys.Named("small", 1024);
        var (_, message) = await RegisterAsync(small);
        Assert.Contains(
            "its key is RSA of 1024 bits, and 2048 to 8192 are accepted", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("small", "is RSA of 1024 bits, and 2048 to 8192 are accepted")]
    [InlineData("twin", "shares its kid with 1 more")]
    [InlineData("enc", "is for the use 'enc', not for signatures ('sig')")]
    [InlineData("oct", "is of the kind (kty) 'oct', and RSA and EC are accepted")]
    [InlineData("bound", "is for RS512, and the token is signed with RS256")]
    public async Task The_explanation_says_why_the_key_of_the_token_is_not_used(string keyId, string why)
    {
        var healthy = TestKeys.Named("healthy");
        var small = TestKeys.Named("small", 1024);
        server.Issuer.KeysFault = _ => Keys(
            Jwk("small", small), Jwk("twin", healthy), Jwk("twin", healthy), Jwk("enc", healthy, ("use", "enc")),
            new { kty = "oct", kid = "oct", k = "AAAA" }, Jwk("bound", healthy, ("alg", "RS512")),
            Jwk("healthy", healthy));
        Assert.Equal(700027, await server.ExchangeAsync(Sign(keyId, healthy)));
        var cause = await CauseAsync();
        Assert.Equal("key-unusable", (string?)cause["kind"]);
        Assert.Contains($"the key {why}", (string?)cause["text"], StringComparison.Ordinal);
        Assert.Equal(700027, await server.ExchangeAsync(Sign("never seen", healthy)));
        Assert.Equal("key-unknown", (string?)(await CauseAsync())["kind"]);
        Assert.Equal(0, await server.ExchangeAsync(Sign("healthy", healthy)));
    }

    [Fact]
    public async Task The_cause_of_501661_names_each_key_of_a_set_without_a_usable_one()
    {
        var healthy = TestKeys.Named("healthy");
        var small = TestKeys.Named("small", 1024);
        const string Thumbprint = "NjVBRjY5MDlCMUIwNzU4RTA2QzZFMDQ4QzQ2MDAyQjVDNjk1RTM2Qg";
        server.Issuer.KeysFault = _ => Keys(Jwk(Thumbprint, small), Jwk("enc", healthy, ("use", "enc")));
        Assert.Equal(501661, await server.ExchangeAsync(Sign(Thumbprint, healthy)));
        const string Why = $"the key set has no usable key: '{Thumbprint}' is RSA of 1024 bits, and 2048 to 8192 are "
            + "accepted; 'enc' is for the use 'enc'";
        Assert.Contains(Why, (string?)(await CauseAsync())["text"], StringComparison.Ordinal);
    }

    private string Sign(string keyId, RSA key) =>
        server.Issuer.Sign(server.Claims(), $$"""{"alg":"RS256","typ":"JWT","kid":"{{keyId}}"}""", key);

    private async Task<JsonNode> CauseAsync()
    {
        using var portal = server.Running.For("portal.azure.com", server.Running.Facts.AdministratorToken);
        var records = JsonNode.Parse(await portal.GetStringAsync("/sallyport/signIns?top=1", Cancel))!;
        return records["value"]![0]!["explanation"]!["cause"]!;
    }

    private async Task<(HttpStatusCode Status, string Message)> RegisterAsync(RSA key)
    {
        using var certificate = ClientCertificate.Make(key, server.Clock.GetUtcNow());
        var token = await server.Running.OwnerTokenAsync("https://graph.microsoft.com");
        using var graph = server.Running.For("graph.microsoft.com", token);
        var key64 = Convert.ToBase64String(certificate.RawData);
        var credential = new { type = "AsymmetricX509Cert", usage = "Verify", key = key64 };
        using var content = JsonContent.Create(new { keyCredentials = new[] { credential } });
        using var response = await graph.PatchAsync($"/v1.0/applications/{server.ObjectId}", content, Cancel);
        var text = await response.Content.ReadAsStringAsync(Cancel);
        return (response.StatusCode, text.Length == 0 ? "" : (string)JsonNode.Parse(text)!["error"]!["message"]!);
    }

    private static IResult Keys(params object[] keys) => Results.Json(new { keys });

    private static Dictionary<string, string> Jwk(string keyId, RSA key, params (string Name, string Value)[] further)
    {
        var parameters = key.ExportParameters(false);
        var jwk = new Dictionary<string, string>
        {
            ["kty"] = "RSA", ["kid"] = keyId,
            ["n"] = StrictBase64Url.Encode(parameters.Modulus), ["e"] = StrictBase64Url.Encode(parameters.Exponent),
        };
        foreach (var (name, value) in further)
            jwk[name] = value;
        return jwk;
    }
}
