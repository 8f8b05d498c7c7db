using Microsoft.AspNetCore.Http;
using Sallyport.Core.GitLab;

namespace Sallyport.Server.Pages;

/// <summary>
/// Where the pages of another surface are for a browser: at the name of this machine with the same port, or at the
/// public name behind the proxy, as the browser came.
/// </summary>
internal static class OtherSite
{
    private const string Local = ".localhost";

    /// <summary>GitLab's pages, for a browser at the portal.</summary>
    public static string GitLabOf(HttpRequest request, GitLabInstance gitLab)
    {
        var address = gitLab.Address;
        return IsLocal(request)
            ? $"https://gitlab.localhost{PortOf(request)}{gitLab.RelativeRoot}/"
            : address.AbsoluteUri.TrimEnd('/') + "/";
    }

    /// <summary>The portal's pages, for a browser at GitLab.</summary>
    public static string PortalOf(HttpRequest request) =>
        IsLocal(request) ? $"https://portal.localhost{PortOf(request)}" : "https://portal.azure.com";

    private static bool IsLocal(HttpRequest request) =>
        request.Host.Host.EndsWith(Local, StringComparison.OrdinalIgnoreCase);

    private static string PortOf(HttpRequest request) => request.Host.Port is { } port ? $":{port}" : "";
}
