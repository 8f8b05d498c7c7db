using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Sallyport.Core.Refusals;

namespace Sallyport.Server.Http;

/// <summary>
/// Hands a request whose access is refused to its surface, whose writer gives the 401 or 403 its form. A caller that is
/// not known is challenged by the scheme of the endpoint: ours refuse, a scheme for people may send a browser to a
/// sign-in page.
/// </summary>
internal sealed class AccessResults : IAuthorizationMiddlewareResultHandler
{
    public Task HandleAsync(
        RequestDelegate next,
        HttpContext context,
        AuthorizationPolicy policy,
        PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Succeeded)
            return next(context);
        if (authorizeResult.Challenged && policy.AuthenticationSchemes.Count > 0)
            return context.ChallengeAsync(policy.AuthenticationSchemes[0]);
        var denial = authorizeResult.AuthorizationFailure?.FailureReasons.OfType<Denial>().FirstOrDefault();
        var refusal = denial?.Refusal ?? context.Features.GetRequiredFeature<Surface>().AccessDenied(context);
        throw refusal.ToException();
    }
}

/// <summary>Why an authorization handler refuses, as an entry of its surface's catalogue.</summary>
/// <param name="handler">The handler.</param>
/// <param name="refusal">The entry.</param>
internal sealed class Denial(IAuthorizationHandler handler, Refusal refusal) : AuthorizationFailureReason(
    handler, refusal.Message)
{
    /// <summary>The entry of the catalogue.</summary>
    public Refusal Refusal => refusal;
}
