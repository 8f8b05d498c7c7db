using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Sallyport.Server.GitLab;

/// <summary>
/// The addresses of a repository: the project's path, however many groups it has, then <c>.git</c> and what git asks
/// for. A route's pattern cannot say that, so the whole path is one value and this decides.
/// </summary>
/// <param name="end">What git asks for: <c>/info/refs</c>.</param>
internal sealed class GitRoute(string end) : IRouteConstraint
{
    private const string Value = "repository";
    private const string Mark = ".git/";

    /// <summary>The pattern of a route.</summary>
    /// <param name="end">What git asks for.</param>
    public static RoutePattern Pattern(string end) =>
        RoutePatternFactory.Parse($"/{{**{Value}}}", null, new RouteValueDictionary { [Value] = new GitRoute(end) });

    /// <summary>The path of the project.</summary>
    public static string ProjectOf(HttpContext context)
    {
        var path = (string)context.Request.RouteValues[Value]!;
        return path[..path.LastIndexOf(Mark, StringComparison.Ordinal)];
    }

    /// <summary>Whether git is about to push.</summary>
    public static bool IsPush(HttpContext context)
    {
        var path = (string)context.Request.RouteValues[Value]!;
        return path.EndsWith("/git-receive-pack", StringComparison.Ordinal)
            || context.Request.Query["service"] == "git-receive-pack";
    }

    public bool Match(
        HttpContext? httpContext,
        IRouter? route,
        string routeKey,
        RouteValueDictionary values,
        RouteDirection routeDirection) =>
        values[routeKey] is string path && path.EndsWith(".git" + end, StringComparison.Ordinal);
}
