using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.Arm;
using Sallyport.Server.Http;

namespace Sallyport.Server.Arm;

/// <summary>The providers whose types are served; both are always registered. Source: Azure REST, providers.</summary>
internal static class ProviderEndpoints
{
    private static readonly ArmAction Read = new("Microsoft.Resources/subscriptions/providers/read");

    public static void Map(RouteGroupBuilder routes)
    {
        routes.MapGet("/subscriptions/{subscriptionId}/providers", List).Of(ArmResourceType.Providers).Requires(Read);
        routes.MapGet("/subscriptions/{subscriptionId}/providers/{providerNamespace}", Get)
            .Of(ArmResourceType.Providers)
            .Requires(Read);
    }

    private static IResult List(HttpContext context) => ArmAnswers.List(
        ArmResourceType.All.GroupBy(t => t.Namespace, StringComparer.Ordinal)
            .Select(types => Body(context.Call(), [.. types])));

    private static IResult Get(HttpContext context, string providerNamespace) =>
        ArmResourceType.Of(providerNamespace) is { Count: > 0 } types
            ? ArmAnswers.Ok(Body(context.Call(), types))
            : throw ArmErrors.InvalidResourceNamespace(providerNamespace).ToException();

    private static object Body(ArmCall call, IReadOnlyList<ArmResourceType> types) => new
    {
        id = $"/subscriptions/{call.SubscriptionId}/providers/{types[0].Namespace}",
        @namespace = types[0].Namespace,
        resourceTypes = types.Select(t => new
        {
            resourceType = t.Name,
            locations = Array.Empty<string>(),
            apiVersions = t.ApiVersions,
            capabilities = "None",
        }),
        registrationState = "Registered",
        registrationPolicy = "RegistrationFree",
    };
}
