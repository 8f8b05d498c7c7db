using Sallyport.Cli;
using Sallyport.Server.Instance;

namespace Sallyport.Server.Tests.Http;

/// <summary>A start on a real file system that cannot be written, or has no room.</summary>
[Collection(OneConsole.Name)]
public sealed class UnusableDiskTests : IDisposable
{
    private readonly string mount = Directory.CreateTempSubdirectory("sallyport-disk-").FullName;
    private bool isMounted;

    private string Folder => Path.Combine(mount, "data");

    public void Dispose()
    {
        if (isMounted)
            Root.Run("umount", mount);
        Directory.Delete(mount, recursive: true);
    }

    [Fact]
    public async Task A_read_only_mount_is_refused_as_what_it_is_and_works_when_it_can_be_written()
    {
        Mount("16m");
        await StartsAsync();
        PrivateFile.Touch(Path.Combine(Folder, "instance.lock")); // as every instance leaves it
        Root.Run("mount", "-o", "remount,ro", mount);
        var refused = await Assert.ThrowsAsync<StartupException>(() => RunningServer.StartAsync(folder: Folder));
        Assert.Contains("mounted read-only", refused.Message, StringComparison.Ordinal);
        var (exitCode, printed) = await UpAsync();
        Assert.Equal(4, exitCode);
        Assert.Contains("mounted read-only", printed, StringComparison.Ordinal);
        // no instance, and none to be seen
        Assert.Equal(3, await CommandLine.RunAsync(["status", "--data-dir", Folder]));
        Root.Run("mount", "-o", "remount,rw", mount);
        await StartsAsync();
    }

    [Fact]
    public async Task A_full_disk_is_refused_as_what_it_is_and_with_room_the_start_goes_on()
    {
        Mount("400k");
        var refused = await Assert.ThrowsAsync<StartupException>(() => RunningServer.StartAsync(folder: Folder));
        Assert.Contains("The disk is full", refused.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Folder));
        var (exitCode, printed) = await UpAsync();
        Assert.Equal(4, exitCode);
        Assert.Contains("The disk is full", printed, StringComparison.Ordinal);
        Root.Run("mount", "-o", "remount,size=16m", mount);
        await StartsAsync();
    }

    private void Mount(string size)
    {
        Root.Require();
        Root.Run("mount", "-t", "tmpfs", "-o", $"size={size},mode=0700", "none", mount);
        isMounted = true;
    }

    private Task<(int ExitCode, string Printed)> UpAsync() =>
        OneConsole.ExitAsync("up", "--port", "0", "--json", "--data-dir", Folder);

    private async Task StartsAsync()
    {
        await using (var next = await RunningServer.StartAsync(folder: Folder))
            await next.OwnerTokenAsync("https://graph.microsoft.com");
    }
}
