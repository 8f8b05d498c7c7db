using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Sallyport.Core.Refusals;

namespace Sallyport.Server.Http;

/// <summary>
/// The first stop of every request: the host name picks the surface, and whatever refuses later is written by that surface's writer.
/// </summary>
public sealed class SurfaceDispatch(RequestDelegate next, Surfaces surfaces, ILogger<SurfaceDispatch> log)
{
    /// <summary>Runs the request.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        if (!Transport.ProxyConnections.Agree(context) || surfaces.Find(context.Request.Host.Host) is not { } surface)
        {
            context.Response.StatusCode = StatusCodes.Status421MisdirectedRequest;
            await context.Response.WriteAsync($"Sallyport does not serve the host '{context.Request.Host.Host}' on this connection.\n");
            return;
        }
        context.Features.Set(surface);
        surface.Prepare(context);
        try
        {
            await next(context);
            if (context.Response is { StatusCode: 404 or 405, HasStarted: false } && context.GetEndpoint()?.Metadata.GetMetadata<AnswersItself>() is null)
                await surface.WriteAsync(context, surface.UnknownRoute(context));
        }
        catch (Exception exception) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            context.Response.Clear();
            surface.Prepare(context);
            await surface.WriteAsync(context, Refuse(surface, context, exception));
        }
    }

    private Refusal Refuse(Surface surface, HttpContext context, Exception exception)
    {
        switch (exception)
        {
            case RefusedException refused:
                if (refused.Refusal.LogDetail is { } detail)
                    log.LogInformation("{Surface} refused {Code}: {Detail}", surface.Name, refused.Refusal.Code, LogText.OneLine(detail));
                return refused.Refusal;
            case BadHttpRequestException bad:
                return surface.BadRequest(context, bad.StatusCode, "The request could not be read.");
            default:
                log.LogError(exception, "{Surface} failed; trace id {TraceId}", surface.Name, context.TraceIdentifier);
                return surface.Failure(context);
        }
    }
}

/// <summary>Metadata of a route whose 404 is its answer, such as a HEAD that asks whether something exists.</summary>
public sealed class AnswersItself;
