using Microsoft.Playwright;

namespace Sallyport.Portal.Tests;

/// <summary>Every page in both themes, on a desk and on a phone: accessible, nothing cut off, every text shown as text. Pictures are kept.</summary>
public sealed class PagesTests(Browser browser, FilledInstance filled) : IClassFixture<FilledInstance>
{
    public static TheoryData<string, string, string> PagesOfThePortal { get; } = new()
    {
        { "overview", "/", "Sallyport" },
        { "applications", "/applications", "App registrations" },
        { "register", "/applications/new", "Register an application" },
        { "application", "/applications/APP", "HOSTILE" },
        { "secrets", "/applications/APP/credentials", "HOSTILE" },
        { "certificates", "/applications/APP/credentials/certificates", "HOSTILE" },
        { "federated", "/applications/APP/federated", "HOSTILE" },
        { "federated-gitlab", "/applications/APP/federated/new?scenario=gitlab", "HOSTILE" },
        { "federated-github", "/applications/APP/federated/new?scenario=github", "HOSTILE" },
        { "federated-kubernetes", "/applications/APP/federated/new?scenario=kubernetes", "HOSTILE" },
        { "federated-other", "/applications/APP/federated/new?scenario=other", "HOSTILE" },
        { "federated-edit", "/applications/APP/federated/CREDENTIAL", "HOSTILE" },
        { "federated-delete", "/applications/APP/federated/CREDENTIAL/delete", "Delete main?" },
        { "try", "/applications/APP/try", "HOSTILE" },
        { "try-sign-in", "/applications/APP/try?signin=SIGNIN", "HOSTILE" },
        { "delete", "/applications/APP/delete", "Delete" },
        { "secret-delete", "/applications/APP/credentials/SECRET/delete", "Delete the client secret HOSTILE?" },
        { "users", "/users", "Users" },
        { "user-new", "/users/new", "New user" },
        { "user", "/users/PERSON", "HOSTILE" },
        { "user-roles", "/users/PERSON/roles", "HOSTILE" },
        { "user-last-administrator", "/users/ADMIN", "Administrator" },
        { "user-reset", "/users/PERSON/reset-password", "Reset the password of HOSTILE?" },
        { "user-delete", "/users/PERSON/delete", "Delete HOSTILE?" },
        { "sign-ins", "/signins", "Sign-in logs" },
        { "sign-ins-of-people", "/signins?type=user", "Sign-in logs" },
        { "sign-in", "/signins/SIGNIN", "Sign-in of HOSTILE" },
        { "subscriptions", "/subscriptions", "Subscriptions" },
        { "subscription", "/subscriptions/SUBSCRIPTION", "Sallyport" },
        { "access", "/subscriptions/SUBSCRIPTION/access", "Sallyport" },
        { "assign", "/subscriptions/SUBSCRIPTION/access/add", "Add role assignment" },
        { "cloud-shell", "/cloudshell", "Cloud Shell" },
        { "not-found", "/applications/00000000-0000-0000-0000-000000000001", "Not found" },
    };

    public static TheoryData<string, string, string> PagesForVisitors { get; } = new()
    {
        { "login-name", "https://portal.localhost:PORT/signin", "Sign in" },
        { "login-code", "https://login.localhost:PORT/common/oauth2/deviceauth", "Enter code" },
        { "login-error", "https://login.localhost:PORT/common/oauth2/v2.0/authorize?client_id=%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E", "Sign in" },
        { "login-signed-out", "https://login.localhost:PORT/common/oauth2/v2.0/logout", "You signed out of your account" },
        { "login-link", "https://login.localhost:PORT/sallyport/link?code=x", "This link is spent" },
        { "gitlab-projects", "https://gitlab.localhost:PORT/", "Projects" },
        { "gitlab-sign-in", "https://gitlab.localhost:PORT/users/sign_in", "Sign in" },
    };

    [Theory]
    [MemberData(nameof(PagesOfThePortal))]
    public async Task A_page_of_the_portal_is_accessible_and_shows_every_text_as_text(string name, string path, string heading)
    {
        await using var person = await filled.SignedInAsync(browser);
        await person.OpenAsync(Address(path));
        await Look.AtAsync(person, name, heading);
    }

    [Theory]
    [MemberData(nameof(PagesForVisitors))]
    public async Task A_page_for_visitors_is_accessible_and_shows_every_text_as_text(string name, string address, string heading)
    {
        await using var person = await browser.NewAsync(filled.Instance);
        await person.Page.GotoAsync(Address(address));
        await Look.AtAsync(person, name, heading);
    }

    [Fact]
    public async Task The_question_before_a_role_is_taken_away_is_accessible()
    {
        await using var person = await filled.SignedInAsync(browser);
        await person.OpenAsync($"/subscriptions/{filled.Instance.SubscriptionId}/access");
        await person.Page.GetByRole(AriaRole.Link, new() { NameString = "Remove" }).First.ClickAsync();
        await Look.AtAsync(person, "role-remove", "Remove");
    }

    [Fact]
    public async Task Everything_but_comfort_works_without_script()
    {
        await using var person = await browser.NewAsync(filled.Instance, new BrowserNewContextOptions { JavaScriptEnabled = false });
        await person.SignInAsync("/applications/new");
        await person.FillAsync("Name", "made without script");
        await person.ClickAsync("Register");
        await person.SeesAsync("Managed application in local directory");
        await person.OpenAsync($"/applications/{filled.ObjectId}/federated/new?scenario=gitlab");
        await person.FillAsync("Group", "mygroup");
        await person.FillAsync("Project", "myproject");
        await person.FillAsync("Branch or tag", "main");
        await person.ClickAsync("Preview");
        await person.SeesAsync("project_path:mygroup/myproject:ref_type:branch:ref:main");
    }

    [Fact]
    public async Task The_first_page_is_small()
    {
        await using var person = await filled.SignedInAsync(browser); // with nothing of the pages in its cache
        var sizes = new List<Task<RequestSizesResult>>();
        person.Page.RequestFinished += (_, request) => sizes.Add(request.SizesAsync());
        await person.OpenAsync("/applications");
        await person.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        var all = await Task.WhenAll(sizes);
        Assert.True(all.Length >= 3, $"{all.Length} requests");
        Assert.InRange(all.Sum(s => s.ResponseBodySize + s.ResponseHeadersSize), 1, 60 * 1024);
    }

    private string Address(string path) => path
        .Replace("APP", filled.ObjectId, StringComparison.Ordinal)
        .Replace("CREDENTIAL", filled.CredentialId, StringComparison.Ordinal)
        .Replace("SECRET", filled.SecretId, StringComparison.Ordinal)
        .Replace("PERSON", filled.PersonId, StringComparison.Ordinal)
        .Replace("ADMIN", filled.AdministratorId, StringComparison.Ordinal)
        .Replace("SIGNIN", filled.SignInId, StringComparison.Ordinal)
        .Replace("SUBSCRIPTION", filled.Instance.SubscriptionId, StringComparison.Ordinal)
        .Replace("PORT", $"{filled.Instance.Port}", StringComparison.Ordinal);
}
