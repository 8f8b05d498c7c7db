using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Sallyport.Core.Entra.Federation;
using Sallyport.Server.Tests.GitLab;

namespace Sallyport.Server.Tests.Login;

/// <summary>A tenant that tells who has no account, and what ends what a person has got.</summary>
public sealed class UnknownAccountTests : IAsyncLifetime
{
    private const string Nobody = "nobody@sallyport.onmicrosoft.com";
    private SignInWorld world = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Site => $"https://portal.localhost:{world.Server.Server.Port}";

    public async ValueTask InitializeAsync() => world = await SignInWorld.StartAsync();

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Fact]
    public async Task The_password_grant_tells_an_unknown_account_where_the_tenants_policy_says_so()
    {
        Assert.Equal(50126, Number(await PasswordAsync(Nobody, "x")));
        await SetPolicyAsync(TenantPolicy.None with { UnknownAccountsAreTold = true });
        var told = await PasswordAsync(Nobody, "x");
        Assert.Equal((50034, "invalid_grant", "bad_token"), (Number(told), (string)told["error"]!, (string)told["suberror"]!));
        Assert.StartsWith(
            "AADSTS50034: The user account {EmailHidden} does not exist in the Sallyport directory. To sign into this application, the account must be added to the directory.",
            (string)told["error_description"]!);
        Assert.Equal(50126, Number(await PasswordAsync(SignInWorld.Name, "x")));
        Assert.NotNull((await PasswordAsync(SignInWorld.Name, SignInWorld.Password))["access_token"]);
        await SetPolicyAsync(TenantPolicy.None);
        Assert.Equal(50126, Number(await PasswordAsync(Nobody, "x")));
    }

    [Fact]
    public async Task The_pages_tell_an_unknown_account_before_they_ask_for_its_password()
    {
        await SetPolicyAsync(TenantPolicy.None with { UnknownAccountsAreTold = true });
        await OpenAsync();
        await world.Browser.PostAsync("form.stack", ("login", Nobody));
        Assert.Contains("We couldn’t find an account with that name.", world.Browser.Text);
        Assert.Equal(Nobody, world.Browser.Page.QuerySelector("input[name=login]")!.GetAttribute("value"));
        Assert.Equal(["50034"], DataFile.Query(world.Server.Folder, "sign-ins.db", $"SELECT ErrorCode FROM sign_ins WHERE UserPrincipalName = '{Nobody}'"));
        await world.TypeAsync();
        Assert.NotNull(world.Answer()["code"]);
    }

    [Fact]
    public async Task The_policy_keeps_its_form_for_files_that_do_not_say_it()
    {
        const string demands = "\"federationDisabled\":false,\"allowedIssuers\":null,\"requiredClaims\":[]";
        Assert.False(TenantPolicy.Read(Encoding.UTF8.GetBytes($"{{{demands}}}"))!.UnknownAccountsAreTold);
        Assert.True(TenantPolicy.Read(Encoding.UTF8.GetBytes($"{{{demands},\"unknownAccountsAreTold\":true}}"))!.UnknownAccountsAreTold);
        Assert.Null(TenantPolicy.Read(Encoding.UTF8.GetBytes($"{{{demands},\"unknownAccountsAreTold\":null}}")));
        Assert.Null(TenantPolicy.Read(Encoding.UTF8.GetBytes($"{{{demands},\"unknownAccountTold\":true}}")));
        using var portal = world.Server.For("portal.azure.com", world.Server.Facts.AdministratorToken);
        await SetPolicyAsync(TenantPolicy.None with { UnknownAccountsAreTold = true });
        Assert.True((bool)JsonNode.Parse(await portal.GetStringAsync("/sallyport/policy", Cancel))!["unknownAccountsAreTold"]!);
    }

    [Theory]
    [InlineData("revokeSignInSessions")]
    [InlineData("password")]
    public async Task Revoked_sessions_and_a_new_password_end_all_that_the_person_had(string how)
    {
        using var portal = new PageBrowser(world.Server, $"portal.localhost:{world.Server.Server.Port}");
        var before = await GetEverythingAsync(portal, SignInWorld.Password);
        Assert.NotNull((await RefreshAsync(before.Refresh))["access_token"]);
        await portal.OpenAsync(Site + "/");
        Assert.Equal(HttpStatusCode.OK, portal.Answer.StatusCode);

        world.Clock.Advance(TimeSpan.FromSeconds(1));
        if (how == "password")
            await world.GraphAsync(HttpMethod.Patch, $"/v1.0/users/{world.Id}", new JsonObject
            {
                ["passwordProfile"] = new JsonObject { ["password"] = "Another-horse-8", ["forceChangePasswordNextSignIn"] = false },
            });
        else
            await world.GraphAsync(HttpMethod.Post, $"/v1.0/users/{world.Id}/revokeSignInSessions", []);
        Assert.Equal(50173, Number(await RefreshAsync(before.Refresh)));
        Assert.Equal(50173, Number(await RedeemAsync(before.Code)));
        Assert.Equal(50173, Number(await PollAsync(before.Device)));
        await world.Browser.OpenAsync(Address + "&prompt=none");
        Assert.Equal("login_required", world.Answer()["error"]);
        await portal.OpenAsync(Site + "/subscriptions");
        Assert.StartsWith("/signin", portal.Location);

        world.Clock.Advance(TimeSpan.FromSeconds(1));
        var after = await GetEverythingAsync(portal, how == "password" ? "Another-horse-8" : SignInWorld.Password);
        Assert.NotNull((await RefreshAsync(after.Refresh))["access_token"]);
        Assert.NotNull((await RedeemAsync(after.Code))["access_token"]);
        Assert.NotNull((await PollAsync(after.Device))["access_token"]);
    }

    [Fact]
    public async Task Signing_out_ends_the_session_of_the_browser_and_no_refresh_token()
    {
        using var portal = new PageBrowser(world.Server, $"portal.localhost:{world.Server.Server.Port}");
        var before = await GetEverythingAsync(portal, SignInWorld.Password);
        await world.Browser.OpenAsync("/common/oauth2/v2.0/logout");
        await world.Browser.PostAsync("form.stack");
        await world.Browser.OpenAsync(Address + "&prompt=none");
        Assert.Equal("login_required", world.Answer()["error"]);
        Assert.NotNull((await RefreshAsync(before.Refresh))["access_token"]);
    }

    private string Address => world.Authorize(SignInWorld.AzureCli, "http://localhost", SignInWorld.ArmScope);

    /// <summary>Signs in to everything: a refresh token, a code, a device code that is allowed, and sessions at both sites.</summary>
    private async Task<(string Refresh, string Code, string Device)> GetEverythingAsync(PageBrowser portal, string password)
    {
        await OpenAsync("&prompt=login");
        await world.TypeAsync(password: password);
        var refresh = (string)(await RedeemAsync(world.Answer()["code"]!))["refresh_token"]!;
        await portal.OpenAsync(Site + "/signin");
        await world.Browser.OpenAsync(portal.Location!);
        await portal.OpenAsync(world.Browser.Location!);
        var device = await world.PostAsync("/organizations/oauth2/v2.0/devicecode", new() { ["client_id"] = SignInWorld.AzureCli, ["scope"] = SignInWorld.ArmScope });
        await world.Browser.OpenAsync("/common/oauth2/deviceauth?otc=" + device["user_code"]);
        await world.Browser.PostAsync("form:has(input[value=account])");
        Assert.Contains((string)device["user_code"]!, world.Browser.Text);
        await world.Browser.PostAsync("form:has(input[value=continue])");
        await OpenAsync();
        return (refresh, world.Answer()["code"]!, (string)device["device_code"]!);
    }

    private Task OpenAsync(string more = "") => world.Browser.OpenAsync(Address + more);

    private Task<JsonNode> PasswordAsync(string name, string password) => PostAsync(new()
    {
        ["grant_type"] = "password", ["username"] = name, ["password"] = password, ["scope"] = SignInWorld.ArmScope,
    });

    private Task<JsonNode> RefreshAsync(string token) => PostAsync(new() { ["grant_type"] = "refresh_token", ["refresh_token"] = token });

    private Task<JsonNode> RedeemAsync(string code) => PostAsync(new()
    {
        ["grant_type"] = "authorization_code", ["code"] = code, ["redirect_uri"] = "http://localhost", ["code_verifier"] = SignInWorld.Verifier,
    });

    private Task<JsonNode> PollAsync(string device) =>
        PostAsync(new() { ["grant_type"] = "urn:ietf:params:oauth:grant-type:device_code", ["device_code"] = device });

    private Task<JsonNode> PostAsync(Dictionary<string, string> form)
    {
        form["client_id"] = SignInWorld.AzureCli;
        return world.PostAsync("/organizations/oauth2/v2.0/token", form);
    }

    private async Task SetPolicyAsync(TenantPolicy policy)
    {
        using var portal = world.Server.For("portal.azure.com", world.Server.Facts.AdministratorToken);
        using var body = new StringContent(policy.Write(), Encoding.UTF8, "application/json");
        using var answer = await portal.PutAsync("/sallyport/policy", body, Cancel);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancel));
    }

    private static int? Number(JsonNode answer) => (int?)answer["error_codes"]?[0];
}
