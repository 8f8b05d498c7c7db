using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Refusals;
using Sallyport.Core.Wire;
using Sallyport.Portal.Login;
using Sallyport.Server.Http;
using Sallyport.Server.Instance;
using Sallyport.Server.Pages;

namespace Sallyport.Server.Login;

/// <summary>
/// The door to this room: Entra's token service on the wire. It reads requests and writes answers; the core
/// decides.
/// </summary>
internal sealed class LoginSurface(ServerOptions options) : Surface
{
    /// <summary>The authority that URLs in answers name.</summary>
    public const string Authority = "https://login.microsoftonline.com";

    /// <summary>The name for clients that go without the proxy: <c>https://login.localhost:PORT</c>.</summary>
    public const string LocalHost = LocalSite.LoginHost;

    // Other methods have an answer of their own, AADSTS900561.
    private static readonly string[] Methods = ["GET", "POST", "PUT", "DELETE", "PATCH"];

    /// <summary>
    /// What URLs in an answer begin with. A client that came by the local name must not be sent to the real service
    /// with its assertion; the issuer, which stands in tokens, is the same for all.
    /// </summary>
    public static string RootOf(HttpContext context)
    {
        var host = context.Request.Host;
        return host.Host == LocalHost ? $"https://{host}" : Authority;
    }

    public override string Name => "login";

    public override IReadOnlyList<string> Hosts { get; } =
        ["login.microsoftonline.com", "login.windows.net", "login.microsoft.com", "sts.windows.net", LocalHost];

    public override void Map(RouteGroupBuilder routes)
    {
        DiscoveryEndpoints.Map(routes);
        routes.MapMethods("/{tenant}/oauth2/v2.0/token", Methods, TokenEndpoint.PostV2Async).AllowAnonymous();
        routes.MapMethods("/{tenant}/oauth2/token", Methods, TokenEndpoint.PostV1Async).AllowAnonymous();
        CrossOrigin.MapRedemptionQuestion(routes, "/{tenant}/oauth2/v2.0/token");
        CrossOrigin.MapRedemptionQuestion(routes, "/{tenant}/oauth2/token");
        PageAssets.Map(routes);
        var pages = routes.MapGroup("").WithMetadata(new AnswersWithPage());
        AuthorizeEndpoint.Map(pages);
        DeviceEndpoints.Map(routes, pages);
        LogoutEndpoint.Map(pages);
        LinkEndpoints.Map(pages);
        ClientEndpoints.Map(pages);
    }

    public override void Prepare(HttpContext context)
    {
        // MSAL for Node sends it in the query.
        string?[] sent = [context.Request.Headers["client-request-id"], context.Request.Query["client-request-id"]];
        var answer = AnswerIds.Make(context, sent, ownCorrelation: true);
        var headers = context.Response.Headers;
        headers.CacheControl = "no-store, no-cache";
        headers.Pragma = "no-cache";
        headers.Expires = "-1";
        headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains";
        headers.XContentTypeOptions = "nosniff";
        headers["x-ms-request-id"] = answer.RequestId.ToString();
        var returned = context.Request.Headers["return-client-request-id"];
        if (string.Equals(returned, "true", StringComparison.OrdinalIgnoreCase))
            headers["client-request-id"] = answer.CorrelationId.ToString();
    }

    public override async Task WriteAsync(HttpContext context, Refusal refusal)
    {
        if (refusal is not AadstsRefusal { Number: > 0 } aadsts)
        {
            await ShowUnknownPageAsync(context, refusal);
            return;
        }
        if (context.GetEndpoint()?.Metadata.GetMetadata<AnswersWithPage>() is not null)
        {
            await ShowErrorAsync(context, aadsts);
            return;
        }
        context.Response.StatusCode = refusal.Status;
        CrossOrigin.Restore(context);
        // az keeps a 400 for a minute and would show it again after the fault is fixed, unless it is told not to.
        if (refusal.Status == 400 && options.RetryAfterOnRefusals)
            context.Response.Headers.RetryAfter = "0";
        if (refusal.Status == 401 && context.Request.Headers.Authorization.Count > 0)
            context.Response.Headers.WWWAuthenticate = $"Basic realm=\"{Hosts[0]}\""; // RFC 7617 §2 demands a realm
        context.Response.Headers["x-ms-clitelem"] = $"1,{aadsts.Number},0,,";
        var answer = AnswerIds.Of(context);
        var body = new OrderedDictionary<string, object>
        {
            ["error"] = aadsts.Error,
            ["error_description"] = LoginErrors.Describe(context, aadsts),
            ["error_codes"] = new[] { aadsts.Number },
            ["timestamp"] = LoginErrors.Timestamp(context),
            ["trace_id"] = answer.RequestId,
            ["correlation_id"] = answer.CorrelationId,
        };
        if (aadsts.Suberror is not null)
            body["suberror"] = aadsts.Suberror;
        if (ErrorPages.Has(aadsts.Number))
            body["error_uri"] = $"{Authority}/error?code={aadsts.Number}";
        await JsonAnswer(body, refusal.Status).ExecuteAsync(context);
    }

    private static Task ShowUnknownPageAsync(HttpContext context, Refusal refusal) => LoginPages.Show<DonePage>(
        context,
        new() { ["Title"] = "Not found", ["Text"] = refusal.Message },
        status: refusal.Status).ExecuteAsync(context);

    // The service answers a person's browser with 200, whatever is wrong.
    private static Task ShowErrorAsync(HttpContext context, AadstsRefusal refusal)
    {
        var ids = AnswerIds.Of(context);
        return LoginPages.Show<ErrorPage>(
            context,
            new()
            {
                ["Code"] = refusal.Code,
                ["Message"] = refusal.Message,
                ["RequestId"] = ids.RequestId,
                ["CorrelationId"] = ids.CorrelationId,
                ["Timestamp"] = LoginErrors.Timestamp(context),
            },
            status: refusal.Status >= 500 ? refusal.Status : StatusCodes.Status200OK).ExecuteAsync(context);
    }

    /// <summary>
    /// An answer of the token endpoint. It has a Content-Length: a body in chunks would be sent in two pieces.
    /// </summary>
    internal static Utf8ContentHttpResult JsonAnswer<T>(T body, int status = StatusCodes.Status200OK) =>
        TypedResults.Text(JsonSerializer.SerializeToUtf8Bytes(body, Json), "application/json; charset=utf-8", status);

    // The texts of the catalogue hold quotes, which the default escaping would spell out.
    private static JsonSerializerOptions Json { get; } = new(StrictJson.Options)
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public override Refusal UnknownRoute(HttpContext context) => Aadsts.UnknownRoute();

    public override Refusal AccessDenied(HttpContext context) => Aadsts.UnknownRoute();

    public override Refusal Failure(HttpContext context) => Aadsts.Failure();

    public override Refusal Unavailable(HttpContext context) => Aadsts.Unavailable();

    public override Refusal TooMany(HttpContext context) => Aadsts.TooManyRequests();

    public override Refusal BadRequest(HttpContext context, int status, string reason) =>
        Aadsts.MalformedRequest(reason) with { Status = status };
}
