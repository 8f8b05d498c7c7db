using System.Text;

namespace Sallyport.Explain.Subjects;

/// <summary>The address of an issuer in its plainest spelling.</summary>
internal static class IssuerAddress
{
    private const string Https = "https://";
    private const string DefaultPort = ":443";
    private const string HttpsWww = "https://www.";

    private static readonly string[] Documents =
    [
        "/.well-known/openid-configuration", "/.well-known", "/oauth/discovery/keys", "/-/jwks",
    ];

    /// <summary>
    /// https, the host in lower case and without a dot behind it, no default port, no path of a discovery document and
    /// no slash at the end.
    /// </summary>
    public static string Plain(string text)
    {
        var bare = Bare(text);
        if (WithoutScheme(bare) is not { } rest)
            return bare.TrimEnd('/');
        var authority = Authority(rest);
        var host = Characters.Lower(WithoutPort(authority));
        var path = rest[authority.Length..].TrimEnd('/');
        if (host.EndsWith('.'))
            host = host[..^1];
        if (Array.Find(Documents, d => path.EndsWith(d, StringComparison.Ordinal)) is { } document)
            path = path[..^document.Length].TrimEnd('/');
        return Https + host + path;
    }

    /// <summary>The address without white space, invisible characters and the quotation marks around it.</summary>
    public static string Bare(string text) => Characters.WithoutBlanks(SubjectSpelling.Unquoted(text));

    /// <summary>The host with its port as it is written; empty where the scheme is another than http.</summary>
    public static string AuthorityOf(string text) => Authority(WithoutScheme(Bare(text)) ?? "");

    /// <summary>Without the port that https has anyway.</summary>
    public static string WithoutPort(string authority) =>
        authority.EndsWith(DefaultPort, StringComparison.Ordinal) ? authority[..^DefaultPort.Length] : authority;

    /// <summary>The host of an issuer, in its plainest spelling and with its path.</summary>
    public static string HostAndPath(string text) => Plain(text)[Https.Length..];

    /// <summary>A plain address without <c>www.</c> in front of the host.</summary>
    public static string WithoutWww(string address) =>
        address.StartsWith(HttpsWww, StringComparison.Ordinal) ? Https + address[HttpsWww.Length..] : address;

    private static string Authority(string rest)
    {
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? rest : rest[..slash];
    }

    // Null where the scheme is another than http.
    private static string? WithoutScheme(string address)
    {
        var at = address.IndexOf("://", StringComparison.Ordinal);
        if (at < 0)
            return address;
        return Characters.Lower(address[..at]) is "https" or "http" ? address[(at + 3)..] : null;
    }
}
