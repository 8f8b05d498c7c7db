using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Tokens;
using Sallyport.Server.Http;
using Sallyport.Server.Instance;

namespace Sallyport.Server.Graph;

/// <summary>What this room puts into the container.</summary>
internal static class GraphRegistration
{
    /// <summary>Adds the Graph surface and the directory's use cases.</summary>
    public static IServiceCollection AddGraph(this IServiceCollection services)
    {
        services.AddAuthentication().AddScheme<EntraBearerOptions, EntraBearerHandler>(GraphSurface.Scheme, options =>
        {
            options.Audiences = GraphAuthentication.Audiences;
            options.RefuseAsync = (_, failure) => Task.FromResult(GraphAuthentication.Refuse(failure));
            options.AdmitAsync = GraphAuthentication.AdmitAsync;
        });
        return services
            .AddSingleton<IAuthorizationHandler, GraphAuthorization>()
            .AddSingleton<Surface, GraphSurface>()
            .AddSingleton(s => Owner(s.GetRequiredService<ServerOptions>()))
            .AddSingleton<IPasswordHashes, PasswordHashes>()
            .AddScoped<DirectoryPrincipals>()
            .AddScoped<Users>()
            .AddScoped<TokenHolders>()
            .AddScoped<OwnPassword>()
            .AddScoped<OwnerAccess>()
            .AddScoped<LastAdministrator>()
            .AddScoped<ApplicationWriter>()
            .AddScoped<Applications>()
            .AddScoped<ServicePrincipals>()
            .AddScoped<AppRoleAssignments>()
            .AddScoped<FederatedIdentityCredentials>()
            .AddScoped<OwnerSeed>()
            .AddScoped<FirstPersonSeed>()
            .AddScoped<GraphSeed>();
    }

    private static InstanceOwner Owner(ServerOptions options) => new(options.TenantId, options.OwnerClientId);
}
