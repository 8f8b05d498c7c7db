using System.Net;
using System.Text.Json.Nodes;

namespace Sallyport.Server.Tests.Login;

/// <summary>How long the refresh tokens of one sign-in live, and how a person signs out of one client.</summary>
public sealed class TokenFamilyTests : IAsyncLifetime
{
    private const string Clients = "/sallyport/clients";
    private const string Loopback = "http://localhost:8400";
    private const string Page = "https://spa.example";
    private const string GraphScope = "https://graph.microsoft.com/User.Read offline_access openid profile";
    private SignInWorld world = null!;

    public async ValueTask InitializeAsync() => world = await SignInWorld.StartAsync();

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Fact]
    public async Task A_single_page_application_has_to_ask_the_person_after_24_hours_however_often_it_refreshed()
    {
        var client = await AddSpaAsync();
        var first = await SignInAsync(client, Page + "/", GraphScope, Page);
        world.Clock.Advance(TimeSpan.FromHours(23));
        var renewed = Token(await RefreshAsync(client, first, Page));
        world.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(700084, Code(await RefreshAsync(client, renewed, Page)));
        Assert.Equal(700084, Code(await RefreshAsync(client, first, Page)));
        Token(await RefreshAsync(client, await SignInAsync(client, Page + "/", GraphScope, Page), Page));
    }

    [Fact]
    public async Task The_refresh_token_of_another_client_lives_on_after_24_hours()
    {
        var first = await SignInAsync(SignInWorld.AzureCli, Loopback, SignInWorld.ArmScope);
        world.Clock.Advance(TimeSpan.FromDays(89));
        var renewed = Token(await RefreshAsync(SignInWorld.AzureCli, first));
        world.Clock.Advance(TimeSpan.FromDays(2));
        Token(await RefreshAsync(SignInWorld.AzureCli, renewed));
    }

    [Fact]
    public async Task A_person_signs_out_of_one_client_and_stays_signed_in_to_the_others()
    {
        var (spa, az) = (await AddSpaAsync(), SignInWorld.AzureCli);
        var ofSpa = await SignInAsync(spa, Page + "/", GraphScope, Page);
        var ofAz = await SignInAsync(az, Loopback, SignInWorld.ArmScope);
        var renewed = Token(await RefreshAsync(az, ofAz));
        await world.Browser.OpenAsync(Clients);
        Assert.Equal(["Microsoft Azure CLI", "Notes"], world.Browser.Page.QuerySelectorAll("h2").Select(h => h.TextContent));
        await world.Browser.SubmitAsync("section:has(h2) form");
        Assert.Equal(["Notes"], world.Browser.Page.QuerySelectorAll("h2").Select(h => h.TextContent));

        Assert.Equal(50173, Code(await RefreshAsync(az, ofAz)));
        Assert.Equal(50173, Code(await RefreshAsync(az, renewed)));
        Token(await RefreshAsync(spa, ofSpa, Page));
        Token(await RefreshAsync(az, await SignInAsync(az, Loopback, SignInWorld.ArmScope)));
    }

    [Fact]
    public async Task Nobody_signs_another_person_out()
    {
        var token = await SignInAsync(SignInWorld.AzureCli, Loopback, SignInWorld.ArmScope);
        await world.Browser.OpenAsync(Clients);
        var family = world.Browser.Page.QuerySelector("input[name=family]")!.GetAttribute("value")!;
        await world.AddUserAsync("eve@sallyport.onmicrosoft.com", "Eve");
        using var eve = new GitLab.PageBrowser(world.Server, "login.localhost");
        await eve.OpenAsync(Clients);
        await eve.PostAsync("form.stack", ("login", "eve@sallyport.onmicrosoft.com"));
        await eve.SubmitAsync("form.stack", ("passwd", SignInWorld.Password));
        Assert.Contains("No application can get tokens for you.", eve.Text);
        await eve.OpenAsync("/common/oauth2/v2.0/logout");
        var fields = eve.Page.QuerySelectorAll("form input[type=hidden]").ToDictionary(i => i.GetAttribute("name")!, i => i.GetAttribute("value")!);
        fields["step"] = "revoke";
        fields["family"] = family;
        await eve.PostAsync(Clients, fields);
        Assert.Equal(HttpStatusCode.Found, eve.Answer.StatusCode);
        Token(await RefreshAsync(SignInWorld.AzureCli, token));

        await world.Browser.PostAsync("section:has(h2) form");
        Assert.Equal(50173, Code(await RefreshAsync(SignInWorld.AzureCli, token)));
    }

    [Fact]
    public async Task A_form_of_another_site_signs_nobody_out()
    {
        var token = await SignInAsync(SignInWorld.AzureCli, Loopback, SignInWorld.ArmScope);
        await world.Browser.OpenAsync(Clients);
        var family = world.Browser.Page.QuerySelector("input[name=family]")!.GetAttribute("value")!;
        await world.Browser.PostAsync(Clients, new Dictionary<string, string> { ["step"] = "revoke", ["family"] = family });
        Token(await RefreshAsync(SignInWorld.AzureCli, token));
    }

    [Fact]
    public async Task Revoked_sessions_leave_no_client_on_the_list()
    {
        await SignInAsync(SignInWorld.AzureCli, Loopback, SignInWorld.ArmScope);
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        await world.GraphAsync(HttpMethod.Post, $"/v1.0/users/{world.Id}/revokeSignInSessions", []);
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        await world.Browser.OpenAsync(Clients);
        await world.TypeAsync();
        await world.Browser.OpenAsync(Clients);
        Assert.Contains("No application can get tokens for you.", world.Browser.Text);
    }

    [Fact]
    public async Task Consent_is_asked_for_again_when_the_client_says_so_and_only_then()
    {
        var client = await AddSpaAsync();
        await SignInAsync(client, Page + "/", GraphScope, Page);
        await world.Browser.OpenAsync(world.Authorize(client, Page + "/", GraphScope));
        Assert.NotNull(world.Answer()["code"]);
        await world.Browser.OpenAsync(world.Authorize(client, Page + "/", GraphScope, "&prompt=consent"));
        Assert.Null(world.Browser.Location);
        await world.Browser.PostAsync("form:has(input[value=accept])");
        Assert.NotNull(world.Answer()["code"]);
        await world.Browser.OpenAsync(world.Authorize(client, Page + "/", GraphScope, "&prompt=consent"));
        await world.Browser.PostAsync("form:has(input[value=cancel])");
        Assert.Equal("access_denied", world.Answer()["error"]);
        await world.Browser.OpenAsync(world.Authorize(client, Page + "/", GraphScope));
        Assert.NotNull(world.Answer()["code"]);
    }

    [Fact]
    public async Task Nobody_is_asked_about_a_client_of_Microsofts_own()
    {
        await SignInAsync(SignInWorld.AzureCli, Loopback, SignInWorld.ArmScope);
        await world.Browser.OpenAsync(world.Authorize(SignInWorld.AzureCli, Loopback, SignInWorld.ArmScope, "&prompt=consent"));
        Assert.NotNull(world.Answer()["code"]);
    }

    private Task<string> AddSpaAsync() => world.AddApplicationAsync(new JsonObject { ["spa"] = new JsonObject { ["redirectUris"] = new JsonArray(Page + "/") } });

    /// <summary>Ada signs in to a client; its refresh token.</summary>
    private async Task<string> SignInAsync(string client, string redirect, string scope, string? origin = null)
    {
        await world.Browser.OpenAsync(world.Authorize(client, redirect, scope));
        if (world.Browser.Page.QuerySelector("input[name=login]") is not null)
            await world.TypeAsync();
        if (world.Browser.Page.QuerySelector("form:has(input[value=accept])") is not null)
            await world.Browser.PostAsync("form:has(input[value=accept])");
        return Token(await PostAsync(new()
        {
            ["grant_type"] = "authorization_code", ["client_id"] = client, ["code"] = world.Answer()["code"]!, ["redirect_uri"] = redirect,
            ["code_verifier"] = SignInWorld.Verifier,
        }, origin));
    }

    private Task<JsonNode> RefreshAsync(string client, string token, string? origin = null) =>
        PostAsync(new() { ["grant_type"] = "refresh_token", ["client_id"] = client, ["refresh_token"] = token }, origin);

    private Task<JsonNode> PostAsync(Dictionary<string, string> form, string? origin) =>
        world.PostAsync($"/{world.Server.Facts.TenantId}/oauth2/v2.0/token", form, origin);

    private static string Token(JsonNode answer) => (string?)answer["refresh_token"] ?? throw new InvalidOperationException(answer.ToJsonString());

    private static int Code(JsonNode answer) => (int)answer["error_codes"]![0]!;
}
