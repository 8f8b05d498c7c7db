using System.Net;
using System.Text.Json.Nodes;

namespace Sallyport.Server.Tests.Login;

/// <summary>What a page of another site may read by script.</summary>
public sealed class CrossOriginTests : IAsyncLifetime
{
    private const string Origin = "http://localhost:3000";
    private const string GraphScope = "https://graph.microsoft.com/User.Read offline_access openid profile";
    private SignInWorld world = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Token => $"/{world.Server.Facts.TenantId}/oauth2/v2.0/token";

    public async ValueTask InitializeAsync() => world = await SignInWorld.StartAsync();

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Theory]
    [InlineData("/{0}/v2.0/.well-known/openid-configuration")]
    [InlineData("/{0}/.well-known/openid-configuration")]
    [InlineData("/{0}/discovery/v2.0/keys")]
    [InlineData("/{0}/discovery/keys")]
    [InlineData("/common/discovery/instance?api-version=1.1&authorization_endpoint=https://login.microsoftonline.com/common/oauth2/v2.0/authorize")]
    public async Task Every_site_may_read_discovery_and_keys(string path)
    {
        var address = path.Replace("{0}", world.Server.Facts.TenantId.ToString(), StringComparison.Ordinal);
        foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Options])
        {
            using var answer = await SendAsync(method, address);
            Assert.Equal((HttpStatusCode.OK, "*", "GET, OPTIONS"), (answer.StatusCode, Header(answer, "Origin"), Header(answer, "Methods")));
        }
    }

    [Fact]
    public async Task The_page_of_a_single_page_application_reads_its_tokens()
    {
        var client = await world.AddApplicationAsync(new JsonObject { ["spa"] = new JsonObject { ["redirectUris"] = new JsonArray(Origin) } });
        using (var asked = await SendAsync(HttpMethod.Options, Token))
            Assert.Equal((HttpStatusCode.OK, "*", "POST, OPTIONS"), (asked.StatusCode, Header(asked, "Origin"), Header(asked, "Methods")));
        using var redeemed = await SendAsync(HttpMethod.Post, Token, await RedemptionAsync(client));
        Assert.Equal((HttpStatusCode.OK, "*"), (redeemed.StatusCode, Header(redeemed, "Origin")));
        Assert.Null(Header(redeemed, "Credentials"));
        var tokens = JsonNode.Parse(await redeemed.Content.ReadAsStringAsync(Cancel))!;
        using var refreshed = await SendAsync(HttpMethod.Post, Token, new()
        {
            ["grant_type"] = "refresh_token", ["client_id"] = client, ["refresh_token"] = (string)tokens["refresh_token"]!, ["scope"] = GraphScope,
        });
        Assert.Equal((HttpStatusCode.OK, "*"), (refreshed.StatusCode, Header(refreshed, "Origin")));
    }

    [Fact]
    public async Task A_page_reads_why_the_code_of_a_web_application_is_not_for_it()
    {
        var client = await world.AddApplicationAsync(new JsonObject { ["web"] = new JsonObject { ["redirectUris"] = new JsonArray(Origin) } });
        using var refused = await SendAsync(HttpMethod.Post, Token, await RedemptionAsync(client));
        Assert.Equal((HttpStatusCode.BadRequest, "*"), (refused.StatusCode, Header(refused, "Origin")));
        Assert.Contains("AADSTS9002326", await refused.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_page_reads_the_answer_to_an_applications_secret_nor_a_page_of_the_sign_in()
    {
        var facts = world.Server.Facts;
        using var tokens = await SendAsync(HttpMethod.Post, Token, new()
        {
            ["grant_type"] = "client_credentials", ["client_id"] = facts.OwnerClientId.ToString(), ["client_secret"] = facts.OwnerClientSecret,
            ["scope"] = LoginServer.Arm + "/.default",
        });
        Assert.Equal((HttpStatusCode.OK, null), (tokens.StatusCode, Header(tokens, "Origin")));
        using var page = await SendAsync(HttpMethod.Get, world.Authorize(SignInWorld.AzureCli, "http://localhost:8400", SignInWorld.ArmScope));
        Assert.Equal((HttpStatusCode.OK, null), (page.StatusCode, Header(page, "Origin")));
    }

    private static string? Header(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues($"Access-Control-Allow-{name}", out var values) ? Assert.Single(values) : null;

    private async Task<Dictionary<string, string>> RedemptionAsync(string client)
    {
        await world.Browser.OpenAsync(world.Authorize(client, Origin, GraphScope));
        await world.TypeAsync();
        await world.Browser.PostAsync("form:has(input[value=accept])");
        return new()
        {
            ["grant_type"] = "authorization_code", ["client_id"] = client, ["code"] = world.Answer()["code"]!,
            ["redirect_uri"] = Origin, ["code_verifier"] = SignInWorld.Verifier, ["scope"] = GraphScope,
        };
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, Dictionary<string, string>? form = null)
    {
        using var client = world.Server.For("login.microsoftonline.com");
        using var request = new HttpRequestMessage(method, path) { Headers = { { "Origin", Origin } } };
        if (method == HttpMethod.Options)
            request.Headers.Add("Access-Control-Request-Method", "POST");
        request.Content = form is null ? null : new FormUrlEncodedContent(form);
        return await client.SendAsync(request, Cancel);
    }
}
