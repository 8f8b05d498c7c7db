using Sallyport.Core;
using Sallyport.Core.Entra.Directory;
using Sallyport.Server.Instance;

namespace Sallyport.Server.Graph;

/// <summary>Makes the owner, or what is missing of it.</summary>
/// <param name="store">The directory.</param>
/// <param name="options">The ids.</param>
/// <param name="secrets">The owner's secret, whose file was written before.</param>
/// <param name="time">The clock.</param>
internal sealed class OwnerSeed(
    IDirectoryStore store, ServerOptions options, InstanceSecrets secrets, TimeProvider time)
{
    /// <summary>The owner's name.</summary>
    public const string OwnerName = "sallyport-owner";

    private static readonly string[] Roles =
    [
        .. OwnerAccess.Roles, "Directory.Read.All", "AuditLog.Read.All", "User.ReadWrite.All",
        "RoleManagement.ReadWrite.Directory",
    ];

    /// <summary>
    /// Makes the application with its secret and the service principal with its roles, as far as they are missing.
    /// </summary>
    public async Task RestoreAsync(CancellationToken cancel)
    {
        var application = await store.FindApplicationByAppIdAsync(options.TenantId, options.OwnerClientId, cancel);
        if (application is null)
            await RequireAsync(store.AddAsync(NewApplication(), cancel));
        else if (!HasSecret(application, secrets.OwnerClientSecret, time.GetUtcNow()))
        {
            application.PasswordCredentials.Add(Secret());
            await RequireAsync(store.UpdateAsync(application, cancel));
        }
        var principal = await store.FindServicePrincipalByAppIdAsync(options.TenantId, options.OwnerClientId, cancel);
        if (principal is null)
            await RequireAsync(store.AddAsync(NewPrincipal(application ?? NewApplication()), cancel));
        else if (!principal.AccountEnabled)
        {
            principal.AccountEnabled = true;
            await RequireAsync(store.UpdateAsync(principal, cancel));
        }
        await GrantAsync(cancel);
    }

    /// <summary>Grants the owner's principal, if there is one, the roles that it lacks.</summary>
    public async Task GrantAsync(CancellationToken cancel)
    {
        var owner = await store.FindServicePrincipalByAppIdAsync(options.TenantId, options.OwnerClientId, cancel);
        var graph = await store.FindServicePrincipalByAppIdAsync(options.TenantId, WellKnown.MicrosoftGraph, cancel)
            ?? throw new InvalidOperationException("Graph's service principal is made before the owner.");
        if (owner is null)
            return;
        var now = time.GetUtcNow();
        var lacking = Roles
            .Select(role => WellKnown.GraphAppRoles.Single(r => r.Value == role).Key)
            .Where(id => !owner.AppRoleAssignments.Exists(g => g.ResourceId == graph.Id && g.AppRoleId == id));
        foreach (var id in lacking)
            await RequireAsync(store.AddAsync(new AppRoleAssignment
            {
                Id = Guid.CreateVersion7(now),
                PrincipalId = owner.Id,
                ResourceId = graph.Id,
                AppRoleId = id,
                CreatedDateTime = now,
            }, cancel));
    }

    /// <summary>Whether the application can sign in with this secret now.</summary>
    public static bool HasSecret(Application application, string secret, DateTimeOffset now)
    {
        var hash = ClientSecret.HashOf(secret);
        return application.PasswordCredentials.Exists(
            p => p.StartDateTime <= now && now < p.EndDateTime && p.SecretHash.AsSpan().SequenceEqual(hash));
    }

    private Application NewApplication() => new()
    {
        Id = Guid.CreateVersion7(time.GetUtcNow()),
        TenantId = options.TenantId,
        AppId = options.OwnerClientId,
        DisplayName = OwnerName,
        Description = "Made on the first start: Owner of the subscription, may manage applications.",
        CreatedDateTime = time.GetUtcNow(),
        SignInAudience = "AzureADMyOrg",
        IsInstanceOwner = true,
        PasswordCredentials = { Secret() },
    };

    private ServicePrincipal NewPrincipal(Application application) => new()
    {
        Id = Guid.CreateVersion7(time.GetUtcNow()),
        TenantId = options.TenantId,
        AppId = application.AppId,
        DisplayName = application.DisplayName,
        CreatedDateTime = time.GetUtcNow(),
        ServicePrincipalNames = ServicePrincipals.NamesOf(application),
    };

    private PasswordCredential Secret() => ClientSecret.Credential(
        secrets.OwnerClientSecret, "owner-secret", time.GetUtcNow(), DateTimeOffset.MaxValue);

    private static async Task RequireAsync(Task<StoreOutcome> write)
    {
        if (await write is var outcome and not StoreOutcome.Done)
            throw new InvalidOperationException($"The owner could not be made: {outcome}.");
    }
}
