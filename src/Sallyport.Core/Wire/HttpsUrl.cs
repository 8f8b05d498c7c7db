namespace Sallyport.Core.Wire;

/// <summary>
/// The URLs that are ever fetched: absolute, https, without credentials, and with a host whose ASCII form (RFC 5891)
/// exists. <see cref="Uri"/> itself takes hosts such as <c>xn--é</c> and fails only when it is asked for that form.
/// </summary>
public static class HttpsUrl
{
    /// <summary>Reads the text. Null when it is no such URL.</summary>
    public static Uri? Read(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url)
            && url.Scheme == Uri.UriSchemeHttps
            && url.UserInfo.Length == 0
            && HasAsciiHost(url)
            ? url
            : null;

    private static bool HasAsciiHost(Uri url)
    {
        try
        {
            return url.IdnHost.Length > 0 && url.IdnHost.All(char.IsAscii);
        }
        catch (UriFormatException)
        {
            return false;
        }
    }
}
