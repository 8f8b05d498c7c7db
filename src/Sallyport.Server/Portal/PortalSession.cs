using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Wire;

namespace Sallyport.Server.Portal;

/// <summary>Whose session it is.</summary>
/// <param name="TenantId">The tenant of the account.</param>
/// <param name="UserId">The object id of the account.</param>
/// <param name="Since">When the person proved who they are.</param>
internal sealed record PortalSession(Guid TenantId, Guid UserId, DateTimeOffset Since)
{
    /// <summary>The authentication scheme of the cookie.</summary>
    public const string Scheme = "portal-session";

    private const string SinceClaim = "since";
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

    /// <summary>What the cookie holds.</summary>
    public ClaimsPrincipal ToPrincipal() => new(new ClaimsIdentity(
        [
            new("tid", TenantId.ToString()), new("oid", UserId.ToString()),
            new(SinceClaim, Since.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)),
        ],
        Scheme));

    /// <summary>The session of a request, or null without one.</summary>
    public static async Task<PortalSession?> ReadAsync(HttpContext context)
    {
        var principal = (await context.AuthenticateAsync(Scheme)).Principal;
        if (!StrictGuid.TryRead(principal?.FindFirstValue("tid"), out var tenant)
            || !StrictGuid.TryRead(principal?.FindFirstValue("oid"), out var user))
            return null;
        var since = long.Parse(principal!.FindFirstValue(SinceClaim)!, CultureInfo.InvariantCulture);
        return new PortalSession(tenant, user, DateTimeOffset.FromUnixTimeMilliseconds(since));
    }
}

/// <summary>Finds who looks at a page.</summary>
internal static class PortalVisitor
{
    /// <summary>The account of the person who has signed in.</summary>
    public static User Person(this HttpContext context) => context.Features.GetRequiredFeature<User>();
}
