using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.Entra.Tokens;
using Sallyport.Portal.Login;
using Sallyport.Server.Pages;

namespace Sallyport.Server.Login;

/// <summary>
/// <c>GET|POST /{tenant}/oauth2/v2.0/logout</c>, and the same at the older <c>/{tenant}/oauth2/logout</c>. A session
/// ends only when the person says so on our own page: another site cannot sign anybody out. Source: "OpenID Connect on
/// the Microsoft identity platform", section on sign-out.
/// </summary>
internal sealed class LogoutEndpoint(PageSignIn people, PostLogoutUris uris)
{
    private static readonly string[] Paths = ["/{tenant}/oauth2/v2.0/logout", "/{tenant}/oauth2/logout"];

    /// <summary>Maps the routes.</summary>
    public static void Map(IEndpointRouteBuilder pages)
    {
        foreach (var path in Paths)
        {
            pages.MapGet(path, (HttpContext context, LogoutEndpoint endpoint) => endpoint.AskAsync(context))
                .AllowAnonymous();
            pages.MapPost(path, async (HttpContext context, LogoutEndpoint endpoint) =>
            {
                var form = await TokenEndpoint.ReadFormAsync(context.Request, context.RequestAborted);
                context.Request.QueryString = new QueryString("?" + Encoding.UTF8.GetString(form));
                return await endpoint.AskAsync(context);
            }).AllowAnonymous();
        }
        pages.MapPost("/{tenant}/logoutsession", (HttpContext context, LogoutEndpoint endpoint) =>
            endpoint.EndAsync(context)).AllowAnonymous().AddEndpointFilter(PageForm.CheckAsync);
    }

    private async Task<IResult> AskAsync(HttpContext context)
    {
        if (await LoginSession.FindAsync(context, people) is not { } person)
            return await LeaveAsync(context);
        var tenant = (string)context.GetRouteValue("tenant")!;
        var action = $"/{Uri.EscapeDataString(tenant)}/logoutsession{context.Request.QueryString.ToUriComponent()}";
        var back = await BackAsync(context);
        return LoginPages.Show<SignOutPage>(
            context,
            new() { ["Action"] = action, ["Person"] = person.User },
            back is null ? null : RedirectTarget.SiteOf(back));
    }

    private async Task<IResult> EndAsync(HttpContext context)
    {
        await LoginSession.EndAsync(context);
        return await LeaveAsync(context);
    }

    private async Task<IResult> LeaveAsync(HttpContext context)
    {
        if (await BackAsync(context) is { } back)
            return Results.Redirect(back);
        return LoginPages.Show<DonePage>(context, new()
        {
            ["Title"] = "You signed out of your account",
            ["Text"] = "It’s a good idea to close all browser windows.",
        });
    }

    // Where the person goes next: only to an address of the application that the request names.
    private Task<string?> BackAsync(HttpContext context)
    {
        var query = context.Request.Query;
        return uris.FindAsync(
            (string)context.GetRouteValue("tenant")!,
            query["client_id"].ToString(),
            query["id_token_hint"].ToString(),
            query["post_logout_redirect_uri"].ToString(),
            query["state"].ToString(),
            context.RequestAborted);
    }
}
