using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Sallyport.Core.Entra.Tokens;
using Sallyport.Core.Sessions;
using Sallyport.Server.Pages;

namespace Sallyport.Server.Login;

/// <summary>
/// The session of a browser at the token service: who has signed in once needs no password for the next client.
/// </summary>
internal static class LoginSession
{
    /// <summary>The authentication scheme of the cookie.</summary>
    public const string Scheme = "login-session";

    private static readonly TimeSpan Life = TimeSpan.FromHours(24);
    private static readonly TimeSpan LongLife = EndedSession.LongestLife;

    /// <summary>
    /// Sets the cookie up. It is sent along when another site's form leads here, as with a request by POST at the
    /// authorize endpoint, and nothing is done for a session alone that the person has not asked for.
    /// </summary>
    public static void Configure(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = "__Host-ESTSAUTH";
        options.Cookie.SecurePolicy = CookieSecurePolicy.Always;
        options.Cookie.SameSite = SameSiteMode.None;
        options.ExpireTimeSpan = Life;
        options.SlidingExpiration = false;
        EndableSession.Configure(options);
    }

    /// <summary>Begins a session, in place of the one that the browser has.</summary>
    /// <param name="context">The request.</param>
    /// <param name="person">Who has signed in.</param>
    /// <param name="stays">Whether the session outlives the browser.</param>
    public static async Task BeginAsync(HttpContext context, SignedInPerson person, bool stays)
    {
        await EndableSession.EndEarlierAsync(context, Scheme);
        var session = new PersonSession(person.User.TenantId, person.User.Id, person.Since);
        var now = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        var properties = new AuthenticationProperties
        {
            IsPersistent = stays, IssuedUtc = now, ExpiresUtc = now + (stays ? LongLife : Life),
        };
        await context.SignInAsync(Scheme, session.ToPrincipal(), properties);
    }

    /// <summary>Ends the session.</summary>
    public static Task EndAsync(HttpContext context) => EndableSession.EndAsync(context, Scheme);

    /// <summary>The person of the session; null when there is none, or it is over.</summary>
    public static async Task<SignedInPerson?> FindAsync(HttpContext context, PageSignIn people)
    {
        if (await PersonSession.ReadAsync(context, Scheme) is not { } session)
            return null;
        return await people.FindAsync(
            session.TenantId, session.UserId, session.Since, context.RequestAborted);
    }
}
