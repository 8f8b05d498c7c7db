using System.Net;
using System.Text.Json.Nodes;
using Sallyport.Core.Wire;

namespace Sallyport.Server.Tests.Login;

/// <summary>
/// Each kind of token at each place that takes one: only the place for which it was made takes it. Where a credential could help a token
/// into the wrong place, there is one that names just what the token says. A resource server of other people's making has its column in
/// the tests with real clients. Ids are those of docs/security.md.
/// </summary>
public sealed class KindsOfTokenTests : IAsyncLifetime
{
    private const string Graph = "https://graph.microsoft.com";
    private const string OwnApi = "api://5a11f047-0000-4000-8000-000000000001/orders";

    private LoginServer server = null!;
    private ClientCertificate certificate = null!;
    private string ownApi = "";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        server = await LoginServer.StartAsync();
        certificate = await ClientCertificate.RegisterAsync(server);
        var api = await server.GraphAsync(HttpMethod.Post, "/v1.0/applications", new { displayName = "orders", signInAudience = "AzureADMyOrg", identifierUris = new[] { OwnApi } });
        ownApi = (string)api["id"]!;
        await server.GraphAsync(HttpMethod.Post, "/v1.0/servicePrincipals", new { appId = (string)api["appId"]! });
        await server.AddCredentialAsync(new { name = "gitlab", issuer = GitLabJobs.Issuer, subject = LoginServer.Subject, audiences = new[] { GitLabJobs.Issuer } });
    }

    public async ValueTask DisposeAsync()
    {
        certificate.Dispose();
        await server.DisposeAsync();
    }

    [Fact]
    [Trait("Passes", "B4 K5 O8")]
    public async Task B4_K5_O8_each_kind_of_token_is_taken_at_its_own_place_alone()
    {
        (string Kind, string Token, string? Place)[] kinds =
        [
            ("access token for ARM", await server.Running.OwnerTokenAsync(LoginServer.Arm), "ARM"),
            ("access token for Graph", await server.Running.OwnerTokenAsync(Graph), "Graph"),
            ("access token of version 1 for an API", await OwnApiTokenAsync(1), null),
            ("access token of version 2 for an API", await OwnApiTokenAsync(2), null),
            ("ID token of our GitLab", await server.Running.IdTokenAsync(), "assertion"),
            ("assertion of an outside issuer", server.Sign(), "assertion"),
            ("assertion by certificate", certificate.Sign(certificate.Claims()), "assertion"),
        ];
        foreach (var (kind, token, _) in kinds.Where(k => k.Kind.StartsWith("access", StringComparison.Ordinal)))
            await TrustAsync(kind.Replace(' ', '-'), token);
        var places = new Dictionary<string, Func<string, Task<HttpStatusCode>>>
        {
            ["assertion"] = PresentAsync,
            ["ARM"] = token => GetAsync("management.azure.com", "/subscriptions?api-version=2022-12-01", token),
            ["Graph"] = token => GetAsync("graph.microsoft.com", "/v1.0/organization", token),
            ["GitLab"] = token => GetAsync("gitlab.example.com", "/api/v4/projects/1", token),
        };
        foreach (var (kind, token, own) in kinds)
            foreach (var (place, present) in places)
            {
                var status = await present(token);
                Assert.True(place == own ? status == HttpStatusCode.OK : status is HttpStatusCode.Unauthorized or HttpStatusCode.BadRequest, $"{kind} at {place}: {status}");
            }
    }

    [Fact]
    [Trait("Passes", "K5")]
    public async Task K5_a_key_of_ours_signs_for_its_own_purpose_alone()
    {
        // The same claims as a good token of the place, signed with the key of the other world: each room has its own key set.
        var (login, gitlab) = (await KeyIdsAsync("login.microsoftonline.com", "/common/discovery/v2.0/keys"), await KeyIdsAsync("gitlab.example.com", "/oauth/discovery/keys"));
        var (access, job) = (await server.Running.OwnerTokenAsync(LoginServer.Arm), await server.Running.IdTokenAsync());
        Assert.Empty(login.Intersect(gitlab));
        Assert.Contains(KeyIdOf(access), login);
        Assert.Contains(KeyIdOf(job), gitlab);
        var (accessParts, jobParts) = (access.Split('.'), job.Split('.'));
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync("management.azure.com", "/subscriptions?api-version=2022-12-01", $"{jobParts[0]}.{accessParts[1]}.{jobParts[2]}"));
        Assert.Equal(HttpStatusCode.Unauthorized, await PresentAsync($"{accessParts[0]}.{jobParts[1]}.{accessParts[2]}"));
        Assert.Equal(HttpStatusCode.OK, await GetAsync("management.azure.com", "/subscriptions?api-version=2022-12-01", access));
        Assert.Equal(HttpStatusCode.OK, await PresentAsync(job));
    }

    private static string? KeyIdOf(string token) => (string?)JsonNode.Parse(StrictBase64Url.Decode(token.Split('.')[0]))!["kid"];

    private static JsonNode ClaimsOf(string token) => JsonNode.Parse(StrictBase64Url.Decode(token.Split('.')[1]))!;

    private async Task<List<string?>> KeyIdsAsync(string host, string path)
    {
        using var client = server.Running.For(host);
        return JsonNode.Parse(await client.GetStringAsync(path, Cancel))!["keys"]!.AsArray().Select(k => (string?)k!["kid"]).ToList();
    }

    private async Task<string> OwnApiTokenAsync(int version)
    {
        await server.GraphAsync(HttpMethod.Patch, $"/v1.0/applications/{ownApi}", new { api = new { requestedAccessTokenVersion = version } });
        var token = await server.Running.OwnerTokenAsync(OwnApi);
        Assert.Equal($"{version}.0", (string?)ClaimsOf(token)["ver"]);
        return token;
    }

    // An application of its own for each, since an application names issuer and subject once.
    private async Task TrustAsync(string name, string token)
    {
        var claims = ClaimsOf(token);
        var credential = new { name, issuer = (string?)claims["iss"], subject = (string?)claims["sub"], audiences = new[] { (string?)claims["aud"] } };
        var (appId, objectId) = await server.AddApplicationAsync();
        await server.GraphAsync(HttpMethod.Post, $"/v1.0/applications/{objectId}/federatedIdentityCredentials", credential);
        Assert.Equal(700222, await server.ExchangeAsync(token, appId));
    }

    private async Task<HttpStatusCode> PresentAsync(string assertion)
    {
        using var answer = await server.PostAsync(assertion);
        return answer.StatusCode;
    }

    private async Task<HttpStatusCode> GetAsync(string host, string path, string token)
    {
        using var client = server.Running.For(host, token);
        using var answer = await client.GetAsync(path, Cancel);
        return answer.StatusCode;
    }
}
