using System.Text;

namespace Sallyport.Explain.Subjects;

/// <summary>The address of an issuer in its plainest spelling.</summary>
internal static class IssuerAddress
{
    private const string Https = "https://";
    private const string HttpsWww = "https://www.";

    private static readonly string[] Documents =
    [
        "/.well-known/openid-configuration", "/.well-known", "/oauth/discovery/keys", "/-/jwks",
    ];

    /// <summary>
    /// https, the host in lower case, no default port, no path of a discovery document and no slash at the end.
    /// </summary>
    public static string Plain(string text)
    {
        var bare = Characters.WithoutBlanks(SubjectSpelling.Unquoted(text));
        if (WithoutScheme(bare) is not { } rest)
            return bare.TrimEnd('/');
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var host = Characters.Lower(slash < 0 ? rest : rest[..slash]);
        var path = slash < 0 ? "" : rest[slash..].TrimEnd('/');
        if (host.EndsWith(":443", StringComparison.Ordinal))
            host = host[..^4];
        if (Array.Find(Documents, d => path.EndsWith(d, StringComparison.Ordinal)) is { } document)
            path = path[..^document.Length].TrimEnd('/');
        return Https + host + path;
    }

    /// <summary>The host of an issuer, in its plainest spelling and with its path.</summary>
    public static string HostAndPath(string text) => Plain(text)[Https.Length..];

    /// <summary>A plain address without <c>www.</c> in front of the host.</summary>
    public static string WithoutWww(string address) =>
        address.StartsWith(HttpsWww, StringComparison.Ordinal) ? Https + address[HttpsWww.Length..] : address;

    // Null where the scheme is another than http.
    private static string? WithoutScheme(string address)
    {
        var at = address.IndexOf("://", StringComparison.Ordinal);
        if (at < 0)
            return address;
        return Characters.Lower(address[..at]) is "https" or "http" ? address[(at + 3)..] : null;
    }
}
