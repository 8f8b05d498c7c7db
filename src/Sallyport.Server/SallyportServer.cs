using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Sallyport.Core.Entra.Federation;
using Sallyport.Server.Http;
using Sallyport.Server.Instance;
using Sallyport.Server.Outbound;
using Sallyport.Server.Transport;

namespace Sallyport.Server;

/// <summary>A running server: every surface on one port.</summary>
public sealed class SallyportServer : IAsyncDisposable
{
    private readonly WebApplication app;

    private SallyportServer(WebApplication app, int port, InstanceFacts facts)
    {
        this.app = app;
        Port = port;
        Facts = facts;
    }

    /// <summary>The port on loopback.</summary>
    public int Port { get; }

    /// <summary>The ids, URLs and secrets that its users need.</summary>
    public InstanceFacts Facts { get; }

    /// <summary>The services, for tests that bring something into the database that no call can.</summary>
    internal IServiceProvider Services => app.Services;

    /// <summary>The endpoints, for the test that walks them.</summary>
    internal IReadOnlyList<Endpoint> Endpoints => app.Services.GetRequiredService<EndpointDataSource>().Endpoints;

    /// <summary>
    /// Starts the server; returns when it answers. A <see cref="StartupException"/> says how to fix what prevents it.
    /// </summary>
    /// <param name="options">The port, the data directory and the settings.</param>
    /// <param name="cancel">Cancels the start.</param>
    public static async Task<SallyportServer> StartAsync(ServerOptions options, CancellationToken cancel)
    {
        DataDirectory.Prepare(options.DataDirectory, options.TrustsDataDirectory);
        InstanceFiles.RequireWhole(options.DataDirectory);
        var (kept, app) = Build(options);
        try
        {
            // these read the key files and --tunnel, so that a bad one prevents the start
            app.Services.GetRequiredService<IIssuerKeys>();
            app.Services.GetRequiredService<ProxyPolicy>();
            var facts = await OpenDataAsync(app, kept, cancel);
            await StartListeningAsync(app, options, cancel);
            var address =
                app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
            var port = new Uri(address).Port;
            app.Services.GetRequiredService<OwnPort>().Set(port);
            return new SallyportServer(app, port, facts);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Stops taking connections, lets the requests that have arrived be answered, and stops. A request of which only a
    /// part has arrived is given up after a few seconds.
    /// </summary>
    /// <param name="drain">How long the answers may take.</param>
    public async Task StopAsync(TimeSpan drain)
    {
        using var limit = new CancellationTokenSource(drain);
        var connections = app.Services.GetRequiredService<OpenConnections>();
        await connections.StopTakingAsync();
        var stopped = app.StopAsync(limit.Token);
        await connections.GiveUpAsync(stopped);
        await stopped;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => app.DisposeAsync();

    private static (ServerOptions Kept, WebApplication App) Build(ServerOptions options)
    {
        try
        {
            options = InstanceIdentity.Keep(options);
            return (options, Composition.Build(options));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw DataDirectory.Unusable(options.DataDirectory, exception);
        }
    }

    private static async Task<InstanceFacts> OpenDataAsync(
        WebApplication app, ServerOptions options, CancellationToken cancel)
    {
        try
        {
            Composition.CreateFiles(app.Services);
            return await FirstStart.RunAsync(app.Services, options, cancel);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw DataDirectory.Unusable(options.DataDirectory, exception);
        }
    }

    private static async Task StartListeningAsync(WebApplication app, ServerOptions options, CancellationToken cancel)
    {
        try
        {
            await app.StartAsync(cancel);
        }
        catch (IOException exception) when (exception.InnerException is AddressInUseException)
        {
            throw new StartupException(
                $"Port {options.Port} is in use. Choose another one with --port, or --port 0 for a free one.",
                exception);
        }
    }
}
