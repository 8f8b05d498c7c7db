using System.Globalization;
using Sallyport.Core.Entra.Directory;

namespace Sallyport.Core.Entra.Tokens;

/// <summary>
/// Whether a redirect URI is one of a client's. They are compared byte by byte, but for the port of a loopback address
/// (RFC 8252 §7.3), whatever the platform. Source: "Redirect URI (reply URL) best practices and limitations", section
/// "Localhost exceptions".
/// </summary>
internal static class RedirectUris
{
    private static readonly string[] Loopback = ["http://localhost", "http://127.0.0.1"];

    /// <summary>The registered URI that the requested one is, or null.</summary>
    public static RedirectUri? Find(IEnumerable<RedirectUri> registered, string requested)
    {
        var all = registered.ToList();
        return all.Find(r => r.Uri == requested)
            ?? all.Find(r => WithoutPort(requested) is { } own && own == WithoutPort(r.Uri));
    }

    // The loopback address with its path; null for any other.
    private static string? WithoutPort(string uri)
    {
        var host = Array.Find(Loopback, h => uri.StartsWith(h, StringComparison.Ordinal));
        if (host is null)
            return null;
        var rest = uri[host.Length..];
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var port = slash < 0 ? rest : rest[..slash];
        var path = slash < 0 ? "/" : rest[slash..];
        return port.Length == 0 || IsPort(port) ? host + path : null;
    }

    // A colon and the digits of a port that there is, so that the whole can be read as a URI.
    private static bool IsPort(string text) =>
        text[0] == ':' && ushort.TryParse(text.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out _);
}
