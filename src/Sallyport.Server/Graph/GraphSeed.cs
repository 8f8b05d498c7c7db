using Microsoft.EntityFrameworkCore;
using Sallyport.Core;
using Sallyport.Core.Entra.Directory;
using Sallyport.Server.Instance;
using Sallyport.Storage;

namespace Sallyport.Server.Graph;

/// <summary>
/// What a new data directory's directory holds: one tenant, the service principals of Microsoft Graph and Azure
/// Resource Manager, and an owner that may manage applications. A directory that has a tenant is left alone.
/// </summary>
/// <param name="context">The database, in the transaction of the first start.</param>
/// <param name="store">The directory.</param>
/// <param name="options">The ids.</param>
/// <param name="secrets">The owner's secret, whose file was written before.</param>
/// <param name="time">The clock.</param>
internal sealed class GraphSeed(
    DirectoryContext context, IDirectoryStore store, ServerOptions options, InstanceSecrets secrets, TimeProvider time)
{
    /// <summary>The owner's name.</summary>
    public const string OwnerName = "sallyport-owner";

    private static readonly string[] OwnerRoles =
        ["Application.ReadWrite.All", "AppRoleAssignment.ReadWrite.All", "Directory.Read.All", "AuditLog.Read.All"];

    /// <summary>Adds what is missing on a first start.</summary>
    public async Task SeedAsync(CancellationToken cancel)
    {
        if (await context.Set<Tenant>().AnyAsync(cancel))
            return;
        var now = time.GetUtcNow();
        await RequireAsync(store.AddAsync(new Tenant
        {
            Id = options.TenantId,
            DisplayName = "Sallyport",
            InitialDomain = "sallyport.onmicrosoft.com",
            CreatedDateTime = now,
        }, cancel));
        var graph = NewPrincipal(WellKnown.MicrosoftGraph, "Microsoft Graph", now,
            "https://graph.microsoft.com", "https://graph.microsoft.com/");
        await RequireAsync(store.AddAsync(graph, cancel));
        await RequireAsync(store.AddAsync(NewPrincipal(
            WellKnown.AzureResourceManager, "Windows Azure Service Management API", now,
            "https://management.azure.com", "https://management.azure.com/",
            "https://management.core.windows.net", "https://management.core.windows.net/"), cancel));
        await AddOwnerAsync(graph, now, cancel);
    }

    private async Task AddOwnerAsync(ServicePrincipal graph, DateTimeOffset now, CancellationToken cancel)
    {
        await RequireAsync(store.AddAsync(new Application
        {
            Id = Guid.CreateVersion7(now),
            TenantId = options.TenantId,
            AppId = options.OwnerClientId,
            DisplayName = OwnerName,
            Description = "Made on the first start: Owner of the subscription, may manage applications.",
            CreatedDateTime = now,
            SignInAudience = "AzureADMyOrg",
            PasswordCredentials = { ClientSecret.Credential(
                secrets.OwnerClientSecret, "owner-secret", now, DateTimeOffset.MaxValue) },
        }, cancel));
        var owner = NewPrincipal(options.OwnerClientId, OwnerName, now);
        owner.AppRoleAssignments.AddRange(OwnerRoles.Select(role => new AppRoleAssignment
        {
            Id = Guid.CreateVersion7(now),
            PrincipalId = owner.Id,
            ResourceId = graph.Id,
            AppRoleId = WellKnown.GraphAppRoles.Single(r => r.Value == role).Key,
            CreatedDateTime = now,
        }));
        await RequireAsync(store.AddAsync(owner, cancel));
    }

    private ServicePrincipal NewPrincipal(Guid appId, string displayName, DateTimeOffset now, params string[] uris) =>
        new()
    {
        Id = Guid.CreateVersion7(now),
        TenantId = options.TenantId,
        AppId = appId,
        DisplayName = displayName,
        CreatedDateTime = now,
        ServicePrincipalNames = [new(appId.ToString()), .. uris.Select(u => new ServicePrincipalName(u))],
    };

    private static async Task RequireAsync(Task<StoreOutcome> write)
    {
        if (await write is var outcome and not StoreOutcome.Done)
            throw new InvalidOperationException($"The directory could not be filled: {outcome}.");
    }
}
