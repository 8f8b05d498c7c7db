namespace Sallyport.Runner;

/// <summary>
/// The folders of one job, in one folder that only this user can enter and that is removed with all that is in it.
/// </summary>
internal sealed class JobFolders : IDisposable
{
    // What az keeps of its own code; sessions, tokens and subscriptions are in other files.
    private static readonly string[] AzureIndexes = ["commandIndex.json", "versionCheck.json"];

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // Links are not followed: they may lead out of the job's folder.
    private static readonly EnumerationOptions Everything = new()
    {
        RecurseSubdirectories = true,
        IgnoreInaccessible = true,
        AttributesToSkip = FileAttributes.ReparsePoint,
    };

    /// <summary>Creates the folders.</summary>
    /// <param name="projectPath">The project's path with namespace, such as <c>group/project</c>.</param>
    /// <param name="azureProfile">A folder of Azure CLI from which its command index is copied; null for none.</param>
    public JobFolders(string projectPath, string? azureProfile)
    {
        Root = Directory.CreateTempSubdirectory($"{LeftFolders.Beginning}{RunnerMark.Own}-").FullName;
        Home = Make("home");
        Temporary = Make("tmp");
        Written = Make("written");
        AzureConfig = Make("azure");
        Builds = Make("builds");
        Project = Path.Combine(Builds, Path.Combine(projectPath.Split('/')));
        if (azureProfile is not null)
            SeedAzureConfig(azureProfile);
    }

    /// <summary>The folder around them all; its name is in the environment of every process of the job.</summary>
    public string Root { get; }

    /// <summary>The job's <c>HOME</c>.</summary>
    public string Home { get; }

    /// <summary>The job's <c>TMPDIR</c>.</summary>
    public string Temporary { get; }

    /// <summary>
    /// What the runner writes for the job: scripts and file variables. A container can only read it, since a link in
    /// the place of a file would lead the runner to files of this machine.
    /// </summary>
    public string Written { get; }

    /// <summary>The job's <c>AZURE_CONFIG_DIR</c>.</summary>
    public string AzureConfig { get; }

    /// <summary>The job's <c>CI_BUILDS_DIR</c>.</summary>
    public string Builds { get; }

    /// <summary>The job's <c>CI_PROJECT_DIR</c>: the checkout.</summary>
    public string Project { get; }

    /// <summary>Writes a file that only this user can read.</summary>
    public string Write(string name, string text)
    {
        var path = Path.Combine(Written, name);
        using var stream = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = OwnerOnly,
        });
        stream.Write(System.Text.Encoding.UTF8.GetBytes(text));
        return path;
    }

    /// <summary>The path of a file of the runner's own, which is not there yet; the earlier one is removed.</summary>
    public string NewFile(string name)
    {
        var path = Path.Combine(Make("packed"), name);
        File.Delete(path);
        return path;
    }

    /// <summary>Whether the checkout is a folder and not a link to somewhere else, and so is each above it.</summary>
    public bool HasOwnProject()
    {
        for (var folder = Project; folder.Length > Builds.Length; folder = Path.GetDirectoryName(folder)!)
            if (new FileInfo(folder).LinkTarget is not null)
                return false;
        return true;
    }

    /// <summary>Removes everything, also what the job made unwritable.</summary>
    public void Dispose() => Remove(Root);

    /// <summary>Removes a job's folder with all that is in it.</summary>
    public static void Remove(string root)
    {
        try
        {
            Directory.Delete(root, recursive: true);
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            foreach (var folder in Directory.EnumerateDirectories(root, "*", Everything).Prepend(root))
                File.SetUnixFileMode(folder, OwnerOnly | UnixFileMode.UserExecute);
            Directory.Delete(root, recursive: true);
        }
    }

    private void SeedAzureConfig(string profile)
    {
        foreach (var name in AzureIndexes)
        {
            var source = Path.Combine(profile, name);
            if (File.Exists(source))
                File.Copy(source, Path.Combine(AzureConfig, name));
        }
    }

    private string Make(string name) =>
        Directory.CreateDirectory(Path.Combine(Root, name), OwnerOnly | UnixFileMode.UserExecute).FullName;
}
