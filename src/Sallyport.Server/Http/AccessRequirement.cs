using Microsoft.AspNetCore.Builder;

namespace Sallyport.Server.Http;

/// <summary>
/// What a route demands of its caller. Every route of the GitLab, Graph, ARM and portal surfaces declares one beside its path, or says
/// <c>AllowAnonymous()</c>; a test walks the endpoints and fails on a route that does neither.
/// </summary>
public abstract record AccessRequirement;

/// <summary>Declares access beside a route's path.</summary>
public static class AccessRequirementExtensions
{
    /// <summary>Attaches the requirement, which the surface's access filter enforces.</summary>
    public static TBuilder Requires<TBuilder>(this TBuilder builder, AccessRequirement requirement)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(requirement);
}
