namespace Sallyport.Server.Transport;

/// <summary>
/// Whether the instance's GitLab URL names a host that exists elsewhere, which shells and jobs must still reach.
/// </summary>
public static class GitLabHost
{
    // Reserved for documentation and tests (RFC 2606, RFC 6761): nobody else can be meant.
    private static readonly string[] Reserved =
        ["example.com", "example.net", "example.org", "example", "test", "invalid", "localhost"];

    /// <summary>Whether the URL's host is a real one.</summary>
    public static bool IsReal(string gitLabUrl) =>
        new Uri(gitLabUrl).IdnHost is var host
            && !Reserved.Any(r => host == r || host.EndsWith("." + r, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether this host is that real one.</summary>
    public static bool IsReal(string gitLabUrl, string host) =>
        string.Equals(new Uri(gitLabUrl).IdnHost, host, StringComparison.OrdinalIgnoreCase) && IsReal(gitLabUrl);
}
