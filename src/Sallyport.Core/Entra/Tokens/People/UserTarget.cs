using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Rules;

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

    /// <summary>
    /// The target of a client on a resource. Nobody can consent here, so only Microsoft's own clients reach the
    /// cloud's own services. Throws AADSTS65001.
    /// </summary>
    internal static UserTarget Of(string requested, ServicePrincipal resource, UserClient client) =>
        client.IsFirstParty && Preauthorized.TryGetValue(resource.AppId, out var permissions)
            ? new UserTarget(requested, resource.AppId, permissions)
            : throw Aadsts.ConsentMissing(client.AppId, client.DisplayName).ToException();

    /// <summary>The <c>scope</c> of the answer: az finds a token again by the scope that it asked for.</summary>
    internal string ScopeFor(UserScope asked) => string.Join(
        ' ', Permissions.Select(p => $"{asked.Resource}/{p}").Union(asked.Asked, StringComparer.Ordinal));
}
