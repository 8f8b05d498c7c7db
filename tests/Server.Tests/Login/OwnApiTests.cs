using System.Net;
using System.Text.Json.Nodes;
using Sallyport.Core.Wire;

namespace Sallyport.Server.Tests.Login;

/// <summary>Applications as resources: who is named in the token, which version it has, which roles, and who refuses it.</summary>
public sealed class OwnApiTests(SharedLogin shared) : IClassFixture<SharedLogin>, IAsyncLifetime
{
    private const string Uri = "api://5a11f047-0000-4000-8000-000000000001/orders";
    private static readonly Guid Reader = new("11111111-2222-4333-8444-555555555555");

    private readonly LoginServer server = shared.Server;
    private string apiAppId = "";
    private string apiPrincipal = "";
    private string clientPrincipal = "";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var api = await server.GraphAsync(HttpMethod.Post, "/v1.0/applications", new
        {
            displayName = "orders", signInAudience = "AzureADMyOrg", identifierUris = new[] { Uri },
            appRoles = new[] { Role(Reader, "Orders.Read") },
        });
        apiAppId = (string)api["appId"]!;
        apiPrincipal = (string)(await server.GraphAsync(HttpMethod.Post, "/v1.0/servicePrincipals", new { appId = apiAppId }))["id"]!;
        clientPrincipal = (string)(await server.GraphAsync(HttpMethod.Get, $"/v1.0/servicePrincipals(appId='{server.AppId}')"))["id"]!;
    }

    // With its service principal and what was granted on it, so that the next test may take its URI.
    public async ValueTask DisposeAsync() =>
        await server.GraphAsync(HttpMethod.Delete, $"/v1.0/applications(appId='{apiAppId}')");

    [Fact]
    public async Task A_resource_is_asked_for_by_its_URI_or_its_client_id_and_named_as_it_was_asked_for()
    {
        foreach (var name in (string[])[Uri, apiAppId])
        {
            var claims = await ClaimsAsync(name);
            Assert.Equal((name, "1.0", $"https://sts.windows.net/{server.Running.Facts.TenantId}/"), ((string?)claims["aud"], (string?)claims["ver"], (string?)claims["iss"]));
            Assert.Equal((server.AppId, clientPrincipal), ((string?)claims["appid"], (string?)claims["oid"]));
            Assert.Null(claims["roles"]);
        }
    }

    [Theory]
    [InlineData("https://graph.microsoft.com", "https://graph.microsoft.com")]
    [InlineData("https://graph.microsoft.com/", "https://graph.microsoft.com/")]
    [InlineData("https://graph.microsoft.com///", null)]
    [InlineData("HTTPS://graph.microsoft.com", null)]
    [InlineData("api://5a11f047-0000-4000-8000-000000000001/orders/", "api://5a11f047-0000-4000-8000-000000000001/orders/")]
    [InlineData("api://5a11f047-0000-4000-8000-000000000001/slash", "api://5a11f047-0000-4000-8000-000000000001/slash")]
    [InlineData("797F4846-BA00-4FD7-BA43-DAC1F8F63013", "797f4846-ba00-4fd7-ba43-dac1f8f63013")]
    public async Task A_resources_name_may_have_one_slash_more_or_less_and_an_id_any_letter_case(string name, string? audience)
    {
        await server.GraphAsync(HttpMethod.Patch, $"/v1.0/applications(appId='{apiAppId}')", new { identifierUris = new[] { Uri, "api://5a11f047-0000-4000-8000-000000000001/slash/" } });
        if (audience is null)
            Assert.Contains("AADSTS500011", (await Assert.ThrowsAsync<InvalidOperationException>(() => TokenAsync(name))).Message, StringComparison.Ordinal);
        else
            Assert.Equal(audience, (string?)(await ClaimsAsync(name))["aud"]);
    }

    [Fact]
    public async Task Nobody_gets_a_token_for_a_resource_that_is_disabled()
    {
        foreach (var enabled in (bool[])[true, false, true])
        {
            await server.GraphAsync(HttpMethod.Patch, $"/v1.0/servicePrincipals(appId='{apiAppId}')", new { accountEnabled = enabled });
            if (enabled)
                Assert.Equal(Uri, (string?)(await ClaimsAsync(Uri))["aud"]);
            else
                Assert.Contains("AADSTS500014", (await Assert.ThrowsAsync<InvalidOperationException>(() => TokenAsync(Uri))).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_resource_that_wants_version_2_gets_it_from_either_endpoint()
    {
        await server.GraphAsync(HttpMethod.Patch, $"/v1.0/applications(appId='{apiAppId}')", new { api = new { requestedAccessTokenVersion = 2 } });
        foreach (var claims in (JsonNode[])[await ClaimsAsync(Uri), await ClaimsV1Async(Uri)])
        {
            Assert.Equal((apiAppId, "2.0"), ((string?)claims["aud"], (string?)claims["ver"]));
            Assert.Equal($"https://login.microsoftonline.com/{server.Running.Facts.TenantId}/v2.0", (string?)claims["iss"]);
            Assert.Equal((server.AppId, "2"), ((string?)claims["azp"], (string?)claims["azpacr"]));
            Assert.Null(claims["appid"]);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_token_says_that_it_is_an_applications_only_if_the_API_asks_for_that(int version)
    {
        var path = $"/v1.0/applications(appId='{apiAppId}')";
        await server.GraphAsync(HttpMethod.Patch, path, new { api = new { requestedAccessTokenVersion = version } });
        Assert.Null((await ClaimsAsync(Uri))["idtyp"]);
        await server.GraphAsync(HttpMethod.Patch, path, Asking("idToken"));
        Assert.Null((await ClaimsAsync(Uri))["idtyp"]);
        await server.GraphAsync(HttpMethod.Patch, path, Asking("accessToken"));
        Assert.Equal("app", (string?)(await ClaimsAsync(Uri))["idtyp"]);
        Assert.Equal("app", (string?)(await ClaimsV1Async(Uri))["idtyp"]);
        await server.GraphAsync(HttpMethod.Patch, path, new Dictionary<string, object?> { ["optionalClaims"] = null });
        Assert.Null((await ClaimsAsync(Uri))["idtyp"]);

        static object Asking(string token) => new
        {
            optionalClaims = new Dictionary<string, object> { [token] = new[] { new { name = "idtyp" } } },
        };
    }

    [Fact]
    public async Task A_token_for_Graph_or_ARM_always_says_that_it_is_an_applications()
    {
        foreach (var resource in (string[])["https://graph.microsoft.com", LoginServer.Arm])
            Assert.Equal("app", (string?)(await ClaimsAsync(resource))["idtyp"]);
    }

    [Fact]
    public async Task A_granted_role_stands_in_the_next_token_until_it_is_taken_away()
    {
        var path = $"/v1.0/servicePrincipals/{clientPrincipal}/appRoleAssignments";
        var body = new { principalId = clientPrincipal, resourceId = apiPrincipal, appRoleId = Reader };
        var grant = await server.GraphAsync(HttpMethod.Post, path, body);
        Assert.Equal("Orders.Read", Assert.Single((await ClaimsAsync(Uri))["roles"]!.AsArray())!.GetValue<string>());
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(HttpMethod.Post, path, body)); // once is enough
        var listed = (await server.GraphAsync(HttpMethod.Get, $"/v1.0/servicePrincipals/{apiPrincipal}/appRoleAssignedTo"))["value"]!.AsArray();
        Assert.Equal((string?)grant["id"], (string?)Assert.Single(listed)!["id"]);
        await server.GraphAsync(HttpMethod.Delete, $"{path}/{grant["id"]}");
        Assert.Null((await ClaimsAsync(Uri))["roles"]);
    }

    [Fact]
    public async Task Grants_nothing_that_the_resource_does_not_offer_and_nothing_to_strangers()
    {
        var path = $"/v1.0/servicePrincipals/{clientPrincipal}/appRoleAssignments";
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(HttpMethod.Post, path, new { principalId = clientPrincipal, resourceId = apiPrincipal, appRoleId = Guid.CreateVersion7() }));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(HttpMethod.Post, path, new { principalId = apiPrincipal, resourceId = apiPrincipal, appRoleId = Reader }));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(HttpMethod.Post, path, new { principalId = clientPrincipal, resourceId = Guid.CreateVersion7(), appRoleId = Reader }));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(HttpMethod.Post, path, new { principalId = clientPrincipal, resourceId = apiPrincipal }));
        Assert.Null((await ClaimsAsync(Uri))["roles"]);
    }

    [Fact]
    public async Task A_role_must_be_switched_off_before_it_goes()
    {
        var path = $"/v1.0/applications(appId='{apiAppId}')";
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(HttpMethod.Patch, path, new { appRoles = Array.Empty<object>() }));
        await server.GraphAsync(HttpMethod.Patch, path, new { appRoles = new[] { Role(Reader, "Orders.Read", false) } });
        await server.GraphAsync(HttpMethod.Patch, path, new { appRoles = Array.Empty<object>() });
    }

    [Fact]
    public async Task B4_a_token_for_an_own_API_is_taken_by_no_other_resource()
    {
        var token = await TokenAsync(Uri);
        using var arm = server.Running.For("management.azure.com", token);
        Assert.Equal(HttpStatusCode.Unauthorized, (await arm.GetAsync("/subscriptions?api-version=2022-12-01", Cancel)).StatusCode);
        using var graph = server.Running.For("graph.microsoft.com", token);
        Assert.Equal(HttpStatusCode.Unauthorized, (await graph.GetAsync("/v1.0/applications", Cancel)).StatusCode);
    }

    [Fact]
    public async Task The_first_endpoint_answers_in_texts_and_names_the_resource()
    {
        using var response = await PostV1Async("https://management.azure.com/");
        var body = JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancel))!.AsObject();
        Assert.Equal(["token_type", "expires_in", "ext_expires_in", "expires_on", "not_before", "resource", "access_token"], body.Select(m => m.Key));
        Assert.Equal(("3599", "https://management.azure.com/"), ((string?)body["expires_in"], (string?)body["resource"]));
        var claims = Claims((string)body["access_token"]!);
        Assert.Equal(((string?)body["not_before"], (string?)body["expires_on"]), ($"{claims["nbf"]}", $"{claims["exp"]}"));
        using var arm = server.Running.For("management.azure.com", (string)body["access_token"]!);
        Assert.Equal(HttpStatusCode.OK, (await arm.GetAsync("/subscriptions?api-version=2022-12-01", Cancel)).StatusCode);
        using var missing = await PostV1Async("");
        Assert.Contains("'resource'", await missing.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, missing.StatusCode);
    }

    private static object Role(Guid id, string value, bool enabled = true) =>
        new { id, value, displayName = "Reads", description = "Reads orders", isEnabled = enabled, allowedMemberTypes = new[] { "Application" } };

    private async Task<HttpStatusCode> StatusAsync(HttpMethod method, string path, object body)
    {
        using var graph = server.Running.For("graph.microsoft.com", await server.Running.OwnerTokenAsync("https://graph.microsoft.com"));
        using var request = new HttpRequestMessage(method, path) { Content = System.Net.Http.Json.JsonContent.Create(body) };
        using var response = await graph.SendAsync(request, Cancel);
        return response.StatusCode;
    }

    private async Task<string> TokenAsync(string resource)
    {
        using var response = await server.Running.PostTokenAsync(
            ("grant_type", "client_credentials"), ("client_id", server.AppId), ("scope", resource + "/.default"),
            ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"), ("client_assertion", server.Sign()));
        var body = JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancel))!;
        return (string?)body["access_token"] ?? throw new InvalidOperationException(body.ToJsonString());
    }

    private async Task<JsonNode> ClaimsAsync(string resource) => Claims(await TokenAsync(resource));

    private async Task<JsonNode> ClaimsV1Async(string resource)
    {
        using var response = await PostV1Async(resource);
        return Claims((string)JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancel))!["access_token"]!);
    }

    private async Task<HttpResponseMessage> PostV1Async(string resource)
    {
        using var login = server.Running.For("login.microsoftonline.com");
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials", ["client_id"] = server.AppId, ["resource"] = resource,
            ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer", ["client_assertion"] = server.Sign(),
        });
        return await login.PostAsync($"/{server.Running.Facts.TenantId}/oauth2/token", form, Cancel);
    }

    private static JsonNode Claims(string token) => JsonNode.Parse(StrictBase64Url.Decode(token.Split('.')[1]))!;
}
