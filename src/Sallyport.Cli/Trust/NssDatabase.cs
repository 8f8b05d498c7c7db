using Sallyport.Cli.Processes;
using Sallyport.Server.Instance;

namespace Sallyport.Cli.Trust;

/// <summary>
/// A certificate database of Chromium and Chrome, or of a profile of Firefox. <c>certutil</c> of NSS changes it.
/// </summary>
internal sealed record NssDatabase(string Name, string Path) : TrustPlace(Name, Path)
{
    private const string Tool = "certutil";
    private const string TrustedForServers = "C,,";
    private const string Missing =
        "certutil is missing: install libnss3-tools (Debian, Ubuntu), nss-tools (Fedora) or nss (Homebrew), " +
        "then repeat the command";
    private const string HasPassword =
        "it has a password of its own (a primary password): take that away for a moment, or import " +
        DataDirectory.BrowserAuthority + " in the browser's settings";
    private const int Copies = 20; // a name can stand for several certificates

    /// <summary>Those of a user.</summary>
    public static IEnumerable<NssDatabase> Of(string home)
    {
        foreach (var folder in ChromiumFolders(home))
            yield return new("Chromium and Chrome", folder);
        foreach (var folder in FirefoxProfiles(home))
            yield return new("Firefox", folder);
    }

    public override async Task<TrustResult> TrustAsync(
        string fingerprint, string certificate, CancellationToken cancel)
    {
        if (ProgramOutput.Find(Tool) is null)
            return Failed(Missing);
        if (!IsThere)
        {
            DataDirectory.CreatePrivate(Path);
            var made = await RunAsync(["-N", "--empty-password"], cancel);
            if (!made.IsGood)
                return Failed(made.Reason);
        }
        var name = NameOf(fingerprint);
        await DeleteAsync(name, cancel);
        var added = await RunAsync(
            ["-A", "-n", name, "-t", TrustedForServers, "-i", certificate, "-f", "/dev/null"], cancel);
        if (added.IsGood)
            return Done();
        await DeleteAsync(name, cancel); // it can be in the database without the trust
        var isLocked = added.Error.Contains("SEC_ERROR_BAD_PASSWORD", StringComparison.Ordinal);
        return Failed(isLocked ? HasPassword : added.Reason);
    }

    public override async Task<TrustResult> RemoveAsync(string fingerprint, CancellationToken cancel)
    {
        if (!IsThere)
            return LeftOut("there is no database");
        if (ProgramOutput.Find(Tool) is null)
            return Failed(Missing);
        var name = NameOf(fingerprint);
        var isRemoved = await DeleteAsync(name, cancel);
        var left = await RunAsync(["-L", "-n", name], cancel);
        if (left.IsGood)
            return Failed("the certificate cannot be deleted; is the database read-only?");
        return isRemoved ? Done() : LeftOut("it does not have this authority");
    }

    private bool IsThere => File.Exists(System.IO.Path.Combine(Path, "cert9.db"));

    private async Task<bool> DeleteAsync(string name, CancellationToken cancel)
    {
        var deleted = 0;
        while (deleted < Copies && (await RunAsync(["-D", "-n", name], cancel)).IsGood)
            deleted++;
        return deleted > 0;
    }

    private Task<ProgramOutput> RunAsync(IEnumerable<string> arguments, CancellationToken cancel) =>
        ProgramOutput.RunAsync(ProgramOutput.Find(Tool)!, [.. arguments, "-d", $"sql:{Path}"], cancel);

    // Newer ones use the second folder when there is no first one, so the first will do when there is none at all.
    private static IEnumerable<string> ChromiumFolders(string home)
    {
        var data = Environment.GetEnvironmentVariable("XDG_DATA_HOME") is { Length: > 0 } configured
            ? configured
            : System.IO.Path.Combine(home, ".local", "share");
        var usual = System.IO.Path.Combine(home, ".pki", "nssdb");
        string[] known =
        [
            usual,
            System.IO.Path.Combine(data, "pki", "nssdb"),
            System.IO.Path.Combine(home, "snap", "chromium", "current", ".pki", "nssdb"),
        ];
        var found = known.Where(Directory.Exists).ToList();
        var hasUsual = Directory.Exists(known[0]) || Directory.Exists(known[1]);
        return hasUsual ? found : found.Prepend(usual);
    }

    private static IEnumerable<string> FirefoxProfiles(string home)
    {
        string[] roots =
        [
            ".mozilla/firefox", ".config/mozilla/firefox", "snap/firefox/common/.mozilla/firefox",
            ".var/app/org.mozilla.firefox/.mozilla/firefox", "Library/Application Support/Firefox/Profiles",
        ];
        return roots
            .Select(root => System.IO.Path.Combine(home, root))
            .Where(Directory.Exists)
            .SelectMany(Directory.EnumerateDirectories)
            .Where(profile => File.Exists(System.IO.Path.Combine(profile, "cert9.db")))
            .Order(StringComparer.Ordinal);
    }
}
