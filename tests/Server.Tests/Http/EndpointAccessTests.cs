using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Sallyport.Server.Http;

namespace Sallyport.Server.Tests.Http;

/// <summary>Walks the endpoints: each says beside its path what it demands, or that it demands nothing.</summary>
public sealed class EndpointAccessTests
{
    [Fact]
    public async Task Every_route_declares_the_access_that_it_needs()
    {
        await using var server = await RunningServer.StartAsync();
        var routes = server.Server.Endpoints.OfType<RouteEndpoint>().ToList();
        Assert.True(routes.Count > 60, $"{routes.Count} routes");
        var silent = routes.Where(r => r.Metadata.GetMetadata<AccessRequirement>() is null && r.Metadata.GetMetadata<IAllowAnonymous>() is null);
        Assert.Empty(silent.Select(r => r.DisplayName));
    }
}
