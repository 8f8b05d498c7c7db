using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Sallyport.Core.Sessions;
using Sallyport.Core.Wire;

namespace Sallyport.Server.Pages;

/// <summary>
/// What the sessions of browsers have in common on all surfaces: each has an id, and once it is ended no copy of its
/// cookie is good.
/// </summary>
internal static class EndableSession
{
    private const string IdClaim = "sid";

    /// <summary>Refuses the cookies of ended sessions, and does not renew them.</summary>
    public static void Configure(CookieAuthenticationOptions options) =>
        options.Events.OnValidatePrincipal = CheckAsync;

    /// <summary>The id of a new session, for its cookie.</summary>
    public static Claim NewId() => new(IdClaim, Guid.CreateVersion7().ToString());

    /// <summary>Ends the session of a browser, and takes its cookie.</summary>
    /// <param name="context">The request.</param>
    /// <param name="scheme">The authentication scheme of the cookie.</param>
    public static async Task EndAsync(HttpContext context, string scheme)
    {
        await EndEarlierAsync(context, scheme);
        await context.SignOutAsync(scheme);
    }

    /// <summary>Ends the session that a browser has so far, before it gets the cookie of another one.</summary>
    /// <param name="context">The request.</param>
    /// <param name="scheme">The authentication scheme of the cookie.</param>
    public static async Task EndEarlierAsync(HttpContext context, string scheme)
    {
        if (IdOf((await context.AuthenticateAsync(scheme)).Principal) is not { } id)
            return;
        var now = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        var session = new EndedSession { Id = id, EndedAt = now };
        await Ended(context).AddAsync(session, now - EndedSession.LongestLife, context.RequestAborted);
    }

    /// <summary>
    /// What the cookie of a request says, or null without a session: as it is now, also where the framework has looked
    /// before.
    /// </summary>
    /// <param name="context">The request.</param>
    /// <param name="scheme">The authentication scheme of the cookie.</param>
    public static async Task<ClaimsPrincipal?> ReadAsync(HttpContext context, string scheme)
    {
        var principal = (await context.AuthenticateAsync(scheme)).Principal;
        return await IsEndedAsync(context, principal) ? null : principal;
    }

    private static async Task CheckAsync(CookieValidatePrincipalContext context)
    {
        if (await IsEndedAsync(context.HttpContext, context.Principal))
            context.RejectPrincipal();
    }

    private static async Task<bool> IsEndedAsync(HttpContext context, ClaimsPrincipal? principal) =>
        IdOf(principal) is not { } id || await Ended(context).ContainsAsync(id, context.RequestAborted);

    private static Guid? IdOf(ClaimsPrincipal? principal) =>
        StrictGuid.TryRead(principal?.FindFirstValue(IdClaim), out var id) ? id : null;

    private static IEndedSessions Ended(HttpContext context) =>
        context.RequestServices.GetRequiredService<IEndedSessions>();
}
