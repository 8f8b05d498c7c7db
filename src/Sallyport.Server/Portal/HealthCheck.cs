using Sallyport.Core.Arm;
using Sallyport.Core.Authorization;
using Sallyport.Core.Entra.Directory;
using Sallyport.Server.Graph;
using Sallyport.Server.Instance;

namespace Sallyport.Server.Portal;

/// <summary>Looks for what an instance needs to live: the cloud's own services, and the owner's way in.</summary>
/// <param name="directory">The directory.</param>
/// <param name="arm">Subscriptions and role assignments.</param>
/// <param name="owners">Knows who is Owner of a subscription.</param>
/// <param name="options">The ids.</param>
/// <param name="secrets">The owner's secret.</param>
/// <param name="time">The clock.</param>
internal sealed class HealthCheck(
    IDirectoryStore directory,
    IArmStore arm,
    LastOwner owners,
    ServerOptions options,
    InstanceSecrets secrets,
    TimeProvider time)
{
    private readonly List<InstanceProblem> problems = [];

    /// <summary>What is missing.</summary>
    public async Task<IReadOnlyList<InstanceProblem>> RunAsync(CancellationToken cancel)
    {
        if (await directory.FindTenantAsync(options.TenantId, cancel) is null)
            problems.Add(new("The tenant is missing.", InstanceFix.Restart));
        foreach (var service in WellKnown.Services)
            await CheckAsync(service, cancel);
        await CheckOwnerAsync(cancel);
        await CheckSubscriptionAsync(cancel);
        return problems;
    }

    private async Task CheckAsync(CloudService service, CancellationToken cancel)
    {
        var name = service.DisplayName;
        var principal = await FindAsync(service.AppId, cancel);
        if (principal is null)
            problems.Add(new($"The service principal of {name} is missing.", InstanceFix.Restart));
        else if (!principal.AccountEnabled)
            problems.Add(new($"The service principal of {name} is disabled.", InstanceFix.Restart));
        foreach (var text in service.Names)
            if (principal?.ServicePrincipalNames.Exists(n => n.Name == text) == false)
                await TellMissingNameAsync(name, text, cancel);
    }

    private async Task TellMissingNameAsync(string service, string name, CancellationToken cancel)
    {
        var lost = $"The service principal of {service} has lost its name {name}";
        var holder = await directory.FindServicePrincipalByNameAsync(options.TenantId, name, cancel);
        problems.Add(holder is null
            ? new($"{lost}.", InstanceFix.Restart)
            : new($"{lost} to the application {holder.AppId}.", InstanceFix.FreeName));
    }

    private async Task CheckOwnerAsync(CancellationToken cancel)
    {
        var application = await directory.FindApplicationByAppIdAsync(options.TenantId, options.OwnerClientId, cancel);
        if (application is null)
            Tell("The owner's application is missing.");
        else if (!OwnerSeed.HasSecret(application, secrets.OwnerClientSecret, time.GetUtcNow()))
            Tell("The owner's secret, which this instance shows and signs az in with, is not accepted any more.");
        var principal = await FindAsync(options.OwnerClientId, cancel);
        if (principal is null)
            Tell("The owner's service principal is missing.");
        else if (!principal.AccountEnabled)
            Tell("The owner's service principal is disabled.");
        var graph = await FindAsync(WellKnown.MicrosoftGraph, cancel);
        if (principal is null || graph is null)
            return;
        var held = principal.AppRoleAssignments
            .Where(g => g.ResourceId == graph.Id)
            .Select(g => WellKnown.GraphAppRoles.GetValueOrDefault(g.AppRoleId));
        foreach (var role in OwnerAccess.Roles.Except(held, StringComparer.Ordinal))
            Tell($"The owner lacks the role {role} on Microsoft Graph.");
    }

    private async Task CheckSubscriptionAsync(CancellationToken cancel)
    {
        if (await arm.FindSubscriptionAsync(options.SubscriptionId, cancel) is null)
        {
            problems.Add(new("The subscription is missing.", InstanceFix.Restart));
            return;
        }
        if (!await owners.ExistsAsync(options.TenantId, options.SubscriptionId, cancel))
            Tell("Nobody is Owner of the subscription.");
        else if (!await IsOwnerAsync(cancel))
            Tell("The owner does not have the role Owner on the subscription.");
    }

    // An owner that is missing is told by itself.
    private async Task<bool> IsOwnerAsync(CancellationToken cancel) =>
        await FindAsync(options.OwnerClientId, cancel) is not { } owner
        || await owners.IsOwnerAsync(options.TenantId, options.SubscriptionId, owner.Id, cancel);

    private void Tell(string what) => problems.Add(new(what, InstanceFix.RestoreOwner));

    private Task<ServicePrincipal?> FindAsync(Guid appId, CancellationToken cancel) =>
        directory.FindServicePrincipalByAppIdAsync(options.TenantId, appId, cancel);
}
