using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;

namespace Sallyport.Server.Tests.Login;

/// <summary>
/// What restricts a client or an assertion does so on each path to a token: each token endpoint that there is, with each proof. Ids are
/// those of docs/security.md.
/// </summary>
public sealed class GrantPathTests : IAsyncLifetime
{
    private const string OwnApi = "api://5a11f047-0000-4000-8000-000000000001/orders";

    private LoginServer server = null!;
    private ClientCertificate certificate = null!;
    private string secret = "";
    private string api = "";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        server = await LoginServer.StartAsync();
        certificate = await ClientCertificate.RegisterAsync(server);
        secret = (string)(await server.GraphAsync(HttpMethod.Post, $"/v1.0/applications/{server.ObjectId}/addPassword", new { passwordCredential = new { displayName = "x" } }))["secretText"]!;
        api = (string)(await server.GraphAsync(HttpMethod.Post, "/v1.0/applications", new { displayName = "orders", signInAudience = "AzureADMyOrg", identifierUris = new[] { OwnApi } }))["appId"]!;
        await server.GraphAsync(HttpMethod.Post, "/v1.0/servicePrincipals", new { appId = api });
    }

    public async ValueTask DisposeAsync()
    {
        certificate.Dispose();
        await server.DisposeAsync();
    }

    [Fact]
    [Trait("Passes", "T10")]
    public async Task T10_each_restriction_holds_at_each_token_endpoint_with_each_proof()
    {
        await EachPathAsync(0);
        foreach (var (principal, number) in ((string, int)[])[(server.AppId, 7000112), (api, 500014)])
        {
            await server.GraphAsync(HttpMethod.Patch, $"/v1.0/servicePrincipals(appId='{principal}')", new { accountEnabled = false });
            await EachPathAsync(number);
            await server.GraphAsync(HttpMethod.Patch, $"/v1.0/servicePrincipals(appId='{principal}')", new { accountEnabled = true });
            await EachPathAsync(0);
        }
        await server.GraphAsync(HttpMethod.Delete, $"/v1.0/servicePrincipals(appId='{server.AppId}')");
        await EachPathAsync(7000229);
        await server.GraphAsync(HttpMethod.Post, "/v1.0/servicePrincipals", new { appId = server.AppId });
        await EachPathAsync(0);
        await server.GraphAsync(HttpMethod.Delete, $"/v1.0/servicePrincipals(appId='{api}')");
        await EachPathAsync(500011);
    }

    [Fact]
    [Trait("Passes", "T2 J9 J10")]
    public async Task T2_J9_J10_time_is_looked_at_on_each_path_of_an_assertion()
    {
        var now = server.Clock.GetUtcNow().ToUnixTimeSeconds();
        (string Claim, object? Value, int Number)[] cases =
        [
            ("exp", now + 300, 0), ("exp", now - 55, 0), ("exp", now - 61, 700024), ("nbf", now + 55, 0), ("nbf", now + 65, 700024),
            ("exp", "", 50027), ("exp", true, 50027), ("exp", new[] { now }, 50027), ("exp", null, 50027), ("exp", -1, 50027), ("exp", 1e300, 50027), ("exp", 253402300800, 50027),
            ("nbf", "", 50027), ("nbf", -1, 50027), ("iat", 1e300, 50027),
        ];
        foreach (var path in Paths())
            foreach (var (claim, value, number) in cases)
            {
                void Change(Dictionary<string, object?> claims) => claims[claim] = value;
                foreach (var (kind, assertion) in ((string, string)[])[("federated", server.Sign(Change)), ("certificate", certificate.Sign(certificate.Claims(Change)))])
                    Assert.True(number == await AskAsync(path, Asserting(assertion)), $"{path} {kind} {claim} {value}");
            }
        foreach (var path in Paths())
        {
            void Far(Dictionary<string, object?> claims) => claims["exp"] = now + 90_065;
            Assert.Equal(70023, await AskAsync(path, Asserting(server.Sign(Far))));
            Assert.Equal(700024, await AskAsync(path, Asserting(certificate.Sign(certificate.Claims(Far)))));
        }
        foreach (var path in Paths())
            foreach (var assertion in (string[])[server.Sign(c => c.Remove("exp")), certificate.Sign(certificate.Claims(c => c.Remove("exp")))])
                Assert.Equal(90014, await AskAsync(path, Asserting(assertion)));
    }

    private async Task EachPathAsync(int number)
    {
        foreach (var path in Paths())
            foreach (var proof in (Dictionary<string, string>[])[new() { ["client_secret"] = secret }, Asserting(server.Sign()), Asserting(certificate.Sign(certificate.Claims()))])
                Assert.Equal(number, await AskAsync(path, proof));
    }

    private static Dictionary<string, string> Asserting(string assertion) =>
        new() { ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer", ["client_assertion"] = assertion };

    // Of the routes that there are, so that a new one is tried too.
    private List<string> Paths()
    {
        var paths = server.Running.Server.Endpoints.OfType<RouteEndpoint>().Select(e => e.RoutePattern.RawText!)
            .Where(p => p.EndsWith("/token", StringComparison.Ordinal) && p.StartsWith("/{tenant}", StringComparison.Ordinal)).Distinct().ToList();
        Assert.Equal(2, paths.Count);
        return paths;
    }

    private async Task<int> AskAsync(string path, Dictionary<string, string> proof)
    {
        using var login = server.Running.For("login.microsoftonline.com");
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>(proof)
        {
            ["grant_type"] = "client_credentials", ["client_id"] = server.AppId, ["scope"] = OwnApi + "/.default", ["resource"] = OwnApi,
        });
        using var answer = await login.PostAsync(path.Replace("{tenant}", server.Running.Facts.TenantId.ToString(), StringComparison.Ordinal), form, Cancel);
        return answer.IsSuccessStatusCode ? 0 : (int)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!["error_codes"]![0]!;
    }
}
