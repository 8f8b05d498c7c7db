using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Sallyport.Portal.Tests;

/// <summary>Sessions in a real browser, which holds pages to their content security policy.</summary>
public sealed class SessionTests(Browser browser, FilledInstance filled) : IClassFixture<FilledInstance>
{
    [Fact]
    public async Task A_person_signs_out_of_the_portal_and_of_the_token_service()
    {
        await using var person = await browser.NewAsync(filled.Instance);
        await person.SignInAsync();
        await person.ClickAsync("Sign out");
        await person.SeesAsync("Which account do you want to sign out of?");
        await person.Page.Locator("button.tile").ClickAsync();
        await person.SeesAsync("Email or user name");
        await person.OpenAsync("/subscriptions");
        await person.SeesAsync("Email or user name");
        Assert.Empty(person.Errors);
    }

    [Fact]
    public async Task A_form_of_a_session_that_is_over_leads_to_signing_in()
    {
        await using var person = await browser.NewAsync(filled.Instance);
        await person.SignInAsync("/applications/new");
        await person.FillAsync("Name", "lost");
        await person.Page.Context.ClearCookiesAsync(new() { Name = "__Host-sallyport-portal" });
        await person.Page.Context.ClearCookiesAsync(new() { Name = "__Host-ESTSAUTH" });
        await person.ClickAsync("Register");
        await person.TypeAsync(Visitor.Administrator, person.AdministratorPassword);
        await Expect(person.Page.Locator("h1")).ToContainTextAsync("Sallyport");
        Assert.Empty(person.Errors);
    }

    [Fact]
    public async Task A_member_without_a_role_sees_no_button_that_would_fail()
    {
        await using var person = await browser.NewAsync(filled.Instance);
        await person.OpenAsync("/applications");
        await person.TypeAsync("eve@sallyport.onmicrosoft.com", FilledInstance.Password);
        await person.SeesAsync("App registrations");
        await Expect(person.Page.GetByRole(AriaRole.Link, new() { Name = "Sign-in logs" })).ToHaveCountAsync(0);
        await person.OpenAsync($"/applications/{filled.ObjectId}/federated");
        await Expect(person.Page.GetByRole(AriaRole.Link, new() { Name = "Add credential" })).ToHaveCountAsync(0);
        await person.OpenAsync("/signins");
        await person.SeesAsync("That did not work");

        await using var owner = await browser.NewAsync(filled.Instance);
        await owner.SignInAsync($"/applications/{filled.ObjectId}/federated");
        await Expect(owner.Page.GetByRole(AriaRole.Link, new() { Name = "Add credential" })).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A_user_that_the_administrator_makes_signs_in_with_the_initial_password_and_chooses_another_one()
    {
        await using var administrator = await browser.NewAsync(filled.Instance);
        await administrator.SignInAsync("/users");
        await administrator.FollowAsync("New user");
        await administrator.FillAsync("User principal name", "colleague");
        await administrator.FillAsync("Display name", "Colleague");
        await administrator.ClickAsync("Create");
        await administrator.SeesAsync("it is not shown again");
        var password = await administrator.Page.Locator("#new-password code").InnerTextAsync();
        Assert.Empty(administrator.Errors);

        await using var person = await browser.NewAsync(filled.Instance);
        await person.OpenAsync("/");
        await person.TypeAsync("colleague@sallyport.onmicrosoft.com", password);
        await person.SeesAsync("Update your password");
        await person.FillAsync("Current password", password);
        await person.FillAsync("New password", "Another-horse-8");
        await person.FillAsync("Confirm password", "Another-horse-8");
        await person.ClickAsync("Sign in");
        await person.SeesAsync("Basic information");
        await person.FollowAsync("Users");
        await Expect(person.Page.GetByRole(AriaRole.Link, new() { Name = "Colleague", Exact = true })).ToHaveCountAsync(1);
        await Expect(person.Page.GetByRole(AriaRole.Link, new() { Name = "New user" })).ToHaveCountAsync(0);
        Assert.Empty(person.Errors);
    }

    [Fact]
    public async Task An_address_of_the_real_portal_opens_its_page_after_signing_in()
    {
        await using var person = await browser.NewAsync(filled.Instance);
        await person.OpenAsync("/#view/Microsoft_AAD_IAM/ActiveDirectoryMenuBlade/~/RegisteredApps");
        await person.TypeAsync(Visitor.Administrator, person.AdministratorPassword);
        await Expect(person.Page).ToHaveURLAsync(person.Portal + "/applications");
    }
}
