using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.Arm;
using Sallyport.Server.Http;

namespace Sallyport.Server.Arm;

/// <summary>Subscriptions and their locations. Source: Azure REST, subscriptions.</summary>
internal static class SubscriptionEndpoints
{
    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapGet("/subscriptions", ListAsync).Of(ArmResourceType.Subscriptions).Requires(new ArmTokenOnly());
        routes.MapGet("/subscriptions/{subscriptionId}", GetAsync).Of(ArmResourceType.Subscriptions)
            .Requires(new ArmAction("Microsoft.Resources/subscriptions/read"));
        routes.MapGet("/subscriptions/{subscriptionId}/locations", ListLocations).Of(ArmResourceType.Locations)
            .Requires(new ArmAction("Microsoft.Resources/subscriptions/locations/read"));
    }

    private static async Task<IResult> ListAsync(
        HttpContext context, Subscriptions subscriptions, CancellationToken cancel)
    {
        var visible = await subscriptions.ListVisibleAsync(context.Call().Principal, cancel);
        return ArmAnswers.Ok(
            new { value = visible.Select(Body), count = new { type = "Total", value = visible.Count } });
    }

    private static async Task<IResult> GetAsync(HttpContext context, IArmStore store, CancellationToken cancel)
    {
        var id = context.Call().SubscriptionId;
        return ArmAnswers.Ok(Body(
            await store.FindSubscriptionAsync(id, cancel) ?? throw ArmErrors.SubscriptionNotFound(id).ToException()));
    }

    private static IResult ListLocations(HttpContext context)
    {
        var subscription = $"/subscriptions/{context.Call().SubscriptionId}";
        return ArmAnswers.List(Locations.All.Select(l => new
        {
            id = $"{subscription}/locations/{l.Name}",
            name = l.Name,
            type = "Region",
            displayName = l.DisplayName,
            regionalDisplayName = $"({l.GeographyGroup}) {l.DisplayName}",
            metadata = new
            {
                regionType = "Physical",
                regionCategory = l.RegionCategory,
                geographyGroup = l.GeographyGroup,
                longitude = l.Longitude,
                latitude = l.Latitude,
                physicalLocation = l.PhysicalLocation,
                pairedRegion = (l.PairedRegion is null ? Array.Empty<string>() : [l.PairedRegion])
                    .Select(name => new { name, id = $"{subscription}/locations/{name}" }),
            },
        }));
    }

    private static object Body(Subscription subscription) => new
    {
        id = $"/subscriptions/{subscription.Id}",
        authorizationSource = "RoleBased",
        managedByTenants = Array.Empty<object>(),
        subscriptionId = subscription.Id,
        tenantId = subscription.TenantId,
        displayName = subscription.DisplayName,
        state = subscription.State,
        subscriptionPolicies = new
        {
            locationPlacementId = "Public_2014-09-01",
            quotaId = "PayAsYouGo_2014-09-01",
            spendingLimit = "Off",
        },
    };
}
