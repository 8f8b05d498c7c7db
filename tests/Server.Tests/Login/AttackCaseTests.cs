using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Sallyport.Core.Signing;

namespace Sallyport.Server.Tests.Login;

/// <summary>A server with today's rules for tests that leave it as they found it; a good assertion has passed once.</summary>
public sealed class StrictServer : IAsyncLifetime
{
    public LoginServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Server = await LoginServer.StartAsync(Core.Entra.Sts.RuleSet.Entra2026);
        Assert.Equal(0, await Server.ExchangeAsync(Server.Sign()));
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}

/// <summary>Attack cases at the token endpoint, by their ids in docs/security-cases.md. What a case does not change is known to pass.</summary>
public sealed class AttackCaseTests(StrictServer strict) : IClassFixture<StrictServer>
{
    private const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private readonly LoginServer server = strict.Server;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private long Now => server.Clock.GetUtcNow().ToUnixTimeSeconds();

    [Fact]
    public async Task J9_T2_one_tolerance_of_a_minute_for_exp_nbf_and_iat()
    {
        foreach (var (claim, seconds, code) in ((string, long, int)[])[
            ("exp", -58, 0), ("exp", -61, 700024), ("nbf", 58, 0), ("nbf", 63, 700024), ("iat", 58, 0), ("iat", 63, 700024)])
            Assert.True(code == await server.ExchangeAsync(server.Sign(c => c[claim] = Now + seconds)), $"{claim} {seconds}");
    }

    [Fact]
    public async Task J10_times_that_are_no_whole_seconds_of_the_calendar_are_refused()
    {
        foreach (var claim in (string[])["exp", "nbf", "iat"])
            foreach (var value in (object?[])["", $"{Now + 60}", Now + 0.5, -1, 9007199254740993 * 512, 1e300, true, new[] { Now }, new { at = Now }, 253402300800])
                Assert.True(await server.ExchangeAsync(server.Sign(c => c[claim] = value)) == 50027, $"{claim} {value}");
    }

    [Fact]
    public async Task J14_key_sets_hold_public_members_alone()
    {
        foreach (var (host, path) in ((string, string)[])[
            ("login.microsoftonline.com", "/common/discovery/v2.0/keys"), ("login.microsoftonline.com", "/common/discovery/keys"), ("gitlab.example.com", "/oauth/discovery/keys")])
        {
            using var client = server.Running.For(host);
            var keys = JsonNode.Parse(await client.GetStringAsync(path, Cancel))!["keys"]!.AsArray();
            Assert.NotEmpty(keys);
            Assert.All(keys, k => Assert.Empty(k!.AsObject().Select(m => m.Key).Intersect(["d", "p", "q", "dp", "dq", "qi", "k", "oth"])));
        }
    }

    [Fact]
    public async Task B3_a_subject_counts_with_its_issuer_alone()
    {
        await server.AddCredentialAsync(new { name = "elsewhere", issuer = "https://gitlab.com", subject = "s", audiences = new[] { LoginServer.Audience } });
        Assert.Equal(700213, await server.ExchangeAsync(server.Sign(c => c["sub"] = "s")));
    }

    [Fact]
    public async Task B5_A2_whatever_is_not_one_compact_token_is_refused()
    {
        var good = server.Sign();
        foreach (var bad in (string[])[$"{{\"jwt\":\"{good}\"}}", good + "," + good, good + " " + good, good + "~", "\"" + good + "\"", good + "\u200B"])
            Assert.True(await server.ExchangeAsync(bad) == 50027, bad[^8..]);
    }

    [Fact]
    public async Task B6_J8_K7_encrypted_nested_and_JSON_tokens_are_refused()
    {
        var part = StrictBase64Url.Encode("{\"alg\":\"dir\",\"enc\":\"A256GCM\"}"u8);
        foreach (var bad in (string[])[$"{part}..AAAA.AAAA.AAAA", $"{part}.AAAA.AAAA.AAAA.AAAA", """{"payload":"e30","signatures":[]}"""])
            Assert.Equal(50027, await server.ExchangeAsync(bad));
        foreach (var header in (string[])["\"cty\":\"JWT\"", "\"zip\":\"DEF\"", "\"enc\":\"A256GCM\""])
            Assert.Equal(50027, await server.ExchangeAsync(server.Sign(header: $$"""{"alg":"RS256","kid":"test-key",{{header}}}""")));
    }

    [Theory]
    [InlineData("iss")]
    [InlineData("sub")]
    [InlineData("aud")]
    [InlineData("exp")]
    public async Task A3_A5_each_required_claim_is_required(string claim)
    {
        foreach (var value in (object?[])[null, "", 7, true, new { }])
            Assert.NotEqual(0, await server.ExchangeAsync(server.Sign(c => c[claim] = value)));
        Assert.Equal(90014, await server.ExchangeAsync(server.Sign(c => c.Remove(claim))));
    }

    [Fact]
    public async Task A6_a_lifetime_of_a_day_is_the_longest()
    {
        Assert.Equal(0, await server.ExchangeAsync(server.Sign(c => c["exp"] = Now + 86_400)));
        Assert.Equal(700024, await server.ExchangeAsync(server.Sign(c => c["exp"] = Now + 86_400 + 65)));
        Assert.Equal(700024, await server.ExchangeAsync(server.Sign(c => c["exp"] = 253402300799)));
    }

    [Fact]
    public async Task A8_nothing_in_an_issuers_discovery_document_becomes_an_audience()
    {
        await using var own = await LoginServer.StartAsync(Core.Entra.Sts.RuleSet.Entra2026);
        const string elsewhere = "https://login.evil.example/token";
        own.Issuer.DiscoveryFault = _ => Microsoft.AspNetCore.Http.Results.Json(new
        {
            issuer = own.Issuer.Url, jwks_uri = own.Issuer.Url + "/keys", token_endpoint = elsewhere, audience = elsewhere, audiences = new[] { elsewhere },
        });
        Assert.Equal(0, await own.ExchangeAsync(own.Sign()));
        foreach (var audience in (string[])[elsewhere, own.Issuer.Url, own.Issuer.Url + "/keys"])
            Assert.Equal(700212, await own.ExchangeAsync(own.Sign(c => c["aud"] = audience)));
    }

    [Fact]
    public async Task T10_a_disabled_client_is_refused_at_each_token_endpoint_with_each_proof()
    {
        await using var own = await LoginServer.StartAsync();
        var secret = (string)(await own.GraphAsync(HttpMethod.Post, $"/v1.0/applications/{own.ObjectId}/addPassword", new { passwordCredential = new { displayName = "x" } }))["secretText"]!;
        var paths = own.Running.Server.Endpoints.OfType<Microsoft.AspNetCore.Routing.RouteEndpoint>().Select(e => e.RoutePattern.RawText!)
            .Where(p => p.EndsWith("/token", StringComparison.Ordinal) && p.StartsWith("/{tenant}", StringComparison.Ordinal)).Distinct().ToList();
        Assert.Equal(["/{tenant}/oauth2/token", "/{tenant}/oauth2/v2.0/token"], paths.Order(StringComparer.Ordinal));
        foreach (var (enabled, number) in ((bool, int)[])[(true, 0), (false, 7000112), (true, 0)])
        {
            await own.GraphAsync(HttpMethod.Patch, $"/v1.0/servicePrincipals(appId='{own.AppId}')", new { accountEnabled = enabled });
            foreach (var path in paths)
                foreach (var proof in (Dictionary<string, string>[])[new() { ["client_secret"] = secret }, new() { ["client_assertion_type"] = AssertionType, ["client_assertion"] = own.Sign() }])
                    Assert.Equal(number, await AskAsync(own, path, proof));
        }
    }

    private static async Task<int> AskAsync(LoginServer own, string path, Dictionary<string, string> proof)
    {
        using var login = own.Running.For("login.microsoftonline.com");
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>(proof)
        {
            ["grant_type"] = "client_credentials", ["client_id"] = own.AppId, ["scope"] = LoginServer.Arm + "/.default", ["resource"] = LoginServer.Arm,
        });
        using var answer = await login.PostAsync(path.Replace("{tenant}", own.Running.Facts.TenantId.ToString(), StringComparison.Ordinal), form, Cancel);
        return answer.IsSuccessStatusCode ? 0 : await NumberAsync(answer);
    }

    [Theory]
    [InlineData("JWT", 0)]
    [InlineData("jwt", 0)]
    [InlineData("client-authentication+jwt", 0)]
    [InlineData("at+jwt", 5002727)]
    [InlineData("dpop+jwt", 5002727)]
    [InlineData("logout+jwt", 5002727)]
    public async Task A9_the_type_is_absent_or_one_of_assertions(string type, int code) =>
        Assert.Equal(code, await server.ExchangeAsync(server.Sign(header: $$"""{"alg":"RS256","kid":"test-key","typ":"{{type}}"}""")));

    [Fact]
    public async Task O1_credentials_in_the_query_are_not_read()
    {
        using var login = server.Running.For("login.microsoftonline.com");
        var path = $"/{server.Running.Facts.TenantId}/oauth2/v2.0/token?client_id={server.AppId}&grant_type=client_credentials&client_assertion_type={AssertionType}&scope={LoginServer.Arm}/.default&client_assertion={server.Sign()}";
        using var get = await login.GetAsync(path, Cancel);
        Assert.Equal((HttpStatusCode.BadRequest, 900561), (get.StatusCode, await NumberAsync(get)));
        using var empty = new FormUrlEncodedContent([]);
        using var post = await login.PostAsync(path, empty, Cancel);
        Assert.Equal(900144, await NumberAsync(post));
    }

    [Fact]
    public async Task O4_no_answer_is_stored_or_redirects_or_sets_a_cookie()
    {
        foreach (var assertion in (string[])[server.Sign(), "x", server.Sign(c => c["sub"] = "x")])
        {
            using var answer = await server.PostAsync(assertion);
            Assert.True(answer.Headers.CacheControl!.NoStore);
            Assert.Equal("no-cache", answer.Headers.Pragma.ToString());
            Assert.Null(answer.Headers.Location);
            Assert.False(answer.Headers.Contains("Set-Cookie"));
            Assert.Equal("application/json", answer.Content.Headers.ContentType!.MediaType);
        }
    }

    [Fact]
    public async Task O5_what_an_attacker_wrote_is_printable_in_the_description()
    {
        using var answer = await server.PostAsync(server.Sign(c => c["sub"] = "a\"b\\c\r\nd\u001b[31me\u202ef\u00e9"));
        var description = (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!["error_description"]!;
        Assert.Contains("'a?b?c??d?[31me?f?'", description, StringComparison.Ordinal);
        Assert.All(description, c => Assert.InRange(c, ' ', '~'));
    }

    [Fact]
    public async Task O6_a_wrong_Basic_credential_is_answered_with_a_challenge()
    {
        using var login = server.Running.For("login.microsoftonline.com");
        login.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes($"{server.AppId}:wrong")));
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["scope"] = LoginServer.Arm + "/.default" });
        using var answer = await login.PostAsync($"/{server.Running.Facts.TenantId}/oauth2/v2.0/token", form, Cancel);
        Assert.Equal((HttpStatusCode.Unauthorized, "Basic realm=\"login.microsoftonline.com\""), (answer.StatusCode, answer.Headers.WwwAuthenticate.ToString()));
    }

    [Theory]
    [InlineData("", "x", 900144)]
    [InlineData("{id}", "", 7000216)]
    [InlineData("{id}", "{secret}", 0)]
    public async Task O2_an_empty_half_of_a_Basic_credential_is_absent(string id, string secret, int number)
    {
        var facts = server.Running.Facts;
        var text = $"{id}:{secret}".Replace("{id}", $"{facts.OwnerClientId}", StringComparison.Ordinal).Replace("{secret}", facts.OwnerClientSecret, StringComparison.Ordinal);
        using var login = server.Running.For("login.microsoftonline.com");
        login.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes(text)));
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["scope"] = LoginServer.Arm + "/.default" });
        using var answer = await login.PostAsync($"/{facts.TenantId}/oauth2/v2.0/token", form, Cancel);
        Assert.Equal(number, answer.IsSuccessStatusCode ? 0 : await NumberAsync(answer));
    }

    [Theory]
    [InlineData("{0}", 0)]
    [InlineData(" {0}", 700016)]
    [InlineData("{0}\n", 700016)]
    [InlineData("\u2003{0}\u00a0", 700016)]
    [InlineData("{{{0}}}", 700016)]
    public async Task A4_a_client_id_is_the_id_and_nothing_around_it(string form, int number) =>
        Assert.Equal(number, await server.ExchangeAsync(server.Sign(), string.Format(System.Globalization.CultureInfo.InvariantCulture, form, server.AppId)));

    [Fact]
    public async Task A4_a_tenant_is_its_id_and_nothing_around_it()
    {
        using var login = server.Running.For("login.microsoftonline.com");
        foreach (var (around, status) in ((string, HttpStatusCode)[])[("{0}", HttpStatusCode.OK), ("%20{0}", HttpStatusCode.BadRequest), ("{0}%C2%A0", HttpStatusCode.BadRequest), ("+{0}", HttpStatusCode.BadRequest)])
        {
            var tenant = string.Format(System.Globalization.CultureInfo.InvariantCulture, around, server.Running.Facts.TenantId);
            using var answer = await login.GetAsync($"/{tenant}/v2.0/.well-known/openid-configuration", Cancel);
            Assert.Equal(status, answer.StatusCode);
        }
    }

    [Theory]
    [InlineData("password")]
    [InlineData("refresh_token")]
    [InlineData("authorization_code")]
    [InlineData("urn:ietf:params:oauth:grant-type:token-exchange")]
    [InlineData("urn:ietf:params:oauth:grant-type:jwt-bearer")]
    [InlineData("CLIENT_CREDENTIALS")]
    public async Task O7_other_grants_are_not_offered(string grant)
    {
        using var answer = await server.Running.PostTokenAsync(
            ("grant_type", grant), ("client_id", server.AppId), ("scope", LoginServer.Arm + "/.default"), ("client_assertion_type", AssertionType), ("client_assertion", server.Sign()));
        var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!;
        Assert.Equal((70003, "unsupported_grant_type"), ((int)body["error_codes"]![0]!, (string?)body["error"]));
    }

    [Fact]
    public async Task O9_D4_forwarded_headers_change_nothing_in_discovery()
    {
        using var login = server.Running.For("login.microsoftonline.com");
        var path = $"/{server.Running.Facts.TenantId}/v2.0/.well-known/openid-configuration";
        var plain = await login.GetStringAsync(path, Cancel);
        foreach (var (name, value) in ((string, string)[])[("X-Forwarded-Host", "evil.example"), ("X-Forwarded-Proto", "http"), ("Forwarded", "host=evil.example"), ("X-Original-URL", "/x")])
            login.DefaultRequestHeaders.Add(name, value);
        Assert.Equal(plain, await login.GetStringAsync(path, Cancel));
        var document = JsonNode.Parse(plain)!;
        Assert.Equal($"https://login.microsoftonline.com/{server.Running.Facts.TenantId}/v2.0", (string?)document["issuer"]);
        using var keys = await login.GetAsync((string)document["jwks_uri"]!, Cancel);
        Assert.Equal(HttpStatusCode.OK, keys.StatusCode);
    }

    [Fact]
    public async Task E4_the_tutorials_three_codes_come_for_its_three_faults()
    {
        await using var own = await LoginServer.StartAsync(Core.Entra.Sts.RuleSet.Entra2026);
        Assert.Equal(0, await own.ExchangeAsync(own.Sign()));
        Assert.Equal(700213, await own.ExchangeAsync(own.Sign(c => c["sub"] = "project_path:other/project:ref_type:branch:ref:main")));
        Assert.Equal(700212, await own.ExchangeAsync(own.Sign(c => c["aud"] = "https://gitlab.com")));
        own.Issuer.DiscoveryFault = _ => Microsoft.AspNetCore.Http.Results.StatusCode(503);
        own.Clock.Advance(TimeSpan.FromHours(25));
        Assert.Equal(501661, await own.ExchangeAsync(own.Sign()));
    }

    [Theory]
    [InlineData("https://gitlab.example.com/../x")]
    [InlineData("https://evil@localhost")]
    [InlineData("https://localhost%2f.evil.example")]
    [InlineData("https://localhost\r\nHost: x")]
    [InlineData("https://localhost\0")]
    [InlineData("file:///etc/passwd")]
    [InlineData("' OR 1=1 --")]
    public async Task F5_B7_a_hostile_issuer_matches_nothing_and_is_not_asked(string issuer)
    {
        var before = server.Issuer.Requests;
        Assert.Equal(700211, await server.ExchangeAsync(server.Sign(c => c["iss"] = issuer)));
        Assert.Equal(before, server.Issuer.Requests);
    }

    [Fact]
    public async Task F8_tokens_of_dots_and_long_headers_are_refused_unread()
    {
        foreach (var bad in (string[])[new string('.', 60_000), new string('A', 60_000), server.Sign(header: $$"""{"alg":"RS256","kid":"{{new string('k', 50_000)}}"}""")])
        {
            using var answer = await server.PostAsync(bad);
            Assert.InRange((int)answer.StatusCode, 400, 413);
        }
        using var large = await server.PostAsync(new string('.', 1_000_000));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
    }

    private static async Task<int> NumberAsync(HttpResponseMessage response) =>
        (int)JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancel))!["error_codes"]![0]!;
}
