using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Sallyport.Core.Entra.Directory;

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
    }

    /// <summary>The account of the person who has signed in.</summary>
    public static User Person(this HttpContext context) => context.Features.GetRequiredFeature<User>();
}
