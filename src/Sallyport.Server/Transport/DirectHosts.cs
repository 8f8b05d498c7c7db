using System.Globalization;
using System.Net;

namespace Sallyport.Server.Transport;

/// <summary>
/// The hosts of a <c>NO_PROXY</c>, read as curl, Go and Python do: a name stands for what is below it too, with or
/// without a dot or <c>*.</c> before it; addresses and networks; a port; <c>*</c> for all.
/// </summary>
/// <param name="list">The variable's value; null when it is not set.</param>
internal sealed class DirectHosts(string? list)
{
    private readonly string[] entries = (list ?? "").Split(
        [',', ' ', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Whether the host is reached without a proxy.</summary>
    public bool Contains(string host, int port)
    {
        var name = host.TrimEnd('.');
        return entries.Any(e => Matches(e, name, port));
    }

    private static bool Matches(string entry, string host, int port)
    {
        if (entry == "*")
            return true;
        if (IPAddress.TryParse(host, out var address))
            return MatchesAddress(entry, address, port);
        return Parts(entry, port) is { } name
            && (SameName(host, name) || host.EndsWith("." + name, StringComparison.OrdinalIgnoreCase));
    }

    private static bool MatchesAddress(string entry, IPAddress host, int port)
    {
        if (IPNetwork.TryParse(entry, out var network))
            return network.Contains(host);
        var text = IPAddress.TryParse(entry, out _) ? entry : Parts(entry, port);
        return IPAddress.TryParse(text, out var address) && address.Equals(host);
    }

    // The name without its marks; null when the entry is for another port.
    private static string? Parts(string entry, int port)
    {
        var colon = entry.LastIndexOf(':');
        var hasPort = colon > 0
            && ushort.TryParse(entry.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out _);
        if (hasPort && entry[(colon + 1)..] != port.ToString(CultureInfo.InvariantCulture))
            return null;
        var name = (hasPort ? entry[..colon] : entry).TrimEnd('.');
        return name.StartsWith("*.", StringComparison.Ordinal) ? name[2..] : name.TrimStart('.');
    }

    private static bool SameName(string host, string name) =>
        string.Equals(host, name, StringComparison.OrdinalIgnoreCase);
}
