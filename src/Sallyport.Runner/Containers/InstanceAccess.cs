namespace Sallyport.Runner.Containers;

/// <summary>
/// The runner's <c>environment</c> setting as it holds in a container: this machine's loopback has another address
/// there, and files that a value names are mounted to be read.
/// </summary>
internal sealed class InstanceAccess
{
    /// <summary>This machine's 127.0.0.1 as slirp4netns(1) shows it.</summary>
    public const string Host = "10.0.2.2";

    private static readonly string[] Loopback = ["127.0.0.1", "localhost"];

    /// <summary>Translates the settings.</summary>
    public InstanceAccess(IReadOnlyDictionary<string, string> settings)
    {
        Environment = settings.ToDictionary(s => s.Key, s => Inside(s.Value), StringComparer.Ordinal);
        Files = [.. settings.Values.Where(v => Path.IsPathRooted(v) && File.Exists(v)).Distinct()];
    }

    /// <summary>The variables inside.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; }

    /// <summary>The files, at the same path inside.</summary>
    public IReadOnlyList<string> Files { get; }

    private static string Inside(string value)
    {
        var isUrl = Uri.TryCreate(value, UriKind.Absolute, out var url) && url.Scheme is "http" or "https";
        if (!isUrl || !Loopback.Contains(url!.Host, StringComparer.Ordinal))
            return value;
        var user = url.UserInfo.Length > 0 ? url.UserInfo + "@" : "";
        return $"{url.Scheme}://{user}{Host}:{url.Port}{url.PathAndQuery.TrimEnd('/')}";
    }
}
