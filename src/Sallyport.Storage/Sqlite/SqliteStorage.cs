using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Sallyport.Core.Entra.Tokens;

namespace Sallyport.Storage.Sqlite;

/// <summary>
/// The door to this room: storage in SQLite files. Everything that only SQLite needs or offers is in this folder.
/// Another engine is another folder with such a method.
/// </summary>
public static class SqliteStorage
{
    /// <summary>Registers the stores, the sign-in log and the keys, all in files.</summary>
    /// <param name="services">Where to register them.</param>
    /// <param name="files">The files.</param>
    /// <param name="signIns">How much of the sign-in log is kept.</param>
    public static IServiceCollection AddSqliteStorage(
        this IServiceCollection services, SqliteFiles files, SignInRetention signIns)
    {
        services.AddDbContextPool<DirectoryContext, SqliteDirectoryContext>(
            (provider, o) => o.UseFile(Connections(provider).Directory));
        services.AddDbContextPool<GitLabContext, SqliteGitLabContext>(
            (provider, o) => o.UseFile(Connections(provider).GitLab));
        services.AddDbContextPool<SignInContext, SqliteSignInContext>(
            (provider, o) => SqliteSignInContext.Configure(o, Connections(provider).SignIns));
        services.AddDataProtection().SetApplicationName("Sallyport").PersistKeysToFileSystem(files.Keys);
        services.AddSingleton(files).AddSingleton(signIns).AddSingleton<SqliteConnections>();
        services.AddSingleton<ISchema, SqliteSchema>();
        services.AddSingleton<IStoreFailures, SqliteFailures>();
        services.AddSingleton<IDirectoryVersion, SqliteDirectoryVersion>();
        services.AddSingleton<ISignInLog, SqliteSignInLog>();
        return services.AddStores();
    }

    // Made before the first context, so disposed after the last.
    private static SqliteConnections Connections(IServiceProvider provider) =>
        provider.GetRequiredService<SqliteConnections>();
}
