using Microsoft.AspNetCore.Builder;
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
using Sallyport.Server.Login;
using Sallyport.Server.Outbound;
using Sallyport.Server.Portal;
using Sallyport.Server.Transport;
using Sallyport.Storage;
using Sallyport.Storage.Sqlite;

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
            // what kept it from starting is told where the start was asked for
            .AddFilter("Microsoft.Extensions.Hosting", LogLevel.None)
            // its lines about requests repeat what callers send; SurfaceDispatch writes ours
            .AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Critical)
            // a unique key that is taken is an outcome; the rest is logged where it ends
            .AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Critical)
            // that the ring is not encrypted is said in docs/security.md
            .AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(
            o => o.LogToStandardErrorThreshold = LogLevel.Trace);
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
        app.UseMiddleware<RequestFraming>();
        app.UseMiddleware<SurfaceDispatch>();
        app.Services.GetRequiredService<Surfaces>().Map(app);
        return app;
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
        services.AddSingleton(InstanceSecrets.Open(options.DataDirectory));
        // Certificates are judged by other clocks than ours.
        services.AddSingleton(s => LocalAuthority.Open(
            options.DataDirectory, s.GetRequiredService<Surfaces>().Hosts, TimeProvider.System));
        services.AddSingleton<ProxyPolicy>();
        services.AddSingleton<Tunnel>();
        services.AddSingleton<OwnPort>();
    }

    private static void AddStorage(IServiceCollection services, ServerOptions options) => services.AddSqliteStorage(
        DataDirectory.StorageFiles(options.DataDirectory), new SignInRetention(options.SignInRetention));
}
