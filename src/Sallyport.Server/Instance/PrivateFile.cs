using System.Text;

namespace Sallyport.Server.Instance;

/// <summary>Files that only their owner may read (0600). They appear whole or not at all.</summary>
public static class PrivateFile
{
    /// <summary>Writes a new file beside it, syncs that to the disk and renames it over the old one.</summary>
    public static void Write(string path, string text)
    {
        var neighbour = path + ".new";
        File.Delete(neighbour);
        try
        {
            using (var file = Create(neighbour, FileMode.CreateNew))
            {
                file.Write(Encoding.UTF8.GetBytes(text));
                file.Flush(flushToDisk: true);
            }
            File.Move(neighbour, path, overwrite: true);
        }
        catch
        {
            File.Delete(neighbour); // on a full disk it would hold what room there was
            throw;
        }
    }

    /// <summary>Creates a file that is not there yet, to be written to.</summary>
    internal static FileStream CreateNew(string path) => Create(path, FileMode.CreateNew);

    /// <summary>Creates an empty file if there is none: a library would create it readable to others.</summary>
    public static void Touch(string path) => Create(path, FileMode.OpenOrCreate).Dispose();

    /// <summary>
    /// The file's text; when there is none yet, it is written with what <paramref name="create"/> makes.
    /// </summary>
    public static string ReadOrCreate(string path, Func<string> create)
    {
        if (!File.Exists(path))
            Write(path, create());
        return File.ReadAllText(path);
    }

    private static FileStream Create(string path, FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write, Share = FileShare.ReadWrite };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, options);
    }
}
