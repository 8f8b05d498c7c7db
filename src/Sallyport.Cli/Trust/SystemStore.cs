using Sallyport.Cli.Processes;

namespace Sallyport.Cli.Trust;

/// <summary>
/// The authorities that the whole machine trusts, on Debian and on Fedora: a folder of files, and the program that
/// reads it anew. Only root changes it; another user's changes go through sudo.
/// </summary>
internal sealed record SystemFolder(string Path, string Extension, string Refresh) : TrustPlace(SystemStore.Name, Path)
{
    public override async Task<TrustResult> TrustAsync(
        string fingerprint, string certificate, CancellationToken cancel) =>
        Of(await AsRoot.RunAsync([["install", "-m", "644", certificate, FileOf(fingerprint)], [Refresh]], cancel));

    public override async Task<TrustResult> RemoveAsync(string fingerprint, CancellationToken cancel)
    {
        var file = FileOf(fingerprint);
        if (!File.Exists(file))
            return LeftOut("it does not have this authority");
        return Of(await AsRoot.RunAsync([["rm", "--", file], [Refresh]], cancel));
    }

    /// <summary>Whether it has the authority.</summary>
    public bool Has(string fingerprint) => File.Exists(FileOf(fingerprint));

    private string FileOf(string fingerprint) => System.IO.Path.Combine(Path, NameOf(fingerprint) + Extension);

    private TrustResult Of(string? failure) => failure is null ? Done() : Failed(failure);
}

/// <summary>The keychain of the whole machine, on macOS.</summary>
internal sealed record SystemKeychain() : TrustPlace(SystemStore.Name, "/Library/Keychains/System.keychain")
{
    public override async Task<TrustResult> TrustAsync(
        string fingerprint, string certificate, CancellationToken cancel) =>
        Of(await AsRoot.RunAsync(
            [["security", "add-trusted-cert", "-d", "-r", "trustRoot", "-k", Path, certificate]], cancel));

    public override async Task<TrustResult> RemoveAsync(string fingerprint, CancellationToken cancel) =>
        Of(await AsRoot.RunAsync([["security", "delete-certificate", "-Z", fingerprint, "-t", Path]], cancel));

    private TrustResult Of(string? failure) => failure is null ? Done() : Failed(failure);
}

/// <summary>Where this machine keeps the authorities that all of its users trust.</summary>
internal static class SystemStore
{
    internal const string Name = "System";

    /// <summary>The store; null when this system's is not known.</summary>
    public static TrustPlace? Find()
    {
        if (OperatingSystem.IsMacOS())
            return new SystemKeychain();
        SystemFolder[] known =
        [
            new("/usr/local/share/ca-certificates", ".crt", "update-ca-certificates"),
            new("/etc/pki/ca-trust/source/anchors", ".pem", "update-ca-trust"),
        ];
        return known.FirstOrDefault(f => Directory.Exists(f.Path) && ProgramOutput.Find(f.Refresh) is not null);
    }
}
