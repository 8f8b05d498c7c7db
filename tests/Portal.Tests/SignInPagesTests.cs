using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Sallyport.Portal.Tests;

/// <summary>The pages between a name and a session, each reached as a person reaches it.</summary>
public sealed class SignInPagesTests(Browser browser, FilledInstance filled) : IClassFixture<FilledInstance>
{
    [Fact]
    public async Task The_page_for_the_password_is_accessible()
    {
        await using var person = await browser.NewAsync(filled.Instance);
        await person.OpenAsync("/");
        await person.Page.GetByLabel("Email or user name").FillAsync(FilledInstance.Hostile);
        await person.ClickAsync("Next");
        await person.FillAsync("Password", "wrong");
        await person.ClickAsync("Sign in");
        await person.SeesAsync("Your account or password is incorrect.");
        await Look.AtAsync(person, "login-password", "Enter password");
    }

    [Fact]
    public async Task The_page_for_a_new_password_is_accessible_and_leads_on()
    {
        await using var person = await browser.NewAsync(filled.Instance);
        await person.OpenAsync("/");
        await person.TypeAsync("newcomer@sallyport.onmicrosoft.com", FilledInstance.Password);
        await Look.AtAsync(person, "login-new-password", "Update your password");
        await person.FillAsync("Current password", FilledInstance.Password);
        await person.FillAsync("New password", "Another-horse-8");
        await person.FillAsync("Confirm password", "Another-horse-9");
        await person.ClickAsync("Sign in");
        await Look.AtAsync(person, "login-new-password-refused", "Update your password");
        await person.FillAsync("Current password", FilledInstance.Password);
        await person.FillAsync("New password", "Another-horse-8");
        await person.FillAsync("Confirm password", "Another-horse-8");
        await person.ClickAsync("Sign in");
        await Expect(person.Page).ToHaveURLAsync(person.Portal + "/");
    }

    [Fact]
    public async Task The_pages_for_an_account_and_for_consent_are_accessible()
    {
        await using var person = await filled.SignedInAsync(browser);
        await person.Page.GotoAsync(AuthorizeAddress("User.Read", "&prompt=select_account"));
        await Look.AtAsync(person, "login-account", "Pick an account");
        await person.Page.Locator("button.tile").First.ClickAsync();
        await Look.AtAsync(person, "login-consent", "Permissions requested");
    }

    [Fact]
    public async Task The_page_for_what_only_an_administrator_may_allow_is_accessible()
    {
        await using var person = await browser.NewAsync(filled.Instance);
        await person.Page.GotoAsync(AuthorizeAddress("Directory.ReadWrite.All"));
        await person.TypeAsync("eve@sallyport.onmicrosoft.com", FilledInstance.Password);
        await person.SeesAsync("Only an administrator can accept this.");
        await Look.AtAsync(person, "login-consent-administrator", "Permissions requested");
    }

    [Fact]
    public async Task The_pages_for_a_device_are_accessible()
    {
        await using var person = await filled.SignedInAsync(browser);
        await person.Page.GotoAsync($"https://login.localhost:{filled.Instance.Port}/common/oauth2/deviceauth");
        await person.FillAsync("Code", await filled.DeviceCodeAsync());
        await person.ClickAsync("Next");
        await person.Page.Locator("button.tile").First.ClickAsync();
        await Look.AtAsync(person, "login-confirm", "Are you trying to sign in to Microsoft Azure CLI?");
        await person.ClickAsync("Continue");
        await Look.AtAsync(person, "login-done", "You have signed in");
    }

    [Fact]
    public async Task The_page_of_a_sign_in_link_is_accessible_and_leads_on()
    {
        await using var person = await browser.NewAsync(filled.Instance);
        await person.Page.GotoAsync((string)filled.Instance.Data["portal"]!["signInLink"]!);
        await Look.AtAsync(person, "login-link-unspent", "Sign in to the portal");
        await person.Page.Locator("button.tile").ClickAsync();
        await Expect(person.Page).ToHaveURLAsync(person.Portal + "/");
    }

    [Fact]
    public async Task The_list_of_applications_that_can_get_tokens_is_accessible_with_and_without_one_for_the_person_and_an_administrator()
    {
        await filled.SignInToCliAsync("eve");
        await using (var administrator = await filled.SignedInAsync(browser))
        {
            await administrator.OpenAsync($"/users/{filled.PersonId}");
            await administrator.SeesAsync("Microsoft Azure CLI");
            await Look.AtAsync(administrator, "user-applications", "HOSTILE");
        }
        await using var person = await browser.NewAsync(filled.Instance);
        await person.Page.GotoAsync($"https://login.localhost:{filled.Instance.Port}/sallyport/clients");
        await person.TypeAsync("eve@sallyport.onmicrosoft.com", FilledInstance.Password);
        await Look.AtAsync(person, "login-clients", "Where you are signed in");
        while (await person.Page.GetByRole(AriaRole.Button, new() { NameString = "Sign out" }).CountAsync() > 0)
            await person.Page.GetByRole(AriaRole.Button, new() { NameString = "Sign out" }).First.ClickAsync();
        await person.SeesAsync("No application can get tokens for you.");
        await Look.AtAsync(person, "login-clients-none", "Where you are signed in");
    }

    [Fact]
    public async Task The_question_before_signing_out_is_accessible()
    {
        await using var person = await filled.SignedInAsync(browser);
        await person.Page.GotoAsync($"https://login.localhost:{filled.Instance.Port}/common/oauth2/v2.0/logout");
        await Look.AtAsync(person, "login-sign-out", "Which account do you want to sign out of?");
    }

    private string AuthorizeAddress(string scope, string further = "") =>
        $"https://login.localhost:{filled.Instance.Port}/{filled.Instance.TenantId}/oauth2/v2.0/authorize"
        + $"?client_id={filled.WebClientId}&response_type=code&redirect_uri={Uri.EscapeDataString(FilledInstance.RedirectUri)}&scope={scope}{further}";
}
