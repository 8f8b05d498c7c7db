using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.Entra.Tokens;
using Sallyport.Core.Refusals;
using Sallyport.Server.Http;

namespace Sallyport.Server.Portal;

/// <summary>Needs the administrator's token of this instance.</summary>
public sealed record AdministratorRequirement : AccessRequirement;

/// <summary>A refusal of Sallyport's own routes.</summary>
public sealed record PortalRefusal(int Status, string Code, string Message) : Refusal(Status, Code, Message);

/// <summary>The door to this room: what Sallyport itself tells its administrator. So far the sign-in records and what explains them; no pages yet.</summary>
public sealed class PortalSurface(InstanceSecrets secrets) : Surface
{
    /// <inheritdoc/>
    public override string Name => "portal";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Hosts { get; } = ["portal.azure.com", "portal.localhost"];

    /// <inheritdoc/>
    public override void Map(RouteGroupBuilder routes)
    {
        routes.AddEndpointFilter(RequireAdministratorAsync);
        routes.MapGet("/sallyport/signIns", ListSignInsAsync).Requires(new AdministratorRequirement());
        ExplainEndpoints.Map(routes);
    }

    /// <inheritdoc/>
    public override Task WriteAsync(HttpContext context, Refusal refusal)
    {
        context.Response.StatusCode = refusal.Status;
        return context.Response.WriteAsJsonAsync(new { error = new { code = refusal.Code, message = refusal.Message } });
    }

    /// <inheritdoc/>
    public override Refusal UnknownRoute(HttpContext context) => new PortalRefusal(404, "NotFound", "There is no such page.");

    /// <inheritdoc/>
    public override Refusal Failure(HttpContext context) =>
        new PortalRefusal(500, "InternalServerError", $"The request failed; the log has more under {context.TraceIdentifier}.");

    /// <inheritdoc/>
    public override Refusal BadRequest(HttpContext context, int status, string reason) => new PortalRefusal(status, "BadRequest", reason);

    private static async Task<IResult> ListSignInsAsync(ISignIns signIns, bool? refused, string[]? client, int? top, CancellationToken cancel) =>
        Results.Json(new { value = await signIns.ListAsync(refused ?? false, client is { Length: > 0 } ? client : null, Math.Clamp(top ?? 20, 1, 100), cancel) });

    private async ValueTask<object?> RequireAdministratorAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var presented = invocation.HttpContext.Request.Headers.Authorization.ToString();
        var expected = "Bearer " + secrets.AdministratorToken;
        return CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(presented)), SHA256.HashData(Encoding.UTF8.GetBytes(expected)))
            ? await next(invocation)
            : throw new PortalRefusal(401, "Unauthorized", "This needs the administrator's token of the instance.").ToException();
    }
}
