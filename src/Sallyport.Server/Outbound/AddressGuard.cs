using System.Net;
using System.Net.Sockets;

namespace Sallyport.Server.Outbound;

/// <summary>
/// Which addresses an outbound fetch may dial. The check is made on the very address that is dialled, after name resolution, so that no
/// spelling of a host and no changing DNS answer gets round it (RFC 6890 special-purpose registries; RFC 8725bis §3.10).
/// </summary>
public static class AddressGuard
{
    private static readonly IPNetwork[] Blocked = new[]
    {
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
        "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        "::/128", "::1/128", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16",
        "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
    }.Select(IPNetwork.Parse).ToArray();

    // 64:ff9b::/96 (RFC 6052) and ::/96 carry an IPv4 address in their last four bytes.
    private static readonly IPNetwork[] Embedding = [IPNetwork.Parse("64:ff9b::/96"), IPNetwork.Parse("::/96")];

    /// <summary>Whether the address is a public one.</summary>
    public static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (Blocked.Any(n => n.BaseAddress.AddressFamily == address.AddressFamily && n.Contains(address)))
            return false;
        return address.AddressFamily != AddressFamily.InterNetworkV6
            || !Embedding.Any(n => n.Contains(address))
            || IsPublic(new IPAddress(address.GetAddressBytes().AsSpan(12)));
    }
}
