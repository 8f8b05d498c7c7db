using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Sallyport.Core.Entra.Sts;

namespace Sallyport.Storage;

/// <summary>
/// The sign-in log on SQLite, in a file of its own. Writers wait for one commit that carries all who came meanwhile (group commit), so
/// that durability costs one disk sync a batch and not one an answer.
/// </summary>
public sealed class SignInLog : ISignInLog, IAsyncDisposable
{
    private const int MaximumBatch = 256;
    private const string Schema = """
        PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;
        CREATE TABLE IF NOT EXISTS sign_ins (
            id TEXT PRIMARY KEY, created INTEGER NOT NULL, error_code INTEGER NOT NULL, record TEXT NOT NULL) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS sign_ins_created ON sign_ins (created);
        """;

    private readonly string connectionString;
    private readonly Channel<Pending> queue = Channel.CreateBounded<Pending>(4096);
    private readonly Task writer;

    /// <summary>Opens the log, making the file when there is none.</summary>
    public SignInLog(string path)
    {
        connectionString = $"Data Source={path};Default Timeout=30";
        var connection = Open();
        writer = Task.Run(() => WriteBatchesAsync(connection));
    }

    /// <inheritdoc/>
    public async Task WriteAsync(SignInRecord record, CancellationToken cancel)
    {
        var pending = new Pending(record);
        await queue.Writer.WriteAsync(pending, cancel);
        await pending.Written.Task;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SignInRecord>> ListAsync(bool refusedOnly, IReadOnlyList<string>? clients, int limit, CancellationToken cancel)
    {
        await using var connection = Open();
        await using var command = connection.CreateCommand();
        command.CommandText = """
            SELECT record FROM sign_ins
            WHERE (error_code <> 0 OR NOT $refused)
              AND ($clients IS NULL OR (record ->> 'AppId') COLLATE NOCASE IN (SELECT value FROM json_each($clients)))
            ORDER BY created DESC, id DESC LIMIT $limit
            """;
        command.Parameters.AddWithValue("$refused", refusedOnly);
        command.Parameters.AddWithValue("$clients", clients is null ? DBNull.Value : JsonSerializer.Serialize(clients));
        command.Parameters.AddWithValue("$limit", limit);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var records = new List<SignInRecord>();
        while (await reader.ReadAsync(cancel))
            records.Add(JsonSerializer.Deserialize<SignInRecord>(reader.GetString(0))!);
        return records;
    }

    /// <inheritdoc/>
    public async Task<SignInRecord?> FindAsync(Guid id, CancellationToken cancel)
    {
        await using var connection = Open();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT record FROM sign_ins WHERE id = $id";
        command.Parameters.AddWithValue("$id", id.ToString());
        return await command.ExecuteScalarAsync(cancel) is string record ? JsonSerializer.Deserialize<SignInRecord>(record) : null;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        queue.Writer.Complete();
        await writer;
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(connectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = Schema;
        command.ExecuteNonQuery();
        return connection;
    }

    private async Task WriteBatchesAsync(SqliteConnection connection)
    {
        await using var owned = connection;
        await using var insert = connection.CreateCommand();
        insert.CommandText = "INSERT INTO sign_ins (id, created, error_code, record) VALUES ($id, $created, $code, $record)";
        var batch = new List<Pending>();
        while (await queue.Reader.WaitToReadAsync())
        {
            batch.Clear();
            while (batch.Count < MaximumBatch && queue.Reader.TryRead(out var pending))
                batch.Add(pending);
            try
            {
                Commit(connection, insert, batch);
                batch.ForEach(p => p.Written.SetResult());
            }
            catch (Exception exception)
            {
                batch.ForEach(p => p.Written.SetException(exception)); // no record, no answer
            }
        }
    }

    private static void Commit(SqliteConnection connection, SqliteCommand insert, List<Pending> batch)
    {
        using var transaction = connection.BeginTransaction();
        insert.Transaction = transaction;
        foreach (var record in batch.Select(p => p.Record))
        {
            insert.Parameters.Clear();
            insert.Parameters.AddWithValue("$id", record.Id.ToString());
            insert.Parameters.AddWithValue("$created", record.CreatedDateTime.UtcTicks);
            insert.Parameters.AddWithValue("$code", record.ErrorCode);
            insert.Parameters.AddWithValue("$record", JsonSerializer.Serialize(record));
            insert.ExecuteNonQuery();
        }
        transaction.Commit();
    }

    private sealed record Pending(SignInRecord Record)
    {
        public TaskCompletionSource Written { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
