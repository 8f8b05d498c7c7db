using System.Net;
using System.Net.Sockets;

namespace Sallyport.Server.Transport;

/// <summary>
/// Which addresses an outbound fetch or a tunnel may dial. The check is made on the very address that is dialled, after
/// name resolution, so that neither the spelling of a host nor a changing DNS answer bypasses it (RFC 6890
/// special-purpose registries; RFC 8725bis §3.10).
/// </summary>
internal static class AddressGuard
{
    // The only part of IPv6 that is allocated for public use (RFC 4291 §2.4, IANA's registry).
    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    // NAT64's own prefix carries an IPv4 address in its last four bytes (RFC 6052).
    private static readonly IPNetwork Translated = IPNetwork.Parse("64:ff9b::/96");

    // Special ranges inside the public ones, and the address at which Azure's machines find their host's metadata
    // (168.63.129.16).
    private static readonly IPNetwork[] Blocked = Networks(
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16/32", "169.254.0.0/16",
        "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",
        "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

    // The networks of companies and homes (RFC 1918, RFC 6598, RFC 4193).
    private static readonly IPNetwork[] Private = Networks(
        "10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7");

    // Inside the private networks: where machines of Alibaba, Amazon and Google find their host's metadata.
    private static readonly IPNetwork[] Metadata = Networks("100.100.100.200/32", "fd00:ec2::/32", "fd20:ce::254/128");

    /// <summary>Whether the address may be dialled for any host.</summary>
    public static bool IsPublic(IPAddress address)
    {
        address = Untranslated(address);
        var isUnicast = address.AddressFamily == AddressFamily.InterNetwork || GlobalUnicast.Contains(address);
        return isUnicast && !Blocked.Any(n => n.Contains(address));
    }

    /// <summary>
    /// Whether a tunnel may lead there: to a public address or into a private network, where a company's registry may
    /// be; never to loopback, link-local or metadata addresses.
    /// </summary>
    public static bool MayTunnelTo(IPAddress address)
    {
        address = Untranslated(address);
        var isMetadata = Metadata.Any(n => n.Contains(address));
        return !isMetadata && (IsPublic(address) || Private.Any(n => n.Contains(address)));
    }

    private static IPAddress Untranslated(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        return Translated.Contains(address) ? new IPAddress(address.GetAddressBytes().AsSpan(12)) : address;
    }

    private static IPNetwork[] Networks(params string[] texts) => [.. texts.Select(IPNetwork.Parse)];
}
