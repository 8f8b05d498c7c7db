using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;
using Sallyport.Portal.Frame;
using Sallyport.Server.Instance;

namespace Sallyport.Server.Pages;

/// <summary>Metadata of a route that answers with a page: a refusal is a page there too.</summary>
internal sealed class AnswersWithPage;

/// <summary>
/// The door to this room: what the pages of all surfaces have in common – their headers, their files and the proof that
/// a form comes from one of them. What stands on a page belongs to its surface.
/// </summary>
internal static class PageAnswer
{
    // No script or style but our own files, and no page of ours in a frame.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        + "base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

    /// <summary>Renders a page, with the headers that every page has.</summary>
    /// <typeparam name="TPage">Its component, which has a parameter <c>Facts</c>.</typeparam>
    /// <param name="context">The request.</param>
    /// <param name="facts">What every page needs.</param>
    /// <param name="parameters">Its other parameters.</param>
    /// <param name="status">The status of the answer.</param>
    /// <param name="formTarget">
    /// Another site to which a form of the page leads, be it by a redirect (CSP 3 §6.4.1); null for none.
    /// </param>
    public static IResult Show<TPage>(
        HttpContext context,
        PageFacts facts,
        Dictionary<string, object?> parameters,
        int status,
        string? formTarget = null)
        where TPage : IComponent
    {
        parameters["Facts"] = facts;
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.ContentSecurityPolicy = formTarget is null ? Policy : $"{Policy} {formTarget}";
        context.Response.Headers["Referrer-Policy"] = "same-origin";
        return new RazorComponentResult<TPage>(parameters) { StatusCode = status, PreventStreamingRendering = true };
    }

    /// <summary>The facts of a page, with a proof of origin for its forms.</summary>
    /// <param name="context">The request.</param>
    /// <param name="site">To what the page belongs.</param>
    /// <param name="user">Who looks at it; null for somebody who has not signed in.</param>
    public static PageFacts FactsOf(HttpContext context, PageSite site, string? user)
    {
        // The framework would warn that it sets the header anew.
        context.Response.Headers.Remove("Cache-Control");
        // Whoever has not signed in learns no path of this machine.
        var command = user is null
            ? InstanceCommand.Plain
            : context.RequestServices.GetRequiredService<ServerOptions>().Command;
        var tokens = context.RequestServices.GetRequiredService<IAntiforgery>().GetAndStoreTokens(context);
        return new PageFacts
        {
            Site = site,
            User = user,
            ForgeryField = tokens.FormFieldName,
            ForgeryToken = tokens.RequestToken!,
            Command = command,
            Now = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow(),
        };
    }

    /// <summary>Whether a form comes from a page that this visitor has seen.</summary>
    /// <param name="context">The request.</param>
    /// <param name="fieldOf">Reads a field of the form, which was read before by the surface's own reader.</param>
    public static Task<bool> IsOursAsync(HttpContext context, Func<string, string?> fieldOf)
    {
        var antiforgery = context.RequestServices.GetRequiredService<IAntiforgery>();
        var field = antiforgery.GetTokens(context).FormFieldName;
        context.Features.Set<IFormFeature>(new FormFeature(
            new FormCollection(new Dictionary<string, StringValues> { [field] = fieldOf(field) })));
        return antiforgery.IsRequestValidAsync(context);
    }

    /// <summary>
    /// An address of this site, as a form or a query may name it; empty for anything else. "//host" and "/\host" are
    /// addresses of another host, and what is not ASCII can stand in no header.
    /// </summary>
    public static string LocalAddress(string? address)
    {
        if (address is null || !address.All(c => c is > ' ' and <= '~') || !address.StartsWith('/'))
            return "";
        return address.Length > 1 && address[1] is '/' or '\\' ? "" : address;
    }
}
