using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Sallyport.Core.Signing;

namespace Sallyport.Server.Tests.Login;

/// <summary>An application that rolls its own certificate by <c>addKey</c> and <c>removeKey</c>.</summary>
public sealed class KeyRolloverTests : IAsyncLifetime
{
    private readonly RSA key = TestKeys.Named("client's key");
    private readonly RSA next = TestKeys.Named("client's next");
    private LoginServer server = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        server = await LoginServer.StartAsync();
        await server.GraphAsync(HttpMethod.Patch, $"/v1.0/applications/{server.ObjectId}", new { keyCredentials = new[] { Credential(key) } });
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Adds_the_next_certificate_and_removes_the_old_one_by_proof_of_either()
    {
        var added = await server.GraphAsync(HttpMethod.Post, Path("addKey"), new { keyCredential = Credential(next), passwordCredential = (object?)null, proof = Proof(key) });
        Assert.Equal("microsoft.graph.keyCredential", ((string)added["@odata.context"]!).Split('#')[1]);
        var kept = (await KeysAsync()).Single(k => (string)k!["keyId"]! != (string)added["keyId"]!);
        await server.GraphAsync(HttpMethod.Post, Path("removeKey"), new { keyId = (string)kept!["keyId"]!, proof = Proof(next) });
        Assert.Equal((string)added["keyId"]!, (string)Assert.Single(await KeysAsync())!["keyId"]!);
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync("addKey", new { keyCredential = Credential(key), proof = Proof(key) })); // its key is gone
    }

    [Fact]
    public async Task Refuses_whatever_is_no_proof_and_changes_nothing()
    {
        var stranger = TestKeys.Named("stranger");
        var now = server.Clock.GetUtcNow().ToUnixTimeSeconds();
        string?[] proofs =
        [
            null, "", "x", Proof(stranger), Proof(key)[..^4],
            Proof(key, c => c["aud"] = "https://graph.microsoft.com"), Proof(key, c => c["iss"] = Guid.Empty.ToString()), Proof(key, c => c.Remove("iss")),
            Proof(key, c => c["exp"] = now + 3600), Proof(key, c => (c["nbf"], c["exp"]) = (now - 600, now - 120)), Proof(key, c => (c["nbf"], c["exp"]) = (now + 120, now + 300)),
            Proof(key, c => c.Remove("exp")), Proof(key, c => c.Remove("nbf")), Proof(key, c => c["exp"] = "soon"),
        ];
        foreach (var proof in proofs)
            Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync("addKey", new { keyCredential = Credential(next), proof }));
        Assert.Single(await KeysAsync());
        Assert.Equal(HttpStatusCode.OK, await PostAsync("addKey", new { keyCredential = Credential(next), proof = Proof(key) }));
    }

    [Fact]
    public async Task Refuses_a_key_that_is_no_certificate_and_an_id_that_there_is_not()
    {
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync("addKey", new { keyCredential = new { type = "AsymmetricX509Cert", usage = "Verify", key = "AAAA" }, proof = Proof(key) }));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync("removeKey", new { keyId = Guid.Empty, proof = Proof(key) }));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync("removeKey", new { keyId = "x", proof = Proof(key) }));
    }

    private string Path(string action) => $"/v1.0/applications/{server.ObjectId}/{action}";

    private async Task<JsonArray> KeysAsync() => (await server.GraphAsync(HttpMethod.Get, $"/v1.0/applications/{server.ObjectId}"))["keyCredentials"]!.AsArray();

    private async Task<HttpStatusCode> PostAsync(string action, object body)
    {
        using var graph = server.Running.For("graph.microsoft.com", await server.Running.OwnerTokenAsync("https://graph.microsoft.com"));
        using var response = await graph.PostAsJsonAsync(Path(action), body, Cancel);
        return response.StatusCode;
    }

    private string Proof(RSA with, Action<Dictionary<string, object?>>? change = null)
    {
        var now = server.Clock.GetUtcNow().ToUnixTimeSeconds();
        var claims = new Dictionary<string, object?> { ["aud"] = "00000002-0000-0000-c000-000000000000", ["iss"] = server.ObjectId, ["nbf"] = now, ["exp"] = now + 600 };
        change?.Invoke(claims);
        return Jws.Sign("""{"alg":"RS256","typ":"JWT"}"""u8, System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(claims), with);
    }

    private object Credential(RSA of)
    {
        var now = server.Clock.GetUtcNow();
        var request = new CertificateRequest("CN=rollover", of, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
        return new { type = "AsymmetricX509Cert", usage = "Verify", key = Convert.ToBase64String(certificate.RawData) };
    }
}
