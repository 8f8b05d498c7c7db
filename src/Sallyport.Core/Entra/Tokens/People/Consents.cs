using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Rules;

namespace Sallyport.Core.Entra.Tokens;

/// <summary>What a person has allowed a client.</summary>
public sealed class Consent
{
    /// <summary>The object id of the person.</summary>
    public required Guid UserId { get; init; }

    /// <summary>The client id of the client.</summary>
    public required Guid ClientId { get; init; }

    /// <summary>The permissions, each behind the client id of its resource and a slash.</summary>
    public List<string> Permissions { get; init; } = [];
}

/// <summary>The consents in the database.</summary>
public interface IConsents
{
    /// <summary>What a person has allowed a client.</summary>
    Task<Consent?> FindAsync(Guid userId, Guid clientId, CancellationToken cancel);

    /// <summary>Adds to what a person has allowed a client.</summary>
    Task AddAsync(Consent consent, CancellationToken cancel);
}

/// <summary>
/// Asks people what a client may do on their behalf: once for each permission. Microsoft's own clients are not asked
/// about. Source: "Permissions and consent in the Microsoft identity platform".
/// </summary>
public sealed class Consents(IConsents store)
{
    private const string Default = ".default";

    /// <summary>Whether a person may allow all of this.</summary>
    public static bool MayGrant(User user, IReadOnlyList<DelegatedScope> permissions) =>
        user.DirectoryRoles.Contains(WellKnown.GlobalAdministrator) || !permissions.Any(p => p.NeedsAdministrator);

    /// <summary>What the person would have to allow first. Throws AADSTS650053 for what nobody offers.</summary>
    internal async Task<IReadOnlyList<DelegatedScope>> MissingAsync(
        User user, UserClient client, ServicePrincipal resource, UserScope scope, CancellationToken cancel)
    {
        var granted = await store.FindAsync(user.Id, client.AppId, cancel);
        return [.. Asked(client, resource, scope).Where(p => !IsGranted(granted, ResourceOf(p, resource), p.Value))];
    }

    /// <summary>
    /// What the client asks for, whether the person has allowed it before or not; for <c>.default</c> what was allowed.
    /// Throws AADSTS650053 for what nobody offers.
    /// </summary>
    internal async Task<IReadOnlyList<DelegatedScope>> AskedAsync(
        User user, UserClient client, ServicePrincipal resource, UserScope scope, CancellationToken cancel)
    {
        var asked = Asked(client, resource, scope);
        if (client.IsFirstParty || !IsForAll(scope))
            return asked;
        var granted = await store.FindAsync(user.Id, client.AppId, cancel);
        var allowed = DelegatedPermissions.Of(resource.AppId)
            .Where(p => IsGranted(granted, resource.AppId, p.Value));
        return [.. asked.Union(allowed)];
    }

    private static IReadOnlyList<DelegatedScope> Asked(UserClient client, ServicePrincipal resource, UserScope scope)
    {
        if (client.IsFirstParty)
            return [];
        var openId = DelegatedPermissions.OpenId
            .Where(p => scope.OpenIdWords.Contains(p.Value, StringComparer.Ordinal));
        return [.. openId, .. PermissionsIn(scope).Select(value => Find(value, resource, client))];
    }

    /// <summary>The person allows what was missing. Throws AADSTS90094 for what only an administrator can.</summary>
    internal async Task GrantAsync(
        User user,
        UserClient client,
        ServicePrincipal resource,
        IReadOnlyList<DelegatedScope> permissions,
        CancellationToken cancel)
    {
        if (!MayGrant(user, permissions))
            throw Aadsts.AdministratorConsentMissing(client.DisplayName).ToException();
        await store.AddAsync(new Consent
        {
            UserId = user.Id,
            ClientId = client.AppId,
            Permissions = permissions.Select(p => Key(ResourceOf(p, resource), p.Value)).ToList(),
        }, cancel);
    }

    /// <summary>
    /// What the client may do on the resource with this scope. Throws AADSTS65001 when the person has not allowed it.
    /// </summary>
    internal async Task<IReadOnlyList<string>> PermittedAsync(
        User user, UserClient client, ServicePrincipal resource, UserScope scope, CancellationToken cancel)
    {
        var granted = await store.FindAsync(user.Id, client.AppId, cancel);
        var offered = DelegatedPermissions.Of(resource.AppId).Select(p => p.Value);
        var permitted = offered.Where(value => IsGranted(granted, resource.AppId, value)).ToList();
        var asked = PermissionsIn(scope).ToList();
        if (granted is null || asked.Except(permitted, StringComparer.Ordinal).Any() || permitted.Count == 0)
            throw Aadsts.ConsentMissing(client.AppId, client.DisplayName).ToException();
        return IsForAll(scope)
            ? permitted
            : [.. asked.Concat(scope.OpenIdWords).Intersect(permitted, StringComparer.Ordinal)];
    }

    private static bool IsForAll(UserScope scope) =>
        scope.Asked.Any(a => a.EndsWith('/' + Default, StringComparison.Ordinal));

    private static IEnumerable<string> PermissionsIn(UserScope scope) =>
        scope.Asked.Select(a => a[(a.LastIndexOf('/') + 1)..]).Where(value => value != Default);

    private static DelegatedScope Find(string value, ServicePrincipal resource, UserClient client) =>
        DelegatedPermissions.Of(resource.AppId).FirstOrDefault(p => p.Value == value)
        ?? throw Aadsts.PermissionNotOffered(client.DisplayName, value, resource.AppId).ToException();

    private static Guid ResourceOf(DelegatedScope permission, ServicePrincipal resource) =>
        DelegatedPermissions.OpenId.Contains(permission) ? WellKnown.MicrosoftGraph : resource.AppId;

    private static bool IsGranted(Consent? consent, Guid resource, string value) =>
        consent?.Permissions.Contains(Key(resource, value), StringComparer.Ordinal) is true;

    private static string Key(Guid resource, string value) => $"{resource}/{value}";
}
