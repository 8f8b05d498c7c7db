using System.Net;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Rules;
using Sallyport.Server.Portal;
using Sallyport.Server.Tests.GitLab;

namespace Sallyport.Server.Tests.Portal;

/// <summary>Directory roles in the portal, and the last Global Administrator.</summary>
public sealed class UserRolePagesTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private static readonly string ReportsReader = DirectoryRole.ReportsReader.TemplateId.ToString();

    private readonly RunningServer server = shared.Running;

    [Fact]
    public async Task A_role_is_assigned_counts_at_once_and_is_removed()
    {
        var (session, person) = await server.NewPersonAsync();
        using var reader = session;
        await reader.OpenAsync("/signins");
        Assert.Equal(HttpStatusCode.Forbidden, reader.Answer.StatusCode);
        using var browser = await server.WithRoleAsync(WellKnown.GlobalAdministrator);
        await browser.OpenAsync($"/users/{person.Id}/roles");
        Assert.Contains("has no directory role", browser.Text);
        var forms = browser.ForgeryFields();
        await browser.SubmitAsync("#add-role", ("role", ReportsReader));
        Assert.Contains("role is assigned", browser.Page.QuerySelector(".notice")!.TextContent);
        Assert.Equal("Reports Reader", browser.Page.QuerySelector("tbody td")!.TextContent);
        await reader.OpenAsync("/signins");
        Assert.Equal(HttpStatusCode.OK, reader.Answer.StatusCode);

        forms["role"] = ReportsReader;
        await browser.PostAsync($"/users/{person.Id}/roles", forms);
        Assert.Equal(HttpStatusCode.BadRequest, browser.Answer.StatusCode);
        Assert.Contains("holds the role Reports Reader already", browser.Page.QuerySelector("#field-role-error")!.TextContent);
        await browser.OpenAsync(browser.Page.QuerySelector("tbody a")!.GetAttribute("href")!);
        await browser.SubmitAsync("#confirm");
        Assert.Contains("role is removed", browser.Page.QuerySelector(".notice")!.TextContent);
        Assert.Empty((await server.StoredAsync(person.Id))!.DirectoryRoles);
        await browser.OpenAsync($"/users/{person.Id}/roles/{ReportsReader}/remove");
        Assert.Equal(HttpStatusCode.NotFound, browser.Answer.StatusCode);
    }

    [Fact]
    public async Task What_is_no_role_is_refused_beside_the_field()
    {
        var (_, person) = await server.NewPersonAsync();
        using var browser = await server.WithRoleAsync(WellKnown.GlobalAdministrator);
        foreach (var role in (string[])["", "x", Guid.Empty.ToString()])
        {
            await browser.OpenAsync($"/users/{person.Id}/roles");
            await browser.PostAsync("#add-role", ("role", role));
            Assert.Equal(HttpStatusCode.BadRequest, browser.Answer.StatusCode);
            Assert.Contains("Choose a role.", browser.Page.QuerySelector("#field-role-error")!.TextContent);
        }
        Assert.Empty((await server.StoredAsync(person.Id))!.DirectoryRoles);
    }

    [Fact]
    public async Task Who_may_not_assign_roles_reads_them_and_a_forged_form_is_refused()
    {
        var (_, person) = await server.NewPersonAsync(DirectoryRole.ReportsReader.TemplateId);
        using var browser = await server.WithRoleAsync(DirectoryRole.UserAdministrator.TemplateId);
        await browser.OpenAsync($"/users/{person.Id}/roles");
        Assert.Contains("Reports Reader", browser.Text);
        Assert.Empty(browser.Page.QuerySelectorAll("main form, main tbody a"));
        var forged = new Dictionary<string, string>(browser.ForgeryFields()) { ["role"] = WellKnown.GlobalAdministrator.ToString() };
        foreach (var path in (string[])["roles", $"roles/{ReportsReader}/remove"])
        {
            await browser.PostAsync($"/users/{person.Id}/{path}", forged);
            Assert.Equal(HttpStatusCode.Forbidden, browser.Answer.StatusCode);
        }
        Assert.Equal([DirectoryRole.ReportsReader.TemplateId], (await server.StoredAsync(person.Id))!.DirectoryRoles);
    }

    [Fact]
    public async Task The_last_global_administrator_stays_and_the_page_says_why_until_there_is_another_one()
    {
        await using var running = await RunningServer.StartAsync();
        var admin = await running.NamedAsync("admin@sallyport.onmicrosoft.com");
        using var browser = running.BrowserOf(admin);
        var role = $"/users/{admin.Id}/roles/{WellKnown.GlobalAdministrator}/remove";
        await browser.OpenAsync($"/users/{admin.Id}/roles");
        Assert.NotNull(browser.Page.QuerySelector("#last-administrator"));
        Assert.Empty(browser.Page.QuerySelectorAll("tbody a"));
        await browser.OpenAsync($"/users/{admin.Id}");
        Assert.Contains("only Global Administrator", browser.Page.QuerySelector("#last-administrator")!.TextContent);
        Assert.Null(browser.Page.QuerySelector("#switch-account, main a[href$='/delete']"));
        foreach (var path in (string[])[$"/users/{admin.Id}/disable", $"/users/{admin.Id}/delete", role])
        {
            await browser.OpenAsync($"/users/{admin.Id}");
            await browser.PostAsync(path, browser.ForgeryFields());
            Assert.Equal(HttpStatusCode.BadRequest, browser.Answer.StatusCode);
            var problem = browser.Page.QuerySelector(".problem")!.TextContent;
            Assert.Contains("only Global Administrator", problem);
            Assert.DoesNotContain("x-sallyport-confirm", problem);
        }

        await running.NewPersonAsync(WellKnown.GlobalAdministrator);
        await browser.OpenAsync($"/users/{admin.Id}");
        Assert.Null(browser.Page.QuerySelector("#last-administrator"));
        Assert.NotNull(browser.Page.QuerySelector("#switch-account"));
        await browser.OpenAsync(role);
        await browser.SubmitAsync("#confirm");
        Assert.DoesNotContain(WellKnown.GlobalAdministrator, (await running.StoredAsync(admin.Id))!.DirectoryRoles);
    }

    [Fact]
    public void A_page_names_no_header_where_the_last_one_is_kept_and_leaves_other_texts_as_they_are()
    {
        Assert.Contains("only Global Administrator", UserVisit.ReasonOf(GraphErrors.LastAdministrator()));
        Assert.Contains("Make somebody else an Owner", UserVisit.ReasonOf(GraphErrors.LastWayIn("the last Owner of a subscription")));
        Assert.Equal(GraphErrors.PasswordTooWeak().Message, UserVisit.ReasonOf(GraphErrors.PasswordTooWeak()));
    }
}
