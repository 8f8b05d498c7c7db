using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;

namespace Sallyport.Server.Http;

/// <summary>
/// What an endpoint demands of its caller. Every endpoint declares one beside its path, or says
/// <c>AllowAnonymous()</c>; a start fails on an endpoint that does neither.
/// </summary>
/// <param name="Scheme">The authentication scheme that tells who is calling: the name of the surface.</param>
internal abstract record AccessRequirement(string Scheme) : IAuthorizationRequirement, IAuthorizationRequirementData
{
    public IEnumerable<IAuthorizationRequirement> GetRequirements() => [this];
}

/// <summary>Declares access beside a route's path.</summary>
internal static class AccessRequirementExtensions
{
    /// <summary>
    /// Attaches the requirement. Without the attribute the framework would add it to the fallback policy, which
    /// refuses.
    /// </summary>
    public static TBuilder Requires<TBuilder>(this TBuilder builder, AccessRequirement requirement)
        where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new AuthorizeAttribute { AuthenticationSchemes = requirement.Scheme }, requirement);
}
