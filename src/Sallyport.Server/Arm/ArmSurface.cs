using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.Arm;
using Sallyport.Core.Refusals;
using Sallyport.Core.Wire;
using Sallyport.Server.Http;

namespace Sallyport.Server.Arm;

/// <summary>
/// The door to this room: Azure Resource Manager on the wire. Each file of endpoints declares its paths with the action
/// that they need; <see cref="ArmAuthorization"/> enforces it; the core decides the rest.
/// </summary>
internal sealed class ArmSurface(TimeProvider time) : Surface
{
    /// <summary>The name, and that of the authentication scheme.</summary>
    public const string Scheme = "management";

    /// <summary>Where URLs in answers point.</summary>
    public const string Authority = "https://management.azure.com";

    /// <summary>
    /// How answers are written: the texts of the catalogue hold quotes, which the default escaping would spell out.
    /// </summary>
    internal static JsonSerializerOptions Json { get; } = new(StrictJson.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public override string Name => Scheme;

    public override IReadOnlyList<string> Hosts { get; } = ["management.azure.com", "management.localhost"];

    public override void Map(RouteGroupBuilder routes)
    {
        TenantEndpoints.Map(routes);
        SubscriptionEndpoints.Map(routes);
        ResourceGroupEndpoints.Map(routes);
        OperationResultEndpoints.Map(routes);
        ProviderEndpoints.Map(routes);
        RoleDefinitionEndpoints.Map(routes);
        RoleAssignmentEndpoints.Map(routes);
        PermissionEndpoints.Map(routes);
        UnknownEndpoints.Map(routes);
    }

    public override void Prepare(HttpContext context)
    {
        ArmTarget.Of(context);
        var answer = AnswerIds.Make(context, [context.Request.Headers["x-ms-correlation-request-id"]]);
        var headers = context.Response.Headers;
        headers.CacheControl = "no-cache";
        headers.Pragma = "no-cache";
        headers.Expires = "-1";
        headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains";
        headers.XContentTypeOptions = "nosniff";
        headers["x-ms-request-id"] = answer.RequestId.ToString();
        headers["x-ms-correlation-request-id"] = answer.CorrelationId.ToString();
        var now = time.GetUtcNow().UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        headers["x-ms-routing-request-id"] = $"LOCAL:{now}:{answer.RequestId}";
        var sent = context.Request.Headers;
        var isEchoAsked = sent["x-ms-return-client-request-id"] == "true";
        if (isEchoAsked && StrictGuid.TryRead(sent["x-ms-client-request-id"], out var clientId))
            headers["x-ms-client-request-id"] = clientId.ToString();
    }

    public override async Task WriteAsync(HttpContext context, Refusal refusal)
    {
        context.Response.StatusCode = refusal.Status;
        context.Response.Headers["x-ms-failure-cause"] = "gateway";
        if (refusal is ArmError { Challenge: { } challenge })
            context.Response.Headers.WWWAuthenticate = challenge;
        var body = new { error = new { code = refusal.Code, message = refusal.Message } };
        await context.Response.WriteAsJsonAsync(body, Json, "application/json; charset=utf-8");
    }

    public override Refusal UnknownRoute(HttpContext context) => ArmErrors.MissingSubscription();

    public override Refusal AccessDenied(HttpContext context) => ArmErrors.AuthenticationFailed(null);

    public override Refusal Failure(HttpContext context)
    {
        var answer = AnswerIds.Of(context);
        return ArmErrors.InternalServerError(
            time.GetUtcNow(), answer.RequestId.ToString(), answer.CorrelationId.ToString());
    }

    public override Refusal Unavailable(HttpContext context) => ArmErrors.ServiceUnavailable();

    public override Refusal TooMany(HttpContext context) => ArmErrors.TooManyRequests();

    public override Refusal BadRequest(HttpContext context, int status, string reason) =>
        status == StatusCodes.Status413PayloadTooLarge
            ? ArmErrors.RequestContentTooLarge()
            : ArmErrors.InvalidRequestContent(reason);
}
