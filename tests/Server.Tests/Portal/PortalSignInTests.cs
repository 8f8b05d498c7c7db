using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Sallyport.Core.Entra.Tokens;
using Sallyport.Server.Tests.GitLab;
using Sallyport.Server.Tests.Login;

namespace Sallyport.Server.Tests.Portal;

/// <summary>People sign in to the portal at the token service, with a password or with a link.</summary>
public sealed class PortalSignInTests : IAsyncLifetime
{
    private SignInWorld world = null!;
    private PageBrowser portal = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Site => $"https://portal.localhost:{world.Server.Server.Port}";

    public async ValueTask InitializeAsync()
    {
        world = await SignInWorld.StartAsync();
        portal = new PageBrowser(world.Server, $"portal.localhost:{world.Server.Server.Port}");
    }

    public ValueTask DisposeAsync()
    {
        portal.Dispose();
        return world.DisposeAsync();
    }

    [Fact]
    public async Task A_person_signs_in_with_a_password_and_lands_on_the_page_that_was_asked_for()
    {
        await SignInAsync("/?from=link");
        Assert.Equal("/?from=link", portal.Location);
        await portal.OpenAsync(Site + portal.Location);
        Assert.Contains(world.Server.Facts.TenantId.ToString(), portal.Text);
        Assert.Contains(SignInWorld.Name, portal.Page.QuerySelector("header")!.TextContent);
    }

    [Fact]
    public async Task Signing_out_of_the_portal_ends_the_session_at_the_token_service_too()
    {
        await SignInAsync("/");
        await portal.OpenAsync(Site + "/");
        await portal.PostAsync("form.account");
        Assert.StartsWith($"https://login.localhost:{world.Server.Server.Port}/", portal.Location);
        await world.Browser.OpenAsync(portal.Location!);
        await world.Browser.PostAsync("form.stack");
        Assert.Equal(Site + "/", world.Browser.Location);
        await portal.OpenAsync(Site + "/");
        await portal.OpenAsync(Site + portal.Page.QuerySelector("a[data-onward]")!.GetAttribute("href"));
        await world.Browser.OpenAsync(portal.Location!);
        Assert.Contains("Sign in", world.Browser.Text);
    }

    [Fact]
    public async Task The_answer_of_another_browser_signs_nobody_in()
    {
        await portal.OpenAsync(Site + "/signin?return_to=%2F");
        await world.Browser.OpenAsync(portal.Location!);
        await world.TypeAsync();
        using var other = new PageBrowser(world.Server, "portal.localhost");
        await other.OpenAsync(world.Browser.Location!);
        Assert.Equal(HttpStatusCode.BadRequest, other.Answer.StatusCode);
        await other.OpenAsync(Site + "/?page=1");
        Assert.StartsWith("/signin", other.Location);
        await portal.OpenAsync(world.Browser.Location!);
        Assert.Equal("/", portal.Location);
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("https://evil.example/")]
    [InlineData("/\\evil.example")]
    [InlineData("/\t/evil.example")]
    [InlineData("/\u00fc")]
    public async Task Nobody_is_sent_to_another_site_afterwards(string address)
    {
        await SignInAsync(address);
        Assert.Equal("/", portal.Location);
    }

    [Fact]
    public async Task A_link_signs_in_once()
    {
        var link = (string)(await NewLinkAsync(SignInWorld.Name))["signInLink"]!;
        await world.Browser.OpenAsync(link);
        await world.Browser.OpenAsync(link);
        Assert.Contains("Ada Lovelace", world.Browser.Text);
        var code = world.Browser.Page.QuerySelector("input[name=code]")!.GetAttribute("value")!;
        await world.Browser.PostAsync("form.stack");
        Assert.Equal(Site + "/", world.Browser.Location);
        await portal.OpenAsync(Site + "/signin");
        await world.Browser.OpenAsync(portal.Location!);
        await portal.OpenAsync(world.Browser.Location!);
        await portal.OpenAsync(Site + "/");
        Assert.Contains(SignInWorld.Name, portal.Page.QuerySelector("header")!.TextContent);

        await world.Browser.OpenAsync(link);
        Assert.Contains("This link is spent", world.Browser.Text);
        Assert.Contains(code, link);
    }

    [Fact]
    public async Task A_link_is_good_for_an_hour_and_for_an_enabled_account()
    {
        var link = (string)(await NewLinkAsync(SignInWorld.Name))["signInLink"]!;
        world.Clock.Advance(SignInLink.Lifetime);
        await world.Browser.OpenAsync(link);
        Assert.Contains("This link is spent", world.Browser.Text);
        Assert.Equal("NotFound", (string)(await NewLinkAsync("bob@sallyport.onmicrosoft.com"))["error"]!["code"]!);
        await world.GraphAsync(HttpMethod.Patch, $"/v1.0/users/{world.Id}", new JsonObject { ["accountEnabled"] = false });
        Assert.Equal("NotFound", (string)(await NewLinkAsync(SignInWorld.Name))["error"]!["code"]!);
    }

    [Fact]
    public async Task A_link_is_a_sign_in_record_and_ends_with_the_persons_sessions()
    {
        var link = (string)(await NewLinkAsync(SignInWorld.Name))["signInLink"]!;
        await world.Browser.OpenAsync(link);
        await world.Browser.PostAsync("form.stack");
        Assert.Equal(Site + "/", world.Browser.Location);
        await using var scope = world.Server.Server.Services.CreateAsyncScope();
        var records = await scope.ServiceProvider.GetRequiredService<ISignIns>().ListAsync(false, null, 1, Cancel);
        Assert.Equal((0, SignInWorld.Name), (records[0].ErrorCode, records[0].UserPrincipalName));

        var other = (string)(await NewLinkAsync(SignInWorld.Name))["signInLink"]!;
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        await world.GraphAsync(HttpMethod.Post, $"/v1.0/users/{world.Id}/revokeSignInSessions", []);
        await world.Browser.OpenAsync(other);
        Assert.Contains("This link is spent", world.Browser.Text);
    }

    [Fact]
    public async Task A_session_is_over_after_a_day_whatever_its_person_does()
    {
        await SignInAsync("/");
        for (var hours = 0; hours < 24; hours += 8)
        {
            await portal.OpenAsync(Site + "/subscriptions");
            Assert.Equal(HttpStatusCode.OK, portal.Answer.StatusCode);
            world.Clock.Advance(TimeSpan.FromHours(8));
        }
        await portal.OpenAsync(Site + "/subscriptions");
        Assert.StartsWith("/signin", portal.Location);
    }

    [Fact]
    public async Task A_link_of_a_page_from_elsewhere_signs_nobody_in()
    {
        var link = new Uri((string)(await NewLinkAsync(SignInWorld.Name))["signInLink"]!);
        var code = System.Web.HttpUtility.ParseQueryString(link.Query)["code"]!;
        await world.Browser.PostAsync("/sallyport/link", new Dictionary<string, string> { ["step"] = "link", ["code"] = code });
        Assert.Null(world.Browser.Location);
        await world.Browser.OpenAsync(link.ToString());
        await world.Browser.PostAsync("form.stack");
        Assert.Equal(Site + "/", world.Browser.Location);
    }

    private async Task SignInAsync(string next)
    {
        await portal.OpenAsync($"{Site}/signin?return_to={Uri.EscapeDataString(next)}");
        await world.Browser.OpenAsync(portal.Location!);
        await world.TypeAsync();
        Assert.StartsWith(Site + "/signin-oidc?", world.Browser.Location);
        await portal.OpenAsync(world.Browser.Location!);
    }

    private async Task<JsonNode> NewLinkAsync(string name)
    {
        using var client = world.Server.For("portal.localhost", world.Server.Facts.AdministratorToken);
        using var response = await client.PostAsJsonAsync("/sallyport/signInLinks", new { userPrincipalName = name }, Cancel);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancel))!;
    }
}
