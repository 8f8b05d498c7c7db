using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Sallyport.Core.Wire;

namespace Sallyport.Server.Tests.Login;

/// <summary>People sign in to applications of the tenant.</summary>
public sealed class OwnClientTests : IAsyncLifetime
{
    private const string Callback = "https://notes.example/callback";
    private const string Scope = "openid profile offline_access User.Read";
    private SignInWorld world = null!;

    public async ValueTask InitializeAsync() => world = await SignInWorld.StartAsync();

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Fact]
    public async Task Consent_is_asked_once_for_each_permission()
    {
        var client = await AddWebAsync();
        await world.Browser.OpenAsync(world.Authorize(client, Callback, Scope));
        await world.TypeAsync();
        Assert.Contains("Notes would like to:", world.Browser.Text);
        foreach (var permission in Scope.Split(' '))
            Assert.Contains(permission, world.Browser.Text);
        await AcceptAsync();
        Assert.StartsWith(Callback + "?code=", world.Browser.Location);

        await world.Browser.OpenAsync(world.Authorize(client, Callback, Scope));
        Assert.NotNull(world.Answer()["code"]);
        await world.Browser.OpenAsync(world.Authorize(client, Callback, Scope + " User.ReadBasic.All"));
        Assert.DoesNotContain("User.Read ", world.Browser.Text + " ");
        Assert.Contains("User.ReadBasic.All", world.Browser.Text);
        await world.Browser.OpenAsync(world.Authorize(client, Callback, Scope + " User.ReadBasic.All", "&prompt=none"));
        Assert.Equal("interaction_required", world.Answer()["error"]);
    }

    [Fact]
    public async Task Who_declines_is_told_to_the_client()
    {
        var client = await AddWebAsync();
        await world.Browser.OpenAsync(world.Authorize(client, Callback, Scope));
        await world.TypeAsync();
        await world.Browser.PostAsync("form:has(input[value=cancel])");
        Assert.Equal(("access_denied", "xyz"), (world.Answer()["error"], world.Answer()["state"]));
        Assert.StartsWith("AADSTS65004: User declined to consent to access the app.", world.Answer()["error_description"]);
    }

    [Fact]
    public async Task Only_an_administrator_allows_what_reaches_into_the_whole_directory()
    {
        var client = await AddWebAsync();
        await world.Browser.OpenAsync(world.Authorize(client, Callback, "openid Directory.Read.All"));
        await world.TypeAsync();
        Assert.Contains("Only an administrator can accept this.", world.Browser.Text);
        Assert.Null(world.Browser.Page.QuerySelector("form:has(input[value=accept])"));
        var cancel = world.Browser.Page.QuerySelector("form:has(input[value=cancel])")!;
        await world.Browser.PostAsync(cancel.GetAttribute("action")!, new Dictionary<string, string>
        {
            ["forgery_token"] = cancel.QuerySelector("input[name=forgery_token]")!.GetAttribute("value")!, ["step"] = "accept", ["id"] = world.Id,
        });
        Assert.StartsWith("AADSTS90094", world.Answer()["error_description"]);
    }

    [Fact]
    public async Task A_permission_that_nobody_offers_is_told_to_the_client()
    {
        var client = await AddWebAsync();
        await world.Browser.OpenAsync(world.Authorize(client, Callback, "openid Cheese.Read"));
        await world.TypeAsync();
        Assert.StartsWith("AADSTS650053", world.Answer()["error_description"]);
    }

    [Fact]
    public async Task A_web_application_proves_who_it_is_when_it_redeems_the_code()
    {
        var client = await AddWebAsync();
        var secret = (await world.GraphAsync(
            HttpMethod.Post, $"/v1.0/applications(appId='{client}')/addPassword", new JsonObject { ["passwordCredential"] = new JsonObject() })).Text("secretText");
        await world.Browser.OpenAsync(world.Authorize(client, Callback, Scope));
        await world.TypeAsync();
        await AcceptAsync();
        var code = world.Answer()["code"]!;
        Assert.Equal(7000218, Number(await RedeemAsync(client, code, Callback)));
        Assert.Equal(7000215, Number(await RedeemAsync(client, code, Callback, ("client_secret", "wrong"))));
        var tokens = await RedeemAsync(client, code, Callback, ("client_secret", secret));
        Assert.Equal("https://graph.microsoft.com/User.Read openid profile offline_access User.Read", (string)tokens["scope"]!);
        Assert.Equal("User.Read openid profile offline_access", (string)SignInWorld.Claims((string)tokens["access_token"]!)["scp"]!);
        var refresh = (string)tokens["refresh_token"]!;
        Assert.Equal(7000218, Number(await RefreshAsync(client, refresh)));
        Assert.NotNull((await RefreshAsync(client, refresh, ("client_secret", secret)))["access_token"]);
    }

    [Fact]
    public async Task The_code_of_a_single_page_application_is_redeemed_by_a_browser_alone()
    {
        var client = await world.AddApplicationAsync(new JsonObject
        {
            ["spa"] = new JsonObject { ["redirectUris"] = new JsonArray("https://spa.example/") },
        });
        await world.Browser.OpenAsync(world.Authorize(client, "https://spa.example/", Scope));
        await world.TypeAsync();
        await AcceptAsync();
        var code = world.Answer()["code"]!;
        Assert.Equal(9002327, Number(await RedeemAsync(client, code, "https://spa.example/")));
        var form = Redemption(client, code, "https://spa.example/");
        Assert.NotNull((await world.PostAsync("/organizations/oauth2/v2.0/token", form, origin: "https://spa.example"))["access_token"]);
    }

    [Fact]
    public async Task An_id_token_comes_from_the_authorize_endpoint_only_where_the_application_switched_it_on()
    {
        var client = await AddWebAsync(idTokens: true);
        await world.Browser.OpenAsync(world.Authorize(client, Callback, "openid profile", "&response_type=code id_token&response_mode=form_post"));
        await world.TypeAsync();
        await AcceptAsync();
        var form = world.Browser.Page.QuerySelector("form[data-submit]")!;
        string Field(string name) => form.QuerySelector($"input[name={name}]")!.GetAttribute("value")!;
        var claims = SignInWorld.Claims(Field("id_token"));
        var half = SHA256.HashData(Encoding.ASCII.GetBytes(Field("code")))[..16];
        Assert.Equal((client, "n-1", StrictBase64Url.Encode(half)), ((string)claims["aud"]!, (string)claims["nonce"]!, (string)claims["c_hash"]!));

        var other = await AddWebAsync();
        await world.Browser.OpenAsync(world.Authorize(other, Callback, "openid profile", "&response_type=id_token"));
        Assert.StartsWith("AADSTS700054", world.Answer()["error_description"]);
    }

    [Fact]
    public async Task A_password_is_no_consent()
    {
        var client = await world.AddApplicationAsync(new JsonObject { ["isFallbackPublicClient"] = true });
        var answer = await world.PostAsync($"/{world.Server.Facts.TenantId}/oauth2/v2.0/token", new()
        {
            ["grant_type"] = "password", ["client_id"] = client, ["username"] = SignInWorld.Name, ["password"] = SignInWorld.Password, ["scope"] = "User.Read",
        });
        Assert.Equal(65001, Number(answer));
    }

    [Theory]
    [InlineData("v2.0/")]
    [InlineData("")]
    public async Task Signing_out_asks_first_and_goes_back_to_an_address_of_the_application_alone(string version)
    {
        var client = await AddWebAsync();
        await world.Browser.OpenAsync(world.Authorize(client, Callback, "openid"));
        await world.TypeAsync();
        await AcceptAsync();
        var logout = $"/{world.Server.Facts.TenantId}/oauth2/{version}logout?client_id={client}&post_logout_redirect_uri=";
        await world.Browser.OpenAsync(logout + Uri.EscapeDataString(Callback));
        Assert.Contains("Which account do you want to sign out of?", world.Browser.Text);
        await world.Browser.OpenAsync(world.Authorize(client, Callback, "openid", "&prompt=none"));
        Assert.NotNull(world.Answer()["code"]);

        await world.Browser.OpenAsync(logout + Uri.EscapeDataString(Callback));
        await world.Browser.PostAsync("form.stack");
        Assert.Equal(Callback, world.Browser.Location);
        await world.Browser.OpenAsync(world.Authorize(client, Callback, "openid", "&prompt=none"));
        Assert.Equal("login_required", world.Answer()["error"]);
        await world.Browser.OpenAsync(logout + Uri.EscapeDataString("https://evil.example/"));
        Assert.Null(world.Browser.Location);
        Assert.Contains("You signed out of your account", world.Browser.Text);
    }

    private Task<string> AddWebAsync(bool idTokens = false) => world.AddApplicationAsync(new JsonObject
    {
        ["web"] = new JsonObject
        {
            ["redirectUris"] = new JsonArray(Callback),
            ["implicitGrantSettings"] = new JsonObject { ["enableIdTokenIssuance"] = idTokens },
        },
    });

    private Task AcceptAsync() => world.Browser.PostAsync("form:has(input[value=accept])");

    private static Dictionary<string, string> Redemption(string client, string code, string redirect) => new()
    {
        ["grant_type"] = "authorization_code", ["client_id"] = client, ["code"] = code, ["redirect_uri"] = redirect, ["code_verifier"] = SignInWorld.Verifier,
    };

    private Task<JsonNode> RedeemAsync(string client, string code, string redirect, params (string Name, string Value)[] more)
    {
        var form = Redemption(client, code, redirect);
        foreach (var (name, value) in more)
            form[name] = value;
        return world.PostAsync($"/{world.Server.Facts.TenantId}/oauth2/v2.0/token", form);
    }

    private Task<JsonNode> RefreshAsync(string client, string token, params (string Name, string Value)[] more)
    {
        var form = new Dictionary<string, string> { ["grant_type"] = "refresh_token", ["client_id"] = client, ["refresh_token"] = token };
        foreach (var (name, value) in more)
            form[name] = value;
        return world.PostAsync($"/{world.Server.Facts.TenantId}/oauth2/v2.0/token", form);
    }

    private static int? Number(JsonNode answer) => (int?)answer["error_codes"]?[0];
}
