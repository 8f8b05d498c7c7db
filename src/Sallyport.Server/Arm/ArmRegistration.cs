using Microsoft.Extensions.DependencyInjection;
using Sallyport.Core.Arm;
using Sallyport.Server.Http;
using Sallyport.Storage;

namespace Sallyport.Server.Arm;

/// <summary>Registers resource management. It needs the directory's store and the token service's keys.</summary>
public static class ArmRegistration
{
    /// <summary>Registers it.</summary>
    public static IServiceCollection AddArm(this IServiceCollection services) => services
        .AddSingleton<Surface, ArmSurface>()
        .AddSingleton<ResourceGroupDeletions>()
        .AddHostedService(s => s.GetRequiredService<ResourceGroupDeletions>())
        .AddScoped<IArmStore, ArmStore>()
        .AddScoped<Subscriptions>()
        .AddScoped<ResourceGroups>()
        .AddScoped<RoleAssignments>()
        .AddScoped<ArmSeed>();
}
