using Microsoft.AspNetCore.Http;

namespace Sallyport.Server.Pages;

/// <summary>
/// The addresses for people. A browser is not behind the proxy: sent to the public names, a person would land at the
/// real services.
/// </summary>
internal static class LocalSite
{
    /// <summary>The host of the sign-in pages.</summary>
    public const string LoginHost = "login.localhost";

    /// <summary>The host of the portal.</summary>
    public const string PortalHost = "portal.localhost";

    /// <summary>What the addresses of the sign-in pages begin with.</summary>
    public static string Login(HttpContext context) => Of(LoginHost, context);

    /// <summary>What the addresses of the portal begin with.</summary>
    public static string Portal(HttpContext context) => Of(PortalHost, context);

    // All surfaces listen on the one port at which the request arrived.
    private static string Of(string host, HttpContext context) => $"https://{host}:{context.Connection.LocalPort}";
}
