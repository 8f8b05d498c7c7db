using System.Collections.Concurrent;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Sallyport.Core.Entra.Tokens;

namespace Sallyport.Storage;

/// <summary>
/// The sign-in log on SQLite, in a file of its own. Writers wait for one commit that carries all who came meanwhile (group commit), so
/// that durability costs one disk sync a batch and not one an answer.
/// </summary>
public sealed class SignInLog : ISignInLog, IAsyncDisposable
{
    private const int MaximumBatch = 256;

    // As PostgreSQL's commit_siblings and commit_delay: where so many came together, more are on their way, and a sync that is saved is
    // time for their exchanges.
    private const int Siblings = 8;
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(3);

    // How long another process may hold the file before who waits is refused.
    private const int Patience = 3;

    // A record is no part of a page: what would be escaped for one only makes it longer.
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly string path;
    private readonly BlockingCollection<Pending?> queue = new(4096);
    private readonly SqliteConnection connection;
    private readonly SqliteCommand insert;
    private readonly SignInPruning pruning;
    private readonly ITimer idle;
    private readonly Task writer;

    /// <summary>Opens the log, whose file <see cref="SignInSchema"/> has made.</summary>
    /// <param name="path">The file.</param>
    /// <param name="retention">How much is kept.</param>
    /// <param name="time">The clock.</param>
    public SignInLog(string path, SignInRetention retention, TimeProvider time)
    {
        this.path = path;
        connection = new SqliteConnection($"Data Source={path};Mode=ReadWrite;Pooling=False;Default Timeout={Patience}");
        connection.Open();
        using (var pragma = connection.CreateCommand())
        {
            pragma.CommandText = "PRAGMA synchronous=FULL";
            pragma.ExecuteNonQuery();
        }
        insert = connection.CreateCommand();
        insert.CommandText = "INSERT INTO sign_ins (id, created, error_code, record) VALUES ($id, $created, $code, $record)";
        pruning = new SignInPruning(connection, retention, time);
        idle = time.CreateTimer(_ => queue.TryAdd(null), null, SignInPruning.Period, SignInPruning.Period); // an empty batch prunes too
        // A thread of its own: a sync blocks, and who waits for it is to go on in the order in which he came.
        writer = Task.Factory.StartNew(WriteBatches, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <inheritdoc/>
    public Task WriteAsync(SignInRecord record, CancellationToken cancel)
    {
        var pending = new Pending(record);
        return queue.TryAdd(pending)
            ? pending.Written.Task.WaitAsync(cancel)
            : throw new IOException("too many sign-ins wait to be recorded");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await idle.DisposeAsync();
        queue.CompleteAdding();
        await writer;
        queue.Dispose();
        pruning.Dispose();
        await insert.DisposeAsync();
        await connection.DisposeAsync();
    }

    private void WriteBatches()
    {
        var batch = new List<Pending>();
        while (queue.TryTake(out var first, Timeout.Infinite))
        {
            if (batch.Count >= Siblings)
                Thread.Sleep(Delay);
            batch.Clear();
            Add(batch, first);
            Take(batch, MaximumBatch);
            try
            {
                Commit(batch);
                batch.ForEach(p => p.Written.TrySetResult());
            }
            catch (Exception exception)
            {
                pruning.Forget();
                Take(batch, int.MaxValue); // who waits behind it would only wait as long again
                batch.ForEach(p => p.Written.TrySetException(exception)); // no record, no answer
            }
        }
    }

    private void Take(List<Pending> batch, int maximum)
    {
        while (batch.Count < maximum && queue.TryTake(out var pending))
            Add(batch, pending);
    }

    private static void Add(List<Pending> batch, Pending? pending)
    {
        if (pending is not null)
            batch.Add(pending);
    }

    private void Commit(List<Pending> batch)
    {
        if (!File.Exists(path))
            throw new IOException($"'{path}' was removed while the instance runs; restart it");
        using var transaction = connection.BeginTransaction();
        insert.Transaction = transaction;
        var records = batch.ConvertAll(p => p.Record);
        foreach (var record in records)
        {
            insert.Parameters.Clear();
            insert.Parameters.AddWithValue("$id", record.Id.ToString());
            insert.Parameters.AddWithValue("$created", record.CreatedDateTime.UtcTicks);
            insert.Parameters.AddWithValue("$code", record.ErrorCode);
            insert.Parameters.AddWithValue("$record", JsonSerializer.Serialize(record, Json));
            insert.ExecuteNonQuery();
        }
        pruning.Run(transaction, records);
        transaction.Commit();
    }

    private sealed record Pending(SignInRecord Record)
    {
        public TaskCompletionSource Written { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
