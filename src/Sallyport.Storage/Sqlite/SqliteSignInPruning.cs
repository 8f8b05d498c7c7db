using Microsoft.Data.Sqlite;
using Sallyport.Core.Entra.Tokens;

namespace Sallyport.Storage.Sqlite;

/// <summary>
/// Deletes from the sign-in log what is not to be kept, some of it with each batch. Rows are counted once and the count
/// is kept in memory: counting them in the file takes the longer the more there are, and every sign-in would wait for
/// it meanwhile.
/// </summary>
internal sealed class SqliteSignInPruning : IDisposable
{
    /// <summary>How often a batch is due when nobody signs in, so that age is looked at.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private const int Chunk = 1_000; // more than a batch adds, and done in milliseconds

    private readonly SignInRetention retention;
    private readonly TimeProvider time;
    private readonly Kind clients;
    private readonly Kind strangers;

    public SqliteSignInPruning(SqliteConnection connection, SignInRetention retention, TimeProvider time)
    {
        this.retention = retention;
        this.time = time;
        clients = new Kind(connection, "\"ServicePrincipalId\" IS NOT NULL", retention.OfClients);
        strangers = new Kind(connection, "\"ServicePrincipalId\" IS NULL", retention.OfStrangers);
    }

    /// <summary>Deletes some of it in the transaction of a batch.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="added">The records that the batch has added in it.</param>
    public void Run(SqliteTransaction transaction, IReadOnlyCollection<SignInRecord> added)
    {
        var end = time.GetUtcNow() - retention.Age;
        var ofStrangers = added.Count(r => r.ServicePrincipalId is null);
        clients.Prune(transaction, added.Count - ofStrangers, end);
        strangers.Prune(transaction, ofStrangers, end);
    }

    /// <summary>The batch was not committed.</summary>
    public void Forget()
    {
        clients.Forget();
        strangers.Forget();
    }

    public void Dispose()
    {
        clients.Dispose();
        strangers.Dispose();
    }

    /// <summary>
    /// The rows of one kind. They have a limit of their own and an index of their own, whose filter is the condition.
    /// </summary>
    private sealed class Kind : IDisposable
    {
        private readonly int maximum;
        private readonly SqliteCommand count;
        private readonly SqliteCommand delete;
        private long? rows;

#pragma warning disable CA2100 // The conditions stand above.
        public Kind(SqliteConnection connection, string condition, int maximum)
        {
            this.maximum = maximum;
            count = connection.CreateCommand();
            count.CommandText = $"SELECT count(*) FROM sign_ins WHERE {condition}";
            delete = connection.CreateCommand();
            delete.CommandText = $"""
                DELETE FROM sign_ins WHERE rowid IN (
                    SELECT rowid FROM sign_ins WHERE {condition} AND "CreatedDateTime" <= $end
                    ORDER BY "CreatedDateTime" LIMIT $chunk)
                """;
            rows = Count();
        }
#pragma warning restore CA2100

        public void Prune(SqliteTransaction transaction, int added, DateTimeOffset end)
        {
            count.Transaction = transaction;
            delete.Transaction = transaction;
            var now = rows is { } known ? known + added : Count(); // the file holds by now what was added
            now -= Delete(end.UtcTicks, Chunk);
            if (now > maximum)
                now -= Delete(long.MaxValue, Math.Min(now - maximum, Chunk));
            rows = now;
        }

        public void Forget() => rows = null;

        public void Dispose()
        {
            count.Dispose();
            delete.Dispose();
        }

        private long Count() => (long)count.ExecuteScalar()!;

        private int Delete(long end, long chunk)
        {
            delete.Parameters.Clear();
            delete.Parameters.AddWithValue("$end", end);
            delete.Parameters.AddWithValue("$chunk", chunk);
            return delete.ExecuteNonQuery();
        }
    }
}
