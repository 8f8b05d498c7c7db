using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Sallyport.Server.Http;

/// <summary>The surfaces of this process, found by host name.</summary>
internal sealed class Surfaces(IEnumerable<Surface> surfaces)
{
    private readonly Surface[] all = [.. surfaces];
    private readonly Dictionary<string, Surface> byHost = surfaces
        .SelectMany(s => s.Hosts.Select(h => (Host: h, Surface: s)))
        .ToDictionary(p => p.Host, p => p.Surface, StringComparer.OrdinalIgnoreCase);

    /// <summary>All of them.</summary>
    public IReadOnlyList<Surface> All => all;

    /// <summary>Every host name that is served.</summary>
    public IReadOnlyCollection<string> Hosts => byHost.Keys;

    /// <summary>The surface of a host name, or null.</summary>
    public Surface? Find(string host) => byHost.GetValueOrDefault(host);

    /// <summary>
    /// Gives each surface a router of its own: the routes of one host do not influence the answers of another, and the
    /// routers stay small enough to be built in milliseconds.
    /// </summary>
    public void Map(IApplicationBuilder app)
    {
        var routers = all.ToDictionary(s => s, s => Router(s, app.ApplicationServices));
        app.Run(context => routers[context.Features.GetRequiredFeature<Surface>()](context));
    }

    private static RequestDelegate Router(Surface surface, IServiceProvider services)
    {
        var app = new ApplicationBuilder(services);
        app.Use((context, next) =>
        {
            surface.Rewrite(context);
            return next(context);
        });
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseMiddleware<AccessAfterBody>();
        app.UseEndpoints(routes =>
        {
            surface.Map(routes.MapGroup("").WithMetadata(surface));
            DeclaredAccess.Check(surface, routes.DataSources.SelectMany(s => s.Endpoints));
        });
        return app.Build();
    }
}
