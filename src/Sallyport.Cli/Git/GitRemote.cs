using System.Text.RegularExpressions;

namespace Sallyport.Cli.Git;

/// <summary>
/// What the URL of a git remote says of GitLab: <c>https://</c>, <c>ssh://</c>, <c>git@host:path</c>.
/// </summary>
/// <param name="Instance">The URL of the instance; null when the remote names none.</param>
/// <param name="IsGuess">
/// Whether only the host of git's own access is known, so that the web address is a guess.
/// </param>
/// <param name="Path">What stands behind the host.</param>
internal sealed partial record GitRemote(string? Instance, bool IsGuess, string? Path)
{
    private const string GitLabCom = "gitlab.com";

    private static readonly GitRemote None = new(null, IsGuess: false, null);

    /// <summary>Reads a remote's URL.</summary>
    public static GitRemote Read(string remote)
    {
        if (Uri.TryCreate(remote, UriKind.Absolute, out var url) && url.Host.Length > 0)
            return url.Scheme switch
            {
                "https" or "http" => new GitRemote($"{url.Scheme}://{url.Authority}", IsGuess: false, url.AbsolutePath),
                "ssh" or "git" => new GitRemote(WebAddress(url.Host), IsGuess: true, url.AbsolutePath),
                _ => None,
            };
        var scp = Scp().Match(remote);
        if (!scp.Success || remote.Contains("://", StringComparison.Ordinal))
            return None;
        return new GitRemote(WebAddress(scp.Groups["host"].Value), IsGuess: true, scp.Groups["path"].Value);
    }

    /// <summary>The project's path, or null when the remote has none.</summary>
    /// <param name="instance">
    /// The URL of the instance: a path of its own (<c>https://example.com/gitlab</c>) is no group.
    /// </param>
    public string? ProjectOf(string? instance)
    {
        var root = "/";
        if (!IsGuess && Uri.TryCreate(instance, UriKind.Absolute, out var url))
            root = url.AbsolutePath.Trim('/') + "/";
        var project = Path?.Trim('/');
        if (project?.StartsWith(root, StringComparison.Ordinal) == true)
            project = project[root.Length..];
        if (project?.EndsWith(".git", StringComparison.Ordinal) == true)
            project = project[..^4];
        return project?.Contains('/', StringComparison.Ordinal) == true ? project : null;
    }

    // gitlab.com answers ssh on port 443 under a name of its own.
    private static string WebAddress(string host) => $"https://{(host == $"altssh.{GitLabCom}" ? GitLabCom : host)}";

    // [user@]host:path; with a port in brackets, [user@host:port]:path
    [GeneratedRegex(
        @"^(?:\[(?:[^@/\]]+@)?(?<host>[^:/\]@]+)(?::\d+)?\]|(?:[^@/:]+@)?(?<host>[^:/@\[]+)):(?<path>.+)$",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Scp();
}
