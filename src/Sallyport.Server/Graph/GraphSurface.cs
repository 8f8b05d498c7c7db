using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Refusals;
using Sallyport.Server.Http;

namespace Sallyport.Server.Graph;

/// <summary>
/// The door to this room: Microsoft Graph, v1.0 and beta, as far as applications, service principals, their
/// credentials and users go. It owns the wire form – members, query options, headers, the error envelope – and decides
/// nothing about the directory.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class GraphSurface(TimeProvider time) : Surface
{
    /// <summary>The name, and that of the authentication scheme.</summary>
    public const string Scheme = "graph";

    private const string ServerName = "\"RoleInstance\":\"sallyport\"}}";

    public override string Name => Scheme;

    public override IReadOnlyList<string> Hosts { get; } = ["graph.microsoft.com", "graph.localhost"];

    public override void Map(RouteGroupBuilder routes)
    {
        UserInfoEndpoint.Map(routes);
        foreach (var version in GraphVersion.All)
        {
            var group = routes.MapGroup("/" + version.Name);
            group.AddEndpointFilter(ReadConfirmationAsync);
            new ApplicationEndpoints(version).Map(group);
            new FederatedIdentityCredentialEndpoints(version).Map(group);
            new KeyEndpoints(version).Map(group);
            new OwnerEndpoints(version).Map(group);
            new MeEndpoints(version).Map(group);
            new ServicePrincipalEndpoints(version).Map(group);
            new AppRoleAssignmentEndpoints(version).Map(group);
            new DirectoryEndpoints(version).Map(group);
            new SignInEndpoints(version).Map(group);
            new UserEndpoints(version).Map(group);
            new DirectoryRoleEndpoints(version).Map(group);
        }
    }

    public override void Prepare(HttpContext context)
    {
        var sent = context.Request.Headers;
        var ids = AnswerIds.Make(context, [sent["client-request-id"], sent["x-ms-client-request-id"]]);
        var headers = context.Response.Headers;
        headers["request-id"] = ids.RequestId.ToString();
        headers["client-request-id"] = ids.CorrelationId.ToString();
        headers.CacheControl = "no-cache";
        headers.Vary = "Accept-Encoding";
        headers.StrictTransportSecurity = "max-age=31536000";
        headers["x-ms-resource-unit"] = "1";
        headers["x-ms-ags-diagnostic"] =
            """{"ServerInfo":{"DataCenter":"Sallyport","Slice":"E","Ring":"1","ScaleUnit":"000",""" + ServerName;
    }

    public override async Task WriteAsync(HttpContext context, Refusal refusal)
    {
        context.Response.StatusCode = refusal.Status;
        context.Response.ContentType = "application/json";
        if (refusal.Status == StatusCodes.Status401Unauthorized)
            context.Response.Headers.WWWAuthenticate = "Bearer realm=\"\", "
                + "authorization_uri=\"https://login.microsoftonline.com/common/oauth2/authorize\", "
                + $"client_id=\"{WellKnown.MicrosoftGraph}\"";
        await GraphJson.WriteAsync(context.Response, writer => WriteError(writer, context, refusal));
    }

    public override Refusal UnknownRoute(HttpContext context) => GraphPaths.Refuse(context);

    public override Refusal AccessDenied(HttpContext context) => GraphErrors.Denied();

    public override Refusal Failure(HttpContext context) =>
        new GraphRefusal(500, "InternalServerError", $"The request failed. Trace id: {context.TraceIdentifier}");

    public override Refusal Unavailable(HttpContext context) => GraphErrors.Unavailable();

    public override Refusal Gone(HttpContext context) =>
        new GraphRefusal(404, "Request_ResourceNotFound", "What this belongs to was deleted meanwhile.");

    public override Refusal TooMany(HttpContext context) => GraphErrors.TooManyRequests();

    public override Refusal BadRequest(HttpContext context, int status, string reason) =>
        new GraphRefusal(status, "BadRequest", reason);

    private static ValueTask<object?> ReadConfirmationAsync(
        EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var request = invocation.HttpContext;
        request.RequestServices.GetRequiredService<OwnerAccess>().MayBeLost =
            request.Request.Headers[GraphErrors.ConfirmHeader] == GraphErrors.ConfirmLastWayIn;
        return next(invocation);
    }

    private void WriteError(Utf8JsonWriter writer, HttpContext context, Refusal refusal)
    {
        var ids = AnswerIds.Of(context);
        writer.WriteStartObject("error");
        writer.WriteString("code", refusal.Code);
        writer.WriteString("message", refusal.Message);
        if (refusal is GraphRefusal { Details.Count: > 0 } graph)
            GraphJson.WriteMember(writer, "details", graph.Details);
        writer.WriteStartObject("innerError");
        writer.WriteString(
            "date", time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture));
        writer.WriteString("request-id", ids.RequestId);
        writer.WriteString("client-request-id", ids.CorrelationId);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
