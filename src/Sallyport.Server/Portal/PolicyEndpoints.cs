using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Refusals;
using Sallyport.Server.Http;
using Sallyport.Server.Instance;

namespace Sallyport.Server.Portal;

/// <summary>The policy of the instance's tenant, as it stands in the database now.</summary>
/// <param name="store">The directory.</param>
/// <param name="options">Which tenant it is.</param>
internal sealed class TenantPolicies(IDirectoryStore store, ServerOptions options)
{
    /// <summary>The id of the instance's tenant.</summary>
    public Guid TenantId => options.TenantId;

    /// <summary>The policy. Refuses when the tenant is missing.</summary>
    public async Task<TenantPolicy> GetAsync(CancellationToken cancel) =>
        (await store.FindTenantAsync(options.TenantId, cancel))?.Policy ?? throw NoTenant();

    /// <summary>Replaces the policy; it is on the disk before this returns.</summary>
    public async Task SetAsync(TenantPolicy policy, CancellationToken cancel)
    {
        if (await store.SetPolicyAsync(options.TenantId, policy, cancel) != StoreOutcome.Done)
            throw NoTenant();
    }

    private static RefusedException NoTenant() =>
        new PortalRefusal(404, "NotFound", "The instance's tenant is missing.").ToException();
}

/// <summary>
/// The routes behind <c>sallyport policy</c>. How an administrator of the real service sets such a policy is not
/// published, so these are Sallyport's own.
/// </summary>
internal static class PolicyEndpoints
{
    private const int MaximumBody = 256 * 1024;

    /// <summary>Maps the routes.</summary>
    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapGet("/sallyport/policy", GetAsync).Requires(new PortalAdministrator());
        routes.MapPut("/sallyport/policy", PutAsync).Requires(new PortalAdministrator());
    }

    private static async Task<IResult> GetAsync(TenantPolicies policies, CancellationToken cancel) =>
        Answer(await policies.GetAsync(cancel));

    private static async Task<IResult> PutAsync(
        HttpRequest request, TenantPolicies policies, CancellationToken cancel)
    {
        var body = await LimitedBody.ReadAsync(request, MaximumBody, cancel)
            ?? throw Refused("The body is larger than 256 KiB.");
        var policy = TenantPolicy.Read(body) ?? throw Refused(
            "This is no policy. It is a JSON object with these members alone: federationDisabled (true or false), "
            + "allowedIssuers (a list, or null for all), requiredClaims (a list of issuer, claim and values) and, if "
            + "you like, unknownAccountsAreTold (true or false).");
        if (TenantPolicyRules.Refuse(policy) is { } reason)
            throw Refused(reason);
        await policies.SetAsync(policy, cancel);
        return Answer(policy);
    }

    private static IResult Answer(TenantPolicy policy) => Results.Text(policy.Write(), "application/json");

    private static RefusedException Refused(string message) =>
        new PortalRefusal(400, "BadRequest", message).ToException();
}
