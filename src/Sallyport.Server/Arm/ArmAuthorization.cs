using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Sallyport.Core.Arm;
using Sallyport.Core.Authorization;
using Sallyport.Core.Entra.Tokens;
using Sallyport.Core.Wire;
using Sallyport.Server.Http;

namespace Sallyport.Server.Arm;

/// <summary>
/// Decides each call whose token is good, in ARM's order: API version, subscription, its tenant, scope, type and its
/// version, roles, and then whether the group exists. Only the roles are a matter of access; whatever is wrong before
/// or after them is refused as in a use case.
/// </summary>
internal sealed class ArmAuthorization : AuthorizationHandler<ArmRequirement>
{
    protected override async Task HandleRequirementAsync(
        AuthorizationHandlerContext context, ArmRequirement requirement)
    {
        if (context.Resource is not HttpContext http)
            return;
        if (context.User.AccessToken() is not { } token)
            return;
        var target = ArmTarget.Of(http);
        var call = await ReadCallAsync(http, target, token);
        if (requirement is ArmAction action)
        {
            var refusal = Deny(action, call, target);
            if (refusal is not null)
            {
                context.Fail(new Denial(this, refusal));
                return;
            }
            if (target.IsExtension)
                await RequireGroupAsync(http, target, call);
        }
        http.Features.Set(call);
        context.Succeed(requirement);
    }

    private static async Task<ArmCall> ReadCallAsync(HttpContext http, ArmTarget target, AccessToken token)
    {
        var version = ApiVersions.Read(http.Request.Query);
        CheckSubscription(target, await ArmAuthentication.FindSubscriptionAsync(http), token);
        var scope = ReadScope(target);
        ApiVersions.Check(version, http.GetEndpoint()?.Metadata.GetMetadata<ArmResourceType>());
        var principal = new Principal(token.TenantId, token.ObjectId, token.ClientId);
        var assignments = await Store(http)
            .ListRoleAssignmentsOfAsync(principal.TenantId, principal.ObjectId, http.RequestAborted);
        return new ArmCall(principal, scope, version, assignments);
    }

    private static void CheckSubscription(ArmTarget target, Subscription? subscription, AccessToken token)
    {
        if (target.Subscription is not { } text)
            return;
        if (!StrictGuid.TryRead(text, out var id))
            throw ArmErrors.InvalidSubscriptionId(text).ToException();
        if (subscription is null)
            throw ArmErrors.SubscriptionNotFound(id).ToException();
        if (subscription.TenantId == token.TenantId)
            return;
        var issuer = AccessTokens.IssuerOf(token.TenantId);
        var expected = AccessTokens.IssuerOf(subscription.TenantId);
        throw ArmErrors.InvalidAuthenticationTokenTenant(issuer, expected, subscription.TenantId).ToException();
    }

    private static Scope ReadScope(ArmTarget target)
    {
        if (target.ResourceGroup is { } group)
            ResourceGroups.CheckName(group);
        if (Scope.Read(target.ScopePath) is { } scope)
            return scope;
        var refusal = target.Subscription is null
            ? ArmErrors.MissingSubscription()
            : ArmErrors.InvalidScope(target.ScopePath);
        throw refusal.ToException();
    }

    private static ArmError? Deny(ArmAction needed, ArmCall call, ArmTarget target)
    {
        var decision = call.Decide(needed.Name, call.Scope);
        if (decision.IsAllowed || (needed.OrBelow && IsAllowedBelow(needed, call)))
            return null;
        return ArmErrors.AuthorizationFailed(decision, target.RefusedScope);
    }

    private static bool IsAllowedBelow(ArmAction needed, ArmCall call) => call.Assignments
        .Where(a => call.Scope.Contains(a.Scope))
        .Any(a => call.Decide(needed.Name, a.Scope).IsAllowed);

    private static async Task RequireGroupAsync(HttpContext http, ArmTarget target, ArmCall call)
    {
        if (target.ResourceGroup is not { } group)
            return;
        if (await Store(http).FindResourceGroupAsync(call.SubscriptionId, group, http.RequestAborted) is null)
            throw ArmErrors.ResourceGroupNotFound(group).ToException();
    }

    // Every surface's authorization handlers are made for every request, so a store is fetched only where it is asked.
    private static IArmStore Store(HttpContext http) => http.RequestServices.GetRequiredService<IArmStore>();
}
