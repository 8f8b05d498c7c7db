namespace Sallyport.Runner.Containers;

/// <summary>
/// The job's folders that its container has. Whatever user the image runs as may write there; on this machine nobody
/// else gets to them, since the folder around them is closed.
/// </summary>
internal static class SharedFolders
{
    private const UnixFileMode ForFolders = (UnixFileMode)0x1FF; // rwxrwxrwx
    private const UnixFileMode ForFiles = (UnixFileMode)0x1B6; // rw-rw-rw-
    private const UnixFileMode ToRead = (UnixFileMode)0x124; // r--r--r--
    private const UnixFileMode ToEnter = (UnixFileMode)0x16D; // r-xr-xr-x

    private static readonly EnumerationOptions NoLinks = new()
    {
        RecurseSubdirectories = true,
        IgnoreInaccessible = true,
        AttributesToSkip = FileAttributes.ReparsePoint,
    };

    /// <summary>The folders, at the same path inside.</summary>
    public static string[] Of(JobFolders folders) =>
        [folders.Builds, folders.Temporary, folders.Home, folders.AzureConfig];

    /// <summary>Lets every user of the container read what the runner has written.</summary>
    public static void OpenWritten(JobFolders folders)
    {
        Add(folders.Written, ToEnter);
        foreach (var file in Directory.EnumerateFiles(folders.Written))
            Add(file, ToRead);
    }

    /// <summary>
    /// Lets every user of the container use them. Only before the container starts: it could put links in their places
    /// meanwhile.
    /// </summary>
    public static void Open(JobFolders folders)
    {
        foreach (var folder in Of(folders))
        {
            Add(folder, ForFolders);
            foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos("*", NoLinks))
                Add(entry.FullName, entry is DirectoryInfo ? ForFolders : ForFiles);
        }
    }

    // What a user of the container made is not ours to change, and open to it as it is.
    private static void Add(string path, UnixFileMode mode)
    {
        try
        {
            File.SetUnixFileMode(path, File.GetUnixFileMode(path) | mode);
        }
        catch (UnauthorizedAccessException)
        {
        }
    }
}
