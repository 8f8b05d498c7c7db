using Microsoft.Data.Sqlite;

namespace Sallyport.Storage;

/// <summary>
/// A number that changes with every commit to the database, whoever makes it, and is asked without reading a page: SQLite's
/// <c>PRAGMA data_version</c> on a connection that never writes.
/// </summary>
public sealed class DatabaseVersion : IDisposable
{
    private readonly Lock gate = new();
    private readonly SqliteConnection connection;
    private readonly SqliteCommand command;

    /// <summary>Opens a connection of its own to the database file.</summary>
    public DatabaseVersion(string path)
    {
        connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        command = connection.CreateCommand();
        command.CommandText = "PRAGMA data_version";
    }

    /// <summary>The number now: every commit that was acknowledged before this call is in it.</summary>
    public long Read()
    {
        lock (gate)
            return (long)command.ExecuteScalar()!;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        command.Dispose();
        connection.Dispose();
    }
}
