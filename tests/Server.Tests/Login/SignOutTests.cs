using System.Net;
using System.Net.Http.Json;
using System.Web;
using Sallyport.Server.Tests.GitLab;

namespace Sallyport.Server.Tests.Login;

/// <summary>Signing out ends the session: a cookie that was copied before is good no more, on every surface.</summary>
public sealed class SignOutTests : IAsyncLifetime
{
    private const string Callback = "http://localhost:8400";
    private const string LoginCookie = "__Host-ESTSAUTH";
    private const string PortalCookie = "__Host-sallyport-portal";
    private const string GitLabCookie = "__Host-sallyport-gitlab";
    private readonly string folder = Directory.CreateTempSubdirectory("sallyport-sign-out-").FullName;
    private RunningServer server = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Authorize => $"/{server.Facts.TenantId}/oauth2/v2.0/authorize?client_id={SignInWorld.AzureCli}&response_type=code"
        + $"&redirect_uri={Uri.EscapeDataString(Callback)}&scope={Uri.EscapeDataString(SignInWorld.ArmScope)}";

    public async ValueTask InitializeAsync() => server = await RunningServer.StartAsync(folder: folder);

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Of_the_token_service_for_this_browser_alone_and_over_a_restart()
    {
        using var browser = new PageBrowser(server, "login.localhost");
        using var other = new PageBrowser(server, "login.localhost");
        var copy = await SignInAsync(browser);
        var kept = await SignInAsync(other);
        Assert.True(await IsSignedInAsync(copy));
        await SignOutAsync(browser);
        Assert.False(await IsSignedInAsync(copy));
        Assert.True(await IsSignedInAsync(kept));
        await RestartAsync();
        Assert.False(await IsSignedInAsync(copy));
        Assert.True(await IsSignedInAsync(kept));
    }

    [Fact]
    public async Task Of_the_token_service_also_for_the_cookie_that_the_browser_had_before_its_last_sign_in()
    {
        using var browser = new PageBrowser(server, "login.localhost");
        var copy = await SignInAsync(browser);
        var next = await SignInAsync(browser);
        Assert.False(await IsSignedInAsync(copy));
        Assert.True(await IsSignedInAsync(next));
    }

    [Fact]
    public async Task Of_the_portal()
    {
        using var login = new PageBrowser(server, "login.localhost");
        using var portal = new PageBrowser(server, $"portal.localhost:{server.Server.Port}");
        var site = $"https://portal.localhost:{server.Server.Port}";
        await portal.OpenAsync($"{site}/signin?return_to=%2F");
        await login.OpenAsync(portal.Location!);
        await TypeAsync(login);
        await portal.OpenAsync(login.Location!);
        var copy = CookieOf(portal, PortalCookie);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("portal.localhost", "/users", PortalCookie, copy));
        await portal.OpenAsync(site + "/");
        await portal.PostAsync("form.account");
        Assert.Equal(HttpStatusCode.Found, await StatusAsync("portal.localhost", "/users", PortalCookie, copy));
    }

    [Fact]
    public async Task Of_the_pages_of_GitLab()
    {
        using var gitLab = server.For("gitlab.example.com");
        gitLab.DefaultRequestHeaders.Add("PRIVATE-TOKEN", server.Facts.GitLabToken);
        using var made = await gitLab.PutAsJsonAsync("/api/v4/projects/team%2Fmine/sallyport", new { }, Cancel);
        Assert.True(made.IsSuccessStatusCode, await made.Content.ReadAsStringAsync(Cancel));
        using var browser = new PageBrowser(server);
        await browser.OpenAsync("/users/sign_in");
        await browser.PostAsync("form.stack", ("token", server.Facts.GitLabToken));
        var copy = CookieOf(browser, GitLabCookie);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("gitlab.example.com", "/team/mine", GitLabCookie, copy));
        await browser.OpenAsync("/");
        await browser.PostAsync("form[action$=sign_out]");
        Assert.Equal(HttpStatusCode.Found, await StatusAsync("gitlab.example.com", "/team/mine", GitLabCookie, copy));
    }

    private async Task<string> SignInAsync(PageBrowser browser)
    {
        await browser.OpenAsync(Authorize + "&prompt=login");
        await TypeAsync(browser);
        return CookieOf(browser, LoginCookie);
    }

    private async Task TypeAsync(PageBrowser browser)
    {
        await browser.PostAsync("form.stack", ("login", server.Facts.AdministratorName));
        await browser.PostAsync("form.stack", ("passwd", server.Facts.AdministratorPassword));
        Assert.NotNull(browser.Location);
    }

    private async Task SignOutAsync(PageBrowser browser)
    {
        await browser.OpenAsync($"/{server.Facts.TenantId}/oauth2/v2.0/logout");
        await browser.PostAsync("form.stack");
        Assert.Contains("You signed out of your account", browser.Text);
    }

    private async Task RestartAsync()
    {
        await server.DisposeAsync();
        server = await RunningServer.StartAsync(folder: folder);
    }

    private async Task<bool> IsSignedInAsync(string cookie)
    {
        using var browser = new PageBrowser(server, "login.localhost");
        browser.Carry(LoginCookie, cookie);
        await browser.OpenAsync(Authorize + "&prompt=none");
        var answer = HttpUtility.ParseQueryString(new Uri(browser.Location!).Query);
        Assert.True(answer["code"] is not null || answer["error"] == "login_required", browser.Location);
        return answer["code"] is not null;
    }

    private async Task<HttpStatusCode> StatusAsync(string host, string path, string name, string cookie)
    {
        using var browser = new PageBrowser(server, host);
        browser.Carry(name, cookie);
        await browser.OpenAsync(path);
        return browser.Answer.StatusCode;
    }

    private static string CookieOf(PageBrowser browser, string name) =>
        browser.Answer.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith(name + "=", StringComparison.Ordinal)).Split(';')[0][(name.Length + 1)..];
}
