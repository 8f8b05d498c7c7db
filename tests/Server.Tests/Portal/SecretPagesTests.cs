using System.Net;
using AngleSharp;
using Sallyport.Core.Entra.Directory;
using Sallyport.Server.Tests.GitLab;

namespace Sallyport.Server.Tests.Portal;

/// <summary>Certificates and client secrets in the portal.</summary>
public sealed class SecretPagesTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly RunningServer server = shared.Running;

    [Fact]
    public async Task A_client_secret_is_shown_once_signs_in_and_is_deleted()
    {
        var application = await server.NewApplicationAsync("secretive");
        using var browser = await AdministratorAsync();
        await browser.OpenAsync($"/applications/{application.Id}/credentials");
        await browser.PostAsync("#add-secret", ("description", "<b>CI</b>"), ("days", "30"));
        Assert.Equal(HttpStatusCode.OK, browser.Answer.StatusCode);
        Assert.Contains("no-store", browser.Answer.Headers.CacheControl!.ToString());
        var value = browser.Page.QuerySelector("#new-secret code")!.TextContent;
        Assert.Equal(HttpStatusCode.OK, (await server.PostTokenAsync(
            ("grant_type", "client_credentials"), ("client_id", application.AppId.ToString()), ("client_secret", value),
            ("scope", "https://management.azure.com/.default"))).StatusCode);

        await browser.OpenAsync($"/applications/{application.Id}/credentials");
        Assert.DoesNotContain(value, browser.Page.ToHtml());
        Assert.Equal("<b>CI</b>", browser.Page.QuerySelector("tbody td")!.TextContent);
        Assert.Contains("Expiring soon", browser.Text);
        await browser.OpenAsync(browser.Page.QuerySelector("tbody a")!.GetAttribute("href")!);
        await browser.SubmitAsync("#confirm");
        Assert.Contains("client secret is deleted", browser.Page.QuerySelector(".notice")!.TextContent);
        Assert.Empty((await server.StoredAsync(application)).PasswordCredentials);
    }

    [Fact]
    public async Task A_life_that_is_no_number_of_days_is_refused_with_what_was_typed()
    {
        var application = await server.NewApplicationAsync("short lived");
        using var browser = await AdministratorAsync();
        foreach (var days in new[] { "", "0", "731", "-1", "1.5", "x" })
        {
            await browser.OpenAsync($"/applications/{application.Id}/credentials");
            await browser.PostAsync("#add-secret", ("description", "kept"), ("days", days));
            Assert.Equal(HttpStatusCode.BadRequest, browser.Answer.StatusCode);
            Assert.Equal("kept", browser.Page.QuerySelector("#description")!.GetAttribute("value"));
            Assert.Contains("1 to 730 days", browser.Page.QuerySelector("#secret-error")!.TextContent);
        }
        Assert.Empty((await server.StoredAsync(application)).PasswordCredentials);
    }

    [Fact]
    public async Task The_same_form_again_as_by_reloading_makes_no_second_secret()
    {
        var application = await server.NewApplicationAsync("reloaded");
        using var browser = await AdministratorAsync();
        var address = $"/applications/{application.Id}/credentials";
        await browser.OpenAsync(address);
        var form = browser.Page.QuerySelectorAll("#add-secret input[type=hidden]").ToDictionary(i => i.GetAttribute("name")!, i => i.GetAttribute("value")!);
        form["days"] = "30";
        await browser.PostAsync(address, form);
        Assert.Equal(HttpStatusCode.OK, browser.Answer.StatusCode);
        await browser.PostAsync(address, form);
        Assert.Equal(HttpStatusCode.Conflict, browser.Answer.StatusCode);
        Assert.Contains("No secret was made now.", browser.Text);
        Assert.Single((await server.StoredAsync(application)).PasswordCredentials);
    }

    [Fact]
    public async Task A_member_reads_and_a_forged_form_for_a_secret_is_refused()
    {
        var application = await server.NewApplicationAsync("guarded");
        var (browser, _) = await server.NewPersonAsync();
        using var reader = browser;
        await reader.OpenAsync($"/applications/{application.Id}/credentials/certificates");
        Assert.Contains("has no certificate", reader.Text);
        await reader.OpenAsync($"/applications/{application.Id}/credentials");
        Assert.Empty(reader.Page.QuerySelectorAll("main form"));
        await reader.PostAsync($"/applications/{application.Id}/credentials", new Dictionary<string, string>(reader.ForgeryFields()) { ["days"] = "30" });
        Assert.Equal(HttpStatusCode.Forbidden, reader.Answer.StatusCode);
        Assert.Empty((await server.StoredAsync(application)).PasswordCredentials);
    }

    private async Task<PageBrowser> AdministratorAsync() => (await server.NewPersonAsync(WellKnown.GlobalAdministrator)).Browser;
}
