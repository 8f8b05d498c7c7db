using System.Net;
using Sallyport.Server.Instance;

namespace Sallyport.Server.Tests.Http;

/// <summary>Callers that prove nothing wait for each other, and nobody waits for them.</summary>
public sealed class UnprovenPaceTests : IAsyncLifetime
{
    // No turn comes back while a test runs.
    private static readonly UnprovenLimits Narrow = new()
    {
        PerSecond = 1, Burst = 2, PerConnectionPerSecond = 1, PerConnectionBurst = 3, Patience = TimeSpan.Zero,
    };

    private readonly FrozenTime time = new();
    private RunningServer server = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        server = await RunningServer.StartAsync(o => o with { Unproven = Narrow, Time = time });

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Theory]
    [InlineData("login.microsoftonline.com", "/nobody/v2.0/x")]
    [InlineData("login.microsoftonline.com", "/common/discovery/instance?api-version=1.1")]
    [InlineData("graph.microsoft.com", "/v1.0/applications")]
    [InlineData("management.azure.com", "/subscriptions?api-version=2022-12-01")]
    [InlineData("gitlab.example.com", "/api/v4/projects/1")]
    [InlineData("gitlab.example.com", "/oauth/discovery/keys")]
    public async Task A_connection_that_proves_nothing_is_stopped_after_its_share(string host, string path)
    {
        using var flood = server.For(host);
        for (var i = 0; i < Narrow.PerConnectionBurst + Narrow.Burst; i++)
            Assert.NotEqual(HttpStatusCode.TooManyRequests, await StatusAsync(flood, path));
        using var refused = await flood.GetAsync(path, Cancel);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Equal("application/json", refused.Content.Headers.ContentType?.MediaType);
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.NotEqual(HttpStatusCode.TooManyRequests, await StatusAsync(flood, path));
    }

    [Fact]
    public async Task Others_are_answered_while_one_connection_is_stopped()
    {
        using var flood = server.For("login.microsoftonline.com");
        while (await StatusAsync(flood, "/x") != HttpStatusCode.TooManyRequests) { }
        var token = await server.OwnerTokenAsync("https://management.azure.com");
        using var arm = server.For("management.azure.com", token);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(arm, "/subscriptions?api-version=2022-12-01"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync(flood, "/x"));
    }

    [Fact]
    public async Task Callers_that_prove_who_they_are_are_never_stopped()
    {
        var facts = server.Facts;
        using var login = server.For("login.microsoftonline.com");
        var token = await server.OwnerTokenAsync("https://management.azure.com");
        using var arm = server.For("management.azure.com", token);
        using var gitlab = server.For("gitlab.example.com", facts.GitLabToken);
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(HttpStatusCode.OK, await SignInAsync(login));
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(arm, "/subscriptions?api-version=2022-12-01"));
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(gitlab, "/api/v4/version"));
            Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(gitlab, "/api/v4/projects/4711"));
        }
    }

    [Fact]
    public async Task New_connections_share_what_they_may_send_before_they_have_proved_anything()
    {
        var shared = Narrow with { NewcomersPerSecond = 1, NewcomersBurst = 6 };
        await using var own = await RunningServer.StartAsync(o => o with { Unproven = shared, Time = time });
        var token = await own.OwnerTokenAsync("https://management.azure.com");
        using var arm = own.For("management.azure.com", token);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(arm, "/subscriptions?api-version=2022-12-01"));
        for (var i = 0; i < 10; i++)
            await TokenAsync(own); // each by a connection of its own
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 10; i++)
        {
            using var fresh = own.For("login.microsoftonline.com");
            answers.Add(await StatusAsync(fresh, "/x"));
        }
        Assert.Equal(HttpStatusCode.NotFound, answers[0]);
        Assert.Equal(HttpStatusCode.TooManyRequests, answers[^1]);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(arm, "/subscriptions?api-version=2022-12-01"));
    }

    [Fact]
    public async Task A_proof_makes_up_for_what_its_connection_sent_before()
    {
        using var login = server.For("login.microsoftonline.com");
        for (var i = 0; i < Narrow.PerConnectionBurst + 1; i++)
            Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(login, "/x"));
        for (var i = 0; i < 5; i++)
            Assert.Equal(HttpStatusCode.OK, await SignInAsync(login));
    }

    [Fact]
    public async Task A_connection_stands_in_the_line_once_however_many_requests_it_has_sent()
    {
        var slow = Narrow with
        {
            PerSecond = 5, Burst = 1, PerConnectionBurst = 1, Patience = TimeSpan.FromMinutes(10),
        };
        await using var own = await RunningServer.StartAsync(o => o with { Unproven = slow });
        using var honest = own.For("login.microsoftonline.com");
        using var flood = own.For("login.microsoftonline.com");
        flood.DefaultRequestVersion = HttpVersion.Version20;
        flood.DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(honest, "/x"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(flood, "/x"));
        var waiting = Enumerable.Range(0, 60).Select(_ => StatusAsync(flood, "/x")).ToList();
        await waiting[0];
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(honest, "/x"));
        Assert.False(waiting[^1].IsCompleted);
    }

    [Fact]
    public async Task A_stop_does_not_wait_for_those_that_wait()
    {
        var patient = Narrow with { Patience = TimeSpan.FromMinutes(10), Burst = 1, PerConnectionBurst = 1 };
        await using var own = await RunningServer.StartAsync(o => o with { Unproven = patient, Time = time });
        using var flood = own.For("login.microsoftonline.com");
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(flood, "/x"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(flood, "/x"));
        var waiting = StatusAsync(flood, "/x");
        using var other = own.For("login.microsoftonline.com");
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(other, "/x"));
        Assert.False(waiting.IsCompleted);
        await own.Server.StopAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await waiting);
    }

    private static async Task TokenAsync(RunningServer own)
    {
        using var login = own.For("login.microsoftonline.com");
        Assert.Equal(HttpStatusCode.OK, await SignInAsync(own, login));
    }

    private Task<HttpStatusCode> SignInAsync(HttpClient login) => SignInAsync(server, login);

    private static async Task<HttpStatusCode> SignInAsync(RunningServer server, HttpClient login)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials", ["client_id"] = $"{server.Facts.OwnerClientId}",
            ["client_secret"] = server.Facts.OwnerClientSecret, ["scope"] = "https://management.azure.com/.default",
        });
        using var answer = await login.PostAsync($"/{server.Facts.TenantId}/oauth2/v2.0/token", form, Cancel);
        return answer.StatusCode;
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path, Cancel);
        return answer.StatusCode;
    }

    /// <summary>The clock stands still until a test puts it forward.</summary>
    private sealed class FrozenTime : TimeProvider
    {
        private readonly DateTimeOffset start = System.GetUtcNow();
        private long ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Advance(TimeSpan by) => Interlocked.Add(ref ticks, by.Ticks);

        public override long GetTimestamp() => Interlocked.Read(ref ticks);

        public override DateTimeOffset GetUtcNow() => start + TimeSpan.FromTicks(GetTimestamp());
    }
}
