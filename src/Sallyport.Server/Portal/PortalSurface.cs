using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.Entra.Tokens;
using Sallyport.Core.Refusals;
using Sallyport.Explain;
using Sallyport.Server.Http;
using Sallyport.Server.Pages;

namespace Sallyport.Server.Portal;

/// <summary>A refusal of Sallyport's own routes.</summary>
internal sealed record PortalRefusal(int Status, string Code, string Message) : Refusal(Status, Code, Message);

/// <summary>
/// The door to this room: Sallyport's own routes for its administrator. So far these are the sign-in records, their
/// explanations, the tenant's policy, signing keys, GitLab's cache and the instance's health, and the pages for people.
/// </summary>
internal sealed class PortalSurface : Surface
{
    /// <summary>The name, and that of the authentication scheme.</summary>
    public const string Scheme = "portal";

    /// <summary>The refusal for everybody but the administrator.</summary>
    public static PortalRefusal Unauthorized { get; } = new(
        401, "Unauthorized", "This needs the administrator's token of the instance.");

    /// <summary>The refusal for somebody who has to sign in first.</summary>
    public static PortalRefusal SignedOut { get; } = new(401, "Unauthorized", "Sign in first.");

    private static PortalRefusal NoSuchPage { get; } = new(404, "NotFound", "There is no such page.");

    public override string Name => Scheme;

    public override IReadOnlyList<string> Hosts { get; } = ["portal.azure.com", LocalSite.PortalHost];

    public override void Map(RouteGroupBuilder routes)
    {
        routes.MapGet("/sallyport/signIns", ListSignInsAsync).Requires(new PortalAdministrator());
        ExplainEndpoints.Map(routes);
        HealthEndpoints.Map(routes);
        PolicyEndpoints.Map(routes);
        KeyEndpoints.Map(routes);
        CacheEndpoints.Map(routes);
        SignInLinkEndpoints.Map(routes);
        PageAssets.Map(routes);
        var pages = routes.MapGroup("").WithMetadata(new AnswersWithPage());
        PortalSignIn.Map(pages);
        TenantPages.Map(pages);
        SignInPages.Map(pages);
        SubscriptionPages.Map(pages);
        AccessPages.Map(pages);
        AssignmentPages.Map(pages);
        ApplicationPages.Map(pages);
        SecretPages.Map(pages);
        FederatedPages.Map(pages);
        TryPages.Map(pages);
        UserPages.Map(pages);
        UserAccountPages.Map(pages);
        UserRolePages.Map(pages);
    }

    public override Task WriteAsync(HttpContext context, Refusal refusal)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<AnswersWithPage>() is not null || IsLost(context, refusal))
            return PortalPages.WriteAsync(context, refusal);
        context.Response.StatusCode = refusal.Status;
        return context.Response.WriteAsJsonAsync(
            new { error = new { code = refusal.Code, message = refusal.Message } });
    }

    public override Refusal UnknownRoute(HttpContext context) => NoSuchPage;

    public override Refusal AccessDenied(HttpContext context) => Unauthorized;

    public override Refusal Failure(HttpContext context) =>
        new PortalRefusal(
            500, "InternalServerError", $"The request failed. The log says more: trace id {context.TraceIdentifier}.");

    public override Refusal Unavailable(HttpContext context) => new PortalRefusal(
        503,
        "ServiceUnavailable",
        $"The data directory cannot be read or written. The log says more: trace id {context.TraceIdentifier}.");

    public override Refusal TooMany(HttpContext context) =>
        new PortalRefusal(429, "TooManyRequests", "Too many requests wait that prove nothing. Try again later.");

    public override Refusal BadRequest(HttpContext context, int status, string reason) =>
        new PortalRefusal(status, "BadRequest", reason);

    // A person with an address that leads nowhere.
    private static bool IsLost(HttpContext context, Refusal refusal) => refusal == NoSuchPage
        && context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    private static async Task<IResult> ListSignInsAsync(
        ISignIns signIns, string? refused, string[]? client, string? top, CancellationToken cancel)
    {
        // as texts, because the framework answers a value that it cannot read with an empty 400
        if (!bool.TryParse(refused ?? "false", out var isRefused))
            throw BadParameter("refused");
        if (!int.TryParse(top ?? "20", NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            throw BadParameter("top");
        var clients = client is { Length: > 0 } ? client : null;
        var records = await signIns.ListAsync(isRefused, clients, Math.Clamp(number, 1, 100), cancel);
        return Results.Json(new { value = records.Select(SignInJson.Of) });
    }

    private static RefusedException BadParameter(string name) =>
        new PortalRefusal(400, "BadRequest", $"The parameter '{name}' cannot be read.").ToException();
}
