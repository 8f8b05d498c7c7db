using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Sallyport.Server.Http;

/// <summary>The surfaces of this process, found by host name.</summary>
public sealed class Surfaces(IEnumerable<Surface> surfaces)
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

    /// <summary>Maps the routes of each surface, bound to its hosts.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        foreach (var surface in all)
        {
            var group = routes.MapGroup("");
            group.RequireHost([.. surface.Hosts]);
            surface.Map(group);
        }
    }
}
