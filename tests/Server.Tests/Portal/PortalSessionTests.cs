using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Sallyport.Core.Entra.Directory;
using Sallyport.Server.Tests.GitLab;

namespace Sallyport.Server.Tests.Portal;

/// <summary>Who may look at the portal's pages.</summary>
public sealed class PortalSessionTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly RunningServer server = shared.Running;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_person_who_has_signed_in_sees_the_tenant()
    {
        var (browser, person) = await server.NewPersonAsync();
        await browser.OpenAsync("/");
        Assert.Equal(HttpStatusCode.OK, browser.Answer.StatusCode);
        Assert.Contains(server.Facts.TenantId.ToString(), browser.Text);
        Assert.Contains(person.UserPrincipalName, browser.Page.QuerySelector("header")!.TextContent);
        browser.Dispose();
    }

    [Fact]
    public async Task A_visitor_is_sent_to_sign_in_and_back()
    {
        using var browser = new PageBrowser(server, PortalBrowsers.Host);
        await browser.OpenAsync("/?page=2");
        Assert.Equal("/signin?return_to=%2F%3Fpage%3D2", browser.Location);
    }

    [Fact]
    public async Task The_first_page_leads_on_to_sign_in_with_and_without_script()
    {
        using var browser = new PageBrowser(server, PortalBrowsers.Host);
        await browser.OpenAsync("/");
        Assert.Equal(HttpStatusCode.OK, browser.Answer.StatusCode);
        const string next = "/signin?return_to=%2F";
        Assert.Equal(next, browser.Page.QuerySelector("a[data-onward]")!.GetAttribute("href"));
        Assert.Contains($"0; url={next}", browser.Page.QuerySelector("head noscript")!.InnerHtml);
        Assert.Empty(browser.Page.QuerySelectorAll(".menu a"));
        await browser.OpenAsync(next);
        Assert.Contains("/oauth2/v2.0/authorize?", browser.Location);
    }

    [Fact]
    public async Task The_menu_leads_to_GitLab_and_to_the_sign_in_logs_only_who_may_read_them()
    {
        var (member, _) = await server.NewPersonAsync();
        var (administrator, _) = await server.NewPersonAsync(WellKnown.GlobalAdministrator);
        using (member)
        using (administrator)
        {
            await member.OpenAsync("/");
            await administrator.OpenAsync("/");
            Assert.Contains("https://gitlab.localhost/", MenuOf(member));
            Assert.Contains("/signins", MenuOf(administrator));
            Assert.NotNull(administrator.Page.QuerySelector("main a[href='/signins']"));
            Assert.DoesNotContain("/signins", MenuOf(member));
            Assert.Null(member.Page.QuerySelector("main a[href='/signins']"));
        }

        static IEnumerable<string?> MenuOf(PageBrowser browser) =>
            browser.Page.QuerySelectorAll(".menu a").Select(a => a.GetAttribute("href"));
    }

    [Fact]
    public async Task An_address_that_leads_nowhere_is_a_page_for_browsers_and_JSON_for_programs()
    {
        using var client = server.For(PortalBrowsers.Host);
        foreach (var (accept, type) in ((string, string)[])[("text/html,*/*;q=0.8", "text/html"), ("application/json", "application/json")])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/none");
            request.Headers.Add("Accept", accept);
            using var answer = await client.SendAsync(request, Cancel);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            Assert.Equal(type, answer.Content.Headers.ContentType!.MediaType);
            Assert.Contains("There is no such page.", await answer.Content.ReadAsStringAsync(Cancel));
        }
    }

    [Fact]
    public async Task A_session_ends_with_the_account()
    {
        var (browser, person) = await server.NewPersonAsync();
        await browser.OpenAsync("/");
        Assert.Equal(HttpStatusCode.OK, browser.Answer.StatusCode);
        await using var scope = server.Server.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<Users>().UpdateAsync(
            person.TenantId, person.Id, new UserInput { AccountEnabled = false }, Cancel);
        await browser.OpenAsync("/cloudshell");
        Assert.Equal(HttpStatusCode.Found, browser.Answer.StatusCode);
        browser.Dispose();
    }
}
