using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Sallyport.Server.Tests.Login;

/// <summary>The token endpoint and the discovery documents on the wire: client, tenant, scope and form.</summary>
public sealed class TokenEndpointTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly RunningServer server = shared.Running;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Owner => server.Facts.OwnerClientId.ToString();

    [Theory]
    [InlineData("", 0, 200, null)]
    [InlineData("client_secret=wrong", 7000215, 401, "invalid_client")]
    [InlineData("client_secret=", 7000216, 401, "invalid_client")]
    [InlineData("client_id=", 900144, 400, "invalid_request")]
    [InlineData("client_id=<client-id>", 700016, 400, "unauthorized_client")]
    [InlineData("client_id=aaaaaaaa-0000-4000-8000-000000000009", 700016, 400, "unauthorized_client")]
    [InlineData("scope=", 900144, 400, "invalid_request")]
    [InlineData("scope=https://management.azure.com", 1002012, 400, "invalid_scope")]
    [InlineData("scope=https://nobody.example/.default", 500011, 400, "invalid_resource")]
    [InlineData("grant_type=implicit", 70003, 400, "unsupported_grant_type")]
    [InlineData("grant_type=", 900144, 400, "invalid_request")]
    public async Task Answers_each_request_with_its_code_status_and_error(string change, int code, int status, string? error)
    {
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials", ["client_id"] = Owner, ["client_secret"] = server.Facts.OwnerClientSecret,
            ["scope"] = "https://management.core.windows.net//.default",
        };
        if (change.Split('=', 2) is [var name, var value])
            form[name] = value;
        using var response = await server.PostTokenAsync(form.Select(p => (p.Key, p.Value)).ToArray());
        var body = JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancel))!;
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("no-store, no-cache", response.Headers.GetValues("Cache-Control").Single().Replace("no-cache, no-store", "no-store, no-cache", StringComparison.Ordinal));
        Assert.False(response.Headers.Contains("Set-Cookie"));
        if (code == 0)
        {
            Assert.Equal(["token_type", "expires_in", "ext_expires_in", "access_token"], body.AsObject().Select(m => m.Key));
            return;
        }
        Assert.Equal(["error", "error_description", "error_codes", "timestamp", "trace_id", "correlation_id"], body.AsObject().Select(m => m.Key).Take(6));
        Assert.Equal((error, code), ((string?)body["error"], (int)body["error_codes"]![0]!));
        Assert.StartsWith($"AADSTS{code}: ", (string?)body["error_description"], StringComparison.Ordinal);
        Assert.Equal(status == 400, response.Headers.TryGetValues("Retry-After", out var after) && after.Single() == "0"); // az would replay a stored 400
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_refusal_says_Retry_After_unless_it_is_told_to_answer_as_the_real_service(bool says)
    {
        await using var started = await RunningServer.StartAsync(o => o with { RetryAfterOnRefusals = says });
        using var refused = await started.PostTokenAsync(("grant_type", "password"), ("client_id", "x"));
        Assert.Equal((HttpStatusCode.BadRequest, says), (refused.StatusCode, refused.Headers.Contains("Retry-After")));
    }

    [Fact]
    public async Task Refuses_a_tenant_that_is_not_there_and_knows_it_by_its_domain()
    {
        Assert.Equal(90002, await CodeAsync("aaaaaaaa-0000-4000-8000-000000000009"));
        Assert.Equal(90002, await CodeAsync("nobody.onmicrosoft.com"));
        Assert.Equal(900023, await CodeAsync("nonsense"));
        Assert.Equal(0, await CodeAsync("sallyport.onmicrosoft.com"));
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/json")]
    [InlineData("multipart/form-data; boundary=x")]
    public async Task Takes_a_form_and_nothing_else(string type)
    {
        using var client = server.For("login.microsoftonline.com");
        using var content = new StringContent($"grant_type=client_credentials&client_id={Owner}");
        content.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse(type);
        using var response = await client.PostAsync($"/{server.Facts.TenantId}/oauth2/v2.0/token", content, Cancel);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Refuses_GET_a_doubled_parameter_and_a_huge_body()
    {
        using var client = server.For("login.microsoftonline.com");
        var path = $"/{server.Facts.TenantId}/oauth2/v2.0/token";
        using var get = await client.GetAsync(path, Cancel);
        Assert.Contains("AADSTS900561", await get.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        foreach (var (body, status) in ((string, int)[])[($"client_id={Owner}&client_id={Owner}", 400), ("a=" + new string('x', 90_000), 413), ("a=%00", 400)])
        {
            using var content = new StringContent(body, Encoding.ASCII, "application/x-www-form-urlencoded");
            using var response = await client.PostAsync(path, content, Cancel);
            Assert.Equal(status, (int)response.StatusCode);
        }
    }

    // Long by a parameter that says nothing: the largest form is an exchange like any other, in chunks too.
    [Theory]
    [InlineData(81_920, false, "1.1", 200)]
    [InlineData(81_921, false, "1.1", 413)]
    [InlineData(81_920, true, "1.1", 200)]
    [InlineData(81_921, true, "1.1", 413)]
    [InlineData(81_920, false, "2.0", 200)]
    [InlineData(81_921, false, "2.0", 413)]
    public async Task A_form_has_80_KiB_at_most_and_each_answer_tells_its_length(int length, bool chunked, string version, int status)
    {
        using var client = server.For("login.microsoftonline.com");
        var form = $"grant_type=client_credentials&client_id={Owner}&client_secret={Uri.EscapeDataString(server.Facts.OwnerClientSecret)}&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default&x=";
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/{server.Facts.TenantId}/oauth2/v2.0/token")
        {
            Version = Version.Parse(version), VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new StringContent(form.PadRight(length, 'x'), Encoding.ASCII, "application/x-www-form-urlencoded"),
        };
        request.Headers.TransferEncodingChunked = chunked;
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
        var told = response.Content.Headers.ContentLength;
        Assert.Equal((status, version), ((int)response.StatusCode, response.Version.ToString()));
        Assert.Equal(told, (await response.Content.ReadAsByteArrayAsync(Cancel)).Length);
        Assert.Equal("application/json; charset=utf-8", response.Content.Headers.ContentType?.ToString());
    }

    [Fact]
    public async Task Echoes_the_callers_id_and_prints_nothing_of_an_attacker()
    {
        using var client = server.For("login.microsoftonline.com");
        var id = Guid.CreateVersion7();
        client.DefaultRequestHeaders.Add("client-request-id", id.ToString());
        client.DefaultRequestHeaders.Add("return-client-request-id", "true");
        using var content = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials", ["client_id"] = "a\r\n\u001b[31m\"\\\u2028é", ["client_secret"] = "x", ["scope"] = "s/.default",
        });
        using var response = await client.PostAsync($"/{server.Facts.TenantId}/oauth2/v2.0/token", content, Cancel);
        var body = JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancel))!;
        Assert.Equal(id.ToString(), (string?)body["correlation_id"]);
        Assert.Equal(id.ToString(), response.Headers.GetValues("client-request-id").Single());
        Assert.All((string)body["error_description"]!, c => Assert.True(c is >= ' ' and <= '~' and not '"' and not '\\'));
    }

    [Theory]
    [InlineData("login.localhost:8443", "https://login.localhost:8443")]
    [InlineData("login.localhost", "https://login.localhost")]
    [InlineData("login.windows.net", "https://login.microsoftonline.com")]
    [InlineData("login.microsoftonline.com:8443", "https://login.microsoftonline.com")]
    public async Task Discovery_by_the_local_name_sends_nobody_to_the_real_service(string host, string root)
    {
        using var client = server.For(host);
        var document = JsonNode.Parse(await client.GetStringAsync($"/{server.Facts.TenantId}/v2.0/.well-known/openid-configuration", Cancel))!;
        Assert.Equal($"{root}/{server.Facts.TenantId}/oauth2/v2.0/token", (string?)document["token_endpoint"]);
        Assert.Equal($"{root}/{server.Facts.TenantId}/discovery/v2.0/keys", (string?)document["jwks_uri"]);
        Assert.Equal($"https://login.microsoftonline.com/{server.Facts.TenantId}/v2.0", (string?)document["issuer"]);
    }

    [Fact]
    public async Task Publishes_discovery_and_public_keys()
    {
        using var client = server.For("login.microsoftonline.com");
        var tenant = server.Facts.TenantId;
        var document = JsonNode.Parse(await client.GetStringAsync("/sallyport.onmicrosoft.com/v2.0/.well-known/openid-configuration", Cancel))!;
        Assert.Equal($"https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token", (string?)document["token_endpoint"]);
        Assert.Equal($"https://login.microsoftonline.com/{tenant}/v2.0", (string?)document["issuer"]);
        var key = Assert.Single(JsonNode.Parse(await client.GetStringAsync($"/{tenant}/discovery/v2.0/keys", Cancel))!["keys"]!.AsArray())!.AsObject();
        Assert.Equal((string?)key["kid"], (string?)key["x5t"]);
        Assert.DoesNotContain(key, m => m.Key is "d" or "p" or "q" or "dp" or "dq" or "qi" or "k");
        using var unknown = await client.GetAsync("/aaaaaaaa-0000-4000-8000-000000000009/v2.0/.well-known/openid-configuration", Cancel);
        Assert.Contains("invalid_tenant", await unknown.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        var instance = JsonNode.Parse(await client.GetStringAsync(
            "/common/discovery/instance?api-version=1.1&authorization_endpoint=https://login.microsoftonline.com/common/oauth2/authorize", Cancel))!;
        Assert.Contains("sts.windows.net", instance["metadata"]![0]!["aliases"]!.AsArray().Select(a => (string?)a));
        using var foreign = await client.GetAsync("/common/discovery/instance?api-version=1.1&authorization_endpoint=https://evil.example/x", Cancel);
        Assert.Contains("AADSTS50049", await foreign.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Discovery_has_the_members_of_the_real_documents()
    {
        using var client = server.For("login.microsoftonline.com");
        var tenant = server.Facts.TenantId;
        foreach (var (path, members) in ((string, string)[])[
            ($"/{tenant}/v2.0/.well-known/openid-configuration",
                "token_endpoint token_endpoint_auth_methods_supported jwks_uri response_modes_supported subject_types_supported id_token_signing_alg_values_supported response_types_supported " +
                "scopes_supported issuer request_uri_parameter_supported userinfo_endpoint authorization_endpoint device_authorization_endpoint http_logout_supported frontchannel_logout_supported " +
                "end_session_endpoint claims_supported kerberos_endpoint tenant_region_scope cloud_instance_name cloud_graph_host_name msgraph_host rbac_url"),
            ($"/{tenant}/.well-known/openid-configuration",
                "token_endpoint token_endpoint_auth_methods_supported jwks_uri response_modes_supported subject_types_supported id_token_signing_alg_values_supported response_types_supported " +
                "scopes_supported issuer microsoft_multi_refresh_token authorization_endpoint device_authorization_endpoint http_logout_supported frontchannel_logout_supported end_session_endpoint " +
                "check_session_iframe userinfo_endpoint kerberos_endpoint tenant_region_scope cloud_instance_name cloud_graph_host_name msgraph_host rbac_url")])
            Assert.Equal(members.Split(' '), JsonNode.Parse(await client.GetStringAsync(path, Cancel))!.AsObject().Select(m => m.Key));
        Assert.Equal($"https://login.microsoftonline.com/{tenant}/v2.0", (string?)JsonNode.Parse(await client.GetStringAsync($"/{tenant}/discovery/v2.0/keys", Cancel))!["keys"]![0]!["issuer"]);
        Assert.Null(JsonNode.Parse(await client.GetStringAsync($"/{tenant}/discovery/keys", Cancel))!["keys"]![0]!["issuer"]);
    }

    [Theory]
    [InlineData("1.0", false)]
    [InlineData("1.1", true)]
    public async Task Instance_discovery_answers_in_the_version_that_was_asked_for(string version, bool metadata)
    {
        using var client = server.For("login.microsoftonline.com");
        using var response = await client.GetAsync($"/common/discovery/instance?api-version={version}&authorization_endpoint=https://login-us.microsoftonline.com/common/oauth2/authorize", Cancel);
        var body = JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancel))!;
        Assert.Equal((version, metadata), ((string?)body["api-version"], body["metadata"] is not null));
        Assert.Equal(("max-age=86400, private", false), (response.Headers.CacheControl!.ToString(), response.Headers.Contains("Pragma")));
    }

    private async Task<int> CodeAsync(string tenant)
    {
        using var client = server.For("login.microsoftonline.com");
        using var content = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials", ["client_id"] = Owner, ["client_secret"] = server.Facts.OwnerClientSecret,
            ["scope"] = "https://graph.microsoft.com/.default",
        });
        using var response = await client.PostAsync($"/{tenant}/oauth2/v2.0/token", content, Cancel);
        return response.IsSuccessStatusCode ? 0 : (int)JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancel))!["error_codes"]![0]!;
    }
}
