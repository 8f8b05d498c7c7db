using Microsoft.AspNetCore.Http;

namespace Sallyport.Server.GitLab;

/// <summary>The address of a project's page, as the browser asked for it.</summary>
/// <param name="Path">The path, decoded.</param>
internal sealed record AskedPage(string Path);

/// <summary>
/// The addresses of a project's pages: its path, however many groups it has, then perhaps <c>/-/</c> and the page. A
/// route's pattern cannot say that, so such an address is written as one with the path in one segment.
/// </summary>
internal static class PageRoute
{
    /// <summary>What stands before a project's pages in a route.</summary>
    public const string Prefix = "/-/pages/{project}";

    private const string Separator = "/-/";

    // The first segments that are no groups. Source: lib/gitlab/path_regex.rb (TOP_LEVEL_ROUTES), gitlabhq.
    private static readonly string[] Reserved = ["-", "api", "oauth", "users", ".well-known"];

    /// <summary>Writes the address of a project's page as the routes have it, and leaves any other.</summary>
    /// <param name="context">The request.</param>
    /// <param name="root">The path of the instance.</param>
    public static void Rewrite(HttpContext context, string root)
    {
        var path = context.Request.Path.Value ?? "";
        if (!path.StartsWith(root + "/", StringComparison.Ordinal))
            return;
        var rest = path[(root.Length + 1)..];
        var end = rest.IndexOf(Separator, StringComparison.Ordinal);
        var project = (end < 0 ? rest : rest[..end]).TrimEnd('/');
        var segments = project.Split('/');
        if (segments.Contains("") || Reserved.Contains(segments[0], StringComparer.Ordinal))
            return;
        var page = end < 0 ? "" : rest[(end + Separator.Length - 1)..];
        context.Features.Set(new AskedPage(path));
        context.Request.Path = $"{root}/-/pages/{Uri.EscapeDataString(project)}{page}";
    }

    /// <summary>The path of the project.</summary>
    public static string ProjectOf(HttpContext context) =>
        Uri.UnescapeDataString((string)context.Request.RouteValues["project"]!);
}
