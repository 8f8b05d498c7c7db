using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.Arm;
using Sallyport.Core.Wire;
using Sallyport.Server.Http;

namespace Sallyport.Server.Arm;

/// <summary>
/// What clients poll for: 202 while the operation runs, then 200. Source: "Track asynchronous Azure operations".
/// </summary>
internal static class OperationResultEndpoints
{
    public static void Map(RouteGroupBuilder routes) =>
        routes.MapGet("/subscriptions/{subscriptionId}/operationresults/{id}", GetAsync)
            .Of(ArmResourceType.OperationResults)
            .Requires(new ArmTokenOnly());

    /// <summary>The answer while an operation runs, with the URL to poll.</summary>
    public static IResult Accepted(HttpContext context, ArmCall call, Guid operation)
    {
        // Clients take 0 for "not stated" and wait half a minute.
        context.Response.Headers.RetryAfter = "1";
        return Results.Accepted(
            $"{ArmSurface.Authority}/subscriptions/{call.SubscriptionId}/operationresults/{operation}"
            + $"?api-version={Uri.EscapeDataString(call.ApiVersion)}");
    }

    private static async Task<IResult> GetAsync(
        HttpContext context, string id, IArmStore store, CancellationToken cancel)
    {
        var call = context.Call();
        var operation = StrictGuid.TryRead(id, out var guid)
            ? await store.FindOperationAsync(call.SubscriptionId, guid, cancel)
            : null;
        // Who asked for the operation may see its end; anybody else needs the action, and learns nothing without it.
        var decision = call.Decide("Microsoft.Resources/subscriptions/operationresults/read", call.Scope);
        if (!decision.IsAllowed && operation?.StartedBy != call.Principal.ObjectId)
            throw ArmErrors.AuthorizationFailed(decision, ArmTarget.Of(context).RefusedScope).ToException();
        if (operation is null)
            throw ArmErrors.OperationNotFound(id).ToException();
        return operation.EndedOn is null ? Accepted(context, call, guid) : Results.Ok();
    }
}
