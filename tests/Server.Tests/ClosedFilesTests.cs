namespace Sallyport.Server.Tests;

/// <summary>What a server in this process has open in its data directory.</summary>
public sealed class ClosedFilesTests
{
    [Fact]
    public async Task A_server_that_is_disposed_leaves_no_file_of_its_data_directory_open_and_others_keep_theirs()
    {
        var folder = Directory.CreateTempSubdirectory("sallyport-closed-").FullName;
        await using var other = await RunningServer.StartAsync();
        await other.OwnerTokenAsync("https://graph.microsoft.com");
        await using (var server = await RunningServer.StartAsync(folder: folder))
        {
            await server.OwnerTokenAsync("https://graph.microsoft.com");
            using var gitlab = server.For("gitlab.example.com");
            (await gitlab.GetAsync("/oauth/discovery/keys", TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
            Assert.Equal(["gitlab.db", "sallyport.db", "sign-ins.db"], Databases(OpenIn(folder)));
        }
        Assert.Empty(OpenIn(folder));
        Assert.Contains("gitlab.db", Databases(OpenIn(other.Folder)));
        Directory.Delete(folder, recursive: true);
    }

    private static string[] Databases(IEnumerable<string> files) =>
        [.. files.Select(f => Path.GetFileName(f)!).Where(n => n.EndsWith(".db", StringComparison.Ordinal)).Distinct().Order(StringComparer.Ordinal)];

    // A descriptor may be closed while they are listed.
    private static List<string> OpenIn(string folder) => Directory.EnumerateFileSystemEntries("/proc/self/fd")
        .Select(d => new FileInfo(d).LinkTarget)
        .OfType<string>()
        .Where(f => f.StartsWith(folder + "/", StringComparison.Ordinal))
        .ToList();
}
