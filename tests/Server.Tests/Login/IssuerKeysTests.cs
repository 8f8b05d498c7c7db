using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Sallyport.Server.Instance;

namespace Sallyport.Server.Tests.Login;

/// <summary>How long an issuer's keys serve, and how often it is asked. Ids are those of docs/security.md.</summary>
public sealed class IssuerKeysTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    [Trait("Passes", "K9")]
    public async Task K9_a_hundred_cold_callers_cause_one_fetch()
    {
        await using var server = await LoginServer.StartAsync();
        var assertion = server.Sign();
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => server.ExchangeAsync(assertion))), code => Assert.Equal(0, code));
        Assert.Equal(2, server.Issuer.Requests); // discovery and keys
    }

    // 10,000 unknown kids with SALLYPORT_FULL_TESTS=1.
    [Theory]
    [Trait("Passes", "K9")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task K9_unknown_kids_cause_one_fetch_in_thirty_seconds_at_once_or_one_after_the_other(bool atOnce)
    {
        await using var server = await LoginServer.StartAsync();
        var unknown = Environment.GetEnvironmentVariable("SALLYPORT_FULL_TESTS") == "1" ? 10_000 : 100;
        var began = server.Clock.GetUtcNow();
        Assert.Equal(0, await server.ExchangeAsync(server.Sign()));
        foreach (var fetches in (int[])[1, 2, 3])
        {
            await Parallel.ForAsync(0, unknown, new ParallelOptions { MaxDegreeOfParallelism = atOnce ? 32 : 1 }, async (i, _) =>
                Assert.Equal(700027, await server.ExchangeAsync(server.Sign(header: $$"""{"alg":"RS256","kid":"unknown-{{i}}"}"""))));
            var allowed = 1 + (int)((server.Clock.GetUtcNow() - began) / (30 * Second)); // so many may take longer than that
            Assert.InRange(server.Issuer.Requests, 2 * fetches, 2 * allowed);
            server.Clock.Advance(30 * Second);
        }
        Assert.Equal(0, await server.ExchangeAsync(server.Sign()));
    }

    [Fact]
    public async Task K9_an_issuer_that_is_down_is_asked_once_a_second_and_by_one_at_a_time()
    {
        await using var server = await LoginServer.StartAsync();
        server.Issuer.DiscoveryFault = _ => Results.StatusCode(503);
        var assertion = server.Sign();
        foreach (var fetches in (int[])[1, 2])
        {
            Assert.All(await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => server.ExchangeAsync(assertion))), code => Assert.Equal(501661, code));
            Assert.Equal(fetches, server.Issuer.Requests);
            server.Clock.Advance(Second);
        }
        server.Issuer.DiscoveryFault = null;
        Assert.Equal(0, await server.ExchangeAsync(assertion));
    }

    [Theory]
    [Trait("Passes", "K10")]
    [InlineData("status")]
    [InlineData("html")]
    [InlineData("truncated")]
    [InlineData("no keys")]
    [InlineData("""{"keys":[{"kty":"RSA","use":"\ud800"}]}""")]
    [InlineData("""{"keys":[{"kty":"RSA","key_ops":["\ud800"]}]}""")]
    public async Task K10_J12_good_keys_outlive_a_bad_answer_for_a_day(string fault)
    {
        await using var server = await LoginServer.StartAsync();
        Assert.Equal(0, await server.ExchangeAsync(server.Sign()));
        server.Issuer.KeysFault = _ => fault switch
        {
            "status" => Results.StatusCode(503),
            "html" => Results.Text("<html>", "text/html"),
            "truncated" => Results.Text("{\"keys\":[", "application/json"),
            "no keys" => Results.Json(new { keys = Array.Empty<object>() }),
            _ => Results.Text(fault, "application/json"),
        };
        server.Clock.Advance(TimeSpan.FromMinutes(11));
        for (var i = 0; i < 5; i++)
            Assert.Equal(0, await server.ExchangeAsync(server.Sign()));
        Assert.Equal(4, server.Issuer.Requests); // tried again, once
        server.Clock.Advance(TimeSpan.FromHours(23));
        Assert.Equal(0, await server.ExchangeAsync(server.Sign()));
        server.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(501661, await server.ExchangeAsync(server.Sign()));
        server.Issuer.KeysFault = null;
        server.Clock.Advance(Second);
        Assert.Equal(0, await server.ExchangeAsync(server.Sign()));
    }

    // Whatever a document holds: the answer is no 500, and the issuer is not asked again by each caller.
    [Theory]
    [InlineData("https://xn--\u00e9/keys")]
    [InlineData("https://-\u0130/keys")]
    [InlineData("\0")]
    public async Task K9_K10_a_key_set_at_no_possible_address_is_looked_for_once(string location)
    {
        await using var server = await LoginServer.StartAsync();
        server.Issuer.DiscoveryFault = _ => Results.Json(new { issuer = server.Issuer.Url, jwks_uri = location });
        for (var i = 0; i < 5; i++)
            Assert.Equal(501661, await server.ExchangeAsync(server.Sign()));
        Assert.Equal(1, server.Issuer.Requests);
        server.Issuer.DiscoveryFault = null;
        server.Clock.Advance(Second);
        Assert.Equal(0, await server.ExchangeAsync(server.Sign()));
    }

    [Fact]
    public async Task While_an_issuer_hangs_a_known_kid_is_answered_at_once_and_an_unknown_one_waits_for_the_same_look()
    {
        await using var server = await LoginServer.StartAsync(further: Patient);
        var next = TestKeys.Named("next");
        Assert.Equal(0, await server.ExchangeAsync(server.Sign()));
        var gate = new TaskCompletionSource();
        (server.Issuer.Hold, server.Issuer.KeysFault) = (gate.Task, _ => KeysOf(next));
        server.Clock.Advance(9 * Minute);
        Assert.Equal(0, await AtOnceAsync(server));
        await UntilAsync(() => Task.FromResult(server.Issuer.Requests == 3)); // asked again, and nobody waits for it
        var unknown = server.ExchangeAsync(SignByNext(server, next));
        Assert.Equal(0, await AtOnceAsync(server));
        Assert.False(unknown.IsCompleted);
        gate.SetResult();
        Assert.Equal(0, await unknown);
        Assert.Equal(4, server.Issuer.Requests);
    }

    [Fact]
    public async Task An_issuer_that_is_known_to_be_down_delays_no_known_kid_for_a_day()
    {
        await using var server = await LoginServer.StartAsync(further: Patient);
        Assert.Equal(0, await server.ExchangeAsync(server.Sign()));
        server.Issuer.DiscoveryFault = _ => Results.StatusCode(503);
        server.Clock.Advance(10 * Minute);
        Assert.Equal(0, await server.ExchangeAsync(server.Sign())); // waited for the look
        Assert.Equal(501661, await server.ExchangeAsync(server.Sign(header: """{"alg":"RS256","kid":"unknown"}""")));
        Assert.Equal(3, server.Issuer.Requests);
        server.Issuer.Hold = new TaskCompletionSource().Task; // from now on it hangs
        server.Clock.Advance(30 * Second);
        for (var i = 0; i < 5; i++)
            Assert.Equal(0, await AtOnceAsync(server));
        await UntilAsync(() => Task.FromResult(server.Issuer.Requests == 4));
        server.Clock.Advance(9 * Minute);
        Assert.Equal(0, await AtOnceAsync(server));
        Assert.Equal(4, server.Issuer.Requests);
    }

    [Theory]
    [InlineData(9 * 60 + 59, 0)]
    [InlineData(10 * 60, 700027)]
    public async Task A_key_that_the_issuer_removes_is_refused_after_ten_minutes(int seconds, int expected)
    {
        await using var server = await LoginServer.StartAsync();
        var next = TestKeys.Named("next");
        Assert.Equal(0, await server.ExchangeAsync(server.Sign()));
        server.Issuer.KeysFault = _ => KeysOf(next);
        server.Clock.Advance(seconds * Second);
        Assert.Equal(expected, await server.ExchangeAsync(server.Sign()));
        Assert.Equal(0, await server.ExchangeAsync(SignByNext(server, next)));
    }

    [Fact]
    public async Task A_key_in_use_that_the_issuer_removes_is_missed_from_the_ninth_minute_on()
    {
        await using var server = await LoginServer.StartAsync();
        var next = TestKeys.Named("next");
        Assert.Equal(0, await server.ExchangeAsync(server.Sign()));
        server.Issuer.KeysFault = _ => KeysOf(next);
        server.Clock.Advance(9 * Minute);
        Assert.Equal(0, await server.ExchangeAsync(server.Sign()));
        await UntilAsync(async () => await server.ExchangeAsync(server.Sign()) == 700027);
    }

    [Fact]
    public async Task A_key_that_the_issuer_removes_is_refused_after_ten_minutes_also_when_the_last_look_had_failed()
    {
        await using var server = await LoginServer.StartAsync();
        var next = TestKeys.Named("next");
        Assert.Equal(0, await server.ExchangeAsync(server.Sign()));
        server.Issuer.DiscoveryFault = _ => Results.StatusCode(503);
        server.Clock.Advance(10 * Minute);
        Assert.Equal(0, await server.ExchangeAsync(server.Sign()));
        (server.Issuer.DiscoveryFault, server.Issuer.KeysFault) = (null, _ => KeysOf(next));
        server.Clock.Advance(10 * Minute);
        Assert.Equal(700027, await server.ExchangeAsync(server.Sign()));
        Assert.Equal(0, await server.ExchangeAsync(SignByNext(server, next)));
    }

    [Fact]
    [Trait("Passes", "K4 B2")]
    public async Task K4_B2_two_issuers_may_use_one_kid_and_their_keys_never_mix()
    {
        await using var other = await TestIssuer.StartAsync();
        await using var server = await LoginServer.StartAsync(other: other);
        await server.AddCredentialAsync(new { name = "other", issuer = other.Url, subject = LoginServer.Subject, audiences = new[] { LoginServer.Audience } });
        var claims = server.Claims();
        claims["iss"] = other.Url;
        Assert.Equal(0, await server.ExchangeAsync(server.Sign()));
        Assert.Equal(7000274, await server.ExchangeAsync(server.Issuer.Sign(claims)));
        Assert.Equal(0, await server.ExchangeAsync(other.Sign(claims)));
        Assert.Equal(7000274, await server.ExchangeAsync(other.Sign(server.Claims())));
    }

    [Fact]
    [Trait("Passes", "K4 B2")]
    public async Task K4_B2_the_keys_of_two_issuers_do_not_mix_when_both_are_fetched_at_once()
    {
        await using var other = await TestIssuer.StartAsync();
        await using var server = await LoginServer.StartAsync(other: other);
        await server.AddCredentialAsync(new { name = "other", issuer = other.Url, subject = LoginServer.Subject, audiences = new[] { LoginServer.Audience } });
        var claims = new Dictionary<string, object?>(server.Claims()) { ["iss"] = other.Url };
        (string Assertion, int Code)[] all = [(server.Sign(), 0), (other.Sign(claims), 0), (server.Issuer.Sign(claims), 7000274), (other.Sign(server.Claims()), 7000274)];
        await Task.WhenAll(Enumerable.Range(0, 40).Select(async i => Assert.Equal(all[i % 4].Code, await server.ExchangeAsync(all[i % 4].Assertion))));
        Assert.Equal((2, 2), (server.Issuer.Requests, other.Requests));
    }

    // So long that whoever waits for a hanging issuer is noticed.
    private static ServerOptions Patient(ServerOptions options, TestIssuer issuer) => options with { FetchTimeLimit = TimeSpan.FromHours(1) };

    private static Task<int> AtOnceAsync(LoginServer server) => server.ExchangeAsync(server.Sign()).WaitAsync(Minute);

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(30 * Second); // the server's clock goes on meanwhile
        while (!await condition())
            await Task.Delay(20, limit.Token);
    }

    private static IResult KeysOf(RSA key)
    {
        var (modulus, exponent) = (key.ExportParameters(false).Modulus, key.ExportParameters(false).Exponent);
        return Results.Json(new
        {
            keys = new[] { new { kty = "RSA", kid = "next", n = Core.Wire.StrictBase64Url.Encode(modulus), e = Core.Wire.StrictBase64Url.Encode(exponent) } },
        });
    }

    private static string SignByNext(LoginServer server, RSA key) => server.Issuer.Sign(server.Claims(), """{"alg":"RS256","kid":"next"}""", key);
}
