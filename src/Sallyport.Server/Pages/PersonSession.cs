using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Sallyport.Core.Wire;

namespace Sallyport.Server.Pages;

/// <summary>What the cookie of a browser says of the person who has signed in.</summary>
/// <param name="TenantId">The tenant of the account.</param>
/// <param name="UserId">The object id of the account.</param>
/// <param name="Since">When the person proved who they are.</param>
internal sealed record PersonSession(Guid TenantId, Guid UserId, DateTimeOffset Since)
{
    private const string SinceClaim = "since";

    /// <summary>What the cookie of a new session holds.</summary>
    public ClaimsPrincipal ToPrincipal() => new(new ClaimsIdentity(
        [
            new("tid", TenantId.ToString()), new("oid", UserId.ToString()),
            new(SinceClaim, Since.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)),
            EndableSession.NewId(),
        ],
        "session"));

    /// <summary>The session of a request, or null without one.</summary>
    /// <param name="context">The request.</param>
    /// <param name="scheme">The authentication scheme of the cookie.</param>
    public static async Task<PersonSession?> ReadAsync(HttpContext context, string scheme)
    {
        var principal = await EndableSession.ReadAsync(context, scheme);
        if (!StrictGuid.TryRead(principal?.FindFirstValue("tid"), out var tenant)
            || !StrictGuid.TryRead(principal?.FindFirstValue("oid"), out var user))
            return null;
        var since = long.Parse(principal!.FindFirstValue(SinceClaim)!, CultureInfo.InvariantCulture);
        return new PersonSession(tenant, user, DateTimeOffset.FromUnixTimeMilliseconds(since));
    }
}
