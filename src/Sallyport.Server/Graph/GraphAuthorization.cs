using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Rules;
using Sallyport.Core.Entra.Tokens;
using Sallyport.Server.Http;

namespace Sallyport.Server.Graph;

/// <summary>
/// Lets an application pass whose token has one of the app roles, and a person who has the right and whose client may
/// use it.
/// </summary>
internal sealed class GraphAuthorization : AuthorizationHandler<GraphPermission>
{
    protected override async Task HandleRequirementAsync(
        AuthorizationHandlerContext context, GraphPermission requirement)
    {
        if (context.User.AccessToken() is not { } token)
            return;
        if (context.Resource is not HttpContext http)
            return;
        var refusal = http.Person() is { } person
            ? await DenyPersonAsync(http, requirement, token, person)
            : await DenyApplicationAsync(http, requirement, token);
        if (refusal is null)
            context.Succeed(requirement);
        else
            context.Fail(new Denial(this, refusal));
    }

    private static async Task<GraphRefusal?> DenyApplicationAsync(
        HttpContext http, GraphPermission requirement, AccessToken token)
    {
        if (requirement.Right == PersonRight.Self)
            return GraphErrors.OnlyForPeople();
        var isMet = requirement.IsMetBy(token);
        if (isMet && !await ReachesTooHighAsync(http, requirement, token))
            return null;
        return Denied(
            $"application {token.ClientId} has the roles '{string.Join(' ', token.Roles)}'", requirement);
    }

    // The owner of the instance may do more than whoever writes applications: a credential of it is not theirs to give.
    private static async Task<bool> ReachesTooHighAsync(
        HttpContext http, GraphPermission requirement, AccessToken token)
    {
        if (GraphPermission.WriteRoles.IsMetBy(token))
            return false;
        return requirement.Right switch
        {
            PersonRight.OfApplication => await IsInstanceOwnerAsync(http),
            PersonRight.Upsert when !GraphKeys.CreatesIfMissing(http.Request) => await IsInstanceOwnerAsync(http),
            PersonRight.OfPrincipal => await IsPrincipalOfInstanceOwnerAsync(http),
            _ => false,
        };
    }

    private static async Task<bool> IsInstanceOwnerAsync(HttpContext http) =>
        (await http.FindApplicationAsync(Store(http), http.RequestAborted)).IsInstanceOwner;

    private static async Task<bool> IsPrincipalOfInstanceOwnerAsync(HttpContext http)
    {
        var principal = await http.FindPrincipalAsync(Store(http), http.RequestAborted);
        var application = await Store(http).FindApplicationByAppIdAsync(
            principal.TenantId, principal.AppId, http.RequestAborted);
        return application is { IsInstanceOwner: true };
    }

    private static async Task<GraphRefusal?> DenyPersonAsync(
        HttpContext http, GraphPermission requirement, AccessToken token, User person)
    {
        if (!requirement.IsDelegatedBy(token.Scopes ?? []))
            return Denied(
                $"client {token.ClientId} has the permissions '{string.Join(' ', token.Scopes ?? [])}'", requirement);
        if (await HasRightAsync(http, requirement, person))
            return null;
        return Denied($"person {person.Id} has the roles '{string.Join(' ', person.DirectoryRoles)}'", requirement);
    }

    private static async Task<bool> HasRightAsync(HttpContext http, GraphPermission requirement, User person) =>
        requirement.Right switch
        {
            PersonRight.Self => true,
            PersonRight.Register => DirectoryRights.AllowRegistering(person),
            PersonRight.OfApplication => await MayWriteApplicationAsync(http, person),
            PersonRight.Upsert when GraphKeys.CreatesIfMissing(http.Request) =>
                DirectoryRights.AllowRegistering(person),
            PersonRight.Upsert => await MayWriteApplicationAsync(http, person),
            PersonRight.OfPrincipal => await MayWritePrincipalAsync(http, person),
            _ => DirectoryRights.Allow(person, requirement.AnyOf),
        };

    private static async Task<bool> MayWriteApplicationAsync(HttpContext http, User person)
    {
        var application = await http.FindApplicationAsync(Store(http), http.RequestAborted);
        return DirectoryRights.AllowWriting(person, application);
    }

    private static async Task<bool> MayWritePrincipalAsync(HttpContext http, User person)
    {
        var principal = await http.FindPrincipalAsync(Store(http), http.RequestAborted);
        var application = await Store(http).FindApplicationByAppIdAsync(
            principal.TenantId, principal.AppId, http.RequestAborted);
        return DirectoryRights.AllowWriting(person, principal, application);
    }

    private static GraphRefusal Denied(string who, GraphPermission requirement) => GraphErrors.Denied() with
    {
        LogDetail = $"{who}, needed is one of '{string.Join(' ', requirement.AnyOf)}'",
    };

    private static IDirectoryStore Store(HttpContext http) =>
        http.RequestServices.GetRequiredService<IDirectoryStore>();
}
