using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Tokens;
using Sallyport.Server.Http;
using Sallyport.Server.Instance;
using Sallyport.Server.Pages;

namespace Sallyport.Server.Portal;

/// <summary>Needs the administrator of this instance.</summary>
internal sealed record PortalAdministrator() : AccessRequirement(PortalSurface.Scheme);

/// <summary>Needs a person who has signed in to the portal. What they may do, the page decides.</summary>
internal sealed record PortalPerson() : AccessRequirement(PortalSurface.Scheme);

/// <summary>Lets the administrator pass.</summary>
internal sealed class PortalAuthorization : AuthorizationHandler<PortalAdministrator>
{
    /// <summary>The role of the administrator.</summary>
    public const string Administrator = "administrator";

    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, PortalAdministrator requirement)
    {
        if (context.User.IsInRole(Administrator))
            context.Succeed(requirement);
        return Task.CompletedTask;
    }
}

/// <summary>Lets people pass who have signed in.</summary>
internal sealed class PersonAuthorization : AuthorizationHandler<PortalPerson>
{
    /// <summary>The role of a person.</summary>
    public const string Person = "person";

    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, PortalPerson requirement)
    {
        if (context.User.IsInRole(Person))
            context.Succeed(requirement);
        return Task.CompletedTask;
    }
}

/// <summary>Authenticates the administrator by the token of this instance, and people by their session.</summary>
internal sealed class PortalAuthentication(
    InstanceSecrets secrets, IOptionsMonitor<AuthenticationSchemeOptions> options, UrlEncoder encoder)
    : SurfaceAuthenticationHandler<AuthenticationSchemeOptions>(options, encoder)
{
    protected override Task<AuthenticateResult> HandleAuthenticateAsync() =>
        Context.GetEndpoint()?.Metadata.GetMetadata<PortalPerson>() is null
            ? Task.FromResult(AuthenticateAdministrator())
            : AuthenticatePersonAsync();

    private AuthenticateResult AuthenticateAdministrator()
    {
        if (!IsAdministrators(BearerToken.Of(Request).Text, secrets.AdministratorToken))
            return Refuse(PortalSurface.Unauthorized);
        var role = new Claim(ClaimTypes.Role, PortalAuthorization.Administrator);
        return Accept(new ClaimsIdentity([role], Scheme.Name));
    }

    private async Task<AuthenticateResult> AuthenticatePersonAsync()
    {
        if (await PortalSession.FindPersonAsync(Context) is not { } user)
            return Refuse(PortalSurface.SignedOut);
        Context.Features.Set(user);
        var id = new Claim(ClaimTypes.NameIdentifier, user.Id.ToString());
        return Accept(new ClaimsIdentity([id, new(ClaimTypes.Role, PersonAuthorization.Person)], Scheme.Name));
    }

    /// <summary>Whether what is presented is the administrator's token; an empty one never is.</summary>
    internal static bool IsAdministrators(string? presented, string token)
    {
        if (string.IsNullOrEmpty(presented) || token.Length == 0)
            return false;
        return CryptographicOperations.FixedTimeEquals(Hash(presented), Hash(token));
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}

/// <summary>Registers the portal.</summary>
internal static class PortalRegistration
{
    /// <summary>Adds the surface and the access of its administrator.</summary>
    public static IServiceCollection AddPortal(this IServiceCollection services)
    {
        services.AddAuthentication()
            .AddScheme<AuthenticationSchemeOptions, PortalAuthentication>(PortalSurface.Scheme, null)
            .AddCookie(PortalSession.Scheme, PortalSession.Configure);
        PortalSignIn.Register(services);
        return services
            .AddSingleton<IAuthorizationHandler, PortalAuthorization>()
            .AddSingleton<IAuthorizationHandler, PersonAuthorization>()
            .AddSingleton<Surface, PortalSurface>()
            .AddSingleton<IPortalAddress, PortalAddress>()
            .AddScoped<HealthCheck>()
            .AddScoped<MemberSearch>()
            .AddScoped<RecentJobs>()
            .AddScoped<PastedErrors>()
            .AddScoped<TenantPolicies>()
            .AddScoped<ApplicationJudge>();
    }
}
