using Microsoft.Data.Sqlite;

namespace Sallyport.Storage.Sqlite;

/// <summary>
/// How contexts connect to the files. Their connections are pooled, and those that nobody uses are closed when the
/// storage is disposed: the pools belong to the process, which would keep the files open as long as it lives.
/// </summary>
/// <param name="files">The files.</param>
internal sealed class SqliteConnections(SqliteFiles files) : IDisposable
{
    /// <summary>To the directory.</summary>
    public string Directory { get; } = SqliteOptions.To(files.Directory);

    /// <summary>To the GitLab side.</summary>
    public string GitLab { get; } = SqliteOptions.To(files.GitLab);

    /// <summary>To the log of sign-ins, for readers.</summary>
    public string SignIns { get; } = SqliteSignInContext.To(files.SignIns);

    public void Dispose()
    {
        foreach (var target in (string[])[Directory, GitLab, SignIns])
        {
            using var connection = new SqliteConnection(target);
            SqliteConnection.ClearPool(connection);
        }
    }
}
