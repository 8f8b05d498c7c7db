using Sallyport.Core.Wire;
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
/// the cloud's other hosts are refused rather than passed on, except those that the administrator named.
/// </summary>
internal sealed class ProxyPolicy
{
    private readonly HashSet<string> served;
    private readonly HashSet<string> named;
    private readonly ServerOptions options;

    /// <summary>
    /// Reads the settings. Throws <see cref="StartupException"/> when a host is named that can be no exception.
    /// </summary>
    /// <param name="served">The host names of the surfaces.</param>
    /// <param name="options">Whether other hosts are passed on, the named ones, and GitLab's URL.</param>
    public ProxyPolicy(IEnumerable<string> served, ServerOptions options)
    {
        this.served = new HashSet<string>(served, StringComparer.OrdinalIgnoreCase);
        this.options = options;
        named = [.. options.TunnelHosts.Select(Named)];
    }

    /// <summary>Decides about a CONNECT.</summary>
    /// <param name="host">The host, as <see cref="ProxyHost"/> reads it.</param>
    /// <returns>The verdict, and for a refusal the reason.</returns>
    public (ProxyVerdict Verdict, string? Reason) Decide(string host)
    {
        var name = host.TrimEnd('.');
        if (IsServed(host))
            return (ProxyVerdict.Serve, null);
        if (IsServed(name))
            return (ProxyVerdict.Refuse, $"Sallyport serves '{name}', and not '{host}' with a dot at its end.");
        if (named.Contains(name))
            return (ProxyVerdict.Tunnel, null);
        if (CloudHosts.Contains(name))
            return (ProxyVerdict.Refuse, OfCloud(host, name));
        return options.Tunnel
            ? (ProxyVerdict.Tunnel, null)
            : (ProxyVerdict.Refuse, $"Sallyport does not serve '{host}', and --no-tunnel forbids passing it on.");
    }

    /// <summary>Whether the administrator named exactly this host with <c>--tunnel</c>.</summary>
    public bool IsNamed(string host) => named.Contains(host.TrimEnd('.'));

    private static string OfCloud(string host, string name)
    {
        var refusal = $"Sallyport stands in for Azure here and does not serve '{host}'; "
            + "it is not passed on to the real cloud.";
        return CloudHosts.IsCore(name) ? refusal : $"{refusal} `up --tunnel {name}` allows it, if it is your own.";
    }

    private bool IsServed(string host) => served.Contains(host) && !GitLabHost.IsReal(options.GitLabUrl, host);

    private string Named(string text)
    {
        var url = text.All(char.IsAscii) ? HttpsUrl.Read($"https://{text}/") : null;
        var isHost = url is { PathAndQuery: "/", Fragment: "", IsDefaultPort: true };
        var host = isHost ? ProxyHost.Read(url!.Host) : null;
        if (host is null)
            throw new StartupException($"--tunnel takes the exact name of one host, not '{text}'.");
        var name = host.TrimEnd('.');
        if (IsServed(name) || CloudHosts.IsCore(name))
        {
            throw new StartupException(
                $"--tunnel cannot name '{text}': no exception is made for a host that Sallyport serves, " +
                "nor for sign-in, Graph, Resource Manager or a machine's metadata.");
        }
        return name;
    }
}
