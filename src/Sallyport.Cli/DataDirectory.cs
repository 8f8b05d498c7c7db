namespace Sallyport.Cli;

/// <summary>The folder in which an instance keeps everything durable, and the names of the files that the command itself keeps there.</summary>
public sealed record DataDirectory
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnerOnlyFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private DataDirectory(string path, bool isDefault) => (Path, IsDefault) = (path, isDefault);

    /// <summary>The absolute path.</summary>
    public string Path { get; }

    /// <summary>Whether a command finds it without being told.</summary>
    public bool IsDefault { get; }

    /// <summary>Locked by a running instance; holds its process id.</summary>
    public string LockFile => File("instance.lock");

    /// <summary>The facts of a running instance.</summary>
    public string InstanceFile => File("instance.json");

    /// <summary>What a background instance prints.</summary>
    public string LogFile => File("sallyport.log");

    /// <summary>The system's roots plus the local CA.</summary>
    public string CaBundle => File("ca-bundle.pem");

    /// <summary>The profile of az in the instance's environment.</summary>
    public string AzureConfig => File("azure");

    /// <summary>What <c>sallyport shell</c> starts the shell with.</summary>
    public string ShellStart => File("shellrc");

    /// <summary>A command of ours on this directory, ready to be pasted into a shell.</summary>
    public string Command(string command) =>
        IsDefault ? $"sallyport {command}" : $"sallyport {command} --data-dir {ShellText.Quote(Path)}";

    /// <summary>The directory that was asked for, or SALLYPORT_DATA_DIR, or <c>sallyport</c> in the user's data folder (XDG base directories).</summary>
    public static DataDirectory Resolve(string? option)
    {
        var configured = Variable("SALLYPORT_DATA_DIR");
        var standard = configured ?? System.IO.Path.Combine(UserData(), "sallyport");
        return new(System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(option ?? standard)), option is null);
    }

    /// <summary>Creates the directory for its owner alone; one that exists is taken as it is.</summary>
    /// <exception cref="CommandFailedException">It cannot be created.</exception>
    public void Create()
    {
        try
        {
            Directory.CreateDirectory(Path, OwnerOnly);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unusable(exception);
        }
    }

    /// <summary>Replaces a file at once, readable by its owner alone.</summary>
    public static void Replace(string path, string content)
    {
        var partial = $"{path}.{Environment.ProcessId}.partial";
        System.IO.File.Delete(partial);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnlyFile };
        using (var stream = new FileStream(partial, options))
        {
            stream.Write(System.Text.Encoding.UTF8.GetBytes(content));
            stream.Flush(flushToDisk: true);
        }
        System.IO.File.Move(partial, path, overwrite: true);
    }

    /// <summary>Creates a folder in the directory for its owner alone.</summary>
    public static void CreateFolder(string path) => Directory.CreateDirectory(path, OwnerOnly);

    /// <summary>The failure for a directory that cannot be used.</summary>
    public CommandFailedException Unusable(Exception cause) =>
        new(ExitCodes.CannotStart, $"the data directory {Path} cannot be used ({cause.Message.TrimEnd('.')}); name another one with --data-dir", cause);

    private string File(string name) => System.IO.Path.Combine(Path, name);

    private static string UserData() =>
        Variable("XDG_DATA_HOME") is { } data && System.IO.Path.IsPathRooted(data)
            ? data
            : System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "share");

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
