using System.Net;
using System.Text.Json.Nodes;
using AngleSharp;
using Sallyport.Core.Entra.Directory;
using Sallyport.Server.Tests.GitLab;

namespace Sallyport.Server.Tests.Portal;

/// <summary>Users in the portal: the list, a new one, and what is done to an account.</summary>
public sealed class UserPagesTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private const string Domain = "sallyport.onmicrosoft.com";
    private const string Hostile = "<script>alert(1)</script> & \"x\"";
    private const string Cli = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";
    private const string Typed = "Correct-horse-7";

    private readonly RunningServer server = shared.Running;

    private static (string, string)[] Form(string name, string display, string password, string domain = Domain) =>
    [
        ("name", name), ("domain", domain), ("display_name", display), ("password", password), ("must_change", "true"), ("enabled", "true"),
    ];

    [Fact]
    public async Task A_user_gets_a_password_that_is_shown_once_and_has_to_be_changed()
    {
        using var browser = await server.WithRoleAsync(DirectoryRole.UserAdministrator.TemplateId);
        await browser.OpenAsync("/users");
        await browser.OpenAsync(browser.Page.QuerySelector("a.button.primary")!.GetAttribute("href")!);
        Assert.NotNull(browser.Page.QuerySelector("input[name=must_change]")!.GetAttribute("checked"));
        await browser.PostAsync("#new-user", Form("generated", Hostile, ""));
        Assert.Equal(HttpStatusCode.OK, browser.Answer.StatusCode);
        Assert.Contains("no-store", browser.Answer.Headers.CacheControl!.ToString());
        Assert.Equal(Hostile, browser.Page.QuerySelector("h1")!.TextContent);
        Assert.Empty(browser.Page.QuerySelectorAll("main script"));
        var password = browser.Page.QuerySelector("#new-password code")!.TextContent;
        Assert.Contains("AADSTS50055", await server.TryPasswordAsync("generated@" + Domain, password));

        var user = await server.NamedAsync("generated@" + Domain);
        await browser.OpenAsync($"/users/{user.Id}");
        Assert.DoesNotContain(password, browser.Page.ToHtml());
        Assert.Contains("At the next sign-in", browser.Text);
        await browser.OpenAsync("/users?search=" + Uri.EscapeDataString(Hostile));
        Assert.Equal(Hostile, browser.Page.QuerySelector("tbody td")!.TextContent);
        Assert.Empty(browser.Page.QuerySelectorAll("main script"));
    }

    [Fact]
    public async Task A_typed_password_signs_in_at_once_where_the_boxes_say_so_and_a_disabled_account_does_not()
    {
        using var browser = await server.WithRoleAsync(WellKnown.GlobalAdministrator);
        await browser.OpenAsync("/users/new");
        var form = Form("typed", "Typed", Typed).Where(f => f.Item1 != "must_change").ToArray();
        await browser.SubmitAsync("#new-user", form);
        Assert.Contains("with the password that you typed", browser.Page.QuerySelector(".notice")!.TextContent);
        Assert.DoesNotContain(Typed, browser.Page.ToHtml());
        Assert.Equal("200", await server.TryPasswordAsync("typed@" + Domain, Typed));

        await browser.OpenAsync("/users/new");
        form = Form("typed.off", "Off", Typed).Where(f => f.Item1 is not ("must_change" or "enabled")).ToArray();
        await browser.SubmitAsync("#new-user", form);
        Assert.Contains("AADSTS50057", await server.TryPasswordAsync("typed.off@" + Domain, Typed));
    }

    [Theory]
    [InlineData("", "Ada", Typed, Domain, "name", "Enter a name.")]
    [InlineData("a@b", "Ada", Typed, Domain, "name", "must be a name")]
    [InlineData("ADMIN", "Ada", Typed, Domain, "name", "already exists")]
    [InlineData("refused", "", Typed, Domain, "display_name", "Enter a display name.")]
    [InlineData("refused", "Ada", "weak", Domain, "password", "password complexity")]
    [InlineData("refused", "Ada", Typed, "example.com", "domain", "verified domain")]
    public async Task What_is_refused_stays_in_the_form_with_the_problem_beside_its_field(
        string name, string display, string password, string domain, string field, string problem)
    {
        using var browser = await server.WithRoleAsync(WellKnown.GlobalAdministrator);
        await browser.OpenAsync("/users/new");
        var form = Form(name, display, password, domain).Where(f => f.Item1 != "must_change").ToArray();
        await browser.PostAsync("#new-user", form);
        Assert.Equal(HttpStatusCode.BadRequest, browser.Answer.StatusCode);
        Assert.Contains(problem, browser.Page.QuerySelector($"#field-{field}-error")!.TextContent);
        Assert.Single(browser.Page.QuerySelectorAll(".error"));
        Assert.Equal(name, browser.Page.QuerySelector("#field-name")!.GetAttribute("value"));
        Assert.Equal(display, browser.Page.QuerySelector("#field-display_name")!.GetAttribute("value"));
        Assert.DoesNotContain(password, browser.Page.ToHtml());
        Assert.Null(browser.Page.QuerySelector("input[name=must_change]")!.GetAttribute("checked"));
        Assert.NotNull(browser.Page.QuerySelector("input[name=enabled]")!.GetAttribute("checked"));
    }

    [Fact]
    public async Task A_reset_password_is_shown_once_ends_sessions_and_the_same_form_again_makes_no_second_one()
    {
        var (session, person) = await server.NewPersonAsync();
        using var victim = session;
        using var browser = await server.WithRoleAsync(DirectoryRole.UserAdministrator.TemplateId);
        await browser.OpenAsync($"/users/{person.Id}/reset-password");
        var action = browser.Page.QuerySelector("#confirm")!.GetAttribute("action")!;
        await browser.PostAsync("#confirm");
        Assert.Equal(HttpStatusCode.OK, browser.Answer.StatusCode);
        var password = browser.Page.QuerySelector("#new-password code")!.TextContent;
        Assert.Contains("AADSTS50055", await server.TryPasswordAsync(person.UserPrincipalName, password));
        Assert.Contains("AADSTS50126", await server.TryPasswordAsync(person.UserPrincipalName, Typed));
        await victim.OpenAsync("/users");
        Assert.StartsWith("/signin", victim.Location);

        var hash = (await server.StoredAsync(person.Id))!.PasswordHash;
        await browser.PostAsync(action, browser.ForgeryFields());
        Assert.Equal(HttpStatusCode.Conflict, browser.Answer.StatusCode);
        Assert.Contains("No password was made now.", browser.Text);
        Assert.Equal(hash, (await server.StoredAsync(person.Id))!.PasswordHash);
    }

    [Fact]
    public async Task An_account_is_disabled_enabled_loses_its_sessions_and_is_deleted()
    {
        var (session, person) = await server.NewPersonAsync();
        using var victim = session;
        using var browser = await server.WithRoleAsync(DirectoryRole.UserAdministrator.TemplateId);
        await browser.OpenAsync($"/users/{person.Id}");
        await browser.SubmitAsync("#switch-account");
        Assert.Contains("account is disabled", browser.Page.QuerySelector(".notice")!.TextContent);
        await victim.OpenAsync("/");
        Assert.False((await server.StoredAsync(person.Id))!.AccountEnabled);
        await browser.SubmitAsync("#switch-account");
        Assert.Contains("account is enabled", browser.Page.QuerySelector(".notice")!.TextContent);
        await victim.OpenAsync("/users");
        Assert.StartsWith("/signin", victim.Location);
        using var again = server.BrowserOf(person);
        await again.OpenAsync("/users");
        Assert.Equal(HttpStatusCode.OK, again.Answer.StatusCode);

        await browser.SubmitAsync("#revoke-sessions");
        Assert.Contains("sessions are revoked", browser.Page.QuerySelector(".notice")!.TextContent);
        await again.OpenAsync("/users");
        Assert.StartsWith("/signin", again.Location);

        await browser.OpenAsync(browser.Page.QuerySelector("main a[href$='/delete']")!.GetAttribute("href")!);
        Assert.Contains(person.UserPrincipalName, browser.Text);
        await browser.SubmitAsync("#confirm");
        Assert.Contains("user is deleted", browser.Page.QuerySelector(".notice")!.TextContent);
        Assert.Null(await server.StoredAsync(person.Id));
        await browser.OpenAsync($"/users/{person.Id}");
        Assert.Equal(HttpStatusCode.NotFound, browser.Answer.StatusCode);
    }

    [Fact]
    public async Task An_administrator_signs_a_person_out_of_one_application_and_the_person_does_so_themselves()
    {
        var (session, person) = await server.NewPersonAsync();
        using var own = session;
        var (first, second) = (await RefreshTokenAsync(person), await RefreshTokenAsync(person));
        using var browser = await server.WithRoleAsync(DirectoryRole.UserAdministrator.TemplateId);
        await browser.OpenAsync($"/users/{person.Id}");
        Assert.Equal(2, browser.Page.QuerySelectorAll("form[action$='/sign-out']").Length);
        Assert.Contains("Microsoft Azure CLI", browser.Text);
        await browser.SubmitAsync("form[action$='/sign-out']"); // the newest
        Assert.Contains("and of no other", browser.Page.QuerySelector(".notice")!.TextContent);
        Assert.Contains("AADSTS50173", await RefreshAsync(second));
        Assert.Equal("200", await RefreshAsync(first));

        await own.OpenAsync($"/users/{person.Id}");
        await own.SubmitAsync("form[action$='/sign-out']");
        Assert.Contains("No application can get tokens", own.Text);
        Assert.Contains("AADSTS50173", await RefreshAsync(first));
    }

    [Fact]
    public async Task A_family_of_somebody_else_is_left_alone()
    {
        var (_, other) = await server.NewPersonAsync();
        var token = await RefreshTokenAsync(other);
        using var browser = await server.WithRoleAsync(DirectoryRole.UserAdministrator.TemplateId);
        await browser.OpenAsync($"/users/{other.Id}");
        var family = browser.Page.QuerySelector("input[name=family]")!.GetAttribute("value")!;
        var (session, self) = await server.NewPersonAsync();
        using var member = session;
        await member.OpenAsync($"/users/{self.Id}");
        var fields = new Dictionary<string, string>(member.ForgeryFields()) { ["family"] = family };
        await member.PostAsync($"/users/{self.Id}/sign-out", fields);
        Assert.Equal("200", await RefreshAsync(token));
    }

    [Fact]
    public async Task A_member_reads_users_sees_no_button_that_would_fail_and_a_forged_form_is_refused()
    {
        var (_, person) = await server.NewPersonAsync();
        var (browser, self) = await server.NewPersonAsync();
        using var member = browser;
        await member.OpenAsync("/users");
        Assert.Null(member.Page.QuerySelector("a.button.primary"));
        await member.OpenAsync($"/users/{person.Id}");
        Assert.Equal(HttpStatusCode.OK, member.Answer.StatusCode);
        Assert.Empty(member.Page.QuerySelectorAll("main form, main .button"));
        await RefusesAllAsync(member, person);
        await member.OpenAsync("/users/new");
        Assert.Equal(HttpStatusCode.Forbidden, member.Answer.StatusCode);
        await member.OpenAsync($"/users/{person.Id}");
        var forged = new Dictionary<string, string>(member.ForgeryFields());
        foreach (var (name, value) in Form("forged", "Forged", Typed))
            forged[name] = value;
        await member.PostAsync("/users/new", forged);
        Assert.Equal(HttpStatusCode.Forbidden, member.Answer.StatusCode);

        await member.OpenAsync($"/users/{self.Id}");
        Assert.Equal("Revoke sessions", Assert.Single(member.Page.QuerySelectorAll("#user-commands button, #user-commands a")).TextContent);
        await member.PostAsync("#revoke-sessions");
        Assert.Equal(HttpStatusCode.Found, member.Answer.StatusCode);
    }

    [Fact]
    public async Task A_user_administrator_has_no_power_over_an_administrator_and_a_form_of_another_site_is_refused()
    {
        var (_, administrator) = await server.NewPersonAsync(WellKnown.GlobalAdministrator);
        using var browser = await server.WithRoleAsync(DirectoryRole.UserAdministrator.TemplateId);
        await browser.OpenAsync($"/users/{administrator.Id}");
        Assert.Empty(browser.Page.QuerySelectorAll("main form, main .button"));
        await RefusesAllAsync(browser, administrator);

        using var peer = await server.WithRoleAsync(WellKnown.GlobalAdministrator);
        await peer.OpenAsync($"/users/{administrator.Id}");
        Assert.Equal(4, peer.Page.QuerySelectorAll("#user-commands button, #user-commands a").Length);
        await peer.PostAsync($"/users/{administrator.Id}/disable", new Dictionary<string, string>());
        Assert.Equal(HttpStatusCode.BadRequest, peer.Answer.StatusCode);
        Assert.True((await server.StoredAsync(administrator.Id))!.AccountEnabled);
    }

    [Fact]
    public async Task Users_are_found_by_the_start_of_either_name_and_by_the_object_id_and_listed_fifty_a_page()
    {
        using var browser = await server.WithRoleAsync(WellKnown.GlobalAdministrator);
        for (var i = 0; i < 51; i++)
        {
            await browser.OpenAsync("/users/new");
            await browser.PostAsync("#new-user", Form($"many{i:00}", $"Listed 100%_{i:00}", Typed));
        }
        var one = await server.NamedAsync("many07@" + Domain);
        foreach (var search in new[] { "listed 100%_07", "MANY07", one.Id.ToString().ToUpperInvariant() })
        {
            await browser.OpenAsync("/users?search=" + Uri.EscapeDataString(search));
            Assert.Equal("Listed 100%_07", Assert.Single(browser.Page.QuerySelectorAll("tbody tr")).QuerySelector("td")!.TextContent);
        }
        await browser.OpenAsync("/users?search=any07");
        Assert.Empty(browser.Page.QuerySelectorAll("tbody tr"));
        await browser.OpenAsync("/users?search=listed");
        Assert.Equal(50, browser.Page.QuerySelectorAll("tbody tr").Length);
        await browser.OpenAsync(browser.Page.QuerySelector("a[rel=next]")!.GetAttribute("href")!);
        Assert.Equal("Listed 100%_50", Assert.Single(browser.Page.QuerySelectorAll("tbody tr")).QuerySelector("td")!.TextContent);
        Assert.Null(browser.Page.QuerySelector("a[rel=next]"));
    }

    [Fact]
    public async Task The_page_of_a_user_leads_to_its_sign_ins_and_to_the_applications_that_it_owns_and_a_sign_in_leads_back()
    {
        var (own, person) = await server.NewPersonAsync();
        using (own)
        {
            await own.OpenAsync("/applications/new");
            await own.SubmitAsync("form.stack", ("name", "owned by a person"));
        }
        var (_, other) = await server.NewPersonAsync();
        Assert.Equal("200", await server.TryPasswordAsync(person.UserPrincipalName, Typed));
        Assert.Equal("200", await server.TryPasswordAsync(other.UserPrincipalName, Typed));
        using var browser = await server.WithRoleAsync(WellKnown.GlobalAdministrator);
        await browser.OpenAsync($"/users/{person.Id}");
        Assert.Contains("owned by a person", browser.Text);
        await browser.OpenAsync(browser.Page.QuerySelector("main a[href^='/signins']")!.GetAttribute("href")!);
        Assert.Contains(person.UserPrincipalName, Assert.Single(browser.Page.QuerySelectorAll("tbody tr")).TextContent);
        await browser.OpenAsync("/signins?type=user&user=" + Uri.EscapeDataString(other.UserPrincipalName.ToUpperInvariant()));
        Assert.Contains(other.UserPrincipalName, Assert.Single(browser.Page.QuerySelectorAll("tbody tr")).TextContent);
        await browser.OpenAsync(browser.Page.QuerySelector("tbody a")!.GetAttribute("href")!);
        Assert.NotNull(browser.Page.QuerySelector($"main a[href='/users/{other.Id}']"));
    }

    private async Task<string> RefreshTokenAsync(User person)
    {
        using var answer = await server.PostTokenAsync(
            ("grant_type", "password"), ("client_id", Cli), ("username", person.UserPrincipalName), ("password", Typed),
            ("scope", "https://management.azure.com/.default openid offline_access"));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["refresh_token"]!;
    }

    private async Task<string> RefreshAsync(string token)
    {
        using var answer = await server.PostTokenAsync(
            ("grant_type", "refresh_token"), ("client_id", Cli), ("refresh_token", token), ("scope", "https://management.azure.com/.default"));
        return answer.StatusCode == HttpStatusCode.OK ? "200" : await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private static async Task RefusesAllAsync(PageBrowser browser, User person)
    {
        var token = browser.ForgeryFields();
        foreach (var command in (string[])["reset-password", "revoke-sessions", "sign-out", "disable", "enable", "delete"])
        {
            await browser.PostAsync($"/users/{person.Id}/{command}", token);
            Assert.Equal((command, HttpStatusCode.Forbidden), (command, browser.Answer.StatusCode));
        }
        foreach (var question in (string[])["reset-password", "delete"])
        {
            await browser.OpenAsync($"/users/{person.Id}/{question}");
            Assert.Equal((question, HttpStatusCode.Forbidden), (question, browser.Answer.StatusCode));
        }
    }
}
