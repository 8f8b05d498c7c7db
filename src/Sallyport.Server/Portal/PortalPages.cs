using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Refusals;
using Sallyport.Portal.Frame;
using Sallyport.Server.Pages;

namespace Sallyport.Server.Portal;

/// <summary>Answers with pages of the portal, and checks that a form comes from one of them.</summary>
internal static class PortalPages
{
    /// <summary>The path of the page for signing in.</summary>
    public const string SignIn = "/signin";

    /// <summary>The path to which the form for signing out is sent.</summary>
    public const string SignOut = "/signout";

    private static readonly PageSite Site = new("Portal", "", SignIn, SignOut);

    /// <summary>Renders a page.</summary>
    /// <typeparam name="TPage">Its component.</typeparam>
    /// <param name="context">The request.</param>
    /// <param name="parameters">Its parameters but <c>Facts</c>.</param>
    /// <param name="status">The status of the answer.</param>
    /// <param name="notice">What the last form has done.</param>
    public static IResult Show<TPage>(
        HttpContext context,
        Dictionary<string, object?> parameters,
        int status = StatusCodes.Status200OK,
        string? notice = null)
        where TPage : IComponent
    {
        var user = context.Features.Get<User>()?.UserPrincipalName;
        var facts = PageAnswer.FactsOf(context, Site, user) with { Notice = notice };
        return PageAnswer.Show<TPage>(context, facts, parameters, status);
    }

    /// <summary>Writes a refusal as a page; who has not signed in is sent to do so, and back afterwards.</summary>
    public static Task WriteAsync(HttpContext context, Refusal refusal)
    {
        if (refusal == PortalSurface.SignedOut)
        {
            var request = context.Request;
            var back = HttpMethods.IsGet(request.Method) ? request.Path + request.QueryString.ToUriComponent() : "/";
            context.Response.Redirect($"{SignIn}?return_to={Uri.EscapeDataString(back)}");
            return Task.CompletedTask;
        }
        var parameters = new Dictionary<string, object?>
        {
            ["Heading"] = refusal.Status == StatusCodes.Status404NotFound ? "Not found" : "That did not work",
            ["Reason"] = refusal.Message,
            ["Home"] = "Portal",
        };
        return Show<RefusalPage>(context, parameters, refusal.Status).ExecuteAsync(context);
    }
}
