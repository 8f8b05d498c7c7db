using Microsoft.Data.Sqlite;
using Sallyport.Core.Entra.Tokens;

namespace Sallyport.Storage;

/// <summary>
/// Deletes from the sign-in log what is not to be kept, some of it with each batch. How many rows there are is counted once and kept
/// in mind: to count them in the file takes the longer the more there are, and who signs in meanwhile would wait for it.
/// </summary>
internal sealed class SignInPruning : IDisposable
{
    /// <summary>How often a batch is due when nobody signs in, so that age is looked at.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private const int Chunk = 1_000; // more than a batch adds, and done in milliseconds

    private readonly SignInRetention retention;
    private readonly TimeProvider time;
    private readonly SqliteCommand count;
    private readonly SqliteCommand delete;
    private (long Clients, long Strangers)? counted;

    public SignInPruning(SqliteConnection connection, SignInRetention retention, TimeProvider time)
    {
        (this.retention, this.time) = (retention, time);
        count = connection.CreateCommand();
        count.CommandText = "SELECT (SELECT count(*) FROM sign_ins), (SELECT count(*) FROM sign_ins WHERE of_stranger = 1)";
        delete = connection.CreateCommand();
        delete.CommandText = """
            DELETE FROM sign_ins WHERE id IN (
                SELECT id FROM sign_ins WHERE of_stranger = $stranger AND created <= $end ORDER BY created LIMIT $chunk)
            """;
        counted = Count();
    }

    /// <summary>Takes some of it along.</summary>
    /// <param name="transaction">The transaction of the batch.</param>
    /// <param name="added">What the batch has added in it.</param>
    public void Run(SqliteTransaction transaction, IReadOnlyCollection<SignInRecord> added)
    {
        count.Transaction = delete.Transaction = transaction;
        var strangers = added.Count(r => r.ServicePrincipalId is null);
        var (ofClients, ofStrangers) = counted is var (c, s) ? (c + added.Count - strangers, s + strangers) : Count();
        counted = (Kept(stranger: false, ofClients, retention.OfClients), Kept(stranger: true, ofStrangers, retention.OfStrangers));
    }

    /// <summary>The batch was not committed.</summary>
    public void Forget() => counted = null;

    /// <inheritdoc/>
    public void Dispose()
    {
        count.Dispose();
        delete.Dispose();
    }

    private long Kept(bool stranger, long rows, int maximum)
    {
        rows -= Delete(stranger, (time.GetUtcNow() - retention.Age).UtcTicks, Chunk);
        return rows > maximum ? rows - Delete(stranger, long.MaxValue, Math.Min(rows - maximum, Chunk)) : rows;
    }

    private int Delete(bool stranger, long end, long chunk)
    {
        delete.Parameters.Clear();
        delete.Parameters.AddWithValue("$stranger", stranger);
        delete.Parameters.AddWithValue("$end", end);
        delete.Parameters.AddWithValue("$chunk", chunk);
        return delete.ExecuteNonQuery();
    }

    private (long Clients, long Strangers) Count()
    {
        using var reader = count.ExecuteReader();
        reader.Read();
        return (reader.GetInt64(0) - reader.GetInt64(1), reader.GetInt64(1));
    }
}
