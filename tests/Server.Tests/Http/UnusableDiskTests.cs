using System.Diagnostics;
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
            Root.Run("umount", "--lazy", mount);
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

    [Fact]
    public async Task A_background_start_on_a_full_disk_says_so_although_its_log_cannot()
    {
        Mount("16m");
        await StartsAsync();
        var filler = Path.Combine(mount, "filler");
        Fill(filler);
        var (exitCode, printed) = await DetachAsync();
        Assert.Equal(4, exitCode);
        Assert.Contains("The disk is full", printed, StringComparison.Ordinal);
        File.Delete(filler);
        Assert.Equal(0, (await DetachAsync()).ExitCode);
        Assert.Equal(0, (await OneConsole.ExitAsync("down", "--data-dir", Folder)).ExitCode);
    }

    private static void Fill(string path)
    {
        using var file = File.Create(path, bufferSize: 0);
        var page = new byte[4096];
        try
        {
            while (true)
                file.Write(page);
        }
        catch (IOException)
        {
            // full
        }
    }

    private async Task<(int ExitCode, string Printed)> DetachAsync()
    {
        string[] program = [typeof(CommandLine).Assembly.Location, "up", "--port", "0", "--detach", "--data-dir", Folder];
        using var process = Process.Start(new ProcessStartInfo("dotnet", program) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await errors);
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
