using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Sallyport.Storage;
using Sallyport.Storage.Sqlite;

namespace Sallyport.Server.Tests;

/// <summary>A database of a data directory, changed behind the server's back.</summary>
internal static class DataFile
{
    /// <summary>The stores of a data directory, beside those of a server that runs on it.</summary>
    public static ServiceProvider OpenStores(string folder) => new ServiceCollection()
        .AddSingleton(TimeProvider.System)
        .AddSqliteStorage(SqliteFiles.In(folder), new SignInRetention(TimeSpan.FromDays(30)))
        .BuildServiceProvider();

    /// <summary>The texts in the first column of what a query finds.</summary>
    public static List<string> Query(string folder, string database, string text)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, database)};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The texts stand in the tests.
        command.CommandText = text;
#pragma warning restore CA2100
        using var reader = command.ExecuteReader();
        var found = new List<string>();
        while (reader.Read())
            found.Add(reader.GetString(0));
        return found;
    }

    /// <summary>Executes a statement.</summary>
    public static void Execute(string folder, string database, string text)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, database)};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The texts stand in the tests.
        command.CommandText = text;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
