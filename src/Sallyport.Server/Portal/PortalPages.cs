using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Sallyport.Core.Arm;
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
        var person = context.Features.Get<User>();
        var facts = PageAnswer.FactsOf(context, Site, person?.UserPrincipalName) with
        {
            Notice = notice, Menu = person is null ? [] : PortalMenu.Of(context, person),
        };
        // Signing out leads there, and so does a form of a session that is over.
        return PageAnswer.Show<TPage>(context, facts, parameters, status, LocalSite.Login(context));
    }

    /// <summary>Asks before something is taken away.</summary>
    /// <param name="context">The request.</param>
    /// <param name="question">What is asked.</param>
    /// <param name="problem">Why the last answer could not be followed; null when it is asked first.</param>
    /// <param name="status">The status of that refusal, where it is not 400.</param>
    public static IResult Ask(HttpContext context, Question question, string? problem, int? status = null)
    {
        var parameters = new Dictionary<string, object?> { ["Question"] = question, ["Problem"] = problem };
        var refused = status ?? StatusCodes.Status400BadRequest;
        return Show<QuestionPage>(context, parameters, problem is null ? StatusCodes.Status200OK : refused);
    }

    /// <summary>
    /// Writes a refusal as a page; who has not signed in is sent to do so, and back afterwards. What stands behind # in
    /// an address is the browser's alone, and would be lost with a redirect: at the first page, whose addresses have
    /// that, a page leads on.
    /// </summary>
    public static async Task WriteAsync(HttpContext context, Refusal refusal)
    {
        if (refusal == PortalSurface.SignedOut)
        {
            var request = context.Request;
            if (HttpMethods.IsGet(request.Method) && request.Path == "/" && !request.QueryString.HasValue)
            {
                await Show<OnwardPage>(context, []).ExecuteAsync(context);
                return;
            }
            var back = HttpMethods.IsGet(request.Method) ? request.Path + request.QueryString.ToUriComponent() : "/";
            context.Response.Redirect($"{SignIn}?return_to={Uri.EscapeDataString(back)}");
            return;
        }
        // An address that leads nowhere asks for nobody: the page shows all the same who is signed in.
        var mayBeSignedIn = refusal.Status == StatusCodes.Status404NotFound && context.Features.Get<User>() is null;
        if (mayBeSignedIn && await PortalSession.FindPersonAsync(context) is { } person)
            context.Features.Set(person);
        var parameters = new Dictionary<string, object?>
        {
            ["Heading"] = refusal.Status == StatusCodes.Status404NotFound ? "Not found" : "That did not work",
            ["Reason"] = ReasonOf(refusal),
            ["Home"] = "Portal",
        };
        await Show<RefusalPage>(context, parameters, refusal.Status).ExecuteAsync(context);
    }

    // What Azure Resource Manager says names object ids and actions, which no person has seen.
    private static string ReasonOf(Refusal refusal) => refusal switch
    {
        ArmError { Status: StatusCodes.Status403Forbidden } =>
            "You may not do this here: it needs a role assignment that you do not have. Somebody who may give roles "
            + "here, such as an Owner, can give you one.",
        ArmError { Status: StatusCodes.Status404NotFound } => "This is not here any more, or never was.",
        _ => refusal.Message,
    };
}
