using System.Globalization;

namespace Sallyport.Cli;

/// <summary>
/// The operating system's lock that says whether an instance lives: it goes with its process, so a killed instance leaves nothing to
/// tidy up. The file holds the process id of its holder.
/// </summary>
public sealed class InstanceLock : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);
    private readonly FileStream file;

    private InstanceLock(FileStream file) => this.file = file;

    /// <summary>Takes the lock, or returns null when another process holds it. A look from another command, which is over at once, is waited out.</summary>
    public static async Task<InstanceLock?> TakeAsync(DataDirectory directory, CancellationToken cancel = default)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            if (TryOpen(directory) is { } file)
            {
                Write(file, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
                return new InstanceLock(file);
            }
            if (TimeProvider.System.GetElapsedTime(started) > Patience)
                return null;
            await Task.Delay(20, cancel);
        }
    }

    /// <summary>Whether an instance holds the lock.</summary>
    public static bool IsHeld(DataDirectory directory)
    {
        if (!File.Exists(directory.LockFile))
            return false;
        using var file = TryOpen(directory);
        return file is null;
    }

    /// <summary>The process id of the holder; null when nobody holds the lock.</summary>
    public static int? Holder(DataDirectory directory)
    {
        if (!IsHeld(directory))
            return null;
        using var file = new FileStream(directory.LockFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(file);
        return int.TryParse(reader.ReadToEnd(), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : null;
    }

    /// <summary>Lets go.</summary>
    public void Dispose()
    {
        Write(file, "");
        file.Dispose();
    }

    private static FileStream? TryOpen(DataDirectory directory)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = 0,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        try
        {
            return new FileStream(directory.LockFile, options);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw directory.Unusable(exception);
        }
        catch (IOException exception) when (exception is DirectoryNotFoundException or PathTooLongException)
        {
            throw directory.Unusable(exception);
        }
        catch (IOException) when (File.Exists(directory.LockFile))
        {
            return null;
        }
        catch (IOException exception)
        {
            throw directory.Unusable(exception);
        }
    }

    private static void Write(FileStream file, string text)
    {
        file.SetLength(0);
        file.Position = 0;
        file.Write(System.Text.Encoding.ASCII.GetBytes(text));
    }
}
