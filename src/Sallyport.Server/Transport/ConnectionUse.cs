using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace Sallyport.Server.Transport;

/// <summary>
/// Tells the connection of each request that it is in use, and lets answers close it while the server stops.
/// </summary>
internal sealed class ConnectionUse(RequestDelegate next)
{
    /// <summary>Runs the request.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<OpenConnection>() is not { } connection)
        {
            await next(context);
            return;
        }
        connection.Begin();
        try
        {
            context.Response.OnStarting(() => CloseAsync(context, connection));
            await next(context);
            await context.Response.CompleteAsync();
        }
        finally
        {
            connection.End();
        }
    }

    // HTTP/2 has no such header; there the server says with GOAWAY that it takes no further request.
    private static Task CloseAsync(HttpContext context, OpenConnection connection)
    {
        if (!connection.IsStopping)
            return Task.CompletedTask;
        if (HttpProtocol.IsHttp11(context.Request.Protocol) || HttpProtocol.IsHttp10(context.Request.Protocol))
            context.Response.Headers.Connection = "close";
        else
            context.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
        return Task.CompletedTask;
    }
}
