using Sallyport.Storage.Sqlite;

namespace Sallyport.Server;

/// <summary>The folder that holds everything durable of an instance; only its owner may look into it (0700).</summary>
public static class DataDirectory
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

    /// <summary>The databases and the keys in it; those that are missing are created empty.</summary>
    public static SqliteFiles StorageFiles(string path)
    {
        var files = new SqliteFiles(
            Directory: Path.Combine(path, "sallyport.db"),
            GitLab: Path.Combine(path, "gitlab.db"),
            SignIns: Path.Combine(path, "sign-ins.db"),
            Keys: CreatePrivate(KeysIn(path)));
        PrivateFile.Touch(files.Directory);
        PrivateFile.Touch(files.GitLab);
        PrivateFile.Touch(files.SignIns);
        return files;
    }

    /// <summary>Where the keys are that encrypt the signing keys.</summary>
    public static string KeysIn(string path) => Path.Combine(path, "keys");

    private static DirectoryInfo CreatePrivate(string path) => OperatingSystem.IsWindows()
        ? Directory.CreateDirectory(path)
        : Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
}
