using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Sallyport.Core.Signing;
using Sallyport.Core.Wire;

namespace Sallyport.Server.Tests.Login;

/// <summary>Whose client may sign in at all, and with which key the answer is signed.</summary>
public sealed class ClientStateTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Refuses_an_application_until_it_has_a_service_principal()
    {
        await using var server = await LoginServer.StartAsync();
        var (appId, objectId) = await server.AddApplicationAsync(withPrincipal: false);
        await server.GraphAsync(HttpMethod.Post, $"/beta/applications/{objectId}/federatedIdentityCredentials", new
        {
            name = "exact", issuer = server.Issuer.Url, subject = LoginServer.Subject, audiences = new[] { LoginServer.Audience },
        });
        Assert.Equal(7000229, await server.ExchangeAsync(server.Sign(), appId));
        await server.GraphAsync(HttpMethod.Post, "/v1.0/servicePrincipals", new { appId });
        Assert.Equal(0, await server.ExchangeAsync(server.Sign(), appId));
    }

    [Fact]
    [Trait("Passes", "K11")]
    public async Task K11_refuses_a_disabled_service_principal_until_it_is_enabled()
    {
        await using var server = await LoginServer.StartAsync();
        var path = $"/v1.0/servicePrincipals(appId='{server.AppId}')";
        await server.GraphAsync(HttpMethod.Patch, path, new { accountEnabled = false });
        Assert.Equal(7000112, await server.ExchangeAsync(server.Sign()));
        Assert.Equal(0, server.Issuer.Requests);
        await server.GraphAsync(HttpMethod.Patch, path, new { accountEnabled = true });
        Assert.Equal(0, await server.ExchangeAsync(server.Sign()));
    }

    [Fact]
    [Trait("Passes", "K11")]
    public async Task K11_what_another_process_changes_in_the_database_holds_at_the_next_exchange()
    {
        await using var server = await LoginServer.StartAsync();
        Assert.Equal(0, await server.ExchangeAsync(server.Sign()));
        using var other = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(server.Running.Folder, "sallyport.db")};Pooling=False");
        await other.OpenAsync(Cancel);
        foreach (var (subject, code) in new[] { ("other", 70021), (LoginServer.Subject, 0), ("third", 70021) })
        {
            using var update = other.CreateCommand();
            update.CommandText = "UPDATE federated_identity_credentials SET Subject = $subject";
            update.Parameters.AddWithValue("$subject", subject);
            Assert.Equal(1, await update.ExecuteNonQueryAsync(Cancel));
            Assert.Equal(code, await server.ExchangeAsync(server.Sign()));
            Assert.Equal(code, await server.ExchangeAsync(server.Sign()));
        }
    }

    [Fact]
    public async Task K11_a_deleted_credential_is_refused_from_the_moment_that_its_deletion_is_answered_however_many_exchange_meanwhile()
    {
        await using var server = await LoginServer.StartAsync();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var traffic = Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            while (!over.IsCancellationRequested)
                await server.ExchangeAsync(server.Sign()); // fills the memory with what was read
        }, Cancel)).ToList();
        for (var i = 0; i < 15; i++)
        {
            var assertion = server.Sign(c => c["sub"] = "volatile");
            var credential = await server.AddCredentialAsync(new { name = "volatile", issuer = server.Issuer.Url, subject = "volatile", audiences = new[] { LoginServer.Audience } });
            Assert.Equal(0, await server.ExchangeAsync(assertion));
            await server.GraphAsync(HttpMethod.Delete, $"/v1.0/applications/{server.ObjectId}/federatedIdentityCredentials/{credential["id"]}");
            Assert.Equal(70021, await server.ExchangeAsync(assertion));
        }
        await over.CancelAsync();
        await Task.WhenAll(traffic);
    }

    [Fact]
    [Trait("Passes", "T1")]
    public async Task T1_a_credential_that_was_emptied_in_the_database_matches_nothing()
    {
        await using var server = await LoginServer.StartAsync();
        Assert.Equal(0, await server.ExchangeAsync(server.Sign()));
        using var other = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(server.Running.Folder, "sallyport.db")};Pooling=False");
        await other.OpenAsync(Cancel);
        foreach (var (column, kept, code) in ((string, string, int)[])[("Audience", LoginServer.Audience, 700212), ("Subject", LoginServer.Subject, 70021), ("Issuer", server.Issuer.Url, 70021)])
            foreach (var (value, expected) in ((string, int)[])[("", code), ("*", code), (kept, 0)])
            {
                using var update = other.CreateCommand();
                update.CommandText = $"UPDATE federated_identity_credentials SET {column} = $value";
                update.Parameters.AddWithValue("$value", value);
                Assert.Equal(1, await update.ExecuteNonQueryAsync(Cancel));
                Assert.True(expected == await server.ExchangeAsync(server.Sign()), $"{column} '{value}'");
            }
    }

    [Theory]
    [InlineData("client_id")]
    [InlineData("scope")]
    [InlineData("grant_type")]
    [InlineData("client_assertion")]
    public async Task Refuses_a_parameter_that_stands_twice_even_with_one_value(string name)
    {
        await using var server = await LoginServer.StartAsync();
        List<(string, string)> form =
        [
            ("grant_type", "client_credentials"), ("client_id", server.AppId), ("scope", LoginServer.Arm + "/.default"),
            ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"), ("client_assertion", server.Sign()),
        ];
        using var single = await server.Running.PostTokenAsync([.. form]);
        Assert.True(single.IsSuccessStatusCode);
        using var doubled = await server.Running.PostTokenAsync([.. form, form.Single(p => p.Item1 == name)]);
        var body = JsonNode.Parse(await doubled.Content.ReadAsStringAsync(Cancel))!;
        Assert.Equal((9002313, 400), ((int)body["error_codes"]![0]!, (int)doubled.StatusCode));
    }

    [Fact]
    public async Task Signs_with_the_key_that_it_publishes_with_its_certificate()
    {
        await using var server = await RunningServer.StartAsync();
        var token = await server.OwnerTokenAsync(LoginServer.Arm);
        using var client = server.For("login.microsoftonline.com");
        var bytes = await client.GetByteArrayAsync($"/{server.Facts.TenantId}/discovery/v2.0/keys", Cancel);
        var (jws, _) = Jws.Read(token, ["RS256"], ["JWT"]);
        Assert.Null(Jws.Verify(jws!, JwkSet.Read(bytes)!));
        var key = JsonNode.Parse(Encoding.UTF8.GetString(bytes))!["keys"]!.AsArray().Single(k => (string?)k!["kid"] == jws!.KeyId)!;
        using var certificate = X509CertificateLoader.LoadCertificate(Convert.FromBase64String((string)key["x5c"]!.AsArray().Single()!));
#pragma warning disable CA5350 // RFC 7517 §4.8: x5t is a SHA-1 thumbprint, a name and not a proof.
        Assert.Equal((string?)key["x5t"], StrictBase64Url.Encode(SHA1.HashData(certificate.RawData)));
#pragma warning restore CA5350
        using var rsa = certificate.GetRSAPublicKey()!;
        Assert.Equal((string?)key["n"], StrictBase64Url.Encode(rsa.ExportParameters(false).Modulus));
    }
}
