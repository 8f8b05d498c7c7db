using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;

namespace Sallyport.Server.Http;

/// <summary>
/// Registers access control. Each surface adds its own authentication scheme and the handlers of its requirements.
/// </summary>
internal static class AccessRegistration
{
    /// <summary>Registers it, with a fallback policy that refuses.</summary>
    public static IServiceCollection AddAccess(this IServiceCollection services)
    {
        services.AddAuthentication();
        services.AddAuthorization(options =>
            options.FallbackPolicy = new AuthorizationPolicyBuilder().AddRequirements(new UndeclaredAccess()).Build());
        return services.AddSingleton<IAuthorizationMiddlewareResultHandler, AccessResults>();
    }
}
