using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Sallyport.Server.Http;

/// <summary>
/// The fallback policy: it refuses every endpoint that declares no access. It lets through only what routing answers by
/// itself: no endpoint at all (404), or the framework's own answer to a wrong method or media type (405, 415), which is
/// not a route.
/// </summary>
internal sealed class UndeclaredAccess : AuthorizationHandler<UndeclaredAccess>, IAuthorizationRequirement
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, UndeclaredAccess requirement)
    {
        if (context.Resource is HttpContext http && IsAnsweredByRouting(http.GetEndpoint()))
            context.Succeed(requirement);
        return Task.CompletedTask;
    }

    private static bool IsAnsweredByRouting(Endpoint? endpoint) =>
        endpoint is null || (endpoint is not RouteEndpoint && endpoint.Metadata.Count == 0);
}
