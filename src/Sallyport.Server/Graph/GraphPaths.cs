using Microsoft.AspNetCore.Http;
using Sallyport.Core.Entra.Rules;

namespace Sallyport.Server.Graph;

/// <summary>
/// What Graph says to a request that no route took: it names the version, the segment or the method that is wrong.
/// </summary>
internal static class GraphPaths
{
    private static readonly string[] Collections =
    [
        "applications", "servicePrincipals", "organization", "directoryObjects", "auditLogs", "users",
        "directoryRoles", "me",
    ];

    /// <summary>The refusal of this path or method.</summary>
    public static GraphRefusal Refuse(HttpContext context)
    {
        var segments = (context.Request.Path.Value ?? "").Split('/')[1..];
        if (segments.Length == 0 || !GraphVersion.All.Any(v => v.Name == segments[0]))
            return GraphErrors.BadRequest($"Invalid version: {segments.FirstOrDefault()}");
        var path = segments[1..];
        var empty = Array.IndexOf(path, "");
        if (empty > 0 && empty < path.Length - 1)
            return GraphErrors.SegmentWithoutKey(path[empty - 1]);
        if (context.Response.StatusCode == StatusCodes.Status405MethodNotAllowed)
            return GraphErrors.MethodNotAllowed();
        var root = path.FirstOrDefault() ?? "";
        var known = Collections.Contains(root.Split('(')[0], StringComparer.Ordinal);
        return GraphErrors.BadRequest(
            $"Resource not found for the segment '{(known ? path.Last(s => s.Length > 0) : root)}'.");
    }
}
