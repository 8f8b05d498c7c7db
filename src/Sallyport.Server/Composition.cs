using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
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
using Sallyport.Server.Instance;
using Sallyport.Server.Login;
using Sallyport.Server.Outbound;
using Sallyport.Server.Portal;
using Sallyport.Server.Transport;
using Sallyport.Storage;
using Sallyport.Storage.Sqlite;

namespace Sallyport.Server;

/// <summary>Puts the rooms together: the only place that knows them all. Each surface registers itself.</summary>
internal static class Composition
{
    /// <summary>Builds the application; it does not listen yet.</summary>
    public static WebApplication Build(ServerOptions options)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => Listener.Configure(kestrel, options));
        builder.Services.AddSingleton<IConnectionListenerFactory, StoppingListenerFactory>();
        AddLogging(builder);
        builder.Services.AddRouting();
        builder.Services.AddAccess();
        AddShared(builder.Services, options);
        AddStorage(builder.Services, options);
        builder.Services.AddGitLab();
        builder.Services.AddLogin();
        builder.Services.AddArm();
        builder.Services.AddGraph();
        builder.Services.AddPortal();
        var app = builder.Build();
        LeaveAccessToSurfaces(app);
        app.UseMiddleware<ConnectionUse>();
        app.UseMiddleware<UnprovenPace>();
        app.UseMiddleware<RequestFraming>();
        app.UseMiddleware<SurfaceDispatch>();
        app.Services.GetRequiredService<Surfaces>().Map(app);
        return app;
    }

    private static void AddLogging(WebApplicationBuilder builder)
    {
        builder.Logging
            .AddSimpleConsole(console => console.SingleLine = true)
            .SetMinimumLevel(LogLevel.Warning)
            .AddFilter("Sallyport", LogLevel.Information)
            // a failed start is reported by the command that asked for it
            .AddFilter("Microsoft.Extensions.Hosting", LogLevel.None)
            // its lines repeat what callers send; SurfaceDispatch writes ours
            .AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Critical)
            // a taken unique key is an outcome, and other failures are logged by SurfaceDispatch
            .AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Critical)
            // a form from elsewhere is refused, and everybody may send one
            .AddFilter("Microsoft.AspNetCore.Antiforgery", LogLevel.None)
            // it warns that the key ring is not encrypted, which docs/security.md explains, and a ring that cannot be
            // read is reported by the command
            .AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Critical);
        builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(
            o => o.LogToStandardErrorThreshold = LogLevel.Trace);
    }

    /// <summary>
    /// Creates what the engine opens, for its owner alone. Before that the local authority is opened: a database is the
    /// sign that a data directory has everything else (<see cref="InstanceFiles"/>).
    /// </summary>
    public static void CreateFiles(IServiceProvider services)
    {
        services.GetRequiredService<LocalAuthority>();
        var files = services.GetRequiredService<SqliteFiles>();
        DataDirectory.CreatePrivate(files.Keys.FullName);
        foreach (var database in files.Databases)
            PrivateFile.Touch(database);
    }

    // The framework would put both steps before the first of ours, where neither the surface nor the endpoint is known
    // yet. Each surface's router has them in their place. The names are those of WebApplicationBuilder.
    private static void LeaveAccessToSurfaces(IApplicationBuilder app)
    {
        app.Properties["__AuthenticationMiddlewareSet"] = true;
        app.Properties["__AuthorizationMiddlewareSet"] = true;
    }

    private static void AddShared(IServiceCollection services, ServerOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton(options.Time);
        services.AddSingleton<Surfaces>();
        services.AddSingleton(options.Unproven);
        services.AddSingleton(InstanceSecrets.Open(options.DataDirectory));
        // Clients check certificates by their own clocks, so this one follows the system's.
        services.AddSingleton(s => LocalAuthority.Open(
            options.DataDirectory, s.GetRequiredService<Surfaces>().Hosts, TimeProvider.System));
        services.AddSingleton(s => new ProxyPolicy(s.GetRequiredService<Surfaces>().Hosts, options));
        services.AddSingleton<ProxyCredential>();
        services.AddSingleton<TunnelDialler>();
        services.AddSingleton<Tunnel>();
        services.AddSingleton<OwnPort>();
        services.AddSingleton(_ => new OpenConnections(TimeProvider.System));
        services.AddSingleton(s => new HandshakePace(
            s.GetRequiredService<OpenConnections>(), options.Unproven, TimeProvider.System));
    }

    // The engine is chosen here and named nowhere else.
    private static void AddStorage(IServiceCollection services, ServerOptions options) =>
        services.AddSqliteStorage(
            SqliteFiles.In(options.DataDirectory), new SignInRetention(options.SignInRetention));
}
