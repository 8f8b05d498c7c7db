using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Refusals;

namespace Sallyport.Core.Entra.Directory;

/// <summary>
/// Which redirect URIs an application may have, and which other URLs go with them. Source: "Redirect URI (reply URL)
/// restrictions and limitations"; that the service takes a URN also for a web application:
/// hashicorp/terraform-provider-azuread#575.
/// </summary>
internal static class RedirectUriRules
{
    private const int MaximumCount = 256;
    private const int MaximumLength = 256;

    /// <summary>The redirect URIs of an application after a change. Refuses the first that is wrong.</summary>
    public static List<RedirectUri> Apply(Application application, ApplicationInput input)
    {
        var wanted = RedirectPlatforms.All.SelectMany(p => Wanted(application, p, input.RedirectUris(p))).ToList();
        if (wanted.Count > MaximumCount)
            throw GraphErrors.TooManyRedirectUris(MaximumCount).ToException();
        if (wanted.DistinctBy(r => r.Uri, StringComparer.Ordinal).Count() != wanted.Count)
            throw GraphErrors.RedirectUriTwice().ToException();
        return wanted;
    }

    /// <summary>A URL that a browser is sent to: null, or https, or http on the own machine.</summary>
    /// <param name="url">The URL.</param>
    /// <param name="property">The member that it stands in.</param>
    public static string? CheckUrl(string? url, string property) =>
        url is null || (url.Length <= MaximumLength && IsWeb(url) && !url.Contains('#', StringComparison.Ordinal))
            ? url
            : throw Invalid(property, $"'{url}' must be an https URL of at most {MaximumLength} characters.");

    private static IEnumerable<RedirectUri> Wanted(
        Application application, RedirectPlatform platform, Given<IReadOnlyList<string>?> given)
    {
        if (!given.IsGiven)
            return application.RedirectUris.Where(r => r.Platform == platform);
        var property = RedirectPlatforms.MemberOf(platform);
        return (given.Value ?? []).Select(text => new RedirectUri(Check(text, platform, property), platform));
    }

    private static string Check(string text, RedirectPlatform platform, string property)
    {
        if (text.Length is 0 or > MaximumLength)
            throw Invalid(property, $"a redirect URI must have 1 to {MaximumLength} characters.");
        if (text.AsSpan().ContainsAny('#', '*'))
            throw Invalid(property, $"the redirect URI '{text}' must have no fragment and no wildcard.");
        return IsWeb(text) || IsTaken(text, platform)
            ? text
            : throw Invalid(property, $"the redirect URI '{text}' must start with 'https' or 'http://localhost'.");
    }

    // Spaces and control characters are refused: they would be trimmed away before a comparison. Others than those of
    // ASCII stand in no URI (RFC 3986 §2), and in no header that leads a browser there.
    private static bool IsWeb(string text) =>
        IsPlain(text)
            && Uri.TryCreate(text, UriKind.Absolute, out var uri)
            && uri.UserInfo.Length == 0
            && uri.Host.Length > 0
            && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && IsLoopback(uri)));

    private static bool IsLoopback(Uri uri) => uri.Host is "localhost" or "127.0.0.1" or "[::1]";

    private static bool IsTaken(string text, RedirectPlatform platform)
    {
        var isAbsolute = IsPlain(text) && Uri.TryCreate(text, UriKind.Absolute, out _);
        var scheme = text.Split(':')[0].ToUpperInvariant();
        return isAbsolute && platform switch
        {
            RedirectPlatform.Web => scheme is "URN",
            RedirectPlatform.PublicClient => !IsOfBrowser(scheme),
            _ => false,
        };
    }

    // What a browser runs or opens itself is nobody's scheme.
    private static bool IsOfBrowser(string scheme) =>
        scheme is "HTTP" or "HTTPS" or "JAVASCRIPT" or "DATA" or "VBSCRIPT" or "FILE" or "BLOB" or "ABOUT";

    private static bool IsPlain(string text) => text.All(c => c is > ' ' and < '\x7f' and not '\\');

    private static RefusedException Invalid(string property, string why) =>
        GraphErrors.InvalidValue(property, ApplicationRules.Resource, why).ToException();
}

/// <summary>The platforms by the names of the wire.</summary>
internal static class RedirectPlatforms
{
    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<RedirectPlatform> All = Enum.GetValues<RedirectPlatform>();

    /// <summary>The member of an application that holds a platform's redirect URIs.</summary>
    public static string MemberOf(RedirectPlatform platform) => platform switch
    {
        RedirectPlatform.Web => "web",
        RedirectPlatform.SinglePage => "spa",
        _ => "publicClient",
    };
}
