using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Sallyport.Core.Signing;
using Sallyport.Core.Wire;

namespace Sallyport.Server.Tests.Arm;

/// <summary>Who is let in at all, and the challenge that tells the others where to go.</summary>
public sealed class AuthenticationTests(ArmServer server) : IClassFixture<ArmServer>
{
    private const string Subscriptions = "/subscriptions?api-version=2022-12-01";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("https://management.core.windows.net/")]
    [InlineData("https://management.core.windows.net")]
    [InlineData("https://management.azure.com/")]
    [InlineData("https://management.azure.com")]
    public async Task Takes_a_token_for_each_of_its_names(string audience)
    {
        using var caller = server.As(await server.Running.OwnerTokenAsync(audience));
        Assert.Single((await caller.GetAsync(Subscriptions)).Ok().Values);
    }

    [Fact]
    public async Task Refuses_a_graph_token_in_the_services_own_words()
    {
        using var caller = server.As(await server.Running.OwnerTokenAsync("https://graph.microsoft.com"));
        var answer = await caller.GetAsync(Subscriptions);
        answer.Refused(401, "InvalidAuthenticationTokenAudience");
        Assert.Equal(
            "The access token has been obtained for wrong audience or resource 'https://graph.microsoft.com'. It should exactly match with one "
            + "of the allowed audiences 'https://management.core.windows.net/','https://management.core.windows.net',"
            + "'https://management.azure.com/','https://management.azure.com'.",
            answer.Text);
    }

    [Fact]
    public async Task Without_a_subscription_in_the_path_the_challenge_names_no_tenant()
    {
        using var anonymous = server.Anonymous();
        var answer = await anonymous.GetAsync(Subscriptions);
        answer.Refused(401, "AuthenticationFailed");
        Assert.Equal(
            "Bearer authorization_uri=\"https://login.windows.net/\", error=\"invalid_token\", "
            + "error_description=\"The authentication failed because of missing 'Authorization' header.\"",
            answer.Message.Headers.WwwAuthenticate.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("?api-version=2016-06-01")]
    [InlineData("/resourceGroups/none?api-version=2021-04-01")]
    public async Task With_a_subscription_in_the_path_the_challenge_names_its_tenant(string rest)
    {
        using var anonymous = server.Anonymous();
        var answer = await anonymous.GetAsync(server.Subscription + rest);
        answer.Refused(401, "AuthenticationFailed");
        Assert.Contains(
            $"authorization_uri=\"https://login.windows.net/{server.Running.Facts.TenantId}\"",
            answer.Message.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Basic dTpw")]
    [InlineData("Bearer a.b.c")]
    public async Task Refuses_what_is_no_bearer_token(string header)
    {
        using var anonymous = server.Anonymous();
        var answer = await anonymous.SendAsync(HttpMethod.Get, Subscriptions, null, ("Authorization", header));
        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
        Assert.Contains(answer.Code, (string[])["InvalidAuthenticationToken", "AuthenticationFailed"]);
    }

    [Fact]
    public async Task Refuses_two_tokens_at_once()
    {
        var token = await server.Running.OwnerTokenAsync(ArmServer.Audience);
        using var anonymous = server.Anonymous();
        (await anonymous.SendAsync(HttpMethod.Get, Subscriptions, null, ("Authorization", $"Bearer {token}"))).Ok();
        (await anonymous.SendAsync(HttpMethod.Get, Subscriptions, null, ("Authorization", $"Bearer {token}"), ("Authorization", $"Bearer {token}")))
            .Refused(401, "InvalidAuthenticationToken");
    }

    [Fact]
    public async Task Refuses_the_owners_claims_under_a_strangers_signature_and_without_one()
    {
        var good = await server.Running.OwnerTokenAsync(ArmServer.Audience);
        var parts = good.Split('.');
        var (header, payload) = (StrictBase64Url.Decode(parts[0])!, StrictBase64Url.Decode(parts[1])!);
        var key = TestKeys.Named("key");
        using var stranger = server.As(Jws.Sign(header, payload, key));
        (await stranger.GetAsync(Subscriptions)).Refused(401, "InvalidAuthenticationToken", "The access token is invalid.");

        var none = StrictBase64Url.Encode(Encoding.UTF8.GetBytes("""{"typ":"JWT","alg":"none"}"""));
        using var unsigned = server.As($"{none}.{parts[1]}.");
        (await unsigned.GetAsync(Subscriptions)).Refused(401, "InvalidAuthenticationToken");
        using var owner = server.As(good);
        (await owner.GetAsync(Subscriptions)).Ok();
    }

    [Fact]
    public async Task B4_refuses_a_jobs_ID_token()
    {
        var token = await JobTokenAsync();
        using var gitlab = server.Running.For("gitlab.example.com");
        var keys = JwkSet.Read(await gitlab.GetByteArrayAsync("/oauth/discovery/keys", Cancel))!;
        var jws = Jws.Read(token, ["RS256"], ["JWT"]).Token!;
        Assert.Null(Jws.Verify(jws, keys)); // a good token, and even for this audience; only no access token
        Assert.Equal("https://management.azure.com", (string?)JsonNode.Parse(jws.Payload)!["aud"]);
        using var caller = server.As(token);
        (await caller.GetAsync(Subscriptions)).Refused(401, "InvalidAuthenticationToken");
    }

    [Fact]
    public async Task Refuses_a_token_whose_time_is_over_and_says_both_times()
    {
        var time = new FakeTimeProvider(DateTimeOffset.Parse("2026-08-07T12:00:00Z", CultureInfo.InvariantCulture));
        await using var running = await RunningServer.StartAsync(o => o with { Time = time });
        using var owner = new ArmClient(running.For("management.azure.com", await running.OwnerTokenAsync(ArmServer.Audience)));
        time.Advance(TimeSpan.FromSeconds(3598));
        (await owner.GetAsync(Subscriptions)).Ok();
        time.Advance(TimeSpan.FromSeconds(1));
        (await owner.GetAsync(Subscriptions)).Refused(
            401, "ExpiredAuthenticationToken",
            "The access token expiry UTC time '8/7/2026 12:59:59 PM' is earlier than current UTC time '8/7/2026 12:59:59 PM'.");
    }

    [Fact]
    public async Task Refuses_a_token_of_another_tenant_than_the_subscriptions_and_names_the_right_one()
    {
        var foreign = await server.AddForeignSubscriptionAsync();
        var answer = await server.Owner.GetAsync($"/subscriptions/{foreign.Id}?api-version=2022-12-01");
        answer.Refused(
            401, "InvalidAuthenticationTokenTenant",
            $"The access token is from the wrong issuer 'https://sts.windows.net/{server.Running.Facts.TenantId}/'. It must match the tenant "
            + $"'https://sts.windows.net/{foreign.TenantId}/' associated with this subscription.");
        Assert.Contains(
            $"https://login.windows.net/{foreign.TenantId}\"", answer.Message.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain((await server.Owner.GetAsync(Subscriptions)).Values, s => (string?)s!["displayName"] == "Foreign");
    }

    // Makes a pipeline, asks for its job as a runner does, and takes the ID token out of the job's variables.
    private async Task<string> JobTokenAsync()
    {
        const string project = "/api/v4/projects/mygroup%2Fmyproject/sallyport";
        const string config = "auth:\n  id_tokens: { TOKEN: { aud: https://management.azure.com } }\n  script: [echo]\n";
        using var gitlab = server.Running.For("gitlab.example.com");
        gitlab.DefaultRequestHeaders.Add("PRIVATE-TOKEN", server.Running.Facts.GitLabToken);
        using var made = await gitlab.PutAsJsonAsync(project, new { project_id = 1234 }, Cancel);
        using var pipeline = await gitlab.PostAsJsonAsync(
            $"{project}/pipeline", new { @ref = "main", sha = new string('a', 40), config }, Cancel);
        var runner = (string)JsonNode.Parse(await pipeline.Content.ReadAsStringAsync(Cancel))!["runner"]!["token"]!;
        using var claimed = await gitlab.PostAsJsonAsync("/api/v4/jobs/request", new { token = runner }, Cancel);
        var job = JsonNode.Parse(await claimed.Content.ReadAsStringAsync(Cancel))!;
        return (string)job["variables"]!.AsArray().Last(v => (string?)v!["key"] == "TOKEN")!["value"]!;
    }
}
