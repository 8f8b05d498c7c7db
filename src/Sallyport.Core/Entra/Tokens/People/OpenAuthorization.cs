using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Rules;

namespace Sallyport.Core.Entra.Tokens;

/// <summary>How the answer of the authorize endpoint travels.</summary>
public enum ResponseMode
{
    /// <summary>In the query of the redirect URI.</summary>
    Query,

    /// <summary>Behind its <c>#</c>, which no server sees.</summary>
    Fragment,

    /// <summary>As a form that the browser posts.</summary>
    FormPost,
}

/// <summary>
/// A request at the authorize endpoint whose client and redirect URI are known: from here on an error may be told to
/// the client.
/// </summary>
/// <param name="Request">The request.</param>
/// <param name="Tenant">The tenant of the URL; null for <c>organizations</c> and its like.</param>
/// <param name="Client">The client, which has proved nothing.</param>
/// <param name="Application">Its application; null for Microsoft's own clients.</param>
/// <param name="Registered">The registered redirect URI that the requested one is.</param>
public sealed record OpenAuthorization(
    AuthorizeRequest Request, Tenant? Tenant, UserClient Client, Application? Application, RedirectUri Registered)
{
    /// <summary>Where the answer goes: a URI without a path gets one.</summary>
    public string RedirectUri { get; init; } = Request.RedirectUri ?? Registered.Uri;

    /// <summary>Whether the answer holds a code.</summary>
    public bool WantsCode => Request.ResponseTypes.Contains("code");

    /// <summary>Whether the answer holds an ID token.</summary>
    public bool WantsIdToken => Request.ResponseTypes.Contains("id_token");

    /// <summary>How the answer travels; also that of an error, so what is not known counts as the default.</summary>
    public ResponseMode Mode => Request.ResponseMode switch
    {
        "query" when !WantsIdToken => ResponseMode.Query,
        "form_post" => ResponseMode.FormPost,
        "fragment" => ResponseMode.Fragment,
        _ => WantsIdToken ? ResponseMode.Fragment : ResponseMode.Query,
    };

    /// <summary>Refuses what the client may not ask for, before anybody signs in.</summary>
    internal void Check()
    {
        if (Request.ResponseType.Split(' ').Except(["code", "id_token"]).Any())
            throw Aadsts.UnsupportedResponseType().ToException();
        if (WantsIdToken && Application is not { IdTokenIssuanceEnabled: true })
            throw Aadsts.ResponseTypeNotEnabled("id_token").ToException();
        if (WantsIdToken && Request.Nonce is null)
            throw Aadsts.MissingParameter("nonce").ToException();
        var mode = Request.ResponseMode ?? "query";
        var isKnown = mode is "query" or "fragment" or "form_post";
        if (!isKnown || (WantsIdToken && Request.ResponseMode == "query"))
            throw Aadsts.UnsupportedResponseMode(mode).ToException();
        var isSinglePage = Registered.Platform == RedirectPlatform.SinglePage;
        if (isSinglePage && WantsCode && Request.CodeChallenge is null)
            throw Aadsts.ChallengeMissing().ToException();
        CodeChallenge.Read(Request);
    }
}
