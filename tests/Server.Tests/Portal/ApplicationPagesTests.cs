using System.Net;
using Sallyport.Core.Entra.Directory;
using Sallyport.Server.Tests.GitLab;

namespace Sallyport.Server.Tests.Portal;

/// <summary>App registrations in the portal: the list, a new one, its overview, its end.</summary>
public sealed class ApplicationPagesTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private const string Hostile = "<script>alert(1)</script> & \"x\"";

    private readonly RunningServer server = shared.Running;

    [Fact]
    public async Task An_administrator_registers_an_application_with_its_service_principal_and_deletes_it()
    {
        using var browser = await AdministratorAsync();
        await browser.OpenAsync("/applications/new");
        await browser.SubmitAsync("form.stack", ("name", Hostile));
        Assert.Equal(HttpStatusCode.OK, browser.Answer.StatusCode);
        Assert.Equal(Hostile, browser.Page.QuerySelector("h1")!.TextContent);
        Assert.Contains("has a service principal", browser.Page.QuerySelector(".notice")!.TextContent);
        Assert.Null(browser.Page.QuerySelector("#create-principal"));
        Assert.Contains("of the application, not of the service principal", browser.Text);
        Assert.Empty(browser.Page.QuerySelectorAll("main script"));

        await browser.OpenAsync(browser.Page.QuerySelector("a[href$='/delete']")!.GetAttribute("href")!);
        await browser.SubmitAsync("#confirm");
        Assert.Contains("is deleted", browser.Page.QuerySelector(".notice")!.TextContent);
        await browser.OpenAsync("/applications?search=" + Uri.EscapeDataString(Hostile));
        Assert.Contains("No application has an ID", browser.Text);
    }

    [Fact]
    public async Task A_name_that_is_refused_stays_in_the_form_with_the_problem_beside_it()
    {
        using var browser = await AdministratorAsync();
        foreach (var (name, problem) in new[] { ("", "Enter a name."), (new string('x', 257), "256") })
        {
            await browser.OpenAsync("/applications/new");
            await browser.SubmitAsync("form.stack", ("name", name));
            Assert.Equal(HttpStatusCode.BadRequest, browser.Answer.StatusCode);
            var field = browser.Page.QuerySelector("#name")!;
            Assert.Equal(name, field.GetAttribute("value"));
            Assert.Contains("name-error", field.GetAttribute("aria-describedby")!);
            Assert.Contains(problem, browser.Page.QuerySelector("#name-error")!.TextContent);
        }
    }

    [Fact]
    public async Task A_member_sees_applications_and_no_button_that_would_fail_and_a_forged_form_is_refused()
    {
        var application = await server.NewApplicationAsync("readable", withPrincipal: false);
        var (browser, _) = await server.NewPersonAsync();
        using var reader = browser;
        await reader.OpenAsync($"/applications/{application.Id}");
        Assert.Equal(HttpStatusCode.OK, reader.Answer.StatusCode);
        Assert.Empty(reader.Page.QuerySelectorAll("main form, main a[href$='/delete']"));
        var token = reader.ForgeryFields();
        foreach (var path in new[] { $"/applications/{application.Id}/delete", $"/applications/{application.Id}/service-principal" })
        {
            await reader.PostAsync(path, token);
            Assert.Equal(HttpStatusCode.Forbidden, reader.Answer.StatusCode);
        }
        await reader.OpenAsync($"/applications/{application.Id}/delete");
        Assert.Equal(HttpStatusCode.Forbidden, reader.Answer.StatusCode);

        using var writer = await AdministratorAsync();
        await writer.OpenAsync($"/applications/{application.Id}");
        await writer.PostAsync($"/applications/{application.Id}/delete", new Dictionary<string, string>());
        Assert.Equal(HttpStatusCode.BadRequest, writer.Answer.StatusCode);
        await writer.OpenAsync($"/applications/{application.Id}");
        await writer.SubmitAsync("#create-principal");
        Assert.Contains("service principal is created", writer.Page.QuerySelector(".notice")!.TextContent);
    }

    [Fact]
    public async Task A_member_registers_an_application_which_it_owns_and_may_delete()
    {
        var (browser, _) = await server.NewPersonAsync();
        using var member = browser;
        await member.OpenAsync("/applications");
        await member.OpenAsync(member.Page.QuerySelector("a.button.primary")!.GetAttribute("href")!);
        await member.SubmitAsync("main form", ("name", "a member's own"));
        await member.OpenAsync(member.Page.QuerySelector("main a[href$='/delete']")!.GetAttribute("href")!);
        await member.SubmitAsync("#confirm");
        Assert.Contains("is deleted", member.Page.QuerySelector(".notice")!.TextContent);
    }

    [Fact]
    public async Task An_application_is_found_by_the_start_of_its_name_and_by_either_id()
    {
        var application = await server.NewApplicationAsync("Searched 100%_one");
        await server.NewApplicationAsync("Searched other");
        using var browser = await AdministratorAsync();
        foreach (var search in new[] { "searched 100%_", application.AppId.ToString().ToUpperInvariant(), application.Id.ToString() })
        {
            await browser.OpenAsync("/applications?search=" + Uri.EscapeDataString(search));
            Assert.Equal("Searched 100%_one", browser.Page.QuerySelector("tbody td")!.TextContent);
            Assert.Single(browser.Page.QuerySelectorAll("tbody tr"));
        }
        await browser.OpenAsync("/applications?search=one");
        Assert.Empty(browser.Page.QuerySelectorAll("tbody tr"));
        await browser.OpenAsync($"/applications/{application.AppId}");
        Assert.Equal($"/applications/{application.Id}", browser.Location);
        await browser.OpenAsync("/applications/nothing");
        Assert.Equal(HttpStatusCode.NotFound, browser.Answer.StatusCode);
    }

    [Fact]
    public async Task Applications_are_listed_fifty_a_page()
    {
        for (var i = 0; i < 200; i++)
            await server.NewApplicationAsync($"many {i:0000}");
        using var browser = await AdministratorAsync();
        await browser.OpenAsync("/applications?search=many");
        Assert.Equal(50, browser.Page.QuerySelectorAll("tbody tr").Length);
        Assert.Equal("/applications?page=2&search=many", browser.Page.QuerySelector("a[rel=next]")!.GetAttribute("href"));
        await browser.OpenAsync("/applications?page=4&search=many");
        Assert.Equal("many 0199", browser.Page.QuerySelector("tbody tr:last-child td")!.TextContent);
        Assert.Null(browser.Page.QuerySelector("a[rel=next]"));
        Assert.NotNull(browser.Page.QuerySelector("a[rel=prev]"));
    }

    private async Task<PageBrowser> AdministratorAsync() => (await server.NewPersonAsync(WellKnown.GlobalAdministrator)).Browser;
}
