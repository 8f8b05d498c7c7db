namespace Sallyport.Server.Instance;

/// <summary>
/// Tells whether the instance's GitLab URL names a host that exists elsewhere; then shells and jobs must still
/// reach it.
/// </summary>
public static class GitLabHost
{
    // Reserved for documentation and tests (RFC 2606, RFC 6761): no real host has such a name.
    private static readonly string[] Reserved =
        ["example.com", "example.net", "example.org", "example", "test", "invalid", "localhost"];

    /// <summary>Whether the host of the URL is a real one.</summary>
    public static bool IsReal(string gitLabUrl)
    {
        var host = new Uri(gitLabUrl).IdnHost;
        return !Reserved.Any(r => host == r || host.EndsWith("." + r, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Whether this host is the host of the URL and real.</summary>
    public static bool IsReal(string gitLabUrl, string host) =>
        string.Equals(new Uri(gitLabUrl).IdnHost, host, StringComparison.OrdinalIgnoreCase) && IsReal(gitLabUrl);
}
