using System.Globalization;
using Sallyport.Server.Instance;

namespace Sallyport.Cli.Instances;

/// <summary>
/// The operating system's lock that says whether an instance lives: it goes with its process, so a killed instance
/// leaves nothing to tidy up. While it is held, a file beside it names the process (a locked file cannot be read).
/// </summary>
internal sealed class InstanceLock : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);
    private static readonly int WouldBlock = OperatingSystem.IsLinux() ? 11 : 35; // EWOULDBLOCK, on macOS 35
    private readonly FileStream file;
    private readonly InstanceDirectory directory;

    private InstanceLock(FileStream file, InstanceDirectory directory)
    {
        this.file = file;
        this.directory = directory;
    }

    /// <summary>
    /// Takes the lock, or returns null when another process holds it. A look from another command, which is over at
    /// once, is waited out.
    /// </summary>
    public static async Task<InstanceLock?> TakeAsync(InstanceDirectory directory, CancellationToken cancel = default)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            if (TryOpen(directory, FileMode.OpenOrCreate, FileAccess.ReadWrite) is { } file)
            {
                var held = new InstanceLock(file, directory);
                held.Sign();
                return held;
            }
            if (TimeProvider.System.GetElapsedTime(started) > Patience)
                return null;
            await Task.Delay(20, cancel);
        }
    }

    /// <summary>Whether an instance holds the lock.</summary>
    public static bool IsHeld(InstanceDirectory directory)
    {
        try
        {
            // Reading is enough for a look, also on a read-only mount of a directory that an instance uses elsewhere.
            using var file = TryOpen(directory, FileMode.Open, FileAccess.Read);
            return file is null;
        }
        catch (Exception exception) when (IsAbsence(exception))
        {
            return false;
        }
    }

    /// <summary>The process id of the holder; null when nobody holds the lock.</summary>
    public static int? Holder(InstanceDirectory directory)
    {
        if (!IsHeld(directory))
            return null;
        try
        {
            var text = File.ReadAllText(directory.PidFile);
            var isNumber = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var pid);
            return isNumber ? pid : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Lets the lock go.</summary>
    public void Dispose()
    {
        File.Delete(directory.PidFile);
        file.Dispose();
    }

    private void Sign()
    {
        try
        {
            PrivateFile.Write(directory.PidFile, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            file.Dispose();
            throw directory.Unusable(exception);
        }
    }

    // Null when another process holds the lock, which is the one failure that is no fault.
    private static FileStream? TryOpen(InstanceDirectory directory, FileMode mode, FileAccess access)
    {
        var options = new FileStreamOptions { Mode = mode, Access = access, Share = FileShare.None, BufferSize = 0 };
        if (mode == FileMode.OpenOrCreate)
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            return new FileStream(directory.LockFile, options);
        }
        catch (IOException exception) when (exception.HResult == WouldBlock)
        {
            return null;
        }
        catch (Exception exception) when (mode == FileMode.Open && IsAbsence(exception))
        {
            throw;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw directory.Unusable(exception);
        }
    }

    private static bool IsAbsence(Exception exception) =>
        exception is FileNotFoundException or DirectoryNotFoundException;
}
