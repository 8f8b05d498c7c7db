using System.IO.Enumeration;
using Sallyport.Cli.Output;
using Sallyport.Server.Instance;
using Sallyport.Server.Transport;

namespace Sallyport.Cli.Instances;

/// <summary>
/// The user's own <c>NO_PROXY</c> in the environment of an instance. An entry by which some client would reach a host
/// of the real cloud past the instance is left out; clients read entries differently, so the widest reading counts.
/// </summary>
/// <param name="Kept">The entries that stay.</param>
/// <param name="LeftOut">The entries that do not.</param>
internal sealed record UserDirectHosts(IReadOnlyList<string> Kept, IReadOnlyList<string> LeftOut)
{
    /// <summary>Sorts the entries of the surroundings for an instance.</summary>
    public static UserDirectHosts Of(InstanceFile instance)
    {
        var entries = (ProxyVariables.NoProxy ?? "")
            .Split([',', ' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries)
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .ToLookup(entry => LeadsPast(entry, instance));
        return new([.. entries[false]], [.. entries[true]]);
    }

    /// <summary>Says on stderr which entries were left out.</summary>
    public void TellOfLeftOut()
    {
        foreach (var entry in LeftOut)
        {
            Terminal.Progress(
                $"NO_PROXY: '{entry}' is left out, because clients could reach served hosts or the real cloud " +
                "without the proxy.");
        }
    }

    private static bool LeadsPast(string entry, InstanceFile instance)
    {
        if (Pattern(entry) is not { } pattern)
            return true;
        var covers = Covered(instance).Any(h => FileSystemName.MatchesSimpleExpression("*" + pattern, h));
        var isOwn = instance.TunnelHosts.Contains(pattern, StringComparer.OrdinalIgnoreCase);
        return covers || (CloudHosts.Contains(pattern) && !isOwn);
    }

    // What stands for the hosts in the entry, lower case: without port, marks before it and dot behind it. Null for
    // what is no host, pattern or network.
    private static string? Pattern(string entry)
    {
        var colon = entry.LastIndexOf(':');
        var hasPort = colon >= 0 && entry.IndexOf(':', StringComparison.Ordinal) == colon;
        var pattern = (hasPort ? entry[..colon] : entry).TrimStart('*', '.').TrimEnd('.');
        return pattern.All(IsOfEntry) ? pattern.ToLowerInvariant() : null;
    }

    private static bool IsOfEntry(char c) =>
        char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '*' or '?' or ':' or '/' or '[' or ']';

    // A real GitLab is reached past the instance in any case, and *.localhost needs no proxy.
    private static IEnumerable<string> Covered(InstanceFile instance) =>
        instance.Surfaces.Values
            .Select(url => new Uri(url).IdnHost)
            .Where(host => !host.EndsWith(".localhost", StringComparison.Ordinal))
            .Where(host => !GitLabHost.IsReal(instance.GitLabUrl, host))
            .Concat(CloudHosts.Names);
}
