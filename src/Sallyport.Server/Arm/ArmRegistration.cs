using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Sallyport.Core.Arm;
using Sallyport.Core.Entra.Directory;
using Sallyport.Server.Http;

namespace Sallyport.Server.Arm;

/// <summary>Registers resource management. It needs the directory's store and the token service's keys.</summary>
internal static class ArmRegistration
{
    /// <summary>Adds the surface, its use cases and the deletions in the background.</summary>
    public static IServiceCollection AddArm(this IServiceCollection services)
    {
        services.AddAuthentication().AddScheme<EntraBearerOptions, EntraBearerHandler>(ArmSurface.Scheme, options =>
        {
            options.Audiences = ArmErrors.Audiences;
            options.RefuseAsync = ArmAuthentication.RefuseAsync;
            options.AdmitAsync = ArmAuthentication.AdmitAsync;
        });
        return services
            .AddSingleton<IAuthorizationHandler, ArmAuthorization>()
            .AddSingleton<Surface, ArmSurface>()
            .AddSingleton<ResourceGroupDeletions>()
            .AddHostedService(s => s.GetRequiredService<ResourceGroupDeletions>())
            .AddScoped<Subscriptions>()
            .AddScoped<ResourceGroups>()
            .AddScoped<RoleAssignments>()
            .AddScoped<LastOwner>()
            .AddScoped<ISubscriptionOwners>(s => s.GetRequiredService<LastOwner>())
            .AddScoped<ArmSeed>();
    }
}
