using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Refusals;
using Sallyport.Core.Wire;
using Sallyport.Server.Http;
using Sallyport.Server.Instance;
using Sallyport.Server.Outbound;
using Sallyport.Server.Pages;
using Sallyport.Server.Transport;

namespace Sallyport.Server.Portal;

/// <summary>
/// Signs people in to the portal, as a client of our own login surface: the framework's OpenID Connect handler, which
/// speaks to it over the wire. The handler is called by the routes here alone, so that no other request pays for it.
/// </summary>
internal static class PortalSignIn
{
    /// <summary>The path to which the token service sends people back.</summary>
    public const string Callback = "/signin-oidc";

    private const string SchemeName = "portal-oidc";

    /// <summary>Maps the routes.</summary>
    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(PortalPages.SignIn, BeginAsync).AllowAnonymous();
        pages.MapGet(Callback, FinishAsync).AllowAnonymous();
        pages.MapPost(PortalPages.SignOut, EndAsync).Requires(new PortalPerson())
            .AddEndpointFilter(PageForm.CheckAsync);
    }

    /// <summary>Registers the handler's options.</summary>
    public static void Register(IServiceCollection services)
    {
        services.AddSingleton<IPostConfigureOptions<OpenIdConnectOptions>, OpenIdConnectPostConfigureOptions>();
        services.AddOptions<OpenIdConnectOptions>(SchemeName)
            .Configure<ServerOptions, LocalAuthority, OwnPort, TimeProvider>(Configure);
    }

    private static void Configure(
        OpenIdConnectOptions options, ServerOptions server, LocalAuthority authority, OwnPort port, TimeProvider time)
    {
        options.MetadataAddress =
            $"https://login.microsoftonline.com/{server.TenantId}/v2.0/.well-known/openid-configuration";
        options.BackchannelHttpHandler = OwnSurfaces.Handler(authority, port);
        options.ClientId = WellKnown.AzurePortal.ToString();
        options.ResponseType = OpenIdConnectResponseType.Code;
        options.ResponseMode = OpenIdConnectResponseMode.Query;
        options.CallbackPath = Callback;
        options.SignInScheme = PortalSession.Scheme;
        options.MapInboundClaims = false;
        options.DisableTelemetry = true;
        options.CorrelationCookie.SameSite = SameSiteMode.Lax;
        options.NonceCookie.SameSite = SameSiteMode.Lax;
        // by the instance's clock, which made the token
        options.TokenValidationParameters.LifetimeValidator = (from, until, _, _) =>
            from <= time.GetUtcNow().UtcDateTime && time.GetUtcNow().UtcDateTime < until;
        options.Events.OnTokenValidated = context =>
        {
            var claims = context.SecurityToken.Claims.ToLookup(c => c.Type, c => c.Value);
            StrictGuid.TryRead(claims["tid"].Single(), out var tenant);
            StrictGuid.TryRead(claims["oid"].Single(), out var user);
            context.Principal = new PersonSession(tenant, user, time.GetUtcNow()).ToPrincipal();
            return EndableSession.EndEarlierAsync(context.HttpContext, PortalSession.Scheme);
        };
        options.Events.OnRemoteFailure = context => throw Failed(context.Failure!);
    }

    private static async Task BeginAsync(HttpContext context)
    {
        var back = PageAnswer.LocalAddress(context.Request.Query["return_to"]);
        var handler = await HandlerAsync(context);
        await handler.ChallengeAsync(new AuthenticationProperties { RedirectUri = back.Length == 0 ? "/" : back });
    }

    private static async Task FinishAsync(HttpContext context)
    {
        var handler = await HandlerAsync(context);
        if (!await handler.HandleRequestAsync())
            throw new PortalRefusal(404, "NotFound", "There is no such page.").ToException();
    }

    // The session at the token service would sign the person in again at once, so that one ends too.
    private static async Task<IResult> EndAsync(HttpContext context, ServerOptions options)
    {
        await EndableSession.EndAsync(context, PortalSession.Scheme);
        var back = Uri.EscapeDataString($"https://{context.Request.Host}/");
        return Results.Redirect(
            $"{LocalSite.Login(context)}/{options.TenantId}/oauth2/v2.0/logout"
            + $"?client_id={WellKnown.AzurePortal}&post_logout_redirect_uri={back}");
    }

    // Its own log lines repeat what callers send.
    private static async Task<OpenIdConnectHandler> HandlerAsync(HttpContext context)
    {
        var handler = new OpenIdConnectHandler(
            context.RequestServices.GetRequiredService<IOptionsMonitor<OpenIdConnectOptions>>(),
            NullLoggerFactory.Instance,
            HtmlEncoder.Default,
            UrlEncoder.Default);
        await handler.InitializeAsync(
            new AuthenticationScheme(SchemeName, null, typeof(OpenIdConnectHandler)), context);
        return handler;
    }

    private static RefusedException Failed(Exception failure)
    {
        var refusal = new PortalRefusal(
            400, "BadRequest", "Signing in did not work, or took too long. Open the portal again.");
        return (refusal with { LogDetail = failure.Message }).ToException();
    }
}
