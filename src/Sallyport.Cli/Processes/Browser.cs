namespace Sallyport.Cli.Processes;

/// <summary>
/// The person's browser: what <c>BROWSER</c> names, else what the desktop opens addresses with. It is started beside
/// this process and never waited for.
/// </summary>
internal static class Browser
{
    private const string Detached = "\"$@\" </dev/null >/dev/null 2>&1 &";

    /// <summary>Opens an address; false when there is no browser.</summary>
    public static async Task<bool> OpenAsync(string address, CancellationToken cancel)
    {
        var found = Candidates().FirstOrDefault(c => ProgramOutput.Find(c[0]) is not null);
        if (found is null)
            return false;
        var words = found.Select(w => w.Replace("%s", address, StringComparison.Ordinal)).ToList();
        if (!found.Any(w => w.Contains("%s", StringComparison.Ordinal)))
            words.Add(address);
        await ProgramOutput.RunAsync("/bin/sh", ["-c", Detached, "sh", .. words], cancel);
        return true;
    }

    /// <summary>
    /// Commands, the wanted one first. <c>BROWSER</c> is a list with colons, as in Debian's sensible-browser(1); a
    /// command's own <c>&amp;</c> is not needed.
    /// </summary>
    private static IEnumerable<string[]> Candidates()
    {
        var named = (Variable("BROWSER") ?? "")
            .Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(c => c.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(w => w != "&").ToArray())
            .Where(c => c.Length > 0);
        foreach (var command in named)
            yield return command;
        if (OperatingSystem.IsMacOS())
            yield return ["open"];
        else if (Variable("DISPLAY") is not null || Variable("WAYLAND_DISPLAY") is not null)
        {
            yield return ["xdg-open"];
            yield return ["x-www-browser"];
        }
    }

    private static string? Variable(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
