using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Sallyport.Core.Entra.Tokens;

namespace Sallyport.Storage.Sqlite;

/// <summary>
/// The sign-in log in a file of its own. Writers share a commit with all that came meanwhile (group commit), so that
/// durability costs one disk sync a batch and not one an answer.
/// </summary>
internal sealed class SqliteSignInLog : ISignInLog, IAsyncDisposable
{
    private const int MaximumBatch = 256;

    // As PostgreSQL's commit_siblings and commit_delay: where so many came together, more are on their way, and a saved
    // sync is time for their exchanges.
    private const int Siblings = 8;
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(3);

    // How many seconds another process may hold the file before waiting writers are refused.
    private const int Patience = 3;

    private readonly string path;
    private readonly BlockingCollection<Pending?> queue = new(4096);
    private readonly SqliteConnection connection;
    private readonly SqliteSignInInsert insert;
    private readonly SqliteSignInPruning pruning;
    private readonly ITimer idle;
    private readonly Task writer;

    /// <summary>Opens the log, whose file <see cref="SqliteSchema"/> has migrated.</summary>
    /// <param name="files">Where the file is.</param>
    /// <param name="retention">How much is kept.</param>
    /// <param name="time">The clock.</param>
    /// <param name="scopes">Where the context comes from whose model says what is written.</param>
    public SqliteSignInLog(SqliteFiles files, SignInRetention retention, TimeProvider time, IServiceScopeFactory scopes)
    {
        path = files.SignIns;
        var file = new SqliteConnectionStringBuilder
        {
            DataSource = path, Mode = SqliteOpenMode.ReadWrite, Pooling = false, DefaultTimeout = Patience,
        };
        connection = new SqliteConnection(file.ToString());
        connection.Open();
        using (var pragma = connection.CreateCommand())
        {
            pragma.CommandText = "PRAGMA synchronous=FULL";
            pragma.ExecuteNonQuery();
        }
        using (var scope = scopes.CreateScope())
        {
            var context = scope.ServiceProvider.GetRequiredService<SignInContext>();
            insert = new SqliteSignInInsert(connection, context.Model);
        }
        pruning = new SqliteSignInPruning(connection, retention, time);
        var period = SqliteSignInPruning.Period;
        idle = time.CreateTimer(_ => queue.TryAdd(null), null, period, period); // an empty batch prunes too
        // A thread of its own: a sync blocks, and waiting writers are to go on in the order in which they came.
        writer = Task.Factory.StartNew(
            WriteBatches, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public Task WriteAsync(SignInRecord record, CancellationToken cancel)
    {
        var pending = new Pending(record);
        return queue.TryAdd(pending)
            ? pending.Written.Task.WaitAsync(cancel)
            : throw new IOException("too many sign-ins wait to be recorded");
    }

    public async ValueTask DisposeAsync()
    {
        await idle.DisposeAsync();
        queue.CompleteAdding();
        await writer;
        queue.Dispose();
        pruning.Dispose();
        insert.Dispose();
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
                Take(batch, int.MaxValue); // those behind it would only wait as long again
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
        var records = batch.ConvertAll(p => p.Record);
        foreach (var record in records)
            insert.Execute(record, transaction);
        pruning.Run(transaction, records);
        transaction.Commit();
    }

    private sealed record Pending(SignInRecord Record)
    {
        public TaskCompletionSource Written { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
