using System.Text.Json.Nodes;

namespace Sallyport.Server.Tests.Login;

/// <summary>A person is asked for the permissions of several resources at once; each token is for one of them.</summary>
public sealed class SeveralResourcesTests : IAsyncLifetime
{
    private const string Redirect = "http://localhost:8400";
    private const string GraphScope = "https://graph.microsoft.com/User.Read";
    private const string ArmScope = "https://management.azure.com/user_impersonation";
    private SignInWorld world = null!;
    private string client = "";

    public async ValueTask InitializeAsync()
    {
        world = await SignInWorld.StartAsync();
        client = await world.AddApplicationAsync(new JsonObject { ["publicClient"] = new JsonObject { ["redirectUris"] = new JsonArray("http://localhost") } });
    }

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Fact]
    public async Task What_the_person_has_allowed_at_once_is_redeemed_resource_by_resource()
    {
        await world.Browser.OpenAsync(world.Authorize(client, Redirect, $"{GraphScope} {ArmScope} openid offline_access"));
        await world.TypeAsync();
        Assert.Contains("Sign you in and read your profile", world.Browser.Text);
        Assert.Contains("Access Azure Resource Manager as you", world.Browser.Text);
        await world.Browser.PostAsync("form:has(input[value=accept])");
        var tokens = await RedeemAsync($"{GraphScope} openid offline_access");
        Assert.Equal("https://graph.microsoft.com", Audience(tokens));
        var other = await PostAsync(new()
        {
            ["grant_type"] = "refresh_token", ["client_id"] = client, ["refresh_token"] = (string)tokens["refresh_token"]!, ["scope"] = ArmScope,
        });
        Assert.Equal("https://management.azure.com", Audience(other));
    }

    [Fact]
    public async Task One_token_is_not_for_several_resources()
    {
        await world.Browser.OpenAsync(world.Authorize(client, Redirect, $"{GraphScope} {ArmScope} openid"));
        await world.TypeAsync();
        await world.Browser.PostAsync("form:has(input[value=accept])");
        var refused = await RedeemAsync($"{GraphScope} {ArmScope}");
        Assert.Equal(70011, (int)refused["error_codes"]![0]!);
        Assert.Equal("https://management.azure.com", Audience(await RedeemAsync(ArmScope)));
    }

    private static string Audience(JsonNode tokens) => (string)SignInWorld.Claims((string)tokens["access_token"]!)["aud"]!;

    private Task<JsonNode> RedeemAsync(string scope) => PostAsync(new()
    {
        ["grant_type"] = "authorization_code", ["client_id"] = client, ["code"] = world.Answer()["code"]!, ["redirect_uri"] = Redirect,
        ["code_verifier"] = SignInWorld.Verifier, ["scope"] = scope,
    });

    private Task<JsonNode> PostAsync(Dictionary<string, string> form) => world.PostAsync($"/{world.Server.Facts.TenantId}/oauth2/v2.0/token", form);
}
