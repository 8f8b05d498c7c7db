using Sallyport.Core.Entra.Directory;

namespace Sallyport.Core.Entra.Tokens;

/// <summary>What a person's access token is for.</summary>
/// <param name="Audience"><c>aud</c>.</param>
/// <param name="AppId">The client id of the resource.</param>
/// <param name="Permissions"><c>scp</c>: what the client may do there on the person's behalf.</param>
public sealed record UserTarget(string Audience, Guid AppId, IReadOnlyList<string> Permissions)
{
    // What Microsoft's own clients may do without anybody's consent.
    private static readonly Dictionary<Guid, IReadOnlyList<string>> Preauthorized = new()
    {
        [WellKnown.AzureResourceManager] = ["user_impersonation"],
        [WellKnown.MicrosoftGraph] =
            ["AuditLog.Read.All", "Directory.AccessAsUser.All", "Group.ReadWrite.All", "User.ReadWrite.All"],
    };

    /// <summary>What Microsoft's own clients may do on a resource; null when they may do nothing there.</summary>
    internal static IReadOnlyList<string>? PreauthorizedOn(ServicePrincipal resource) =>
        Preauthorized.GetValueOrDefault(resource.AppId);

    /// <summary>The <c>scope</c> of the answer: az finds a token again by the scope that it asked for.</summary>
    internal string ScopeFor(UserScope asked) => string.Join(
        ' ', Permissions.Select(p => NameOf(p, asked)).Union(asked.Asked, StringComparer.Ordinal));

    // OpenID Connect's words stand alone.
    private static string NameOf(string permission, UserScope asked) =>
        asked.OpenIdWords.Contains(permission, StringComparer.Ordinal) ? permission : $"{asked.Resource}/{permission}";
}
