using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.Refusals;

namespace Sallyport.Server.Http;

/// <summary>
/// One of the worlds that the process serves under its own host names. A surface maps its routes and owns the one
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

    /// <summary>Writes a refusal in the surface's wire form: status, headers, body.</summary>
    public abstract Task WriteAsync(HttpContext context, Refusal refusal);

    /// <summary>What the real service says to a route that it does not know.</summary>
    public abstract Refusal UnknownRoute(HttpContext context);

    /// <summary>
    /// What is said when access is refused and no scheme or requirement has words of its own, as for an endpoint that
    /// declares nothing.
    /// </summary>
    public abstract Refusal AccessDenied(HttpContext context);

    /// <summary>The family's 500, for what is in no catalogue. The trace id is the only thing that it tells.</summary>
    public abstract Refusal Failure(HttpContext context);

    /// <summary>
    /// What is said while the store cannot be read or written; where the family has nothing for it, its 500.
    /// </summary>
    public virtual Refusal Unavailable(HttpContext context) => Failure(context);

    /// <summary>What is said to a request whose body or headers cannot be read.</summary>
    /// <param name="context">The request.</param>
    /// <param name="status">400, 413 or 415.</param>
    /// <param name="reason">Why, for the caller.</param>
    public abstract Refusal BadRequest(HttpContext context, int status, string reason);

    /// <summary>
    /// Headers that every answer of the surface carries, and ids that its records share; the id that an answer bears
    /// becomes the request's trace identifier, so that the log names the same. Runs before routing.
    /// </summary>
    public virtual void Prepare(HttpContext context) { }
}
