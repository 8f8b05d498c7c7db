namespace Sallyport.Storage;

/// <summary>
/// Brings the databases to today's schema. Each engine has its own lock that keeps two starts from migrating at once.
/// </summary>
public interface ISchema
{
    /// <summary>Applies the migrations that are missing to every database, under the engine's lock.</summary>
    /// <returns>
    /// Null, or the database and its newest migration when this version does not know that migration: a newer version
    /// wrote it, and it stays untouched.
    /// </returns>
    /// <exception cref="UnusableDatabaseException">A database cannot be opened, read or written.</exception>
    Task<string?> UpdateAsync(CancellationToken cancel);
}

/// <summary>A database that cannot be opened, read or written.</summary>
/// <param name="database">The database, as an operator finds it: a path, or a name on a server.</param>
/// <param name="cause">What the engine says.</param>
public sealed class UnusableDatabaseException(string database, Exception cause) : Exception(cause.Message, cause)
{
    /// <summary>The database, as an operator finds it.</summary>
    public string Database => database;

    /// <summary>Whether it lacks nothing but room on its disk.</summary>
    public bool IsFull { get; init; }
}
