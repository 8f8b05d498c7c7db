namespace Sallyport.Server;

/// <summary>The folder that holds everything durable of an instance; only its owner may look into it (0700).</summary>
public static class DataDirectory
{
    /// <summary>Makes it if needed and sees that it can be written.</summary>
    public static void Prepare(string path)
    {
        try
        {
            CreatePrivate(path);
            var probe = Path.Combine(path, ".writable");
            File.WriteAllText(probe, "");
            File.Delete(probe);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The data directory '{path}' cannot be written ({exception.Message}). Choose another one with --data-dir.", exception);
        }
    }

    /// <summary>The database in it.</summary>
    public static string Database(string path) => Path.Combine(path, "sallyport.db");

    /// <summary>The log of sign-ins in it.</summary>
    public static string SignIns(string path) => Path.Combine(path, "sign-ins.db");

    /// <summary>A folder in it, made if needed.</summary>
    public static DirectoryInfo Folder(string path, string name) => CreatePrivate(Path.Combine(path, name));

    private static DirectoryInfo CreatePrivate(string path) => OperatingSystem.IsWindows()
        ? Directory.CreateDirectory(path)
        : Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
}
