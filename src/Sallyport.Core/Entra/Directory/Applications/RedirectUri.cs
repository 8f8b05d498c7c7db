namespace Sallyport.Core.Entra.Directory;

/// <summary>The kind of client that a redirect URI is for.</summary>
public enum RedirectPlatform
{
    /// <summary>A web application, which can keep a secret: <c>web/redirectUris</c>.</summary>
    Web,

    /// <summary>A single-page application: <c>spa/redirectUris</c>.</summary>
    SinglePage,

    /// <summary>A program on a desktop or a phone: <c>publicClient/redirectUris</c>.</summary>
    PublicClient,
}

/// <summary>Where the authorize endpoint may send a person back to.</summary>
/// <param name="Uri">As it was written.</param>
/// <param name="Platform">The kind of client that it is for.</param>
public sealed record RedirectUri(string Uri, RedirectPlatform Platform);
