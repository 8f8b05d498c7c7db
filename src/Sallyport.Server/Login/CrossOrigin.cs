using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.Entra.Tokens;

namespace Sallyport.Server.Login;

/// <summary>
/// What the pages of other sites may read by script: the documents of discovery, the keys, and the redemption of codes
/// and refresh tokens. Cookies are never part of it, and a header beyond those of a simple request is not allowed.
/// Source: recorded answers of the service for the documents; for the token endpoint "Microsoft identity platform and
/// OAuth 2.0 authorization code flow", section on single-page applications.
/// </summary>
internal static class CrossOrigin
{
    private const string Reading = "GET, OPTIONS";
    private const string Redeeming = "POST, OPTIONS";

    private sealed record AllowedMethods(string Methods);

    /// <summary>Lets every site read the documents of these routes.</summary>
    public static ValueTask<object?> AllowReadingAsync(
        EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        Allow(context.HttpContext, Reading);
        return next(context);
    }

    /// <summary>Answers what a browser asks before it reads a document by a request that is not simple.</summary>
    public static void MapReadingQuestion(IEndpointRouteBuilder routes, string pattern) =>
        MapQuestion(routes, pattern, Reading);

    /// <summary>Answers what a browser asks before it redeems a code by a request that is not simple.</summary>
    public static void MapRedemptionQuestion(IEndpointRouteBuilder routes, string pattern) =>
        MapQuestion(routes, pattern, Redeeming);

    /// <summary>
    /// Lets the page that redeems a code or a refresh token read the answer, also a refusal. A page that presents a
    /// secret of an application reads nothing.
    /// </summary>
    public static void AllowRedemption(HttpContext context, byte[] form)
    {
        if (TokenRequest.IsRedemption(form))
            Allow(context, Redeeming);
    }

    /// <summary>Whether a page of another site asks, by a browser.</summary>
    public static bool IsOfPage(HttpContext context) => context.Request.Headers.Origin.Count > 0;

    /// <summary>Writes again what was allowed before the answer was cleared for a refusal.</summary>
    public static void Restore(HttpContext context)
    {
        if (context.Features.Get<AllowedMethods>() is { } allowed)
            Write(context, allowed.Methods);
    }

    private static void MapQuestion(IEndpointRouteBuilder routes, string pattern, string methods)
    {
        RequestDelegate answer = context =>
        {
            Write(context, methods);
            return Task.CompletedTask;
        };
        routes.MapMethods(pattern, ["OPTIONS"], answer).AllowAnonymous();
    }

    private static void Allow(HttpContext context, string methods)
    {
        context.Features.Set(new AllowedMethods(methods));
        Write(context, methods);
    }

    private static void Write(HttpContext context, string methods)
    {
        context.Response.Headers.AccessControlAllowOrigin = "*";
        context.Response.Headers.AccessControlAllowMethods = methods;
    }
}
