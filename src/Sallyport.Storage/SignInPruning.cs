using Microsoft.Data.Sqlite;

namespace Sallyport.Storage;

/// <summary>Deletes from the sign-in log what is not to be kept: once a minute it looks how far that goes, and each batch takes some of it along.</summary>
internal sealed class SignInPruning : IDisposable
{
    /// <summary>How often it looks.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private const int Chunk = 1_000; // more than a batch adds, and done in milliseconds

    private readonly SignInRetention retention;
    private readonly TimeProvider time;
    private readonly SqliteCommand look;
    private readonly SqliteCommand delete;
    private readonly Dictionary<bool, long> ends = [];
    private long looked;

    public SignInPruning(SqliteConnection connection, SignInRetention retention, TimeProvider time)
    {
        (this.retention, this.time) = (retention, time);
        look = connection.CreateCommand();
        look.CommandText = "SELECT created FROM sign_ins WHERE of_stranger = $stranger ORDER BY created DESC LIMIT 1 OFFSET $maximum";
        delete = connection.CreateCommand();
        delete.CommandText = """
            DELETE FROM sign_ins WHERE id IN (
                SELECT id FROM sign_ins WHERE of_stranger = $stranger AND created <= $end ORDER BY created LIMIT $chunk)
            """;
    }

    /// <summary>Takes some of it along.</summary>
    /// <param name="transaction">The transaction of the batch.</param>
    public void Run(SqliteTransaction transaction)
    {
        look.Transaction = delete.Transaction = transaction;
        if (ends.Count == 0 || time.GetElapsedTime(looked) >= Period)
        {
            looked = time.GetTimestamp();
            ends[false] = End(stranger: false, retention.OfClients);
            ends[true] = End(stranger: true, retention.OfStrangers);
        }
        foreach (var (stranger, end) in ends)
        {
            Set(delete, ("$stranger", stranger), ("$end", end), ("$chunk", Chunk));
            delete.ExecuteNonQuery();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        look.Dispose();
        delete.Dispose();
    }

    // The newest record that is not to be kept: it is too old, or enough are newer.
    private long End(bool stranger, int maximum)
    {
        Set(look, ("$stranger", stranger), ("$maximum", maximum));
        return Math.Max((time.GetUtcNow() - retention.Age).UtcTicks, look.ExecuteScalar() as long? ?? 0);
    }

    private static void Set(SqliteCommand command, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        command.Parameters.Clear();
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value);
    }
}
