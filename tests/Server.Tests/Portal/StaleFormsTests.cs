using System.Net;
using System.Text.Json;
using Sallyport.Core.Entra.Directory;
using Sallyport.Server.Tests.GitLab;

namespace Sallyport.Server.Tests.Portal;

/// <summary>Forms that were shown before somebody else changed what they would overwrite, or at the same time.</summary>
public sealed class StaleFormsTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private const string Issuer = "https://gitlab.example.com";
    private const int Crowd = 6;

    private readonly RunningServer server = shared.Running;

    [Fact]
    public async Task Of_parallel_resets_of_one_password_one_wins_and_the_others_are_told_with_a_fresh_form()
    {
        var (_, person) = await server.NewPersonAsync();
        var browsers = new List<PageBrowser>();
        for (var i = 0; i < Crowd; i++)
            browsers.Add(await OpenAsync($"/users/{person.Id}/reset-password"));
        await Task.WhenAll(browsers.Select(b => b.PostAsync("#confirm")));

        var winner = Assert.Single(browsers, b => b.Answer.StatusCode == HttpStatusCode.OK);
        var password = winner.Page.QuerySelector("#new-password code")!.TextContent;
        Assert.Contains("AADSTS50055", await server.TryPasswordAsync(person.UserPrincipalName, password));
        foreach (var loser in browsers.Where(b => b != winner))
        {
            Assert.Equal(HttpStatusCode.Conflict, loser.Answer.StatusCode);
            Assert.Contains("No password was made now.", loser.Page.QuerySelector("[role=alert]")!.TextContent);
        }
        var second = browsers.First(b => b != winner);
        await second.PostAsync("#confirm");
        Assert.Equal(HttpStatusCode.OK, second.Answer.StatusCode);
        browsers.ForEach(b => b.Dispose());
    }

    [Fact]
    public async Task A_wrong_password_typed_meanwhile_leaves_the_form_good_and_the_end_of_sessions_does_not()
    {
        var (_, person) = await server.NewPersonAsync();
        using var browser = await OpenAsync($"/users/{person.Id}/reset-password");
        Assert.Contains("AADSTS50126", await server.TryPasswordAsync(person.UserPrincipalName, "Wrong-horse-7"));
        await browser.PostAsync("#confirm");
        Assert.Equal(HttpStatusCode.OK, browser.Answer.StatusCode);

        await browser.OpenAsync($"/users/{person.Id}/reset-password");
        using var other = await OpenAsync($"/users/{person.Id}");
        await other.SubmitAsync("#revoke-sessions");
        await browser.PostAsync("#confirm");
        Assert.Equal(HttpStatusCode.Conflict, browser.Answer.StatusCode);
    }

    [Fact]
    public async Task Of_parallel_forms_for_a_client_secret_as_by_a_double_click_one_makes_a_secret()
    {
        var application = await server.NewApplicationAsync("double clicked");
        var browsers = new List<PageBrowser>();
        for (var i = 0; i < Crowd; i++)
            browsers.Add(await OpenAsync($"/applications/{application.Id}/credentials"));
        await Task.WhenAll(browsers.Select(b => b.PostAsync("#add-secret", ("description", "once"), ("days", "30"))));

        Assert.Single(browsers, b => b.Answer.StatusCode == HttpStatusCode.OK);
        Assert.Single((await server.StoredAsync(application)).PasswordCredentials);
        var loser = browsers.First(b => b.Answer.StatusCode != HttpStatusCode.OK);
        Assert.Contains("No secret was made now.", loser.Text);
        await loser.PostAsync("#add-secret", ("description", "again"), ("days", "30"));
        Assert.Equal(HttpStatusCode.OK, loser.Answer.StatusCode);
        browsers.ForEach(b => b.Dispose());
    }

    [Fact]
    public async Task A_federated_credential_that_was_changed_meanwhile_is_not_overwritten_unseen()
    {
        var application = await server.NewApplicationAsync("two editors");
        var credential = await server.NewCredentialAsync(application, "shared", Issuer, "first");
        var address = $"/applications/{application.Id}/federated/{credential.Id}?scenario=other";
        using var early = await OpenAsync(address);
        using var late = await OpenAsync(address);
        await late.PostAsync("#credential", Credential("preview", "late"));
        await early.PostAsync("#credential", Credential("save", "early"));
        Assert.Equal(HttpStatusCode.Found, early.Answer.StatusCode);

        await late.PostAsync("#credential", Credential("save", "late"));
        Assert.Equal(HttpStatusCode.Conflict, late.Answer.StatusCode);
        Assert.Contains("early", late.Page.QuerySelector("[role=alert]")!.TextContent);
        Assert.Equal("late", late.Page.QuerySelector("#field-value")!.GetAttribute("value") ?? late.Page.QuerySelector("#field-value")!.TextContent);
        Assert.Equal("early", Assert.Single((await server.StoredAsync(application)).FederatedIdentityCredentials).Subject);
        await late.PostAsync("#credential", Credential("save", "late"));
        Assert.Equal(HttpStatusCode.Found, late.Answer.StatusCode);
        Assert.Equal("late", Assert.Single((await server.StoredAsync(application)).FederatedIdentityCredentials).Subject);
    }

    [Fact]
    public async Task A_fix_is_applied_to_the_credential_that_it_was_made_for_whatever_else_changed()
    {
        var application = await server.NewApplicationAsync("fixed once");
        var credential = await server.NewCredentialAsync(application, "spelled", Issuer, "project_path:Group/p:ref_type:branch:ref:main");
        using var first = await TryAsync(application);
        using var second = await TryAsync(application);
        await server.NewCredentialAsync(application, "beside", Issuer, "another");
        await Task.WhenAll(first.PostAsync("form.apply"), second.PostAsync("form.apply"));
        Assert.Equal(
            [HttpStatusCode.Found, HttpStatusCode.Conflict],
            new[] { first.Answer.StatusCode, second.Answer.StatusCode }.Order());
        var loser = first.Answer.StatusCode == HttpStatusCode.Conflict ? first : second;
        Assert.Contains("changed meanwhile", loser.Page.QuerySelector("#field-presented-error")!.TextContent);
        var stored = (await server.StoredAsync(application)).FederatedIdentityCredentials.Single(c => c.Id == credential.Id);
        Assert.Equal("project_path:group/p:ref_type:branch:ref:main", stored.Subject);
    }

    private static (string, string)[] Credential(string act, string subject) =>
    [
        ("act", act), ("name", "shared"), ("issuer", Issuer), ("kind", "subject"), ("value", subject), ("audience", "api://AzureADTokenExchange"),
    ];

    private async Task<PageBrowser> TryAsync(Application application)
    {
        var browser = await OpenAsync($"/applications/{application.Id}/try");
        var claims = new { iss = Issuer, aud = "api://AzureADTokenExchange", sub = "project_path:group/p:ref_type:branch:ref:main" };
        await browser.PostAsync("#try", ("presented", JsonSerializer.Serialize(claims)));
        return browser;
    }

    private async Task<PageBrowser> OpenAsync(string address)
    {
        var (browser, _) = await server.NewPersonAsync(WellKnown.GlobalAdministrator);
        await browser.OpenAsync(address);
        Assert.Equal(HttpStatusCode.OK, browser.Answer.StatusCode);
        return browser;
    }
}
