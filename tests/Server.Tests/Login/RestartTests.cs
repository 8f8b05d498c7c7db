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
    public async Task A_start_that_was_killed_inside_a_migration_does_not_keep_the_next_one_waiting()
    {
        await using (await RunningServer.StartAsync(folder: folder))
        {
        }
        SqliteConnection.ClearAllPools();
        foreach (var file in Directory.EnumerateFiles(folder, "sallyport.db*"))
            File.Delete(file);
        DataFile.Execute(folder, "sallyport.db", """
            CREATE TABLE "__EFMigrationsLock" ("Id" INTEGER NOT NULL CONSTRAINT "PK___EFMigrationsLock" PRIMARY KEY, "Timestamp" TEXT NOT NULL);
            INSERT INTO "__EFMigrationsLock" VALUES (1, '2026-11-24 01:12:52+00:00');
            """);
        await using var next = await RunningServer.StartAsync(folder: folder).WaitAsync(TimeSpan.FromMinutes(1), Cancel);
        await next.OwnerTokenAsync("https://graph.microsoft.com");
    }

    [Theory]
    [InlineData("sallyport.db")]
    [InlineData("sign-ins.db")]
    [InlineData("keys")]
    public async Task What_an_exchange_needs_and_cannot_be_used_keeps_the_server_from_starting_and_is_named(string name)
    {
        await using (var first = await RunningServer.StartAsync(folder: folder))
            await first.OwnerTokenAsync("https://graph.microsoft.com"); // makes the keys
        SqliteConnection.ClearAllPools();
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
        SqliteConnection.ClearAllPools();
        if (name == "keys")
            Directory.Delete(path, recursive: true);
        else
            File.Delete(path);
        Directory.Move(spare, path);
        await using var next = await RunningServer.StartAsync(folder: folder);
        await next.OwnerTokenAsync("https://graph.microsoft.com");
    }

    [Fact]
    public async Task Sign_ins_of_the_first_versions_file_are_kept_and_found_and_a_newer_versions_file_is_refused()
    {
        Guid tenant, id;
        await using (var first = await RunningServer.StartAsync(folder: folder))
            (tenant, id) = (first.Facts.TenantId, Guid.CreateVersion7());
        SqliteConnection.ClearAllPools();
        foreach (var file in Directory.EnumerateFiles(folder, "sign-ins.db*"))
            File.Delete(file);
        DataFile.Execute(folder, "sign-ins.db", $$"""
            PRAGMA journal_mode=WAL;
            CREATE TABLE sign_ins (id TEXT PRIMARY KEY, created INTEGER NOT NULL, error_code INTEGER NOT NULL, record TEXT NOT NULL) WITHOUT ROWID;
            CREATE INDEX sign_ins_created ON sign_ins (created);
            INSERT INTO sign_ins VALUES ('{{id}}', {{TimeProvider.System.GetUtcNow().UtcTicks}}, 700212,
                '{"Id":"{{id}}","CreatedDateTime":"2026-11-24T01:12:52+00:00","CorrelationId":"{{tenant}}","TenantId":"{{tenant}}","AppId":"an-app",
                  "Resource":"r","ClientCredentialType":"federatedIdentityCredential","ErrorCode":700212,"FailureReason":"why",
                  "Explanation":{"Stage":"audience","Cause":"because","Presented":{"Issuer":"i","Subject":"s","Audience":"a"} } }');
            """);
        await using (var second = await RunningServer.StartAsync(folder: folder))
        {
            using var graph = second.For("graph.microsoft.com", await second.OwnerTokenAsync("https://graph.microsoft.com"));
            var filter = Uri.EscapeDataString("signInEventTypes/any(t: t eq 'servicePrincipal') and appId eq 'an-app'");
            var rows = System.Text.Json.Nodes.JsonNode.Parse(await graph.GetStringAsync($"/beta/auditLogs/signIns?$filter={filter}", Cancel))!["value"]!.AsArray();
            Assert.Equal((id.ToString(), 700212, "because"), ((string)rows.Single()!["id"]!, (int)rows[0]!["status"]!["errorCode"]!, (string)rows[0]!["status"]!["additionalDetails"]!));
        }
        SqliteConnection.ClearAllPools();
        DataFile.Execute(folder, "sign-ins.db", "PRAGMA user_version=2");
        var refused = await Assert.ThrowsAsync<StartupException>(() => RunningServer.StartAsync(folder: folder));
        Assert.Contains("newer version of Sallyport (sign-ins.db of version 2)", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_directory_of_a_newer_version_is_refused_and_left_alone()
    {
        await using (await RunningServer.StartAsync(folder: folder))
        {
        }
        DataFile.Execute(folder, "sallyport.db", "INSERT INTO __EFMigrationsHistory VALUES ('29990101000000_Future', '99.0.0')");
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
