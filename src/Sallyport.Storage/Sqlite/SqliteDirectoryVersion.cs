using Microsoft.Data.Sqlite;

namespace Sallyport.Storage.Sqlite;

/// <summary>
/// SQLite's <c>PRAGMA data_version</c>, on a connection that never writes: a number that changes with every commit to
/// the file by any other connection, and that is known without reading a page.
/// </summary>
internal sealed class SqliteDirectoryVersion : IDirectoryVersion, IDisposable
{
    private readonly Lock gate = new();
    private readonly SqliteConnection connection;
    private readonly SqliteCommand command;

    /// <summary>Opens a connection of its own to the directory's file.</summary>
    public SqliteDirectoryVersion(SqliteFiles files)
    {
        var file = new SqliteConnectionStringBuilder { DataSource = files.Directory, Pooling = false };
        connection = new SqliteConnection(file.ToString());
        connection.Open();
        command = connection.CreateCommand();
        command.CommandText = "PRAGMA data_version";
    }

    public long Read()
    {
        lock (gate)
            return (long)command.ExecuteScalar()!;
    }

    public void Dispose()
    {
        command.Dispose();
        connection.Dispose();
    }
}
