using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Sallyport.Core.Entra.Directory;
using Sallyport.Server.Pages;
using Sallyport.Server.Portal;
using Sallyport.Server.Tests.GitLab;

namespace Sallyport.Server.Tests.Portal;

/// <summary>Browsers at the portal, whose people have signed in.</summary>
public static class PortalBrowsers
{
    public const string Host = "portal.localhost";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The browser of a person who has been made for the test.</summary>
    /// <param name="server">The server.</param>
    /// <param name="roles">The template ids of the directory roles that the person holds.</param>
    public static async Task<(PageBrowser Browser, User Person)> NewPersonAsync(this RunningServer server, params Guid[] roles)
    {
        var person = await server.AddUserAsync(roles);
        return (server.BrowserOf(person), person);
    }

    /// <summary>The browser of a person, with the cookie that signing in gives.</summary>
    public static PageBrowser BrowserOf(this RunningServer server, User person)
    {
        var browser = new PageBrowser(server, Host);
        var cookie = server.CookieOf(person).Split('=', 2);
        browser.Carry(cookie[0], cookie[1]);
        return browser;
    }

    /// <summary>The cookie that signing in gives a person.</summary>
    public static string CookieOf(this RunningServer server, User person)
    {
        var time = server.Server.Services.GetRequiredService<TimeProvider>();
        var cookies = server.Server.Services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get(PortalSession.Scheme);
        var session = new PersonSession(person.TenantId, person.Id, time.GetUtcNow());
        var ticket = new AuthenticationTicket(
            session.ToPrincipal(), new AuthenticationProperties { ExpiresUtc = time.GetUtcNow().AddHours(1) }, PortalSession.Scheme);
        return $"{cookies.Cookie.Name}={cookies.TicketDataFormat.Protect(ticket)}";
    }

    private static async Task<User> AddUserAsync(this RunningServer server, Guid[] roles)
    {
        await using var scope = server.Server.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<Users>();
        var name = "person" + RandomNumberGenerator.GetHexString(8, lowercase: true);
        var user = await users.CreateAsync(server.Facts.TenantId, new UserInput
        {
            AccountEnabled = true, DisplayName = "Ada Lovelace", MailNickname = name, Password = "Correct-horse-7",
            UserPrincipalName = name + "@sallyport.onmicrosoft.com", ForceChangePasswordNextSignIn = false,
        }, Cancel);
        foreach (var role in roles)
            await users.AddRoleAsync(user.TenantId, user.Id, role, Cancel);
        return (await scope.ServiceProvider.GetRequiredService<IUserDirectory>().FindAsync(user.TenantId, user.Id, Cancel))!;
    }
}
