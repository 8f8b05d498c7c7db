namespace Sallyport.Storage.Sqlite;

/// <summary>
/// The files that hold everything durable. All of them exist before they are opened, readable by their owner alone:
/// SQLite would make them readable by everybody.
/// </summary>
/// <param name="Directory">The database of the directory, Azure's resources and the signing keys.</param>
/// <param name="GitLab">The database of the GitLab side.</param>
/// <param name="SignIns">The log of sign-ins.</param>
/// <param name="Keys">The folder of the Data Protection keys that encrypt the signing keys.</param>
public sealed record SqliteFiles(string Directory, string GitLab, string SignIns, DirectoryInfo Keys)
{
    /// <summary>The database files.</summary>
    public IReadOnlyList<string> Databases => [Directory, GitLab, SignIns];

    /// <summary>The files of a data directory.</summary>
    public static SqliteFiles In(string folder) => new(
        Directory: Path.Combine(folder, "sallyport.db"),
        GitLab: Path.Combine(folder, "gitlab.db"),
        SignIns: Path.Combine(folder, "sign-ins.db"),
        Keys: new DirectoryInfo(Path.Combine(folder, "keys")));
}
