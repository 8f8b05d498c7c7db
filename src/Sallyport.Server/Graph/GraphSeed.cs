using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Sallyport.Core;
using Sallyport.Core.Entra.Directory;
using Sallyport.Server.Instance;
using Sallyport.Storage;

namespace Sallyport.Server.Graph;

/// <summary>
/// What the directory needs to live: one tenant, the service principals of Microsoft Graph and Azure Resource Manager,
/// and, on the first start, an owner that may manage applications and a person who may do everything. Every start
/// repairs the first three. What the owner gave up stays given up unless the start is asked to restore it; nothing else
/// is touched.
/// </summary>
/// <param name="context">The database, in the transaction of the start.</param>
/// <param name="store">The directory.</param>
/// <param name="options">The ids, and whether the owner is restored.</param>
/// <param name="owner">Makes the owner.</param>
/// <param name="person">Makes the first person.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Where repairs are told.</param>
internal sealed class GraphSeed(
    DirectoryContext context,
    IDirectoryStore store,
    ServerOptions options,
    OwnerSeed owner,
    FirstPersonSeed person,
    TimeProvider time,
    ILogger<GraphSeed> log)
{
    /// <summary>Adds what is missing.</summary>
    public async Task SeedAsync(CancellationToken cancel)
    {
        var isFirst = await store.FindTenantAsync(options.TenantId, cancel) is null;
        if (isFirst)
            await AddTenantAsync(cancel);
        var lostGrants = false;
        foreach (var service in WellKnown.Services)
        {
            var isMissing = await RepairAsync(service, isFirst, cancel);
            lostGrants |= isMissing && service.AppId == WellKnown.MicrosoftGraph;
        }
        if (isFirst || options.RestoreOwner)
        {
            await owner.RestoreAsync(cancel);
            await person.RestoreAsync(cancel);
        }
        else if (lostGrants) // they went with Graph's principal, not by the owner's wish
            await owner.GrantAsync(cancel);
    }

    private async Task AddTenantAsync(CancellationToken cancel)
    {
        var outcome = await store.AddAsync(new Tenant
        {
            Id = options.TenantId,
            DisplayName = "Sallyport",
            InitialDomain = FirstPerson.Domain,
            CreatedDateTime = time.GetUtcNow(),
        }, cancel);
        if (outcome != StoreOutcome.Done)
            throw new InvalidOperationException($"The directory could not be filled: {outcome}.");
    }

    // Says whether the principal was missing.
    private async Task<bool> RepairAsync(CloudService service, bool isFirst, CancellationToken cancel)
    {
        var principal = await context.Set<ServicePrincipal>().AsTracking()
            .FirstOrDefaultAsync(p => p.TenantId == options.TenantId && p.AppId == service.AppId, cancel);
        var isMissing = principal is null;
        if (principal is null)
        {
            if (!isFirst)
                await RemoveOrphansAsync(cancel);
            var now = time.GetUtcNow();
            principal = new ServicePrincipal
            {
                Id = Guid.CreateVersion7(now),
                TenantId = options.TenantId,
                AppId = service.AppId,
                DisplayName = service.DisplayName,
                CreatedDateTime = now,
            };
            context.Add(principal);
        }
        principal.AccountEnabled = true;
        principal.ServicePrincipalNames.AddRange(await MissingNamesAsync(service, principal, cancel));
        if (await context.SaveChangesAsync(cancel) > 0 && !isFirst)
            log.LogWarning("The service principal of {Service} was damaged and has been repaired", service.DisplayName);
        context.ChangeTracker.Clear();
        return isMissing;
    }

    // Whoever deletes a row by hand may leave what belonged to it, since SQLite's own shell minds no foreign keys.
    private async Task RemoveOrphansAsync(CancellationToken cancel)
    {
        await context.Database.ExecuteSqlAsync($"""
            DELETE FROM service_principal_names
            WHERE "ServicePrincipalId" NOT IN (SELECT "Id" FROM service_principals)
            """, cancel);
        await context.Set<AppRoleAssignment>()
            .Where(g => !context.Set<ServicePrincipal>().Any(p => p.Id == g.ResourceId)
                || !context.Set<ServicePrincipal>().Any(p => p.Id == g.PrincipalId))
            .ExecuteDeleteAsync(cancel);
    }

    // A name that another principal has by now stays there: whoever gave it to that one decides.
    private async Task<List<ServicePrincipalName>> MissingNamesAsync(
        CloudService service, ServicePrincipal principal, CancellationToken cancel)
    {
        var names = service.Names
            .Where(n => !principal.ServicePrincipalNames.Exists(own => own.Name == n))
            .Select(n => new ServicePrincipalName(n))
            .ToList();
        var keys = names.ConvertAll(n => n.Key);
        var taken = await context.Set<ServicePrincipal>().AsNoTracking()
            .Where(p => p.TenantId == options.TenantId)
            .SelectMany(p => p.ServicePrincipalNames.Select(n => n.Key))
            .Where(key => keys.Contains(key))
            .ToListAsync(cancel);
        names.RemoveAll(n => taken.Contains(n.Key));
        return names;
    }
}
