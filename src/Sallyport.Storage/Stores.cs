using Microsoft.Extensions.DependencyInjection;
using Sallyport.Core.Arm;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Tokens;
using Sallyport.Core.GitLab;
using Sallyport.Core.Sessions;
using Sallyport.Core.Signing;

namespace Sallyport.Storage;

/// <summary>
/// The door to this room: the stores that the core's interfaces describe, the same on every engine. The room owns the
/// mapping of the core's types to tables, the queries and the cache of the directory. It decides nothing; files,
/// migrations and what only one engine can do are in that engine's folder. This class registers the stores.
/// </summary>
internal static class Stores
{
    /// <summary>Registers them. The engine adds the three contexts and its own parts.</summary>
    public static IServiceCollection AddStores(this IServiceCollection services) => services
        .AddSingleton<DirectoryCache>()
        .AddSingleton<IKeyStore, KeyStore>()
        .AddScoped<IDirectoryStore, DirectoryStore>()
        .AddScoped<IClientDirectory, CachedDirectory>()
        .AddScoped<IUserDirectory, UserDirectory>()
        .AddScoped<IRefreshTokens, RefreshTokenStore>()
        .AddScoped<IAuthorizationCodes, AuthorizationCodeStore>()
        .AddScoped<IDeviceCodes, DeviceCodeStore>()
        .AddScoped<IConsents, ConsentStore>()
        .AddScoped<ISignInLinkStore, SignInLinkStore>()
        .AddScoped<IEndedSessions, EndedSessionStore>()
        .AddScoped<IArmStore, ArmStore>()
        .AddScoped<IGitLabStore, GitLabStore>()
        .AddScoped<IRunnerStore, RunnerStore>()
        .AddScoped<IArtifactStore, ArtifactStore>()
        .AddScoped<IVariableStore, VariableStore>()
        .AddScoped<IGroupStore, GroupStore>()
        .AddScoped<IEnvironmentStore, EnvironmentStore>()
        .AddScoped<ITriggerStore, TriggerStore>()
        .AddScoped<IScheduleStore, ScheduleStore>()
        .AddScoped<IUserStore, UserStore>()
        .AddScoped<ISignIns, SignInStore>();
}
