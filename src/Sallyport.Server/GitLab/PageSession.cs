using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Sallyport.Core.GitLab;
using Sallyport.Server.Pages;

namespace Sallyport.Server.GitLab;

/// <summary>
/// The session of a browser: an encrypted cookie that holds the hash of the personal access token with which its user
/// signed in. A token that is revoked or has expired ends its sessions.
/// </summary>
internal static class PageSession
{
    /// <summary>The authentication scheme of the cookie.</summary>
    public const string Scheme = "gitlab-session";

    private const string TokenHash = "token_hash";
    private static readonly TimeSpan Life = TimeSpan.FromHours(12);

    /// <summary>Sets the cookie up: <c>__Host-</c> binds it to the host, and to TLS (RFC 6265bis).</summary>
    public static void Configure(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = "__Host-sallyport-gitlab";
        options.Cookie.SecurePolicy = CookieSecurePolicy.Always;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.ExpireTimeSpan = Life;
        options.SlidingExpiration = true;
        EndableSession.Configure(options);
    }

    /// <summary>Begins a session with a token that was found good, in place of the one that the browser has.</summary>
    public static async Task BeginAsync(HttpContext context, string token)
    {
        await EndableSession.EndEarlierAsync(context, Scheme);
        var claim = new Claim(TokenHash, Convert.ToHexString(GitLabTokens.Hash(token)));
        var identity = new ClaimsIdentity([claim, EndableSession.NewId()], Scheme);
        await context.SignInAsync(Scheme, new ClaimsPrincipal(identity));
    }

    /// <summary>Ends the session.</summary>
    public static Task EndAsync(HttpContext context) => EndableSession.EndAsync(context, Scheme);

    /// <summary>The hash of the token of the session, or null without one.</summary>
    public static async Task<byte[]?> TokenHashAsync(HttpContext context)
    {
        var session = await EndableSession.ReadAsync(context, Scheme);
        return session?.FindFirstValue(TokenHash) is { } hash ? Convert.FromHexString(hash) : null;
    }
}
