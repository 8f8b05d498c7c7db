using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.Wire;
using Sallyport.Server.Http;

namespace Sallyport.Server.Portal;

/// <summary>How a part that an instance needs to live is repaired.</summary>
public enum InstanceFix
{
    /// <summary>By the next start.</summary>
    Restart,

    /// <summary>By a start that restores the owner.</summary>
    RestoreOwner,

    /// <summary>By whoever gave the name to another application, and then by the next start.</summary>
    FreeName,
}

/// <summary>A part that is missing.</summary>
/// <param name="What">What it is, in one sentence.</param>
/// <param name="Fix">What repairs it.</param>
public sealed record InstanceProblem(string What, InstanceFix Fix);

/// <summary>Whether the instance has all that it needs to live, for <c>sallyport status</c>.</summary>
/// <param name="Problems">What is missing; empty when nothing is.</param>
public sealed record InstanceHealth(IReadOnlyList<InstanceProblem> Problems);

/// <summary>The route behind <c>sallyport status</c>.</summary>
internal static class HealthEndpoints
{
    /// <summary>Maps the route.</summary>
    public static void Map(RouteGroupBuilder routes) =>
        routes.MapGet("/sallyport/health", CheckAsync).Requires(new PortalAdministrator());

    private static async Task<IResult> CheckAsync(HealthCheck check, CancellationToken cancel) =>
        Results.Json(new InstanceHealth(await check.RunAsync(cancel)), StrictJson.Options);
}
