using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;
using Sallyport.Core.Refusals;
using Sallyport.Server.Http;

namespace Sallyport.Server.Tests.Http;

/// <summary>A page, a file, a hub and a route, as a surface could map them, on a surface that exists in tests only.</summary>
internal static class StrayEndpoints
{
    public const string Host = "stray.localhost";

    /// <summary>Maps one of the kinds, and says what to call.</summary>
    public static (IEndpointConventionBuilder Builder, string Method, string Path) Map(IEndpointRouteBuilder routes, string kind) => kind switch
    {
        "page" => (routes.MapRazorComponents<StrayPage>().DisableAntiforgery(), "GET", "/stray-page"),
        "file" => (routes.MapStaticAssets(Manifest()), "GET", "/stray.txt"),
        "hub" => (routes.MapHub<StrayHub>("/stray-hub"), "POST", "/stray-hub/negotiate"),
        "route" => (routes.MapGet("/stray-route", () => "here"), "GET", "/stray-route"),
        _ => throw new ArgumentException("No such kind.", nameof(kind)),
    };

    // A manifest as the build writes it, of one file of three bytes below wwwroot.
    private static string Manifest()
    {
        var root = Path.Combine(AppContext.BaseDirectory, "wwwroot");
        Directory.CreateDirectory(root);
        File.WriteAllText(Path.Combine(root, "stray.txt"), "abc");
        var manifest = Path.Combine(AppContext.BaseDirectory, "stray.staticwebassets.endpoints.json");
        File.WriteAllText(manifest, """
            {"Version":1,"ManifestType":"Publish","Endpoints":[{"Route":"stray.txt","AssetFile":"stray.txt","Selectors":[],"EndpointProperties":[],
            "ResponseHeaders":[{"Name":"Content-Type","Value":"text/plain"},{"Name":"Content-Length","Value":"3"},{"Name":"ETag","Value":"\"a\""},
            {"Name":"Last-Modified","Value":"Mon, 03 Aug 2026 00:00:00 GMT"}]}]}
            """);
        return manifest;
    }
}

/// <summary>A page.</summary>
[Route("/stray-page")]
public sealed class StrayPage : ComponentBase
{
    protected override void BuildRenderTree(RenderTreeBuilder builder) => builder.AddContent(0, "here");
}

/// <summary>A hub.</summary>
public sealed class StrayHub : Hub;

/// <summary>A surface with endpoints of a test's choice.</summary>
internal sealed class StraySurface(Action<IEndpointRouteBuilder> map) : Surface
{
    public override string Name => "stray";

    public override IReadOnlyList<string> Hosts { get; } = [StrayEndpoints.Host];

    public override void Map(RouteGroupBuilder routes) => map(routes);

    public override Task WriteAsync(HttpContext context, Refusal refusal)
    {
        context.Response.StatusCode = refusal.Status;
        return context.Response.WriteAsync(refusal.Code);
    }

    public override Refusal TooMany(HttpContext context) => new StrayRefusal(429, "too many");

    public override Refusal AccessDenied(HttpContext context) => new StrayRefusal(401, "denied");

    public override Refusal UnknownRoute(HttpContext context) => new StrayRefusal(context.Response.StatusCode, "unknown");

    public override Refusal Unavailable(HttpContext context) => Failure(context);

    public override Refusal Failure(HttpContext context) => new StrayRefusal(500, "failure");

    public override Refusal BadRequest(HttpContext context, int status, string reason) => new StrayRefusal(status, "bad");

    private sealed record StrayRefusal(int Status, string Code) : Refusal(Status, Code, Code);
}

/// <summary>Endpoints that show only after the start, as those of a component library loaded later would.</summary>
internal sealed class LateEndpoints : EndpointDataSource, IEndpointRouteBuilder, IDisposable
{
    private readonly List<EndpointDataSource> mapped = [];
    private CancellationTokenSource changed = new();
    private IReadOnlyList<Endpoint> shown = [];

    public IServiceProvider ServiceProvider { get; set; } = null!;

    public ICollection<EndpointDataSource> DataSources => mapped;

    public override IReadOnlyList<Endpoint> Endpoints => shown;

    public IApplicationBuilder CreateApplicationBuilder() => new ApplicationBuilder(ServiceProvider);

    public override IChangeToken GetChangeToken() => new CancellationChangeToken(changed.Token);

    public void Show()
    {
        shown = [.. mapped.SelectMany(s => s.Endpoints)];
        var told = changed;
        changed = new CancellationTokenSource();
        told.Cancel();
        told.Dispose();
    }

    public void Dispose() => changed.Dispose();
}

/// <summary>A TLS handshake for the host of the stray endpoints.</summary>
public class StrayHandshake : DispatchProxy
{
    public static ITlsHandshakeFeature Create() => Create<ITlsHandshakeFeature, StrayHandshake>();

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod?.Name == "get_HostName" ? StrayEndpoints.Host : null;
}
