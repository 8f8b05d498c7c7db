using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Sallyport.Core.Arm;
using Sallyport.Core.Authorization;
using Sallyport.Core.Entra.Tokens;
using Sallyport.Server.Http;

namespace Sallyport.Server.Arm;

/// <summary>
/// The one gate of the surface. In ARM's order: token, API version, subscription, its tenant, scope, type and its version, roles, and then
/// whether the group is there. A route that declares no access lets nobody in.
/// </summary>
public sealed class ArmAccess(AccessTokens tokens, TimeProvider time) : IEndpointFilter
{
    /// <inheritdoc/>
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        context.HttpContext.Features.Set(await DecideAsync(context.HttpContext, context.HttpContext.RequestAborted));
        return await next(context);
    }

    private async Task<ArmCall> DecideAsync(HttpContext context, CancellationToken cancel)
    {
        var metadata = context.GetEndpoint()!.Metadata;
        var store = context.RequestServices.GetRequiredService<IArmStore>();
        var requirement = metadata.GetMetadata<AccessRequirement>() ?? throw new InvalidOperationException("The route declares no access.");
        var target = ArmTarget.Of(context);
        var subscription = Guid.TryParseExact(target.Subscription, "D", out var id) ? await store.FindSubscriptionAsync(id, cancel) : null;

        var token = await AuthenticateAsync(context.Request, subscription?.TenantId, cancel);
        var version = ApiVersions.Read(context.Request.Query);
        CheckSubscription(target, subscription, token);
        var scope = ReadScope(target);
        ApiVersions.Check(version, metadata.GetMetadata<ArmResourceType>());
        var principal = new Principal(token.TenantId, token.ObjectId, token.ClientId);
        var assignments = await store.ListRoleAssignmentsOfAsync(principal.TenantId, principal.ObjectId, cancel);
        var call = new ArmCall(principal, scope, version, assignments);
        if (requirement is ArmTokenRequirement)
            return call;
        Decide(requirement as ArmRequirement ?? throw new InvalidOperationException("The route declares another surface's access."), call, target);
        if (target is { IsExtension: true, ResourceGroup: { } group } && await store.FindResourceGroupAsync(id, group, cancel) is null)
            throw ArmErrors.ResourceGroupNotFound(group).ToException();
        return call;
    }

    private async Task<AccessToken> AuthenticateAsync(HttpRequest request, Guid? tenantId, CancellationToken cancel)
    {
        if (request.Headers.Authorization.Count == 0)
            throw ArmErrors.AuthenticationFailed(tenantId).ToException();
        const string scheme = "Bearer ";
        if (request.Headers.Authorization is not [{ } header] || !header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
            throw ArmErrors.InvalidAuthenticationToken(tenantId).ToException();
        var reading = await tokens.ReadAsync(header[scheme.Length..], ArmErrors.Audiences, cancel);
        return reading switch
        {
            { Token: { } token } => token,
            { Problem: AccessTokenProblem.WrongAudience } =>
                throw ArmErrors.InvalidAuthenticationTokenAudience(reading.Audience!, tenantId).ToException(),
            { Problem: AccessTokenProblem.Expired } =>
                throw ArmErrors.ExpiredAuthenticationToken(reading.ExpiresOn!.Value, time.GetUtcNow(), tenantId).ToException(),
            _ => throw ArmErrors.InvalidAuthenticationToken(tenantId).ToException(),
        };
    }

    private static void CheckSubscription(ArmTarget target, Subscription? subscription, AccessToken token)
    {
        if (target.Subscription is not { } text)
            return;
        if (!Guid.TryParseExact(text, "D", out var id))
            throw ArmErrors.InvalidSubscriptionId(text).ToException();
        if (subscription is null)
            throw ArmErrors.SubscriptionNotFound(id).ToException();
        if (subscription.TenantId != token.TenantId)
            throw ArmErrors.InvalidAuthenticationTokenTenant(token.TenantId, subscription.TenantId).ToException();
    }

    private static Scope ReadScope(ArmTarget target)
    {
        if (target.ResourceGroup is { } group)
            ResourceGroups.CheckName(group);
        return Scope.Read(target.ScopePath)
            ?? throw (target.Subscription is null ? ArmErrors.MissingSubscription() : ArmErrors.InvalidScope(target.ScopePath)).ToException();
    }

    private static void Decide(ArmRequirement needed, ArmCall call, ArmTarget target)
    {
        var decision = call.Decide(needed.Action, call.Scope);
        var isAllowedBelow = needed.OrBelow && call.Assignments.Any(
            a => call.Scope.Contains(a.Scope) && call.Decide(needed.Action, a.Scope).IsAllowed);
        if (!decision.IsAllowed && !isAllowedBelow)
            throw ArmErrors.AuthorizationFailed(decision, target.RefusedScope).ToException();
    }
}
