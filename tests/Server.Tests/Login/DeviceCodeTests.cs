using System.Text.Json.Nodes;
using Sallyport.Core.Entra.Tokens;
using Sallyport.Server.Tests.GitLab;

namespace Sallyport.Server.Tests.Login;

/// <summary>A device shows a code, and a person signs it in on another screen.</summary>
public sealed class DeviceCodeTests : IAsyncLifetime
{
    private const string Grant = "urn:ietf:params:oauth:grant-type:device_code";
    private SignInWorld world = null!;

    public async ValueTask InitializeAsync() => world = await SignInWorld.StartAsync();

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Fact]
    public async Task A_device_is_signed_in_once_the_person_has_continued()
    {
        var code = await BeginAsync();
        Assert.Matches("^[A-Z0-9]{9}$", (string)code["user_code"]!);
        var address = $"https://login.localhost:{world.Server.Server.Port}/common/oauth2/deviceauth";
        Assert.Equal((address, 900, 5), ((string)code["verification_uri"]!, (int)code["expires_in"]!, (int)code["interval"]!));
        Assert.Equal(
            $"To sign in, use a web browser to open the page {address} and enter the code {code["user_code"]} to authenticate.",
            (string)code["message"]!);
        var pending = await PollAsync(code);
        Assert.Equal(("authorization_pending", 70016), ((string)pending["error"]!, (int)pending["error_codes"]![0]!));

        await TypeCodeAsync(((string)code["user_code"]!).ToLowerInvariant());
        await world.TypeAsync();
        Assert.Contains("Are you trying to sign in to Microsoft Azure CLI?", world.Browser.Text);
        Assert.Equal("authorization_pending", (string)(await PollAsync(code))["error"]!);
        await world.Browser.PostAsync("form:has(input[value=continue])");
        Assert.Contains("You have signed in", world.Browser.Text);

        var tokens = await PollAsync(code);
        Assert.Equal(world.Id, (string)SignInWorld.Claims((string)tokens["id_token"]!)["oid"]!);
        Assert.Equal("https://management.core.windows.net/", (string)SignInWorld.Claims((string)tokens["access_token"]!)["aud"]!);
        Assert.Equal("bad_verification_code", (string)(await PollAsync(code))["error"]!);
    }

    [Fact]
    public async Task A_person_who_says_no_lets_nobody_in()
    {
        var code = await BeginAsync();
        await TypeCodeAsync((string)code["user_code"]!);
        await world.TypeAsync();
        await world.Browser.PostAsync("form:has(input[value=cancel])");
        Assert.Contains("Sign-in cancelled", world.Browser.Text);
        Assert.Equal("authorization_declined", (string)(await PollAsync(code))["error"]!);
        await TypeCodeAsync((string)code["user_code"]!);
        Assert.Contains("That code didn’t work.", world.Browser.Text);
    }

    [Fact]
    public async Task A_code_is_good_for_fifteen_minutes()
    {
        var code = await BeginAsync();
        world.Clock.Advance(DeviceCode.Lifetime);
        Assert.Equal(("expired_token", 70020), await RefusalAsync(code));
        await TypeCodeAsync((string)code["user_code"]!);
        Assert.Contains("That code didn’t work.", world.Browser.Text);
        await TypeCodeAsync((string)(await BeginAsync())["user_code"]!);
        Assert.Contains("to continue to Microsoft Azure CLI", world.Browser.Text);
    }

    [Fact]
    public async Task A_session_of_the_browser_still_has_to_confirm()
    {
        await SignedInAsync();
        var code = await BeginAsync();
        await TypeCodeAsync((string)code["user_code"]!);
        Assert.Contains("Pick an account", world.Browser.Text);
        Assert.Equal("authorization_pending", (string)(await PollAsync(code))["error"]!);
        await world.Browser.PostAsync("form:has(input[value=account])");
        await world.Browser.PostAsync("form:has(input[value=continue])");
        Assert.NotNull((await PollAsync(code))["access_token"]);
    }

    [Fact]
    public async Task Another_sites_form_lets_no_device_in()
    {
        await SignedInAsync();
        var code = await BeginAsync();
        await world.Browser.PostAsync(
            $"/common/oauth2/deviceauth?otc={code["user_code"]}", new Dictionary<string, string> { ["step"] = "continue", ["id"] = world.Id });
        Assert.Equal("authorization_pending", (string)(await PollAsync(code))["error"]!);
    }

    [Fact]
    public async Task The_code_of_one_client_is_nothing_to_another()
    {
        var code = await BeginAsync();
        await TypeCodeAsync((string)code["user_code"]!);
        await world.TypeAsync();
        await world.Browser.PostAsync("form:has(input[value=continue])");
        Assert.Equal("bad_verification_code", (string)(await PollAsync(code, "1950a258-227b-4e31-a9cf-717495945fc2"))["error"]!);
        Assert.NotNull((await PollAsync(code))["access_token"]);
    }

    [Fact]
    public async Task A_person_allows_what_an_application_of_the_tenant_asks_for_before_its_device_is_let_in()
    {
        var client = await world.AddApplicationAsync(new JsonObject { ["isFallbackPublicClient"] = true });
        const string scope = "https://management.azure.com/user_impersonation offline_access openid profile";
        var declined = await BeginAsync(client, scope);
        await TypeCodeAsync((string)declined["user_code"]!);
        await world.TypeAsync();
        await world.Browser.PostAsync("form:has(input[value=continue])");
        Assert.Contains("Access Azure Resource Manager as you", world.Browser.Text);
        Assert.Equal("authorization_pending", (string)(await PollAsync(declined, client))["error"]!);
        await world.Browser.PostAsync("form:has(input[value=cancel])");
        Assert.Equal("authorization_declined", (string)(await PollAsync(declined, client))["error"]!);

        var code = await BeginAsync(client, scope);
        await TypeCodeAsync((string)code["user_code"]!);
        await world.Browser.PostAsync("form:has(input[value=account])");
        await world.Browser.PostAsync("form:has(input[value=continue])");
        await world.Browser.PostAsync("form:has(input[value=accept])");
        Assert.Contains("You have signed in to Notes", world.Browser.Text);
        Assert.Equal(
            "https://management.azure.com", (string)SignInWorld.Claims((string)(await PollAsync(code, client))["access_token"]!)["aud"]!);
    }

    [Fact]
    public async Task Only_a_public_client_gets_a_code()
    {
        var confidential = await world.AddApplicationAsync([]);
        var fallback = await world.AddApplicationAsync(new JsonObject { ["isFallbackPublicClient"] = true });
        Assert.Equal("invalid_client", (string)(await BeginAsync(confidential))["error"]!);
        Assert.NotNull((await BeginAsync(fallback))["user_code"]);
    }

    private async Task SignedInAsync()
    {
        await world.Browser.OpenAsync(world.Authorize(SignInWorld.AzureCli, "http://localhost", SignInWorld.ArmScope));
        await world.TypeAsync();
        Assert.NotNull(world.Answer()["code"]);
    }

    private Task<JsonNode> BeginAsync(string client = SignInWorld.AzureCli, string scope = SignInWorld.ArmScope) => world.PostAsync(
        $"/{world.Server.Facts.TenantId}/oauth2/v2.0/devicecode", new() { ["client_id"] = client, ["scope"] = scope });

    private Task<JsonNode> PollAsync(JsonNode code, string client = SignInWorld.AzureCli) => world.PostAsync("/organizations/oauth2/v2.0/token", new()
    {
        ["grant_type"] = Grant, ["client_id"] = client, ["client_info"] = "1",
        ["device_code"] = (string)code["device_code"]!, ["code"] = (string)code["device_code"]!,
    });

    private async Task<(string Error, int Number)> RefusalAsync(JsonNode code)
    {
        var answer = await PollAsync(code);
        return ((string)answer["error"]!, (int)answer["error_codes"]![0]!);
    }

    private Task TypeCodeAsync(string code) => world.Browser.OpenAsync("/common/oauth2/deviceauth?otc=" + code);
}
