using System.Text.Json.Nodes;
using Sallyport.Server.Tests.Graph;

namespace Sallyport.Server.Tests.Login;

/// <summary>A client is given nothing that its authorize request did not ask the person for.</summary>
public sealed class UnaskedTests : IAsyncLifetime
{
    private const string Callback = "https://notes.example/callback";
    private const string Everything = "openid profile offline_access User.Read";
    private SignInWorld world = null!;
    private string client = "";
    private string secret = "";

    public async ValueTask InitializeAsync()
    {
        world = await SignInWorld.StartAsync();
        client = await world.AddApplicationAsync(new JsonObject { ["web"] = new JsonObject { ["redirectUris"] = new JsonArray(Callback) } });
        secret = (await world.GraphAsync(
            HttpMethod.Post, $"/v1.0/applications(appId='{client}')/addPassword", new JsonObject { ["passwordCredential"] = new JsonObject() })).Text("secretText");
    }

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Fact]
    public async Task An_id_token_names_the_person_only_when_the_profile_was_asked_for()
    {
        var bare = await RedeemAsync(await AskAsync("openid User.Read"), Everything);
        Assert.Null(Claim(bare, "name"));
        Assert.Null(Claim(bare, "oid"));
        Assert.Null(Claim(bare, "preferred_username"));
        var full = await RedeemAsync(await AskAsync(Everything), Everything);
        Assert.Equal(("Ada Lovelace", SignInWorld.Name), ((string?)Claim(full, "name"), (string?)Claim(full, "preferred_username")));
    }

    [Theory]
    [InlineData("offline_access User.Read", false, false)]
    [InlineData("openid offline_access User.Read", true, false)]
    [InlineData("profile offline_access User.Read", false, false)]
    [InlineData(Everything, true, true)]
    public async Task A_refresh_token_gives_no_id_token_or_name_that_was_not_asked_for(string asked, bool hasIdToken, bool hasName)
    {
        var first = await RedeemAsync(await AskAsync(asked), null);
        foreach (var scope in (string?[])[null, Everything])
        {
            var answer = await RefreshAsync(first, scope);
            Assert.Equal((hasIdToken, hasName), (answer["id_token"] is not null, Claim(answer, "name") is not null));
            var next = await RefreshAsync(answer, Everything);
            Assert.Equal((hasIdToken, hasName), (next["id_token"] is not null, Claim(next, "name") is not null));
        }
    }

    [Fact]
    public async Task A_client_that_redeems_less_may_later_refresh_all_that_was_asked_for()
    {
        var first = await RedeemAsync(await AskAsync(Everything), "offline_access User.Read");
        Assert.Null(first["id_token"]);
        Assert.NotNull(Claim(await RefreshAsync(first, Everything), "name"));
    }

    [Fact]
    public async Task A_word_that_was_allowed_another_time_is_in_no_token_that_did_not_ask_for_it()
    {
        await AskAsync(Everything);
        var narrow = await RedeemAsync(await AskAsync("User.Read"), "User.Read openid profile");
        Assert.Equal("User.Read", Scopes(narrow));
        var wide = await RedeemAsync(await AskAsync(Everything), "User.Read openid profile");
        Assert.Equal("User.Read openid profile", Scopes(wide));
    }

    [Theory]
    [InlineData("account")]
    [InlineData("accept")]
    [InlineData("")]
    [InlineData("x")]
    public async Task Who_is_asked_to_sign_in_anew_types_the_password_whatever_the_form_says(string step)
    {
        await AskAsync(Everything);
        world.Clock.Advance(TimeSpan.FromHours(1));
        var address = world.Authorize(client, Callback, Everything);
        await world.Browser.OpenAsync(address + "&prompt=login");
        await SendAsync(step);
        Assert.Null(world.Browser.Location);
        if (world.Browser.Page.QuerySelector("input[name=login]:not([type=hidden])") is not null)
            await world.TypeAsync();
        else
            await world.Browser.PostAsync("form.stack", ("passwd", SignInWorld.Password));
        Assert.NotNull(world.Answer()["code"]);
        await world.Browser.OpenAsync(address + "&prompt=select_account");
        await SendAsync("account");
        Assert.NotNull(world.Answer()["code"]);
    }

    [Fact]
    public async Task Who_has_signed_in_anew_is_asked_for_consent_with_no_other_password()
    {
        await world.Browser.OpenAsync(world.Authorize(client, Callback, Everything, "&prompt=login"));
        await world.TypeAsync();
        await world.Browser.PostAsync("form:has(input[value=accept])");
        Assert.NotNull(world.Answer()["code"]);
    }

    // The form of the page that is open, as somebody fills it in by hand.
    private Task SendAsync(string step) =>
        world.Browser.PostAsync("form", ("step", step), ("id", world.Id));

    private async Task<string> AskAsync(string scope)
    {
        await world.Browser.OpenAsync(world.Authorize(client, Callback, scope));
        if (world.Browser.Page.QuerySelector("input[name=login]") is not null)
            await world.TypeAsync();
        if (world.Browser.Page.QuerySelector("form:has(input[value=accept])") is not null)
            await world.Browser.PostAsync("form:has(input[value=accept])");
        return world.Answer()["code"]!;
    }

    private Task<JsonNode> RedeemAsync(string code, string? scope) => PostAsync(scope, new()
    {
        ["grant_type"] = "authorization_code", ["code"] = code, ["redirect_uri"] = Callback, ["code_verifier"] = SignInWorld.Verifier,
    });

    private Task<JsonNode> RefreshAsync(JsonNode answer, string? scope) => PostAsync(scope, new()
    {
        ["grant_type"] = "refresh_token", ["refresh_token"] = (string)answer["refresh_token"]!,
    });

    private async Task<JsonNode> PostAsync(string? scope, Dictionary<string, string> form)
    {
        (form["client_id"], form["client_secret"]) = (client, secret);
        if (scope is not null)
            form["scope"] = scope;
        var answer = await world.PostAsync($"/{world.Server.Facts.TenantId}/oauth2/v2.0/token", form);
        Assert.True(answer["access_token"] is not null, answer.ToJsonString());
        return answer;
    }

    private static JsonNode? Claim(JsonNode answer, string name) =>
        (string?)answer["id_token"] is { } token ? SignInWorld.Claims(token)[name] : null;

    private static string Scopes(JsonNode answer) => (string)SignInWorld.Claims((string)answer["access_token"]!)["scp"]!;
}
