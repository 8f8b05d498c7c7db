using Sallyport.Core.Entra.Tokens;

namespace Sallyport.Server.Login;

/// <summary>The address to which an answer of the authorize endpoint goes.</summary>
internal static class RedirectTarget
{
    /// <summary>The redirect URI with parameters in its query or its fragment.</summary>
    public static string With(string uri, IReadOnlyDictionary<string, string> parameters, ResponseMode mode)
    {
        var text = string.Join(
            '&', parameters.Select(p => $"{Uri.EscapeDataString(p.Key)}={Uri.EscapeDataString(p.Value)}"));
        var whole = WithPath(uri);
        if (mode == ResponseMode.Fragment)
            return $"{whole}#{text}";
        return $"{whole}{(whole.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{text}";
    }

    /// <summary>The site of a redirect URI, as a content security policy names it.</summary>
    public static string SiteOf(string uri)
    {
        var address = new Uri(uri);
        var isWeb = address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps;
        return isWeb ? address.GetLeftPart(UriPartial.Authority) : $"{address.Scheme}:";
    }

    // A URI without a path gets one.
    private static string WithPath(string uri)
    {
        var host = uri.IndexOf("://", StringComparison.Ordinal);
        var hasNone = host >= 0 && uri.IndexOfAny(['/', '?'], host + 3) < 0;
        return hasNone ? uri + "/" : uri;
    }
}
