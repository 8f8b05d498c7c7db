using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.Refusals;

namespace Sallyport.Server.Http;

/// <summary>
/// One of the services that the process imitates, with its own host names. A surface maps its routes and owns the one
/// writer that turns a refusal into its wire form.
/// </summary>
internal abstract class Surface
{
    /// <summary>The name in logs and in <c>sallyport status</c>: <c>login</c>, <c>graph</c> …</summary>
    public abstract string Name { get; }

    /// <summary>The host names, lower case; the first is the canonical one, which URLs in answers use.</summary>
    public abstract IReadOnlyList<string> Hosts { get; }

    /// <summary>Maps the surface's routes. No other surface's routes are in its router.</summary>
    public abstract void Map(RouteGroupBuilder routes);

    /// <summary>Writes an address that no route's pattern can say as one that it can.</summary>
    public virtual void Rewrite(HttpContext context)
    {
    }

    /// <summary>Writes a refusal in the surface's wire form: status, headers, body.</summary>
    public abstract Task WriteAsync(HttpContext context, Refusal refusal);

    /// <summary>The real service's answer to a route that it does not know.</summary>
    public abstract Refusal UnknownRoute(HttpContext context);

    /// <summary>
    /// The refusal of access where no scheme or requirement has its own, as for an endpoint that declares nothing.
    /// </summary>
    public abstract Refusal AccessDenied(HttpContext context);

    /// <summary>The 500 of the family, for failures in no catalogue. It tells the trace id and nothing else.</summary>
    public abstract Refusal Failure(HttpContext context);

    /// <summary>The 503 of the family, while the store cannot be read or written.</summary>
    public abstract Refusal Unavailable(HttpContext context);

    /// <summary>The 404 of the family, for a write to what was deleted after the request had read it.</summary>
    public virtual Refusal Gone(HttpContext context) =>
        BadRequest(context, StatusCodes.Status404NotFound, "What this belongs to was deleted meanwhile.");

    /// <summary>
    /// The 429 of the family, while too many callers wait that prove nothing (<see cref="UnprovenPace"/>).
    /// </summary>
    public abstract Refusal TooMany(HttpContext context);

    /// <summary>The refusal of a request whose body or headers cannot be read.</summary>
    /// <param name="context">The request.</param>
    /// <param name="status">400, 413 or 415.</param>
    /// <param name="reason">What is wrong, for the caller.</param>
    public abstract Refusal BadRequest(HttpContext context, int status, string reason);

    /// <summary>
    /// Sets the headers of every answer of the surface and the ids that its records share. The id in an answer becomes
    /// the request's trace identifier, so that the log shows the same id. Runs before routing.
    /// </summary>
    public virtual void Prepare(HttpContext context) { }
}
