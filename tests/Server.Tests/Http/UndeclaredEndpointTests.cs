using System.Data.Common;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Sallyport.Server.GitLab;
using Sallyport.Server.Http;
using Sallyport.Storage;

namespace Sallyport.Server.Tests.Http;

/// <summary>An endpoint of whatever kind that says nothing about its callers: a start fails on it, and if it comes later it is refused.</summary>
public sealed class UndeclaredEndpointTests
{
    public static readonly TheoryData<string> Kinds = ["page", "file", "hub", "route"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_start_fails_on_an_endpoint_that_declares_nothing(string kind)
    {
        using var app = App(routes => StrayEndpoints.Map(routes, kind));
        var failure = Assert.Throws<InvalidOperationException>(app.Build);
        Assert.Contains("surface 'stray'", failure.Message, StringComparison.Ordinal);
        Assert.Contains("stray", failure.Message.Split("AllowAnonymous: ")[1], StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_start_fails_on_an_endpoint_that_declares_the_access_of_another_surface()
    {
        using var app = App(routes => routes.MapGet("/", () => "here").Requires(GitLabAccess.User));
        Assert.Throws<InvalidOperationException>(app.Build);
    }

    [Fact]
    public void A_start_fails_on_an_endpoint_whose_demand_AllowAnonymous_would_switch_off()
    {
        using var both = App(routes => StrayEndpoints.Map(routes, "route").Builder.Requires(new StrayAccess()).AllowAnonymous());
        Assert.Throws<InvalidOperationException>(both.Build);
        using var one = App(routes => StrayEndpoints.Map(routes, "route").Builder.Requires(new StrayAccess()));
        Assert.NotNull(one.Build());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task An_endpoint_for_anyone_starts_and_answers(string kind)
    {
        var (method, path) = ("", "");
        using var app = App(routes =>
        {
            (var builder, method, path) = StrayEndpoints.Map(routes, kind);
            builder.AllowAnonymous();
        });
        Assert.Equal((200, false), await app.CallAsync(app.Build(), method, path));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task The_fallback_policy_refuses_an_endpoint_that_comes_after_the_start_and_declares_nothing(string kind)
    {
        Assert.Equal((401, true), await CallLateAsync(kind, allowAnonymous: false));
        Assert.Equal((200, false), await CallLateAsync(kind, allowAnonymous: true));
    }

    [Theory]
    [InlineData("GET", "/nowhere", 404)]
    [InlineData("DELETE", "/stray-route", 405)]
    public async Task What_routing_answers_by_itself_is_not_refused(string method, string path, int status)
    {
        using var app = App(routes => StrayEndpoints.Map(routes, "route").Builder.AllowAnonymous());
        Assert.Equal(status, (await app.CallAsync(app.Build(), method, path)).Status);
    }

    private static async Task<(int Status, bool IsDenied)> CallLateAsync(string kind, bool allowAnonymous)
    {
        using var late = new LateEndpoints();
        using var app = App(routes => routes.DataSources.Add(late));
        var pipeline = app.Build();
        late.ServiceProvider = app.Services;
        var (builder, method, path) = StrayEndpoints.Map(late, kind);
        if (allowAnonymous)
            builder.AllowAnonymous();
        late.Show();
        return await app.CallAsync(pipeline, method, path);
    }

    private sealed record StrayAccess() : AccessRequirement("stray");

    private static StrayApp App(Action<IEndpointRouteBuilder> map) => new(new StraySurface(map));

    /// <summary>There is no store to fail.</summary>
    private sealed class NoStore : IStoreFailures
    {
        public bool IsOutage(DbException failure) => false;

        public bool IsOrphan(DbException failure) => false;

        public bool IsDuplicate(DbException failure) => false;
    }

    /// <summary>The pipeline of the server with one surface, without a port.</summary>
    private sealed class StrayApp : IDisposable
    {
        private readonly WebApplication host;

        public StrayApp(Surface surface)
        {
            var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
            {
                ContentRootPath = AppContext.BaseDirectory, WebRootPath = AppContext.BaseDirectory + "wwwroot",
            });
            builder.Services.AddRouting().AddAccess().AddSingleton(surface).AddSingleton<Surfaces>()
                .AddSingleton(TimeProvider.System).AddSingleton<IStoreFailures, NoStore>();
            builder.Services.AddSignalR();
            builder.Services.AddRazorComponents();
            builder.WebHost.UseKestrelCore();
            host = builder.Build();
        }

        public IServiceProvider Services => host.Services;

        public RequestDelegate Build()
        {
            var app = new ApplicationBuilder(host.Services);
            app.UseMiddleware<SurfaceDispatch>();
            host.Services.GetRequiredService<Surfaces>().Map(app);
            return app.Build();
        }

        public async Task<(int Status, bool IsDenied)> CallAsync(RequestDelegate pipeline, string method, string path)
        {
            await using var scope = host.Services.CreateAsyncScope();
            using var body = new MemoryStream();
            var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
            context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(body));
            context.Features.Set(StrayHandshake.Create());
            context.Request.Method = method;
            context.Request.Scheme = "https";
            context.Request.Host = new HostString(StrayEndpoints.Host);
            context.Request.Path = path;
            await pipeline(context);
            var text = System.Text.Encoding.UTF8.GetString(body.ToArray());
            return (context.Response.StatusCode, text == "denied");
        }

        public void Dispose() => ((IDisposable)host).Dispose();
    }
}
