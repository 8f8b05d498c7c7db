using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.Arm;
using Sallyport.Server.Http;

namespace Sallyport.Server.Arm;

/// <summary>
/// Whatever no other route takes. The caller is authenticated first, so that strangers learn nothing of what there is.
/// </summary>
internal static class UnknownEndpoints
{
    public static void Map(RouteGroupBuilder routes) =>
        routes.Map("/{**path}", Refuse).Requires(new ArmTokenOnly()).WithOrder(int.MaxValue);

    private static IResult Refuse(HttpContext context)
    {
        var target = ArmTarget.Of(context);
        throw Refusal(context.Request.Method, target, context.Call().ApiVersion).ToException();
    }

    private static ArmError Refusal(string method, ArmTarget target, string version)
    {
        if (target.Provider() is not { } named)
            return target.Subscription is null
                ? ArmErrors.MissingSubscription()
                : ArmErrors.MethodOrPathNotFound(method, target.Path);
        var (providerNamespace, type) = named;
        var types = ArmResourceType.Of(providerNamespace);
        if (types.Count == 0)
            return ArmErrors.InvalidResourceNamespace(providerNamespace);
        return types.Any(t => t.Name.Equals(type, StringComparison.OrdinalIgnoreCase))
            ? ArmErrors.MethodNotAllowed(method)
            : ArmErrors.InvalidResourceType(
                type, providerNamespace, version,
                types.SelectMany(t => t.ApiVersions).Distinct().OrderDescending(StringComparer.Ordinal));
    }
}
