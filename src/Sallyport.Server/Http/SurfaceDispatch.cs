using System.Data.Common;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Sallyport.Core.Refusals;
using Sallyport.Server.Transport;
using Sallyport.Storage;

namespace Sallyport.Server.Http;

/// <summary>
/// The first stop of every request: the host name picks the surface, and that surface writes every later refusal. No
/// exception reaches the web server, which would log it with the text that the caller sent.
/// </summary>
internal sealed class SurfaceDispatch(
    RequestDelegate next,
    Surfaces surfaces,
    IStoreFailures failures,
    ILogger<SurfaceDispatch> log,
    TimeProvider time)
{
    private const int ErrorNoSpace = 28; // source: errno(3)

    private readonly RareLines outages = new(time, TimeSpan.FromMinutes(1));

    /// <summary>Runs the request.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        if (!ProxyConnections.Agree(context) || surfaces.Find(context.Request.Host.Host) is not { } surface)
        {
            context.Response.StatusCode = StatusCodes.Status421MisdirectedRequest;
            await context.Response.WriteAsync(
                $"Sallyport does not serve the host '{context.Request.Host.Host}' on this connection.\n");
            return;
        }
        context.Features.Set(surface);
        try
        {
            surface.Prepare(context);
            await next(context);
            if (IsUnknownRoute(context))
                await surface.WriteAsync(context, surface.UnknownRoute(context));
        }
        catch (Exception exception) when (HasLeft(context, exception))
        {
            context.Abort();
        }
        catch (Exception exception)
        {
            await AnswerAsync(surface, context, Refuse(surface, context, exception));
        }
    }

    private static bool IsUnknownRoute(HttpContext context)
    {
        var isUnanswered = context.Response is { StatusCode: 404 or 405, HasStarted: false };
        return isUnanswered && context.GetEndpoint()?.Metadata.GetMetadata<AnswersItself>() is null;
    }

    private static bool HasLeft(HttpContext context, Exception exception)
    {
        if (exception is ConnectionAbortedException || exception.InnerException is ConnectionAbortedException)
            return true; // the request is told a moment later
        var isOfLeaving = exception is OperationCanceledException or IOException;
        var isGivenUp = context.Features.Get<OpenConnection>()?.Overdue.IsCancellationRequested ?? false;
        return isOfLeaving && (isGivenUp || context.RequestAborted.IsCancellationRequested);
    }

    // A started answer is cut off, so that a client does not take half of it for the whole.
    private static async Task AnswerAsync(Surface surface, HttpContext context, Refusal refusal)
    {
        if (context.Response.HasStarted || context.RequestAborted.IsCancellationRequested)
        {
            context.Abort();
            return;
        }
        context.Response.Clear();
        surface.Prepare(context);
        if (refusal.Status is StatusCodes.Status503ServiceUnavailable or StatusCodes.Status429TooManyRequests)
            context.Response.Headers.RetryAfter = "1";
        await surface.WriteAsync(context, refusal);
    }

    private Refusal Refuse(Surface surface, HttpContext context, Exception exception)
    {
        switch (exception)
        {
            case RefusedException refused:
                LogDetail(surface, context, refused.Refusal);
                return refused.Refusal;
            case BadHttpRequestException bad:
                return surface.BadRequest(context, bad.StatusCode, "The request could not be read.");
        }
        var cause = OfTheStore(exception);
        if (cause is not null && failures.IsOrphan(cause))
            return surface.Gone(context);
        var isFull = exception is IOException { HResult: ErrorNoSpace };
        var isOutage = isFull || (cause is not null && failures.IsOutage(cause));
        if (!isOutage)
        {
            log.LogError(
                "{Surface} failed; trace id {TraceId}: {Exception}",
                surface.Name, context.TraceIdentifier, LogText.Of(exception));
            return surface.Failure(context);
        }
        if (outages.Allow((cause ?? exception).Message))
            log.LogError(
                "{Surface} cannot answer, the store failed; trace id {TraceId}: {Exception}",
                surface.Name, context.TraceIdentifier, LogText.Of(exception));
        return surface.Unavailable(context);
    }

    private void LogDetail(Surface surface, HttpContext context, Refusal refusal)
    {
        if (refusal.LogDetail is not { } detail)
            return;
        var line = LogText.OneLine(detail);
        if (refusal.Status < 500)
            log.LogInformation("{Surface} refused {Code}: {Detail}", surface.Name, refusal.Code, line);
        else if (outages.Allow(detail))
            log.LogError(
                "{Surface} cannot answer, {Code}: {Detail}; trace id {TraceId}",
                surface.Name, refusal.Code, line, context.TraceIdentifier);
    }

    private static DbException? OfTheStore(Exception? exception) => exception switch
    {
        null => null,
        DbException cause => cause,
        _ => OfTheStore(exception.InnerException),
    };
}

/// <summary>Metadata of a route whose 404 is its answer, such as a HEAD that asks whether something exists.</summary>
internal sealed class AnswersItself;
