using System.Net;
using System.Text.Json.Nodes;
using Sallyport.Server.Tests.Login;

namespace Sallyport.Server.Tests.Graph;

/// <summary>The answers of the token service as Graph's <c>auditLogs/signIns</c> shows them.</summary>
public sealed class SignInTests
{
    private const string OfPrincipals = "signInEventTypes/any(t: t eq 'servicePrincipal')";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Beta_lists_the_sign_ins_of_service_principals_newest_first_with_the_credential_that_was_used()
    {
        await using var server = await LoginServer.StartAsync();
        Assert.Equal(700212, await server.ExchangeAsync(server.Sign(c => c["aud"] = "https://gitlab.com")));
        Assert.Equal(0, await server.ExchangeAsync(server.Sign()));
        var rows = await ListAsync(server, "beta", $"{OfPrincipals} and appId eq '{server.AppId}'");
        Assert.Equal([0, 700212], rows.Select(r => (int)r!["status"]!["errorCode"]!));
        var (good, bad) = (rows[0]!, rows[1]!);
        Assert.Equal("federatedIdentityCredential", (string)good["clientCredentialType"]!);
        var credential = await server.GraphAsync(HttpMethod.Get, $"/v1.0/applications/{server.ObjectId}/federatedIdentityCredentials/exact");
        Assert.Equal((string)credential["id"]!, (string)good["federatedCredentialId"]!);
        Assert.Null(bad["federatedCredentialId"]);
        Assert.NotNull(good["uniqueTokenIdentifier"]);
        Assert.Contains("'https://gitlab.com'", (string)bad["status"]!["failureReason"]!, StringComparison.Ordinal);
        var one = await server.GraphAsync(HttpMethod.Get, $"/beta/auditLogs/signIns/{bad["id"]}");
        Assert.Equal((string)bad["correlationId"]!, (string)one["correlationId"]!);
    }

    [Theory]
    [InlineData("v1.0", null)]
    [InlineData("beta", null)]
    [InlineData("beta", "signInEventTypes/any(t: t eq 'interactiveUser')")]
    public async Task Lists_of_peoples_sign_ins_hold_none_of_a_service_principal(string version, string? filter)
    {
        await using var server = await LoginServer.StartAsync();
        Assert.Equal(0, await server.ExchangeAsync(server.Sign()));
        Assert.Empty(await ListAsync(server, version, filter));
        Assert.NotEmpty(await ListAsync(server, "beta", OfPrincipals));
    }

    [Fact]
    public async Task A_page_leads_to_the_next()
    {
        await using var server = await LoginServer.StartAsync();
        for (var i = 0; i < 3; i++)
            Assert.Equal(0, await server.ExchangeAsync(server.Sign()));
        var filter = Uri.EscapeDataString($"{OfPrincipals} and appId eq '{server.AppId}'");
        var first = await server.GraphAsync(HttpMethod.Get, $"/beta/auditLogs/signIns?$filter={filter}&$top=2");
        Assert.Equal(2, first["value"]!.AsArray().Count);
        var next = new Uri((string)first["@odata.nextLink"]!).PathAndQuery;
        var second = await server.GraphAsync(HttpMethod.Get, next);
        Assert.Single(second["value"]!.AsArray());
        Assert.DoesNotContain((string)second["value"]![0]!["id"]!, first["value"]!.AsArray().Select(r => (string)r!["id"]!));
    }

    [Fact]
    public async Task Each_member_that_is_searched_finds_its_sign_in_and_no_other()
    {
        await using var server = await LoginServer.StartAsync();
        Assert.Equal(700212, await server.ExchangeAsync(server.Sign(c => c["aud"] = "https://gitlab.com")));
        Assert.Equal(0, await server.ExchangeAsync(server.Sign()));
        await server.Running.OwnerTokenAsync(LoginServer.Arm);
        var row = (await ListAsync(server, "beta", $"{OfPrincipals} and appId eq '{server.AppId}'"))[0]!;
        foreach (var member in (string[])["id", "appId", "appDisplayName", "correlationId", "resourceDisplayName", "servicePrincipalId", "clientCredentialType", "uniqueTokenIdentifier"])
        {
            var literal = $"'{row[member]}'";
            Assert.All(await ListAsync(server, "beta", $"{OfPrincipals} and {member} eq {literal}"), r => Assert.Equal((string)row[member]!, (string)r![member]!));
            Assert.Contains(await ListAsync(server, "beta", $"{OfPrincipals} and {member} eq {literal}"), r => (string)r!["id"]! == (string)row["id"]!);
            Assert.DoesNotContain(await ListAsync(server, "beta", $"{OfPrincipals} and {member} ne {literal}"), r => (string)r!["id"]! == (string)row["id"]!);
        }
        var counted = await server.GraphAsync(HttpMethod.Get, "/beta/auditLogs/signIns?$count=true&$top=1&$filter=" + Uri.EscapeDataString($"{OfPrincipals} and appId eq '{server.AppId}'"));
        Assert.Equal((2, 1), ((int)counted["@odata.count"]!, counted["value"]!.AsArray().Count));
    }

    [Fact]
    public async Task What_strangers_post_hides_no_sign_in_of_the_tenant()
    {
        await using var server = await LoginServer.StartAsync();
        Assert.Equal(0, await server.ExchangeAsync(server.Sign()));
        using var login = server.Running.For("login.microsoftonline.com");
        for (var i = 0; i < 120; i++) // more than a page
        {
            using var form = new StringContent("a=b", System.Text.Encoding.ASCII, "application/x-www-form-urlencoded");
            using var refused = await login.PostAsync("/x.y/oauth2/v2.0/token", form, Cancel);
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        }
        Assert.Contains(await ListAsync(server, "beta", OfPrincipals), r => (string)r!["appId"]! == server.AppId);
    }

    [Fact]
    public async Task Names_the_secret_or_certificate_that_was_used_and_the_advice_about_what_was_taken()
    {
        await using var server = await LoginServer.StartAsync();
        var secret = await server.GraphAsync(HttpMethod.Post, $"/v1.0/applications/{server.ObjectId}/addPassword", new { passwordCredential = new { displayName = "s" } });
        await server.Running.TokenAsync(server.AppId, (string)secret["secretText"]!, LoginServer.Arm);
        Assert.Equal(((string)secret["keyId"]!, "clientSecret"), Used(await NewestAsync(server)));
        using var certificate = await ClientCertificate.RegisterAsync(server);
        Assert.Equal(0, await server.ExchangeAsync(certificate.Sign(certificate.Claims())));
        var key = (await server.GraphAsync(HttpMethod.Get, $"/v1.0/applications/{server.ObjectId}"))["keyCredentials"]![0]!;
        var row = await NewestAsync(server);
        Assert.Equal(((string)key["keyId"]!, "certificate"), Used(row));
        Assert.Equal((string)key["customKeyIdentifier"]!, (string)row["servicePrincipalCredentialThumbprint"]!);
        await server.AddCredentialAsync(new { name = "selfsame", issuer = server.Issuer.Url, subject = "s", audiences = new[] { server.Issuer.Url } });
        Assert.Equal(0, await server.ExchangeAsync(server.Sign(c => (c["sub"], c["aud"]) = ("s", server.Issuer.Url))));
        Assert.Contains("audience", (string)(await NewestAsync(server))["status"]!["additionalDetails"]!, StringComparison.Ordinal);
    }

    private static (string KeyId, string Type) Used(JsonNode row) => ((string)row["servicePrincipalCredentialKeyId"]!, (string)row["clientCredentialType"]!);

    private static async Task<JsonNode> NewestAsync(LoginServer server) => (await ListAsync(server, "beta", $"{OfPrincipals} and appId eq '{server.AppId}'"))[0]!;

    [Fact]
    public async Task A_caller_without_the_role_reads_no_sign_in()
    {
        await using var server = await LoginServer.StartAsync();
        using var answer = await server.Running.PostTokenAsync(
            ("grant_type", "client_credentials"), ("client_id", server.AppId), ("scope", "https://graph.microsoft.com/.default"),
            ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"), ("client_assertion", server.Sign()));
        var token = (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!["access_token"]!;
        using var stranger = server.Running.For("graph.microsoft.com", token);
        using var refused = await stranger.GetAsync("/beta/auditLogs/signIns", Cancel);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    private static async Task<JsonArray> ListAsync(LoginServer server, string version, string? filter)
    {
        var query = filter is null ? "" : "?$filter=" + Uri.EscapeDataString(filter);
        return (await server.GraphAsync(HttpMethod.Get, $"/{version}/auditLogs/signIns{query}"))["value"]!.AsArray();
    }
}
