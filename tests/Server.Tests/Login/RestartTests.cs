using System.Net;
using Microsoft.Data.Sqlite;

namespace Sallyport.Server.Tests.Login;

/// <summary>What a data directory keeps, and which one is refused.</summary>
public sealed class RestartTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("sallyport-restart-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Tokens_keys_and_secrets_outlive_the_process()
    {
        string token, keys;
        await using (var first = await RunningServer.StartAsync(folder: folder))
        {
            token = await first.OwnerTokenAsync("https://management.azure.com");
            keys = await KeysAsync(first);
        }
        await using var second = await RunningServer.StartAsync(folder: folder);
        using var arm = second.For("management.azure.com", token);
        using var response = await arm.GetAsync("/subscriptions?api-version=2022-12-01", Cancel);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(keys, await KeysAsync(second));
        await second.OwnerTokenAsync("https://graph.microsoft.com");
    }

    [Fact]
    public async Task Ids_are_chosen_on_the_first_start_and_kept()
    {
        var tenant = Guid.CreateVersion7();
        await using (var first = await RunningServer.StartAsync(o => o with { TenantId = tenant }, folder))
            Assert.Equal(tenant, first.Facts.TenantId);
        await using var second = await RunningServer.StartAsync(folder: folder);
        Assert.Equal(tenant, second.Facts.TenantId);
        await second.OwnerTokenAsync("https://graph.microsoft.com");
    }

    [Fact]
    public async Task A_first_start_that_was_killed_half_way_is_finished_by_the_next()
    {
        await using (await RunningServer.StartAsync(folder: folder))
        {
        }
        SqliteConnection.ClearAllPools();
        var secret = await File.ReadAllTextAsync(Path.Combine(folder, "owner-secret"), Cancel);
        foreach (var file in Directory.EnumerateFiles(folder, "sallyport.db*")) // the secrets were written, the rows were not
            File.Delete(file);
        await using var next = await RunningServer.StartAsync(folder: folder);
        Assert.Equal(secret.Trim(), next.Facts.OwnerClientSecret);
        await next.OwnerTokenAsync("https://graph.microsoft.com");
    }

    [Fact]
    public async Task A_directory_of_a_newer_version_is_refused_and_left_alone()
    {
        await using (await RunningServer.StartAsync(folder: folder))
        {
        }
        var database = Path.Combine(folder, "sallyport.db");
        await using (var connection = new SqliteConnection($"Data Source={database}"))
        {
            await connection.OpenAsync(Cancel);
            await using var command = connection.CreateCommand();
            command.CommandText = "INSERT INTO __EFMigrationsHistory VALUES ('29990101000000_Future', '99.0.0')";
            await command.ExecuteNonQueryAsync(Cancel);
        }
        var refused = await Assert.ThrowsAsync<StartupException>(() => RunningServer.StartAsync(folder: folder));
        Assert.Contains("29990101000000_Future", refused.Message, StringComparison.Ordinal);
        Assert.Contains("--data-dir", refused.Message, StringComparison.Ordinal);
    }

    private static async Task<string> KeysAsync(RunningServer server)
    {
        using var gitLab = server.For("gitlab.example.com");
        return await gitLab.GetStringAsync("/oauth/discovery/keys", Cancel);
    }
}
