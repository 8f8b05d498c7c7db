using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Sallyport.Core;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Federation;

namespace Sallyport.Storage;

/// <summary>The directory in the database.</summary>
/// <param name="context">The scope's context.</param>
internal sealed class DirectoryStore(DirectoryContext context) : IDirectoryStore
{
    // One statement, one snapshot: the version and the credentials that were read belong together.
    private IQueryable<Application> WholeApplications => context.Set<Application>()
        .Include(a => a.PasswordCredentials.OrderBy(p => p.StartDateTime).ThenBy(p => p.KeyId))
        .Include(a => a.FederatedIdentityCredentials.OrderBy(c => c.CreatedDateTime).ThenBy(c => c.Id))
        .AsSingleQuery();

    private IQueryable<ServicePrincipal> WholePrincipals =>
        context.Set<ServicePrincipal>().Include(p => p.AppRoleAssignments);

    public Task<Tenant?> FindTenantAsync(Guid id, CancellationToken cancel) =>
        context.Set<Tenant>().AsNoTracking().FirstOrDefaultAsync(t => t.Id == id, cancel);

    public Task<Tenant?> FindTenantAsync(string domain, CancellationToken cancel)
    {
        var lower = domain.ToLowerInvariant();
        return context.Set<Tenant>().AsNoTracking().FirstOrDefaultAsync(t => t.InitialDomain == lower, cancel);
    }

    public Task<Application?> FindApplicationByAppIdAsync(Guid tenantId, Guid appId, CancellationToken cancel) =>
        WholeApplications.AsNoTracking().FirstOrDefaultAsync(a => a.TenantId == tenantId && a.AppId == appId, cancel);

    public Task<Application?> FindApplicationAsync(Guid tenantId, Guid id, CancellationToken cancel) =>
        WholeApplications.AsNoTracking().FirstOrDefaultAsync(a => a.TenantId == tenantId && a.Id == id, cancel);

    public Task<Application?> FindApplicationByUniqueNameAsync(
        Guid tenantId, string uniqueName, CancellationToken cancel) =>
        WholeApplications.AsNoTracking()
            .FirstOrDefaultAsync(a => a.TenantId == tenantId && a.UniqueName == uniqueName, cancel);

    public Task<ServicePrincipal?> FindServicePrincipalByAppIdAsync(
        Guid tenantId, Guid appId, CancellationToken cancel) =>
        WholePrincipals.AsNoTracking().FirstOrDefaultAsync(p => p.TenantId == tenantId && p.AppId == appId, cancel);

    public Task<ServicePrincipal?> FindServicePrincipalAsync(Guid tenantId, Guid id, CancellationToken cancel) =>
        WholePrincipals.AsNoTracking().FirstOrDefaultAsync(p => p.TenantId == tenantId && p.Id == id, cancel);

    public Task<ServicePrincipal?> FindServicePrincipalByNameAsync(Guid tenantId, string name, CancellationToken cancel)
    {
        var key = SearchKey.Of(name); // the index is on the key
        return WholePrincipals.AsNoTracking().FirstOrDefaultAsync(
            p => p.TenantId == tenantId && p.ServicePrincipalNames.Any(n => n.Key == key && n.Name == name), cancel);
    }

    public IQueryable<Application> Applications(Guid tenantId) =>
        context.Set<Application>().AsNoTracking()
            .Where(a => a.TenantId == tenantId)
            .Include(a => a.PasswordCredentials);

    public IQueryable<ServicePrincipal> ServicePrincipals(Guid tenantId) =>
        context.Set<ServicePrincipal>().AsNoTracking().Where(p => p.TenantId == tenantId);

    public Task<StoreOutcome> AddAsync(Tenant tenant, CancellationToken cancel)
    {
        context.Add(tenant);
        var same = context.Set<Tenant>().Where(t => t.Id == tenant.Id || t.InitialDomain == tenant.InitialDomain);
        return context.SaveAsync(() => same.AnyAsync(cancel), cancel);
    }

    public async Task<StoreOutcome> SetPolicyAsync(Guid tenantId, TenantPolicy policy, CancellationToken cancel) =>
        await context.Set<Tenant>()
            .Where(t => t.Id == tenantId)
            .ExecuteUpdateAsync(set => set.SetProperty(t => t.Policy, policy), cancel) == 1
            ? StoreOutcome.Done
            : StoreOutcome.NotFound;

    public Task<StoreOutcome> AddAsync(Application application, CancellationToken cancel)
    {
        context.Add(application);
        return context.SaveAsync(() => IsTakenAsync(application, cancel), cancel);
    }

    public async Task<StoreOutcome> AddAsync(ServicePrincipal principal, CancellationToken cancel)
    {
        // its beginning keeps other writers away: nobody deletes the application in between
        await using var transaction = await BeginAsync(cancel);
        if (!await context.Set<Application>().AnyAsync(a => a.AppId == principal.AppId, cancel))
            return StoreOutcome.NotFound;
        context.Add(principal);
        var outcome = await context.SaveAsync(() => IsTakenAsync(principal, cancel), cancel);
        if (outcome == StoreOutcome.Done && transaction is not null)
            await transaction.CommitAsync(cancel);
        return outcome;
    }

    public async Task<StoreOutcome> UpdateAsync(Application application, CancellationToken cancel)
    {
        var current = await WholeApplications.AsTracking()
            .FirstOrDefaultAsync(a => a.TenantId == application.TenantId && a.Id == application.Id, cancel);
        if (current is null || current.Version != application.Version)
            return Leave(current is null ? StoreOutcome.NotFound : StoreOutcome.Stale);
        context.Entry(current).CurrentValues.SetValues(application);
        current.Version++;
        Replace(current.PasswordCredentials, application.PasswordCredentials, p => p.KeyId);
        Replace(current.FederatedIdentityCredentials, application.FederatedIdentityCredentials, c => c.Id);
        Replace(current.KeyCredentials, application.KeyCredentials, k => k.KeyId);
        Replace(current.AppRoles, application.AppRoles, r => r.Id);
        Replace(current.OptionalClaims, application.OptionalClaims, c => (c.Token, c.Name));
        Replace(current.RedirectUris, application.RedirectUris, r => (r.Uri, r.Platform));
        Replace(current.IdentifierUris, application.IdentifierUris, u => u.Uri);
        await RenamePrincipalAsync(application, cancel);
        return await context.SaveAsync(
            () => IsTakenAsync(application, cancel), cancel, () => HasMovedAsync(application, cancel));
    }

    public async Task<StoreOutcome> UpdateAsync(ServicePrincipal principal, CancellationToken cancel)
    {
        var current = await context.Set<ServicePrincipal>()
            .FirstOrDefaultAsync(p => p.TenantId == principal.TenantId && p.Id == principal.Id, cancel);
        if (current is null || current.Version != principal.Version)
            return Leave(current is null ? StoreOutcome.NotFound : StoreOutcome.Stale);
        current.AccountEnabled = principal.AccountEnabled;
        current.Version++;
        return await context.SaveAsync(() => Task.FromResult(false), cancel);
    }

    public async Task<StoreOutcome> DeleteAsync(Application application, CancellationToken cancel)
    {
        await using var transaction = await BeginAsync(cancel);
        var same = context.Set<Application>()
            .Where(a => a.TenantId == application.TenantId && a.Id == application.Id);
        if (await same.Where(a => a.Version == application.Version).ExecuteDeleteAsync(cancel) == 0)
            return await same.AnyAsync(cancel) ? StoreOutcome.Stale : StoreOutcome.NotFound;
        await context.Set<ServicePrincipal>()
            .Where(p => p.TenantId == application.TenantId && p.AppId == application.AppId)
            .ExecuteDeleteAsync(cancel);
        if (transaction is not null)
            await transaction.CommitAsync(cancel);
        return StoreOutcome.Done;
    }

    public async Task<StoreOutcome> DeleteAsync(ServicePrincipal principal, CancellationToken cancel) =>
        await context.Set<ServicePrincipal>()
            .Where(p => p.TenantId == principal.TenantId && p.Id == principal.Id)
            .ExecuteDeleteAsync(cancel) == 1
            ? StoreOutcome.Done
            : StoreOutcome.NotFound;

    public Task<StoreOutcome> AddAsync(AppRoleAssignment grant, CancellationToken cancel)
    {
        context.Add(grant);
        var same = context.Set<AppRoleAssignment>()
            .Where(g => g.PrincipalId == grant.PrincipalId)
            .Where(g => g.ResourceId == grant.ResourceId && g.AppRoleId == grant.AppRoleId);
        return context.SaveAsync(() => same.AnyAsync(cancel), cancel);
    }

    public async Task<StoreOutcome> DeleteAppRoleAssignmentAsync(Guid endId, Guid id, CancellationToken cancel) =>
        await context.Set<AppRoleAssignment>()
            .Where(g => g.Id == id && (g.PrincipalId == endId || g.ResourceId == endId))
            .ExecuteDeleteAsync(cancel) == 1
            ? StoreOutcome.Done
            : StoreOutcome.NotFound;

    public async Task<StoreOutcome> AddAsync(
        SpentAssertion spent, Guid credentialId, DateTimeOffset now, CancellationToken cancel)
    {
        await context.Set<SpentAssertion>().Where(s => s.Expires < now).ExecuteDeleteAsync(cancel);
        // One statement, so that nobody deletes the credential or spends the assertion in between.
        var added = await context.Database.ExecuteSqlAsync($"""
            INSERT INTO spent_assertions ("ApplicationId", "Sha256", "Expires")
            SELECT {spent.ApplicationId}, {spent.Sha256}, {spent.Expires.UtcTicks}
            FROM federated_identity_credentials WHERE "Id" = {credentialId}
            ON CONFLICT DO NOTHING
            """, cancel);
        if (added == 1)
            return StoreOutcome.Done;
        var before = context.Set<SpentAssertion>()
            .Where(s => s.ApplicationId == spent.ApplicationId && s.Sha256 == spent.Sha256);
        return await before.AnyAsync(cancel) ? StoreOutcome.AlreadyExists : StoreOutcome.NotFound;
    }

    public IQueryable<AppRoleAssignment> AppRoleAssignmentsOn(Guid resourceId) =>
        context.Set<AppRoleAssignment>().AsNoTracking().Where(g => g.ResourceId == resourceId);

    // An application's name and URIs are its service principal's too.
    private async Task RenamePrincipalAsync(Application application, CancellationToken cancel)
    {
        var principal = await context.Set<ServicePrincipal>()
            .FirstOrDefaultAsync(p => p.TenantId == application.TenantId && p.AppId == application.AppId, cancel);
        if (principal is null)
            return;
        principal.DisplayName = application.DisplayName;
        var names = Core.Entra.Directory.ServicePrincipals.NamesOf(application);
        Replace(principal.ServicePrincipalNames, names, n => n.Name);
        var changed = context.ChangeTracker.Entries().Where(e => e.State != EntityState.Unchanged);
        if (changed.Any(e => BelongsTo(e.Entity, principal)))
            principal.Version++;
    }

    private static bool BelongsTo(object entity, ServicePrincipal principal) =>
        ReferenceEquals(entity, principal) || entity is ServicePrincipalName;

    // Makes the tracked list equal to the wanted one, row by row, so that only what differs is written.
    private void Replace<TRow, TKey>(List<TRow> rows, List<TRow> wanted, Func<TRow, TKey> key)
        where TRow : class
        where TKey : notnull
    {
        var byKey = wanted.ToDictionary(key);
        rows.RemoveAll(r => !byKey.ContainsKey(key(r)));
        foreach (var row in rows)
            if (byKey.Remove(key(row), out var value))
                context.Entry(row).CurrentValues.SetValues(value);
        rows.AddRange(byKey.Values);
    }

    private async Task<bool> IsTakenAsync(Application application, CancellationToken cancel)
    {
        var name = application.UniqueName;
        var keys = application.IdentifierUris.Select(u => u.Key).ToList();
        var others = context.Set<Application>().Where(a => a.Id != application.Id);
        var othersOfTenant = others.Where(a => a.TenantId == application.TenantId);
        var otherPrincipals = context.Set<ServicePrincipal>()
            .Where(p => p.TenantId == application.TenantId && p.AppId != application.AppId);
        return await others.AnyAsync(a => a.AppId == application.AppId, cancel)
            || await othersOfTenant.AnyAsync(a => name != null && a.UniqueName == name, cancel)
            || await othersOfTenant.AnyAsync(a => a.IdentifierUris.Any(u => keys.Contains(u.Key)), cancel)
            || await otherPrincipals.AnyAsync(p => p.ServicePrincipalNames.Any(n => keys.Contains(n.Key)), cancel);
    }

    private Task<bool> IsTakenAsync(ServicePrincipal principal, CancellationToken cancel)
    {
        var keys = principal.ServicePrincipalNames.Select(n => n.Key).ToList();
        return context.Set<ServicePrincipal>().AnyAsync(
            p => p.TenantId == principal.TenantId
                && (p.AppId == principal.AppId || p.ServicePrincipalNames.Any(n => keys.Contains(n.Key))), cancel);
    }

    private async Task<bool> HasMovedAsync(Application application, CancellationToken cancel) =>
        !await context.Set<Application>()
            .AnyAsync(a => a.Id == application.Id && a.Version == application.Version, cancel);

    // Null within a transaction that somebody else ends.
    private async Task<IDbContextTransaction?> BeginAsync(CancellationToken cancel) =>
        context.Database.CurrentTransaction is null ? await context.Database.BeginTransactionAsync(cancel) : null;

    private StoreOutcome Leave(StoreOutcome outcome)
    {
        context.ChangeTracker.Clear();
        return outcome;
    }
}
