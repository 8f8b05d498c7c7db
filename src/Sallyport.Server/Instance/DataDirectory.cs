namespace Sallyport.Server.Instance;

/// <summary>The folder that holds everything durable of an instance; only its owner may read it (0700).</summary>
public static class DataDirectory
{
    /// <summary>The folder in it that holds the profile of az.</summary>
    public const string Profile = "azure";

    /// <summary>The folder in it that holds what jobs have left behind.</summary>
    public const string Artifacts = "artifacts";

    /// <summary>The folder in it that holds the projects' git repositories.</summary>
    public const string Repositories = "repositories";

    /// <summary>The certificate of the local authority that browsers may trust.</summary>
    public const string BrowserAuthority = "ca-localhost.pem";

    private const int ErrorNoSpace = 28;
    private const int ErrorReadOnly = 30;

    // As much as a first start writes: what has less room fails here, where the reason can be told.
    private const int Room = 512 * 1024;

    private static readonly string[] OwnNames =
    [
        "instance.lock", "instance.pid", "instance.json", "identity.json",
        "owner-secret", "admin-password", "gitlab-token", "administrator-token", "proxy-secret",
        "ca.pem", "ca.key", "ca-bundle.pem", BrowserAuthority, "trusted-authorities", "sign-in.html",
        "sallyport.db", "sallyport.db-*", "gitlab.db", "gitlab.db-*", "sign-ins.db", "sign-ins.db-*", "keys",
        "sallyport.log", Profile, Artifacts, Repositories, "shellrc",
        ".writable",
    ];

    /// <summary>Everything in a data directory that an instance or a command of ours has made.</summary>
    public static IEnumerable<string> OwnEntries(string path) =>
        OwnNames
            .SelectMany(name => new[] { name, name + ".new" })
            .SelectMany(name => Directory.EnumerateFileSystemEntries(path, name))
            .Distinct();

    /// <summary>
    /// Refuses a directory in which another user can have written, or which another user can replace. One that does not
    /// exist yet is judged by the way to it.
    /// </summary>
    /// <param name="path">The path.</param>
    /// <exception cref="StartupException">It cannot be trusted, or the system does not tell.</exception>
    public static void RequireTrusted(string path)
    {
        try
        {
            if (DataDirectoryTrust.Distrust(Path.GetFullPath(path)) is { } reason)
            {
                throw new StartupException(
                    $"The data directory '{path}' cannot be trusted: {reason}. Choose another one with --data-dir, " +
                    $"or say with --trust-data-dir '{path}' that you trust everybody who can write there.");
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unusable(path, exception);
        }
    }

    /// <summary>Creates it if needed, for its owner alone, and checks that it can be trusted.</summary>
    /// <param name="path">The path.</param>
    /// <param name="isTrusted">Whether its user trusts it, whoever can write there.</param>
    /// <exception cref="StartupException">It cannot be created or trusted.</exception>
    public static void CreateTrusted(string path, bool isTrusted)
    {
        if (!isTrusted)
            RequireTrusted(path);
        try
        {
            CreatePrivate(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unusable(path, exception);
        }
        // Under /tmp, somebody else may have been first.
        if (!isTrusted)
            RequireTrusted(path);
    }

    /// <summary>Creates it if needed, and checks that it can be trusted and written.</summary>
    /// <param name="path">The path.</param>
    /// <param name="isTrusted">Whether its user trusts it, whoever can write there.</param>
    internal static void Prepare(string path, bool isTrusted)
    {
        CreateTrusted(path, isTrusted);
        try
        {
            var probe = Path.Combine(path, ".writable");
            PrivateFile.Write(probe, new string(' ', Room));
            File.Delete(probe);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unusable(path, exception);
        }
    }

    /// <summary>The refusal of a directory with which the system does not do what an instance needs.</summary>
    public static StartupException Unusable(string path, Exception exception)
    {
        var way = exception.HResult switch
        {
            ErrorNoSpace => "The disk is full: free some space",
            ErrorReadOnly => "It is mounted read-only: mount it so that it can be written",
            _ => "Give yourself access to it",
        };
        var reason = exception.Message.ReplaceLineEndings(" ").TrimEnd('.');
        return new StartupException(
            $"The data directory '{path}' cannot be used ({reason}). {way}, or choose another one with --data-dir.",
            exception);
    }

    /// <summary>The refusal of a directory that lost a part.</summary>
    /// <param name="path">The part.</param>
    /// <param name="fault">What is wrong with it: <c>is missing</c>, <c>is damaged</c> …</param>
    /// <param name="cause">What showed it.</param>
    internal static StartupException Damaged(string path, string fault, Exception? cause = null) => new(
        $"'{path}' {fault}. Restore the data directory from a backup, or start over with `sallyport reset`.", cause);

    /// <summary>The folder of the keys that encrypt the signing keys.</summary>
    internal static string KeysIn(string path) => Path.Combine(path, "keys");

    /// <summary>Creates a folder for its owner alone, and so the missing folders above it.</summary>
    public static void CreatePrivate(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }
        if (Path.GetDirectoryName(path) is { } parent && !Directory.Exists(parent))
            CreatePrivate(parent);
        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
