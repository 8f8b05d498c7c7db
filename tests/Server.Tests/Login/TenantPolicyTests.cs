using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Wire;
using Sallyport.Server.Portal;

namespace Sallyport.Server.Tests.Login;

/// <summary>What the tenant demands of a federated assertion besides the credential that it fits.</summary>
public sealed class TenantPolicyTests
{
    private const string GitHub = "https://token.actions.githubusercontent.com";

    private static readonly TenantPolicy Disabled = TenantPolicy.None with { FederationDisabled = true };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("entra-2024")]
    [InlineData("entra-2026")]
    public async Task Federation_that_is_switched_off_is_700223_from_the_next_exchange_on(string rules)
    {
        await using var server = await LoginServer.StartAsync(RuleSet.Find(rules));
        Assert.Equal(0, await server.ExchangeAsync(server.Sign()));
        await server.SetPolicyAsync(Disabled);
        Assert.Equal(700223, await server.ExchangeAsync(server.Sign()));
        await server.Running.OwnerTokenAsync(LoginServer.Arm); // a secret is no federated assertion
        await server.SetPolicyAsync(TenantPolicy.None);
        Assert.Equal(0, await server.ExchangeAsync(server.Sign()));
    }

    [Fact]
    public async Task An_issuer_that_the_tenant_does_not_allow_is_700238()
    {
        await using var server = await LoginServer.StartAsync();
        foreach (var allowed in (string[][])[[GitHub], [server.Issuer.Url + "/x"], []])
        {
            await server.SetPolicyAsync(TenantPolicy.None with { AllowedIssuers = allowed });
            Assert.Equal(700238, await server.ExchangeAsync(server.Sign()));
        }
        foreach (var allowed in (string[][])[[GitHub, server.Issuer.Url], [server.Issuer.Url + "/"]])
        {
            await server.SetPolicyAsync(TenantPolicy.None with { AllowedIssuers = allowed });
            Assert.Equal(0, await server.ExchangeAsync(server.Sign()));
        }
    }

    [Fact]
    public async Task A_demanded_claim_that_is_missing_no_text_or_of_another_value_is_7002381()
    {
        await using var server = await LoginServer.StartAsync();
        await DemandAsync(server, server.Issuer.Url);
        (object? Value, string Told)[] refused =
        [
            (null, "''"), ("", "''"), (7, "''"), (new[] { "github" }, "''"), (true, "''"),
            ("octo", "'octo'"), ("GitHub", "'GitHub'"), ("github ", "'github '"), ("githubx", "'githubx'"),
        ];
        foreach (var (value, told) in refused)
            Assert.Equal(
                $"AADSTS7002381: Federated identity credentials issued by '{server.Issuer.Url}/' for applications or "
                + "managed identities registered in this tenant must contain the enterprise claim with value "
                + $"'microsoft' or 'github' but actual value is {told}.",
                await TextAsync(server, c => c["enterprise"] = value));
        Assert.Equal(7002381, await server.ExchangeAsync(server.Sign()));
        foreach (var value in (string[])["microsoft", "github"])
            Assert.Equal(0, await server.ExchangeAsync(server.Sign(c => c["enterprise"] = value)));
        await DemandAsync(server, server.Issuer.Url + "/"); // a slash makes no difference
        Assert.Equal(7002381, await server.ExchangeAsync(server.Sign()));
        await DemandAsync(server, GitHub); // which says nothing of this issuer
        Assert.Equal(0, await server.ExchangeAsync(server.Sign()));
    }

    [Fact]
    public async Task A_policy_is_asked_after_the_match_and_before_any_fetch()
    {
        await using var server = await LoginServer.StartAsync(RuleSet.Entra2026);
        await server.SetPolicyAsync(Disabled);
        Assert.Equal(700213, await server.ExchangeAsync(server.Sign(c => c["sub"] = "x")));
        Assert.Equal(700223, await server.ExchangeAsync(server.Sign()[..^8] + "AAAAAAAA"));
        Assert.Equal(700223, await server.ExchangeAsync(server.Sign(c => c["exp"] = c["iat"])));
        Assert.Equal(0, server.Issuer.Requests);
        await server.SetPolicyAsync(TenantPolicy.None);
        Assert.Equal(7000274, await server.ExchangeAsync(server.Sign()[..^8] + "AAAAAAAA"));
        Assert.NotEqual(0, server.Issuer.Requests);
    }

    [Fact]
    public async Task A_policy_outlives_a_restart_and_so_does_its_end()
    {
        var folder = Directory.CreateTempSubdirectory("sallyport-policy-").FullName;
        foreach (var (expected, next) in ((int, TenantPolicy)[])[(0, Disabled), (700223, TenantPolicy.None), (0, Disabled)])
        {
            await using var server = await LoginServer.StartAsync(folder: folder);
            Assert.Equal(expected, await server.ExchangeAsync(server.Sign()));
            await server.SetPolicyAsync(next);
        }
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_policy_that_was_damaged_lets_nobody_in()
    {
        await using var server = await LoginServer.StartAsync();
        foreach (var damaged in (string[])["{}", "", "null", """{"federationDisabled":false,"requiredClaims":[]}"""])
        {
            DataFile.Execute(server.Running.Folder, "sallyport.db", $"UPDATE tenants SET Policy = '{damaged}'");
            Assert.Equal(90033, await server.ExchangeAsync(server.Sign()));
        }
        await server.SetPolicyAsync(TenantPolicy.None);
        Assert.Equal(0, await server.ExchangeAsync(server.Sign()));
    }

    [Theory]
    [InlineData("", "This is no policy")]
    [InlineData("[]", "This is no policy")]
    [InlineData("{}", "This is no policy")]
    [InlineData("""{"federationDisabled":false,"allowedIssuers":null}""", "This is no policy")]
    [InlineData("""{"federationDisabled":false,"allowedIssuers":null,"requiredClaims":null}""", "This is no policy")]
    [InlineData("""{"federationDisabled":false,"allowedIssuer":null,"requiredClaims":[]}""", "This is no policy")]
    [InlineData("""{"federationDisabled":false,"allowedIssuers":null,"requiredClaims":[],"x":1}""", "This is no policy")]
    [InlineData("""{"federationDisabled":true,"federationDisabled":false,"allowedIssuers":null,"requiredClaims":[]}""", "This is no policy")]
    [InlineData("""{"federationDisabled":"false","allowedIssuers":null,"requiredClaims":[]}""", "This is no policy")]
    [InlineData("""{"federationDisabled":false,"allowedIssuers":[null],"requiredClaims":[]}""", "allowedIssuers names ''")]
    [InlineData("""{"federationDisabled":false,"allowedIssuers":["\ud800"],"requiredClaims":[]}""", "This is no policy")]
    [InlineData("""{"federationDisabled":false,"allowedIssuers":["http://a.example"],"requiredClaims":[]}""", "allowedIssuers names 'http://a.example'")]
    [InlineData("""{"federationDisabled":false,"allowedIssuers":["https://A.example"],"requiredClaims":[]}""", "allowedIssuers names 'https://A.example'")]
    [InlineData("""{"federationDisabled":false,"allowedIssuers":["https://a.example?x"],"requiredClaims":[]}""", "allowedIssuers names")]
    [InlineData("""{"federationDisabled":false,"allowedIssuers":["https://a.example","https://a.example/"],"requiredClaims":[]}""", "allowedIssuers names 'https://a.example/' twice")]
    [InlineData("""{"federationDisabled":false,"allowedIssuers":null,"requiredClaims":[null]}""", "requiredClaims has an entry that is no object")]
    [InlineData("""{"federationDisabled":false,"allowedIssuers":null,"requiredClaims":[{"issuer":"https://a.example","claim":"c"}]}""", "This is no policy")]
    [InlineData("""{"federationDisabled":false,"allowedIssuers":null,"requiredClaims":[{"issuer":"a.example","claim":"c","values":["v"]}]}""", "requiredClaims names 'a.example'")]
    [InlineData("""{"federationDisabled":false,"allowedIssuers":null,"requiredClaims":[{"issuer":"https://a.example","claim":"","values":["v"]}]}""", "no name of a claim")]
    [InlineData("""{"federationDisabled":false,"allowedIssuers":null,"requiredClaims":[{"issuer":"https://a.example","claim":"c","values":[]}]}""", "1 to 20 values")]
    [InlineData("""{"federationDisabled":false,"allowedIssuers":null,"requiredClaims":[{"issuer":"https://a.example","claim":"c","values":[""]}]}""", "1 to 20 values")]
    [InlineData("""{"federationDisabled":false,"allowedIssuers":null,"requiredClaims":[{"issuer":"https://a.example","claim":"c","values":["a"]},{"issuer":"https://a.example/","claim":"c","values":["b"]}]}""", "twice")]
    public async Task What_is_no_policy_is_refused_with_its_reason_and_leaves_the_policy_as_it_is(string body, string reason)
    {
        await using var server = await RunningServer.StartAsync();
        using var portal = server.For("portal.azure.com", server.Facts.AdministratorToken);
        using (var right = new StringContent(Disabled.Write()))
        using (var taken = await portal.PutAsync("/sallyport/policy", right, Cancel))
            Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        using var content = new StringContent(body);
        using var response = await portal.PutAsync("/sallyport/policy", content, Cancel);
        var answer = await response.Content.ReadAsStringAsync(Cancel);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(reason, (string)JsonNode.Parse(answer)!["error"]!["message"]!, StringComparison.Ordinal);
        Assert.Equal(Disabled.Write(), await portal.GetStringAsync("/sallyport/policy", Cancel));
    }

    [Fact]
    public async Task Nobody_but_the_administrator_reads_or_replaces_the_policy()
    {
        await using var server = await RunningServer.StartAsync();
        var tokens = new[] { "nobody-gave-this", await server.OwnerTokenAsync("https://graph.microsoft.com"), server.Facts.GitLabToken };
        foreach (var token in tokens)
        {
            using var client = server.For("portal.azure.com", token);
            using var content = new StringContent(Disabled.Write());
            using var put = await client.PutAsync("/sallyport/policy", content, Cancel);
            using var get = await client.GetAsync("/sallyport/policy", Cancel);
            Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (put.StatusCode, get.StatusCode));
        }
        using var portal = server.For("portal.azure.com", server.Facts.AdministratorToken);
        Assert.Equal(TenantPolicy.None.Write(), await portal.GetStringAsync("/sallyport/policy", Cancel));
        var settings = await portal.GetFromJsonAsync<DecisionSettings>("/sallyport/settings", StrictJson.Options, Cancel);
        Assert.Equal(TenantPolicy.None.Write(), settings!.Policy.Write());
    }

    private static Task DemandAsync(LoginServer server, string issuer) => server.SetPolicyAsync(
        TenantPolicy.None with { RequiredClaims = [new(issuer, "enterprise", ["microsoft", "github"])] });

    private static async Task<string> TextAsync(LoginServer server, Action<Dictionary<string, object?>> change)
    {
        using var response = await server.PostAsync(server.Sign(change));
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        var body = JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancel))!;
        Assert.Null(body["error_uri"]);
        var description = (string)body["error_description"]!;
        return description[..description.IndexOf(" Trace ID", StringComparison.Ordinal)];
    }
}
