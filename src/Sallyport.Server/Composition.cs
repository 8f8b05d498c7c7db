using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sallyport.Core.Entra.Directory;
using Sallyport.Core.Entra.Tokens;
using Sallyport.Core.Signing;
using Sallyport.Server.Arm;
using Sallyport.Server.GitLab;
using Sallyport.Server.Graph;
using Sallyport.Server.Http;
using Sallyport.Server.Login;
using Sallyport.Server.Outbound;
using Sallyport.Server.Portal;
using Sallyport.Server.Transport;
using Sallyport.Storage;

namespace Sallyport.Server;

/// <summary>Puts the rooms together. Each surface registers itself; nothing else knows them all.</summary>
internal static class Composition
{
    /// <summary>Builds the application; it does not listen yet.</summary>
    public static WebApplication Build(ServerOptions options)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => Listener.Configure(kestrel, options));
        builder.Logging
            .AddSimpleConsole(console => console.SingleLine = true)
            .SetMinimumLevel(LogLevel.Warning)
            .AddFilter("Sallyport", LogLevel.Information)
            .AddFilter("Microsoft.Extensions.Hosting", LogLevel.None) // what kept it from starting is told where the start was asked for
            .AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Critical) // its lines about requests repeat what callers send; SurfaceDispatch writes ours
            .AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Critical) // a unique key that is taken is an outcome; the rest is logged where it ends
            .AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error); // that the ring is not encrypted is said in docs/security.md
        builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(o => o.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.AddRouting();
        AddShared(builder.Services, options);
        AddStorage(builder.Services, options);
        builder.Services.AddGitLab();
        builder.Services.AddLogin();
        builder.Services.AddArm();
        builder.Services.AddGraph();
        var app = builder.Build();
        app.UseMiddleware<RequestFraming>();
        app.UseMiddleware<SurfaceDispatch>();
        app.Services.GetRequiredService<Surfaces>().Map(app);
        return app;
    }

    private static void AddShared(IServiceCollection services, ServerOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton(options.Time);
        services.AddSingleton<Surfaces>();
        services.AddSingleton<Surface, PortalSurface>();
        services.AddSingleton(InstanceSecrets.Open(options.DataDirectory));
        services.AddSingleton(s => LocalAuthority.Open(
            options.DataDirectory, s.GetRequiredService<Surfaces>().Hosts, TimeProvider.System)); // certificates are judged by other clocks than ours
        services.AddSingleton<ProxyPolicy>();
        services.AddSingleton<Tunnel>();
        services.AddSingleton<OwnPort>();
    }

    private static void AddStorage(IServiceCollection services, ServerOptions options)
    {
        var (folder, database, signIns) = (options.DataDirectory, DataDirectory.Database(options.DataDirectory), DataDirectory.SignIns(options.DataDirectory));
        PrivateFile.Touch(database);
        PrivateFile.Touch(signIns);
        services.AddDbContextPool<SallyportContext, SqliteContext>(o => SqliteContext.Configure(o, database));
        services.AddDataProtection().SetApplicationName("Sallyport").PersistKeysToFileSystem(DataDirectory.Folder(folder, "keys"));
        services.AddSingleton(_ => new DatabaseVersion(database));
        services.AddSingleton<DirectoryCache>();
        services.AddScoped<IDirectoryStore, DirectoryStore>();
        services.AddScoped<IClientDirectory, CachedDirectory>();
        services.AddSingleton<IKeyStore, KeyStore>();
        services.AddDbContextPool<SignInContext>(o => SignInContext.Configure(o, signIns));
        services.AddSingleton<ISignInLog>(s => new SignInLog(signIns, new SignInRetention(options.SignInRetention), s.GetRequiredService<TimeProvider>()));
        services.AddScoped<ISignIns, SignIns>();
    }
}
