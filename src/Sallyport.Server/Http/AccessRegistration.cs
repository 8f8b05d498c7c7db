using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Sallyport.Server.Http;

/// <summary>
/// Registers access control. Each surface adds its own authentication scheme and the handlers of its requirements.
/// </summary>
internal static class AccessRegistration
{
    /// <summary>Registers it, with a fallback policy that refuses, and what pages and their forms need.</summary>
    public static IServiceCollection AddAccess(this IServiceCollection services)
    {
        services.AddAuthentication();
        services.AddRazorComponents();
        services.AddAntiforgery(options =>
        {
            options.FormFieldName = "forgery_token";
            options.Cookie.Name = "__Host-sallyport-forgery";
            options.Cookie.SecurePolicy = CookieSecurePolicy.Always;
            options.Cookie.SameSite = SameSiteMode.Lax;
        });
        services.AddAuthorization(options =>
            options.FallbackPolicy = new AuthorizationPolicyBuilder().AddRequirements(new UndeclaredAccess()).Build());
        return services.AddSingleton<IAuthorizationMiddlewareResultHandler, AccessResults>();
    }
}
