using Microsoft.Extensions.DependencyInjection;
using Sallyport.Core.Arm;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Tokens;
using Sallyport.Core.GitLab;
using Sallyport.Core.Signing;

namespace Sallyport.Storage;

/// <summary>Registers the stores, which are the same on every engine.</summary>
internal static class Stores
{
    /// <summary>Registers them. The engine adds the three contexts and its own parts.</summary>
    public static IServiceCollection AddStores(this IServiceCollection services) => services
        .AddSingleton<DirectoryCache>()
        .AddSingleton<IKeyStore, KeyStore>()
        .AddScoped<IDirectoryStore, DirectoryStore>()
        .AddScoped<IClientDirectory, CachedDirectory>()
        .AddScoped<IArmStore, ArmStore>()
        .AddScoped<IGitLabStore, GitLabStore>()
        .AddScoped<ISignIns, SignInStore>();
}
