using System.Net;
using Sallyport.Server.Instance;

namespace Sallyport.Server.Tests.Login;

/// <summary>What a data directory keeps, and which one is refused.</summary>
public sealed class RestartTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("sallyport-restart-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
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

    [Theory]
    [InlineData("sallyport.db")]
    [InlineData("gitlab.db")]
    [InlineData("*.db")]
    public async Task A_first_start_that_was_killed_half_way_is_finished_by_the_next(string unwritten)
    {
        await StartedOnce.CopyToAsync(folder);
        var secret = await File.ReadAllTextAsync(Path.Combine(folder, "owner-secret"), Cancel);
        foreach (var file in Directory.EnumerateFiles(folder, unwritten + "*")) // the secrets were written, the rows were not
            File.Delete(file);
        await using var next = await RunningServer.StartAsync(folder: folder);
        Assert.Equal(secret.Trim(), next.Facts.OwnerClientSecret);
        await next.OwnerTokenAsync("https://graph.microsoft.com");
        using var gitLab = next.For("gitlab.example.com");
        gitLab.DefaultRequestHeaders.Add("PRIVATE-TOKEN", next.Facts.GitLabToken);
        using var user = await gitLab.GetAsync("/api/v4/user", Cancel);
        Assert.Equal(HttpStatusCode.OK, user.StatusCode);
    }

    [Theory]
    [InlineData("sallyport.db")]
    [InlineData("gitlab.db")]
    [InlineData("sign-ins.db")]
    public async Task A_start_that_was_killed_inside_a_migration_does_not_keep_the_next_one_waiting(string database)
    {
        await StartedOnce.CopyToAsync(folder);
        foreach (var file in Directory.EnumerateFiles(folder, database + "*"))
            File.Delete(file);
        DataFile.Execute(folder, database, """
            CREATE TABLE "__EFMigrationsLock" ("Id" INTEGER NOT NULL CONSTRAINT "PK___EFMigrationsLock" PRIMARY KEY, "Timestamp" TEXT NOT NULL);
            INSERT INTO "__EFMigrationsLock" VALUES (1, '2026-11-24 01:12:52+00:00');
            """);
        await using var next = await RunningServer.StartAsync(folder: folder).WaitAsync(TimeSpan.FromMinutes(1), Cancel);
        await next.OwnerTokenAsync("https://graph.microsoft.com");
    }

    [Theory]
    [InlineData("sallyport.db")]
    [InlineData("gitlab.db")]
    [InlineData("sign-ins.db")]
    [InlineData("keys")]
    public async Task What_an_exchange_needs_and_cannot_be_used_keeps_the_server_from_starting_and_is_named(string name)
    {
        await StartedOnce.CopyToAsync(folder);
        var path = Path.Combine(folder, name);
        var spare = folder + "-spare";
        if (name == "keys")
            Directory.Move(path, spare);
        else
            File.Move(path, spare);
        if (name != "keys")
            await File.WriteAllTextAsync(path, new string('x', 8192), Cancel);
        var refused = await Assert.ThrowsAsync<StartupException>(() => RunningServer.StartAsync(folder: folder));
        Assert.Contains($"'{path}' cannot be used", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
        if (name == "keys")
            Directory.Delete(path, recursive: true);
        else
            File.Delete(path);
        Directory.Move(spare, path);
        await using var next = await RunningServer.StartAsync(folder: folder);
        await next.OwnerTokenAsync("https://graph.microsoft.com");
    }

    [Theory]
    [InlineData("sallyport.db")]
    [InlineData("gitlab.db")]
    [InlineData("sign-ins.db")]
    public async Task A_directory_of_a_newer_version_is_refused_and_left_alone(string database)
    {
        await StartedOnce.CopyToAsync(folder);
        DataFile.Execute(folder, database, "INSERT INTO __EFMigrationsHistory VALUES ('29990101000000_Future', '99.0.0')");
        var refused = await Assert.ThrowsAsync<StartupException>(() => RunningServer.StartAsync(folder: folder));
        Assert.Contains($"newer version of Sallyport ({database} has 29990101000000_Future)", refused.Message, StringComparison.Ordinal);
        Assert.Contains("--data-dir", refused.Message, StringComparison.Ordinal);
    }

    private static async Task<string> KeysAsync(RunningServer server)
    {
        using var gitLab = server.For("gitlab.example.com");
        return await gitLab.GetStringAsync("/oauth/discovery/keys", Cancel);
    }
}
