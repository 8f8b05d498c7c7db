using System.Net;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Federation;
using Sallyport.Server.Tests.GitLab;
using Sallyport.Server.Tests.Login;

namespace Sallyport.Server.Tests.Portal;

/// <summary>The page of the tenant, and what there is in place of Cloud Shell.</summary>
public sealed class TenantPagesTests
{
    [Fact]
    public async Task The_overview_has_the_tenant_its_rules_and_its_policy()
    {
        await using var server = await LoginServer.StartAsync();
        var (browser, _) = await server.Running.NewPersonAsync();
        using (browser)
        {
            await browser.OpenAsync("/");
            Assert.Contains("the value of AZURE_TENANT_ID", browser.Text);
            Assert.Contains("entra-2024", browser.Text);
            Assert.Contains("demands nothing beyond the credentials", browser.Text);
            await server.SetPolicyAsync(TenantPolicy.None with { AllowedIssuers = ["https://gitlab.example.org"] });
            await browser.OpenAsync("/");
            Assert.Contains("Only these issuers are accepted: https://gitlab.example.org.", browser.Text);
        }
    }

    [Fact]
    public async Task An_address_that_leads_nowhere_shows_who_is_signed_in()
    {
        await using var server = await RunningServer.StartAsync();
        var (browser, person) = await server.NewPersonAsync();
        using (browser)
        {
            browser.AskForPages();
            await browser.OpenAsync("/nowhere");
            Assert.Equal(HttpStatusCode.NotFound, browser.Answer.StatusCode);
            Assert.Contains(person.UserPrincipalName, browser.Page.QuerySelector("header")!.TextContent);
            Assert.DoesNotContain("Sign in", browser.Page.Body!.TextContent);
            using var stranger = new PageBrowser(server, "portal.azure.com");
            stranger.AskForPages();
            await stranger.OpenAsync("/nowhere");
            Assert.Equal(HttpStatusCode.NotFound, stranger.Answer.StatusCode);
            Assert.Contains("Sign in", stranger.Page.QuerySelector("header")!.TextContent);
        }
    }

    [Fact]
    public async Task The_overview_suggests_to_each_what_that_person_may_do()
    {
        await using var server = await RunningServer.StartAsync();
        using var member = (await server.NewPersonAsync()).Browser;
        await member.OpenAsync("/");
        Assert.Contains("Ask somebody who may give roles", member.Text);
        Assert.DoesNotContain("sallyport policy", member.Text);
        Assert.Contains("and run the pipeline there, or with a push", member.Text);
        Assert.DoesNotContain("sallyport run", member.Text);
        using var administrator = (await server.NewPersonAsync(WellKnown.GlobalAdministrator)).Browser;
        await administrator.OpenAsync("/");
        Assert.Contains("sallyport policy", administrator.Text);
        Assert.Contains("and run the pipeline: sallyport run", administrator.Text);
    }

    [Fact]
    public async Task The_page_of_Cloud_Shell_has_a_command_for_each_shell()
    {
        await using var server = await RunningServer.StartAsync();
        var (browser, _) = await server.NewPersonAsync();
        using (browser)
        {
            await browser.OpenAsync("/cloudshell");
            Assert.Equal(HttpStatusCode.OK, browser.Answer.StatusCode);
            foreach (var command in (string[])
                ["sallyport shell", "eval \"$(sallyport env)\"", "sallyport env --shell fish | source", "sallyport env --shell pwsh | Out-String | Invoke-Expression"])
                Assert.Contains(command, browser.Page.QuerySelectorAll(".command pre").Select(p => p.TextContent));
        }
    }
}
