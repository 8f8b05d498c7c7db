using Sallyport.Cli.Output;
using Sallyport.Cli.Up;

namespace Sallyport.Cli.Instances;

/// <summary>
/// The folder in which an instance keeps everything durable, and the names of the files that the command itself keeps
/// there.
/// </summary>
internal sealed record InstanceDirectory
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private static readonly string[] OwnNames =
    [
        "instance.lock", "instance.pid", "instance.json", "identity.json",
        "owner-secret", "gitlab-token", "administrator-token", "proxy-secret",
        "ca.pem", "ca.key", "ca-bundle.pem",
        "sallyport.db", "sallyport.db-*", "gitlab.db", "gitlab.db-*", "sign-ins.db", "sign-ins.db-*", "keys",
        "sallyport.log", "azure", "shellrc",
        ".writable",
    ];

    private InstanceDirectory(string path, bool isDefault) => (Path, IsDefault) = (path, isDefault);

    /// <summary>The absolute path.</summary>
    public string Path { get; }

    /// <summary>Whether a command finds it without being told.</summary>
    public bool IsDefault { get; }

    /// <summary>Locked by a running instance.</summary>
    public string LockFile => File("instance.lock");

    /// <summary>The process id of the instance that holds the lock.</summary>
    public string PidFile => File("instance.pid");

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

    /// <summary>Everything in the directory that an instance or a command of ours has made.</summary>
    public IEnumerable<string> OwnEntries() =>
        OwnNames
            .SelectMany(name => new[] { name, name + ".new" })
            .SelectMany(name => Directory.EnumerateFileSystemEntries(Path, name))
            .Distinct();

    /// <summary>A command of ours on this directory, ready to be pasted into a shell.</summary>
    public string Command(string command) =>
        IsDefault ? $"sallyport {command}" : $"sallyport {command} --data-dir {ShellText.Quote(Path)}";

    /// <summary>
    /// The directory that was asked for, or SALLYPORT_DATA_DIR, or <c>sallyport</c> in the user's data folder (XDG base
    /// directories).
    /// </summary>
    public static InstanceDirectory Resolve(string? option)
    {
        var configured = Variable("SALLYPORT_DATA_DIR");
        var standard = configured ?? System.IO.Path.Combine(UserData(), "sallyport");
        var path = System.IO.Path.GetFullPath(option ?? standard);
        return new(System.IO.Path.TrimEndingDirectorySeparator(path), isDefault: option is null);
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

    /// <summary>Creates a folder in the directory for its owner alone.</summary>
    public static void CreateFolder(string path) => Directory.CreateDirectory(path, OwnerOnly);

    /// <summary>The failure for a directory that cannot be used.</summary>
    public CommandFailedException Unusable(Exception cause)
    {
        var reason = cause.Message.TrimEnd('.');
        var message = $"the data directory {Path} cannot be used ({reason}); name another one with --data-dir";
        return new(ExitCodes.CannotStart, message, cause);
    }

    private string File(string name) => System.IO.Path.Combine(Path, name);

    private static string UserData()
    {
        var configured = Variable("XDG_DATA_HOME");
        if (configured is not null && System.IO.Path.IsPathRooted(configured))
            return configured;
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return System.IO.Path.Combine(home, ".local", "share");
    }

    private static string? Variable(string name)
    {
        var value = Environment.GetEnvironmentVariable(name);
        return string.IsNullOrEmpty(value) ? null : value;
    }
}
