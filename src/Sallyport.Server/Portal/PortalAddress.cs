using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Tokens;
using Sallyport.Server.Outbound;
using Sallyport.Server.Pages;

namespace Sallyport.Server.Portal;

/// <summary>
/// Where the portal is: at a name of this machine with our port, and at the public one behind the proxy.
/// </summary>
internal sealed class PortalAddress(OwnPort port) : IPortalAddress
{
    public async Task<IReadOnlyList<RedirectUri>> RedirectUrisAsync(CancellationToken cancel)
    {
        string[] sites = [$"https://{LocalSite.PortalHost}:{await port.GetAsync(cancel)}", "https://portal.azure.com"];
        return [.. sites.SelectMany(Uris)];
    }

    private static IEnumerable<RedirectUri> Uris(string site) =>
    [
        new(site + PortalSignIn.Callback, RedirectPlatform.PublicClient),
        new(site + "/", RedirectPlatform.PublicClient),
    ];
}
