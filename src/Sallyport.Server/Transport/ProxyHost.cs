using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Sallyport.Server.Transport;

/// <summary>The host of a CONNECT, in the one spelling in which it is compared and dialled.</summary>
internal static class ProxyHost
{
    private const int MaximumName = 253; // RFC 1035 §2.3.4
    private const int MaximumLabel = 63;

    /// <summary>
    /// Reads a host name, an IPv4 address, or an IPv6 address in brackets. Null for anything else, such as escapes, a
    /// zone, or letters outside ASCII: clients send the ASCII form of a name.
    /// </summary>
    /// <returns>
    /// A name in lower case; a dot at its end is kept, since no surface has such a name. An address as .NET writes it,
    /// whatever its spelling (<c>0x7f.1</c>, <c>2130706433</c>).
    /// </returns>
    public static string? Read(string text)
    {
        if (text.StartsWith('['))
            return ReadIPv6(text);
        var name = text.ToLowerInvariant();
        var relative = name.EndsWith('.') ? name[..^1] : name;
        var isName = relative.Length is > 0 and <= MaximumName
            && relative.Split('.').All(IsLabel)
            && HasUnicodeForm(relative);
        if (!isName)
            return null;
        return IPAddress.TryParse(relative, out var address) ? address.ToString() : name;
    }

    private static string? ReadIPv6(string text)
    {
        var inside = text.EndsWith(']') ? text[1..^1] : "";
        var isAddress = IPAddress.TryParse(inside, out var address)
            && address.AddressFamily == AddressFamily.InterNetworkV6
            && !inside.Contains('%', StringComparison.Ordinal);
        return isAddress ? address!.ToString() : null;
    }

    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= MaximumLabel && label.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    // A reader further on might take xn--login-.com for login.com.
    private static bool HasUnicodeForm(string name)
    {
        if (!name.Contains("xn--", StringComparison.Ordinal))
            return true;
        try
        {
            return new IdnMapping().GetUnicode(name).Length > 0;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
