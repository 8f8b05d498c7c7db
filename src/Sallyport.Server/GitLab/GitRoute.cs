using Microsoft.AspNetCore.Http;

namespace Sallyport.Server.GitLab;

/// <summary>
/// The addresses of a repository: the project's path, however many groups it has, then <c>.git</c> and what git asks
/// for. A route's pattern cannot say that, so such an address is written as one with the path in one segment.
/// </summary>
internal static class GitRoute
{
    private const string Value = "repository";
    private const string Prefix = "/-/git/";
    private const string Mark = ".git";

    private static readonly string[] Ends = ["/info/refs", "/git-upload-pack", "/git-receive-pack"];

    /// <summary>The pattern of a route.</summary>
    /// <param name="end">What git asks for.</param>
    public static string Pattern(string end) => $"{Prefix}{{{Value}}}{end}";

    /// <summary>Writes the address of a repository as the routes have it, and leaves any other.</summary>
    /// <param name="context">The request.</param>
    /// <param name="root">The path of the instance.</param>
    public static void Rewrite(HttpContext context, string root)
    {
        var path = context.Request.Path.Value ?? "";
        var end = Array.Find(Ends, e => path.EndsWith(Mark + e, StringComparison.Ordinal));
        if (end is null || !path.StartsWith(root + "/", StringComparison.Ordinal))
            return;
        var project = path[(root.Length + 1)..^(Mark.Length + end.Length)];
        context.Request.Path = $"{root}{Prefix}{Uri.EscapeDataString(project)}{end}";
    }

    /// <summary>The path of the project.</summary>
    public static string ProjectOf(HttpContext context) =>
        Uri.UnescapeDataString((string)context.Request.RouteValues[Value]!);

    /// <summary>Whether git is about to push.</summary>
    public static bool IsPush(HttpContext context) =>
        context.Request.Path.Value!.EndsWith(Ends[2], StringComparison.Ordinal)
            || context.Request.Query["service"] == "git-receive-pack";
}
