using Sallyport.Core.Entra.Rules;

namespace Sallyport.Core.Entra.Directory;

/// <summary>The client that an instance is managed with; its first start makes it.</summary>
/// <param name="TenantId">Its tenant.</param>
/// <param name="AppId">Its client id.</param>
public sealed record InstanceOwner(Guid TenantId, Guid AppId);

/// <summary>
/// Keeps the owner from losing its last way in, and a subscription its last Owner, by mistake: nobody could give it
/// back from outside. The rule is our own; a real tenant has other administrators.
/// </summary>
/// <param name="owner">The owner.</param>
/// <param name="subscriptions">Tells who is the last Owner of a subscription.</param>
/// <param name="time">The clock.</param>
public sealed class OwnerAccess(InstanceOwner owner, ISubscriptionOwners subscriptions, TimeProvider time)
{
    /// <summary>The roles on Microsoft Graph that the owner could not give back to itself.</summary>
    public static readonly IReadOnlyList<string> Roles =
        ["Application.ReadWrite.All", "AppRoleAssignment.ReadWrite.All"];

    /// <summary>Whether the caller has said that the owner may lose its access.</summary>
    public bool MayBeLost { get; set; }

    /// <summary>Whether the application has a secret or a certificate that is valid now.</summary>
    internal bool CanSignIn(Application application)
    {
        var now = time.GetUtcNow();
        return application.PasswordCredentials.Exists(p => p.StartDateTime <= now && now < p.EndDateTime)
            || application.KeyCredentials.Exists(k => k.StartDateTime <= now && now < k.EndDateTime);
    }

    /// <summary>Refuses to take something from the owner unless the caller has said so.</summary>
    /// <param name="tenantId">The tenant of what would lose it.</param>
    /// <param name="appId">The client id of what would lose it.</param>
    /// <param name="what">What it would lose, in words.</param>
    internal void RequireKept(Guid tenantId, Guid appId, string what)
    {
        if (!MayBeLost && owner == new InstanceOwner(tenantId, appId))
            throw GraphErrors.LastWayIn(what).ToException();
    }

    /// <summary>
    /// Deletes or disables a service principal. Refuses when it is the last Owner of a subscription, unless the caller
    /// has said so.
    /// </summary>
    /// <param name="leaving">The principal as it is now; null when there is none.</param>
    /// <param name="write">Deletes or disables it.</param>
    /// <param name="cancel">Cancels.</param>
    internal async Task<StoreOutcome> LeaveAsync(
        ServicePrincipal? leaving, Func<Task<StoreOutcome>> write, CancellationToken cancel)
    {
        if (leaving is not { AccountEnabled: true })
            return await write();
        var outcome = StoreOutcome.NotFound;
        await LeaveAsync(leaving.TenantId, leaving.Id, async () => outcome = await write(), cancel);
        return outcome;
    }

    /// <summary>The same for a user who is disabled or deleted.</summary>
    /// <param name="leaving">The user as it is now; null when there is none.</param>
    /// <param name="write">Deletes or disables it.</param>
    /// <param name="cancel">Cancels.</param>
    internal Task LeaveAsync(User? leaving, Func<Task> write, CancellationToken cancel) =>
        leaving is { AccountEnabled: true } ? LeaveAsync(leaving.TenantId, leaving.Id, write, cancel) : write();

    private async Task LeaveAsync(Guid tenantId, Guid leaving, Func<Task> write, CancellationToken cancel)
    {
        if (MayBeLost)
            await write();
        else if (!await subscriptions.LeaveAsync(tenantId, leaving, write, cancel))
            throw GraphErrors.LastWayIn("the last Owner of a subscription").ToException();
    }

    /// <summary>Refuses to take one of <see cref="Roles"/> from the owner unless the caller has said so.</summary>
    internal async Task RequireRoleKeptAsync(IDirectoryStore store, Guid grantId, CancellationToken cancel)
    {
        var principal = await store.FindServicePrincipalByAppIdAsync(owner.TenantId, owner.AppId, cancel);
        var grant = principal?.AppRoleAssignments.Find(g => g.Id == grantId);
        var role = grant is null ? null : WellKnown.GraphAppRoles.GetValueOrDefault(grant.AppRoleId);
        if (role is not null && Roles.Contains(role, StringComparer.Ordinal))
            RequireKept(owner.TenantId, owner.AppId, $"the owner's role {role}");
    }
}
