using Sallyport.Server.Instance;

namespace Sallyport.Server.Transport;

/// <summary>What happens to a CONNECT to a host.</summary>
internal enum ProxyVerdict
{
    /// <summary>A surface answers it.</summary>
    Serve,

    /// <summary>It is passed on.</summary>
    Tunnel,

    /// <summary>It is refused at once.</summary>
    Refuse,
}

/// <summary>
/// Which hosts are served, passed on or refused. Nothing that is meant for the local cloud may reach the real one, so
/// the cloud's other hosts are refused rather than passed on.
/// </summary>
/// <param name="served">The host names of the surfaces.</param>
/// <param name="options">Whether other hosts are passed on, and GitLab's URL.</param>
internal sealed class ProxyPolicy(IEnumerable<string> served, ServerOptions options)
{
    private static readonly string[] CloudDomains =
    [
        "azure.com", "azure.net", "windows.net", "microsoftonline.com", "microsoft.com", "azure-api.net",
        "azureedge.net", "visualstudio.com", "applicationinsights.io", "microsoftonline-p.com", "msftauth.net",
        "msauth.net",
    ];

    private readonly HashSet<string> served = new(served, StringComparer.OrdinalIgnoreCase);

    /// <summary>Decides about a CONNECT.</summary>
    /// <param name="host">The host, lower case.</param>
    /// <returns>The verdict, and for a refusal the reason.</returns>
    public (ProxyVerdict Verdict, string? Reason) Decide(string host)
    {
        if (served.Contains(host) && !GitLabHost.IsReal(options.GitLabUrl, host))
            return (ProxyVerdict.Serve, null);
        if (CloudDomains.Any(d => host == d || host.EndsWith("." + d, StringComparison.Ordinal)))
            return (
                ProxyVerdict.Refuse,
                $"Sallyport stands in for Azure here and does not serve '{host}'; "
                + "it is not passed on to the real cloud.");
        return options.Tunnel
            ? (ProxyVerdict.Tunnel, null)
            : (ProxyVerdict.Refuse, $"Sallyport does not serve '{host}', and --no-tunnel forbids passing it on.");
    }
}
