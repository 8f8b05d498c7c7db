using Sallyport.Cli.Output;
using Sallyport.Portal.Frame;
using Sallyport.Server.Instance;

namespace Sallyport.Cli.Instances;

/// <summary>
/// The folder in which an instance keeps everything durable, and the names of the files that the command itself keeps
/// there.
/// </summary>
internal sealed record InstanceDirectory
{
    private readonly bool isTrustSaid;

    private InstanceDirectory(string path, bool isDefault, bool isTrusted, bool isTrustSaid)
    {
        Path = path;
        IsDefault = isDefault;
        IsTrusted = isTrusted;
        this.isTrustSaid = isTrustSaid;
    }

    /// <summary>The absolute path.</summary>
    public string Path { get; }

    /// <summary>Whether a command finds it without being told.</summary>
    public bool IsDefault { get; }

    /// <summary>Whether its user trusts it, whoever can write there.</summary>
    public bool IsTrusted { get; }

    /// <summary>Locked by a running instance.</summary>
    public string LockFile => File("instance.lock");

    /// <summary>The process id of the instance that holds the lock.</summary>
    public string PidFile => File("instance.pid");

    /// <summary>The facts of a running instance.</summary>
    public string InstanceFile => File("instance.json");

    /// <summary>The password that the first person had at first.</summary>
    public string AdminPassword => File("admin-password");

    /// <summary>What a background instance prints.</summary>
    public string LogFile => File("sallyport.log");

    /// <summary>The system's roots plus the local CA.</summary>
    public string CaBundle => File("ca-bundle.pem");

    /// <summary>The local authority's certificate for browsers, for localhost and the names below it.</summary>
    public string BrowserAuthority => File(DataDirectory.BrowserAuthority);

    /// <summary>Which authorities <c>sallyport trust</c> has made browsers trust.</summary>
    public string TrustedAuthorities => File("trusted-authorities");

    /// <summary>The page that leads a browser on to a sign-in link.</summary>
    public string SignInPage => File("sign-in.html");

    /// <summary>The profile of az in the instance's environment.</summary>
    public string AzureConfig => File(DataDirectory.Profile);

    /// <summary>What <c>sallyport shell</c> starts the shell with.</summary>
    public string ShellStart => File("shellrc");

    /// <summary>Everything in the directory that an instance or a command of ours has made.</summary>
    public IEnumerable<string> OwnEntries() => DataDirectory.OwnEntries(Path);

    /// <summary>How a command on this directory is called from the pages of its instance.</summary>
    public InstanceCommand CommandOnPages =>
        new(Options(ShellText.Quote), Options(ShellText.QuoteFish), Options(ShellText.QuotePowerShell));

    /// <summary>A command of ours on this directory, ready to be pasted into a shell.</summary>
    public string Command(string command) => $"sallyport {command} {Options(ShellText.Quote)}".TrimEnd();

    /// <summary>
    /// The directory that was asked for, or SALLYPORT_DATA_DIR, or <c>sallyport</c> in the user's data folder (XDG base
    /// directories).
    /// </summary>
    /// <param name="option">What <c>--data-dir</c> says, or null.</param>
    /// <param name="trust">What <c>--trust-data-dir</c> says, or null: then SALLYPORT_TRUST_DATA_DIR counts.</param>
    /// <exception cref="CommandFailedException">The trust is for another directory (exit code 2).</exception>
    public static InstanceDirectory Resolve(string? option, string? trust = null)
    {
        var configured = Variable("SALLYPORT_DATA_DIR");
        var path = Full(option ?? configured ?? System.IO.Path.Combine(UserData(), "sallyport"));
        if (trust is not null && Full(trust) != path)
        {
            throw new CommandFailedException(
                ExitCodes.Usage,
                $"--trust-data-dir names {Full(trust)}, but the data directory is {path}: both must be the same");
        }
        // The variable may be set for good, so it says nothing of another directory.
        var trusted = trust ?? Variable("SALLYPORT_TRUST_DATA_DIR");
        var isTrusted = trusted is not null && Full(trusted) == path;
        return new(path, isDefault: option is null, isTrusted, isTrustSaid: trust is not null);
    }

    /// <summary>Creates the directory for its owner alone; one that exists must be its user's own.</summary>
    /// <exception cref="CommandFailedException">It cannot be created or trusted.</exception>
    public void Create() => Checked(() => DataDirectory.CreateTrusted(Path, IsTrusted));

    /// <summary>Refuses a directory in which another user can have written, unless its user trusts it.</summary>
    /// <exception cref="CommandFailedException">It cannot be trusted (exit code 4).</exception>
    public void RequireTrusted()
    {
        if (!IsTrusted)
            Checked(() => DataDirectory.RequireTrusted(Path));
    }

    /// <summary>The failure for a directory that cannot be used.</summary>
    public CommandFailedException Unusable(Exception cause) =>
        new(ExitCodes.CannotStart, DataDirectory.Unusable(Path, cause).Message, cause);

    private string Options(Func<string, string> quote)
    {
        var words = new List<string>();
        if (!IsDefault)
            words.Add($"--data-dir {quote(Path)}");
        if (isTrustSaid)
            words.Add($"--trust-data-dir {quote(Path)}");
        return string.Join(' ', words);
    }

    private static void Checked(Action check)
    {
        try
        {
            check();
        }
        catch (StartupException exception)
        {
            throw new CommandFailedException(ExitCodes.CannotStart, exception.Message, exception);
        }
    }

    private static string Full(string path) =>
        System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));

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
