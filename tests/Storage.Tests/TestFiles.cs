using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Sallyport.Storage.Sqlite;

namespace Sallyport.Storage.Tests;

/// <summary>The files of storage in a folder of its own, empty at first.</summary>
internal sealed class TestFiles : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("sallyport-storage-");

    public TestFiles()
    {
        Storage = new SqliteFiles(New("sallyport.db"), New("gitlab.db"), New("sign-ins.db"), folder.CreateSubdirectory("keys"));
    }

    public SqliteFiles Storage { get; }

    /// <summary>Storage on these files as the server composes it, migrated.</summary>
    public async Task<ServiceProvider> OpenAsync(SignInRetention? retention = null, TimeProvider? time = null)
    {
        var provider = Compose(retention, time);
        Assert.Null(await provider.GetRequiredService<ISchema>().UpdateAsync(TestContext.Current.CancellationToken));
        return provider;
    }

    /// <summary>The same, not migrated.</summary>
    public ServiceProvider Compose(SignInRetention? retention = null, TimeProvider? time = null) => new ServiceCollection()
        .AddSingleton(time ?? TimeProvider.System)
        .AddSqliteStorage(Storage, retention ?? new SignInRetention(TimeSpan.FromDays(30)))
        .BuildServiceProvider();

    /// <summary>A connection to a file, behind the back of whoever else uses it.</summary>
    public static SqliteConnection Connect(string file)
    {
        var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        return connection;
    }

    /// <summary>Executes statements.</summary>
    public static void Execute(SqliteConnection connection, string text)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The texts are in the tests.
        command.CommandText = text;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        folder.Delete(recursive: true);
    }

    private string New(string name)
    {
        var path = Path.Combine(folder.FullName, name);
        File.Create(path).Dispose();
        return path;
    }
}
