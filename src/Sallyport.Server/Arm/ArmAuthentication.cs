using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Sallyport.Core.Arm;
using Sallyport.Core.Entra.Tokens;
using Sallyport.Core.Refusals;
using Sallyport.Core.Wire;
using Sallyport.Server.Http;

namespace Sallyport.Server.Arm;

/// <summary>
/// What this surface says to a caller without a good token. The challenge names the tenant of the path's subscription.
/// </summary>
internal static class ArmAuthentication
{
    /// <summary>The 401 for a bearer token that is missing or not accepted.</summary>
    public static async Task<Refusal> RefuseAsync(HttpContext context, EntraBearerFailure failure)
    {
        var tenantId = (await FindSubscriptionAsync(context))?.TenantId;
        if (!failure.IsHeaderPresent)
            return ArmErrors.AuthenticationFailed(tenantId);
        var time = context.RequestServices.GetRequiredService<TimeProvider>();
        return failure.Reading switch
        {
            { Problem: AccessTokenProblem.WrongAudience, Audience: { } audience } =>
                ArmErrors.InvalidAuthenticationTokenAudience(audience, tenantId),
            { Problem: AccessTokenProblem.Expired, ExpiresOn: { } expiry } =>
                ArmErrors.ExpiredAuthenticationToken(expiry, time.GetUtcNow(), tenantId),
            _ => ArmErrors.InvalidAuthenticationToken(tenantId),
        };
    }

    /// <summary>
    /// Refuses the token of a person whose account was closed, or whose sessions were ended, after the minting.
    /// </summary>
    public static async Task<Refusal?> AdmitAsync(HttpContext context, AccessToken token)
    {
        var holders = context.RequestServices.GetRequiredService<TokenHolders>();
        var holder = await holders.FindAsync(token, context.RequestAborted);
        return holder.Problem switch
        {
            null => null,
            TokenHolderProblem.SessionsEnded => ArmErrors.SessionsEnded(holder.Person!.SignInSessionsValidFrom),
            _ => ArmErrors.AccountClosed(token.TenantId),
        };
    }

    /// <summary>The subscription of the path; null when the path is in none, or in one that does not exist.</summary>
    public static async Task<Subscription?> FindSubscriptionAsync(HttpContext context)
    {
        if (!StrictGuid.TryRead(ArmTarget.Of(context).Subscription, out var id))
            return null;
        var store = context.RequestServices.GetRequiredService<IArmStore>();
        return await store.FindSubscriptionAsync(id, context.RequestAborted);
    }
}
