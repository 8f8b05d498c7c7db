using System.Globalization;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Hosting;
using Sallyport.Server.Instance;
using Sallyport.Server.Transport;

namespace Sallyport.Server.Http;

/// <summary>
/// Keeps a flood of garbage from crowding out other callers. A request proves something when it brings a good token or
/// signs a client in. Each connection may send a few requests that prove nothing. After that its requests wait for
/// their turn before they are read, in one line in which each such connection stands once, however many requests it has
/// sent. A request that proves something gives its connection the few back, so that one whose requests prove something
/// never waits. Connections that have proved nothing yet share what they may send without waiting, or a flood would
/// open one after the other for the sake of the few. The address of a caller does not count: on loopback all callers
/// have the same.
/// </summary>
internal sealed class UnprovenPace(
    RequestDelegate next,
    Surfaces surfaces,
    UnprovenLimits limits,
    TimeProvider time,
    IHostApplicationLifetime lifetime)
{
    private static readonly object Key = new();
    private static readonly Proof Given = new();

    private readonly Turns shared = new(limits.PerSecond, limits.Burst, time);
    private readonly Turns newcomers = new(limits.NewcomersPerSecond, limits.NewcomersBurst, time);

    /// <summary>Says that the caller of a request is who they claim to be.</summary>
    public static void Prove(HttpContext context) => context.Features.Set(Given);

    /// <summary>Runs the request, at once or when its turn comes.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        var caller = CallerOf(context);
        var isNewcomer = !caller.HasProved;
        var mayGoOn = caller.Turns.Wait <= TimeSpan.Zero && (!isNewcomer || newcomers.TryTake());
        if (!mayGoOn && !await AwaitTurnAsync(context, caller))
        {
            await RefuseAsync(context);
            return;
        }
        await next(context);
        if (context.Features.Get<Proof>() is null)
        {
            caller.Turns.Take();
            return;
        }
        if (isNewcomer && mayGoOn)
            newcomers.GiveBack();
        caller.Prove();
    }

    private Caller CallerOf(HttpContext context)
    {
        var items = context.Features.GetRequiredFeature<IConnectionItemsFeature>().Items;
        lock (items)
        {
            if (items.TryGetValue(Key, out var found) && found is Caller known)
                return known;
            var turns = new Turns(limits.PerConnectionPerSecond, limits.PerConnectionBurst, time);
            var caller = new Caller(turns);
            items[Key] = caller;
            return caller;
        }
    }

    // False when the line is too long, or the server stops.
    private async Task<bool> AwaitTurnAsync(HttpContext context, Caller caller)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(
            context.RequestAborted, lifetime.ApplicationStopping);
        var since = time.GetTimestamp();
        try
        {
            return await caller.Place.WaitAsync(limits.Patience, end.Token)
                && await AwaitSharedTurnAsync(caller, limits.Patience - time.GetElapsedTime(since), end.Token);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<bool> AwaitSharedTurnAsync(Caller caller, TimeSpan patience, CancellationToken end)
    {
        try
        {
            if (shared.Wait > patience)
                return false;
            await shared.AwaitAsync(end);
            return true;
        }
        finally
        {
            caller.Place.Release();
        }
    }

    private async Task RefuseAsync(HttpContext context)
    {
        var isStopping = lifetime.ApplicationStopping.IsCancellationRequested;
        var seconds = isStopping ? 1 : Math.Max(1, (int)limits.Patience.TotalSeconds);
        if (surfaces.Find(context.Request.Host.Host) is { } surface)
        {
            context.Features.Set(surface);
            surface.Prepare(context);
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
            await surface.WriteAsync(context, isStopping ? surface.Unavailable(context) : surface.TooMany(context));
            return;
        }
        context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        await context.Response.WriteAsync("Too many requests wait that prove nothing. Try again later.\n");
    }

    private sealed class Proof;

    private sealed class Caller(Turns turns)
    {
        /// <summary>What it may send without waiting.</summary>
        public Turns Turns => turns;

        /// <summary>Its one place in the line.</summary>
        public SemaphoreSlim Place { get; } = new(1);

        /// <summary>Whether one of its requests has proved something.</summary>
        public bool HasProved { get; private set; }

        public void Prove()
        {
            HasProved = true;
            turns.Restore();
        }
    }
}
