using Sallyport.Core.Entra.Directory;

namespace Sallyport.Server.Graph;

/// <summary>
/// The members of an application that are about people's sign-in: <c>web</c>, <c>spa</c> and <c>publicClient</c>. What
/// a body leaves out of one of them stays as it is.
/// </summary>
internal static class ApplicationSignIn
{
    /// <summary><c>web</c>.</summary>
    public static object Web(Application application) => new
    {
        application.HomePageUrl,
        application.LogoutUrl,
        RedirectUris = Uris(application, RedirectPlatform.Web),
        ImplicitGrantSettings = new
        {
            EnableAccessTokenIssuance = application.AccessTokenIssuanceEnabled,
            EnableIdTokenIssuance = application.IdTokenIssuanceEnabled,
        },
    };

    /// <summary><c>spa</c> or <c>publicClient</c>.</summary>
    public static object Platform(Application application, RedirectPlatform platform) =>
        new { RedirectUris = Uris(application, platform) };

    /// <summary>Reads <c>web</c>.</summary>
    public static WebInput ReadWeb(Given<GraphBody?> web)
    {
        if (web.Or(null) is not { } body)
            return new WebInput();
        var settings = body.Object("implicitGrantSettings").Or(null);
        var input = new WebInput
        {
            RedirectUris = body.Texts("redirectUris"),
            HomePageUrl = body.Text("homePageUrl"),
            LogoutUrl = body.Text("logoutUrl"),
            AccessTokenIssuanceEnabled = settings?.Flag("enableAccessTokenIssuance") ?? default,
            IdTokenIssuanceEnabled = settings?.Flag("enableIdTokenIssuance") ?? default,
        };
        settings?.End();
        body.End();
        return input;
    }

    /// <summary>Reads <c>spa</c> or <c>publicClient</c>.</summary>
    public static Given<IReadOnlyList<string>?> ReadPlatform(Given<GraphBody?> platform)
    {
        if (platform.Or(null) is not { } body)
            return default;
        var uris = body.Texts("redirectUris");
        body.End();
        return uris;
    }

    private static IEnumerable<string> Uris(Application application, RedirectPlatform platform) =>
        application.RedirectUris.Where(r => r.Platform == platform).Select(r => r.Uri);
}
