using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Sallyport.Core.Entra.Tokens;
using Sallyport.Portal.Frame;
using Sallyport.Server.Http;
using Sallyport.Server.Pages;

namespace Sallyport.Server.Login;

/// <summary>Answers with the pages of signing in.</summary>
internal static class LoginPages
{
    private static readonly PageSite Site = new("Sign in", "", "", "");

    /// <summary>Renders a page.</summary>
    /// <typeparam name="TPage">Its component.</typeparam>
    /// <param name="context">The request.</param>
    /// <param name="parameters">Its parameters but <c>Facts</c>.</param>
    /// <param name="formTarget">Another site to which a form of the page leads; null for none.</param>
    /// <param name="status">The status of the answer.</param>
    public static IResult Show<TPage>(
        HttpContext context,
        Dictionary<string, object?> parameters,
        string? formTarget = null,
        int status = StatusCodes.Status200OK)
        where TPage : IComponent =>
        PageAnswer.Show<TPage>(context, PageAnswer.FactsOf(context, Site, user: null), parameters, status, formTarget);

    /// <summary>The record of a person's sign-in at the pages, in the making.</summary>
    public static SignInDraft NewDraft(HttpContext context)
    {
        var ids = AnswerIds.Of(context);
        var draft = new SignInDraft(ids.RequestId, ids.CorrelationId);
        draft.From(CallerAddress.Of(context));
        draft.Of(SignInKind.Page);
        return draft;
    }
}
