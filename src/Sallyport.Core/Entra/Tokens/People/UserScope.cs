using Sallyport.Core.Entra.Rules;

namespace Sallyport.Core.Entra.Tokens;

/// <summary>
/// What a person's client asks for: one resource with permissions, and beside it what OpenID Connect adds. Source:
/// "Scopes and permissions in the Microsoft identity platform".
/// </summary>
/// <param name="Resource">The resource, as it was asked for.</param>
/// <param name="Asked">The permissions with their resource, as they were asked for.</param>
/// <param name="WantsIdToken"><c>openid</c>.</param>
/// <param name="WantsProfile"><c>profile</c>.</param>
/// <param name="WantsRefreshToken"><c>offline_access</c>.</param>
public sealed record UserScope(
    string Resource, IReadOnlyList<string> Asked, bool WantsIdToken, bool WantsProfile, bool WantsRefreshToken)
{
    private const string Graph = "https://graph.microsoft.com";
    private static readonly string[] OpenId = ["openid", "profile", "email", "offline_access"];

    /// <summary>The words of OpenID Connect in it.</summary>
    public required IReadOnlyList<string> OpenIdWords { get; init; }

    /// <summary>
    /// Those that the person was asked about: more than are in it when a client redeems less than it asked for.
    /// </summary>
    public required IReadOnlyList<string> GivenWords { get; init; }

    /// <summary>Reads a scope. A permission without a resource is Graph's. Throws AADSTS70011.</summary>
    public static UserScope Read(string text) =>
        ReadEach(text) is [var only] ? only : throw Aadsts.ScopeOfSeveral(text).ToException();

    /// <summary>
    /// Reads a scope with permissions of any number of resources, as a person is asked for them. The words of OpenID
    /// Connect go with the first resource, for which the answer is.
    /// </summary>
    public static IReadOnlyList<UserScope> ReadEach(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var openId = words.Intersect(OpenId, StringComparer.Ordinal).ToList();
        var resources = words.Except(OpenId, StringComparer.Ordinal)
            .GroupBy(ResourceOf, StringComparer.Ordinal)
            .Select(asked => Of(asked.Key, [.. asked], []))
            .ToList();
        return resources is [var first, .. var others]
            ? [Of(first.Resource, first.Asked, openId), .. others]
            : [Of(Graph, [], openId)];
    }

    private static UserScope Of(string resource, IReadOnlyList<string> asked, IReadOnlyList<string> openId) => new(
        resource,
        asked,
        openId.Contains("openid", StringComparer.Ordinal),
        openId.Contains("profile", StringComparer.Ordinal),
        openId.Contains("offline_access", StringComparer.Ordinal))
    {
        OpenIdWords = openId,
        GivenWords = openId,
    };

    /// <summary>
    /// What a client asks for when it redeems what was given for another scope: no ID token, no name in it and no
    /// refresh token that the person was not asked about.
    /// </summary>
    public static UserScope Redeem(string? asked, string given)
    {
        var allowed = ReadEach(given)[0];
        var wanted = asked is null ? allowed : Read(asked);
        var words = wanted.OpenIdWords.Intersect(allowed.OpenIdWords, StringComparer.Ordinal).ToList();
        return Of(wanted.Resource, wanted.Asked, words) with { GivenWords = allowed.OpenIdWords };
    }

    // What stands before the last slash, byte for byte: az sends one slash more than the SDKs do.
    private static string ResourceOf(string permission)
    {
        var slash = permission.LastIndexOf('/');
        return slash < 0 ? Graph : permission[..slash];
    }
}
