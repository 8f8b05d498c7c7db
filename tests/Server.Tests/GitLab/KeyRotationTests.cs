using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Sallyport.Server.Tests.Login;

namespace Sallyport.Server.Tests.GitLab;

/// <summary>The issuer's keys are rotated while jobs exchange their tokens, and its cache is made stale.</summary>
public sealed class KeyRotationTests : IAsyncLifetime
{
    private LoginServer server = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        server = await LoginServer.StartAsync();
        await server.AddCredentialAsync(new { name = "gitlab", issuer = GitLabJobs.Issuer, subject = LoginServer.Subject, audiences = new[] { GitLabJobs.Issuer } });
        Assert.Equal(0, await server.ExchangeAsync(await server.Running.IdTokenAsync()));
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task No_exchange_fails_while_the_issuers_key_is_rotated()
    {
        var lead = TimeSpan.FromMinutes(15);
        var old = Signs(await KeysAsync("gitlab"));
        var (first, waiting) = (new TaskCompletionSource(), server.Running.IdTokenAsync()); // one token lives through it all
        var early = await waiting;
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var callers = Enumerable.Range(0, 4).Select(_ => ExchangeUntilAsync(first, enough.Token)).ToList();
        await first.Task.WaitAsync(Cancel);

        var next = (await RotateAsync("gitlab", new { leadMinutes = lead.TotalMinutes })).Single(k => (string?)k!["state"] == "next")!;
        Assert.Equal([old, (string)next["kid"]!], await PublishedAsync());
        for (var step = 0; step < 4; step++)
        {
            await ExchangeAsync(); // the old key signs
            server.Clock.Advance(lead / 4);
        }
        var signs = Signs(await KeysAsync("gitlab"));
        Assert.Equal((string)next["kid"]!, signs);
        await ExchangeAsync();
        Assert.Equal(0, await server.ExchangeAsync(early));

        await enough.CancelAsync();
        var done = await Task.WhenAll(callers);
        Assert.True(done.Sum() >= 4, $"{done.Sum()} exchanges");
        server.Clock.Advance(TimeSpan.FromDays(32));
        Assert.Equal([signs], await PublishedAsync());
        Assert.Equal([signs], (await KeysAsync("gitlab")).Select(k => (string)k!["kid"]!));
    }

    [Fact]
    public async Task A_leaked_key_is_replaced_at_once_and_what_it_signed_is_refused()
    {
        var early = await server.Running.IdTokenAsync();
        var old = Signs(await KeysAsync("gitlab"));
        var keys = await RotateAsync("gitlab", new { now = true });
        Assert.NotEqual(old, (string)Assert.Single(keys)!["kid"]!);
        server.Clock.Advance(TimeSpan.FromSeconds(31)); // the token service looks at an issuer once in 30 seconds
        Assert.Equal(0, await server.ExchangeAsync(await server.Running.IdTokenAsync()));
        Assert.Equal(700027, await server.ExchangeAsync(early));
    }

    [Fact]
    public async Task A_stale_cache_of_the_issuer_makes_exchanges_fail_until_it_is_cleared()
    {
        await PostAsync("drills/staleKeys", new { });
        Assert.Equal(0, await server.ExchangeAsync(await server.Running.IdTokenAsync())); // the keys are still the same
        var stale = await PublishedAsync();
        await RotateAsync("gitlab", new { now = true });
        server.Clock.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(700027, await server.ExchangeAsync(await server.Running.IdTokenAsync()));
        Assert.Equal(stale, await PublishedAsync());

        Assert.True((bool)(await PostAsync("cache/clear", new { }))["gitLabKeysWereStale"]!);
        server.Clock.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(0, await server.ExchangeAsync(await server.Running.IdTokenAsync()));
        Assert.False((bool)(await PostAsync("cache/clear", new { }))["gitLabKeysWereStale"]!);
    }

    [Fact]
    public async Task The_token_services_own_keys_rotate_and_its_earlier_tokens_still_open_ARM()
    {
        var early = await server.Running.OwnerTokenAsync(LoginServer.Arm);
        await RotateAsync("login", new { leadMinutes = 10 });
        server.Clock.Advance(TimeSpan.FromMinutes(10));
        var late = await server.Running.OwnerTokenAsync(LoginServer.Arm);
        Assert.NotEqual(Kid(early), Kid(late));
        foreach (var token in (string[])[early, late])
        {
            using var arm = server.Running.For("management.azure.com", token);
            using var response = await arm.GetAsync("/subscriptions?api-version=2022-12-01", Cancel);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    [Fact]
    public async Task A_second_rotation_waits_for_the_first_and_a_body_that_says_nothing_is_refused()
    {
        await RotateAsync("gitlab", new { });
        Assert.Equal(HttpStatusCode.Conflict, await StatusAsync("keys/gitlab/rotate", new { }));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync("keys/gitlab/rotate", new { leadMinutes = -1 }));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync("keys/gitlab/rotate", new { leadMinutes = "soon" }));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync("keys/graph/rotate", new { }));
    }

    [Fact]
    public async Task The_documents_have_GitLabs_cache_headers_and_are_not_sent_twice()
    {
        using var client = server.Running.For("gitlab.example.com");
        using var keys = await client.GetAsync("/oauth/discovery/keys", Cancel);
        var cache = keys.Headers.CacheControl!;
        Assert.Equal((true, true, true, TimeSpan.FromDays(1)), (cache.Public, cache.MustRevalidate, cache.NoTransform, cache.MaxAge));
        using var again = new HttpRequestMessage(HttpMethod.Get, "/oauth/discovery/keys");
        again.Headers.IfNoneMatch.Add(keys.Headers.ETag!);
        using var second = await client.SendAsync(again, Cancel);
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        using var discovery = await client.GetAsync("/.well-known/openid-configuration", Cancel);
        Assert.Equal((true, TimeSpan.Zero), (discovery.Headers.CacheControl!.Private, discovery.Headers.CacheControl.MaxAge));
    }

    private async Task<int> ExchangeUntilAsync(TaskCompletionSource first, CancellationToken enough)
    {
        var done = 0;
        for (; !enough.IsCancellationRequested; done++)
        {
            await ExchangeAsync();
            first.TrySetResult();
        }
        return done;
    }

    private async Task ExchangeAsync() => Assert.Equal(0, await server.ExchangeAsync(await server.Running.IdTokenAsync()));

    private static string Signs(JsonArray keys) => (string)keys.Single(k => (string?)k!["state"] == "signs")!["kid"]!;

    private static string Kid(string token) =>
        (string)JsonNode.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(token.Split('.')[0]))!["kid"]!;

    // The keys for ID tokens; the first one of the set is that of the OAuth login.
    private async Task<string[]> PublishedAsync()
    {
        using var client = server.Running.For("gitlab.example.com");
        var set = await client.GetFromJsonAsync<JsonNode>("/oauth/discovery/keys", Cancel);
        return [.. set!["keys"]!.AsArray().Skip(1).Select(k => (string)k!["kid"]!)];
    }

    private async Task<JsonArray> KeysAsync(string surface)
    {
        using var portal = server.Running.For("portal.azure.com", server.Running.Facts.AdministratorToken);
        return (await portal.GetFromJsonAsync<JsonNode>($"/sallyport/keys/{surface}", Cancel))!["value"]!.AsArray();
    }

    private async Task<JsonArray> RotateAsync(string surface, object body) => (await PostAsync($"keys/{surface}/rotate", body))["value"]!.AsArray();

    private async Task<JsonNode> PostAsync(string path, object body)
    {
        using var portal = server.Running.For("portal.azure.com", server.Running.Facts.AdministratorToken);
        using var response = await portal.PostAsJsonAsync($"/sallyport/{path}", body, Cancel);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Cancel));
        return (await response.Content.ReadFromJsonAsync<JsonNode>(Cancel))!;
    }

    private async Task<HttpStatusCode> StatusAsync(string path, object body)
    {
        using var portal = server.Running.For("portal.azure.com", server.Running.Facts.AdministratorToken);
        using var response = await portal.PostAsJsonAsync($"/sallyport/{path}", body, Cancel);
        return response.StatusCode;
    }
}
