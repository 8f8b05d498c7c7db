namespace Sallyport.Server.Instance;

/// <summary>The folder that holds everything durable of an instance; only its owner may read it (0700).</summary>
internal static class DataDirectory
{
    /// <summary>Creates it if needed and checks that it can be written.</summary>
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
            throw new StartupException(
                $"The data directory '{path}' cannot be written ({exception.Message}). " +
                "Choose another one with --data-dir.",
                exception);
        }
    }

    /// <summary>The folder of the keys that encrypt the signing keys.</summary>
    public static string KeysIn(string path) => Path.Combine(path, "keys");

    /// <summary>Creates a folder for its owner alone.</summary>
    public static DirectoryInfo CreatePrivate(string path) => OperatingSystem.IsWindows()
        ? Directory.CreateDirectory(path)
        : Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
}
