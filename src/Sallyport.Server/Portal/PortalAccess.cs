using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Sallyport.Server.Http;
using Sallyport.Server.Instance;

namespace Sallyport.Server.Portal;

/// <summary>Needs the administrator of this instance.</summary>
internal sealed record PortalAdministrator() : AccessRequirement(PortalSurface.Scheme);

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

/// <summary>Authenticates the administrator by the token of this instance.</summary>
internal sealed class AdministratorTokenAuthentication(
    InstanceSecrets secrets, IOptionsMonitor<AuthenticationSchemeOptions> options, UrlEncoder encoder)
    : SurfaceAuthenticationHandler<AuthenticationSchemeOptions>(options, encoder)
{
    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!IsAdministrators(BearerToken.Of(Request).Text, secrets.AdministratorToken))
            return Task.FromResult(Refuse(PortalSurface.Unauthorized));
        var role = new Claim(ClaimTypes.Role, PortalAuthorization.Administrator);
        return Task.FromResult(Accept(new ClaimsIdentity([role], Scheme.Name)));
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
            .AddScheme<AuthenticationSchemeOptions, AdministratorTokenAuthentication>(PortalSurface.Scheme, null);
        return services
            .AddSingleton<IAuthorizationHandler, PortalAuthorization>()
            .AddSingleton<Surface, PortalSurface>()
            .AddScoped<HealthCheck>()
            .AddScoped<TenantPolicies>();
    }
}
