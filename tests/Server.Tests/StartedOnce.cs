using Sallyport.Server.Instance;

namespace Sallyport.Server.Tests;

/// <summary>
/// A data directory after its first start. Most tests go on with a copy of it, for a first start makes keys and tables, which is most of
/// the time that a start takes; what a first start does has tests of its own.
/// </summary>
internal static class StartedOnce
{
    private static readonly Lazy<Task<string>> Folder = new(StartAsync);

    /// <summary>Whether a start with these options could have made it.</summary>
    public static bool Fits(ServerOptions options)
    {
        var usual = new ServerOptions { DataDirectory = options.DataDirectory };
        return (options.TenantId, options.SubscriptionId, options.OwnerClientId, options.GitLabUrl)
            == (usual.TenantId, usual.SubscriptionId, usual.OwnerClientId, usual.GitLabUrl) && IsNow(options.Time);
    }

    /// <summary>Fills an empty folder with a copy.</summary>
    public static async Task CopyToAsync(string target)
    {
        var source = await Folder.Value;
        foreach (var folder in Directory.EnumerateDirectories(source, "*", SearchOption.AllDirectories))
            Directory.CreateDirectory(folder.Replace(source, target, StringComparison.Ordinal), File.GetUnixFileMode(folder));
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
            File.Copy(file, file.Replace(source, target, StringComparison.Ordinal));
    }

    // What a first start makes is dated.
    private static bool IsNow(TimeProvider time) => (time.GetUtcNow() - TimeProvider.System.GetUtcNow()).Duration() < TimeSpan.FromMinutes(1);

    private static async Task<string> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("sallyport-started-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        var earlier = new ShiftedTime(); // a test's clock may have stopped before this
        earlier.Advance(TimeSpan.FromMinutes(-5));
        await using (var running = await RunningServer.StartAsync(o => o with { Time = earlier }, folder))
        {
            await running.OwnerTokenAsync("https://management.azure.com"); // makes the token service's key
            using var gitlab = running.For("gitlab.example.com");
            (await gitlab.GetAsync("/oauth/discovery/keys")).EnsureSuccessStatusCode();
        }
        return folder;
    }
}
