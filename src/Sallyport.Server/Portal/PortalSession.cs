using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Sallyport.Core.Entra.Directory;
using Sallyport.Server.Pages;

namespace Sallyport.Server.Portal;

/// <summary>The session of a browser at the portal.</summary>
internal static class PortalSession
{
    /// <summary>The authentication scheme of the cookie.</summary>
    public const string Scheme = "portal-session";

    /// <summary>When a session is over whatever its person does.</summary>
    public static readonly TimeSpan LongestLife = TimeSpan.FromHours(24);

    private static readonly TimeSpan Life = TimeSpan.FromHours(12);

    /// <summary>Sets the cookie up: <c>__Host-</c> binds it to the host, and to TLS (RFC 6265bis).</summary>
    public static void Configure(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = "__Host-sallyport-portal";
        options.Cookie.SecurePolicy = CookieSecurePolicy.Always;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.ExpireTimeSpan = Life;
        options.SlidingExpiration = true;
        EndableSession.Configure(options);
    }

    /// <summary>
    /// The account of the browser's session; null without one, or when it is over: the account is gone or disabled, or
    /// its sessions were ended since.
    /// </summary>
    public static async Task<User?> FindPersonAsync(HttpContext context)
    {
        if (await PersonSession.ReadAsync(context, Scheme) is not { } session)
            return null;
        var users = context.RequestServices.GetRequiredService<IUserDirectory>();
        var user = await users.FindAsync(session.TenantId, session.UserId, context.RequestAborted);
        var time = context.RequestServices.GetRequiredService<TimeProvider>();
        var isOver = time.GetUtcNow() >= session.Since + LongestLife;
        return isOver || user is not { AccountEnabled: true } || session.Since < user.SignInSessionsValidFrom
            ? null
            : user;
    }

    /// <summary>The account of the person who has signed in.</summary>
    public static User Person(this HttpContext context) => context.Features.GetRequiredFeature<User>();
}
