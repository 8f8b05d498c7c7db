using System.Collections.Concurrent;
using System.Net;
using Microsoft.Data.Sqlite;
using Sallyport.Cli.Instances;

namespace Sallyport.Conformance;

/// <summary>Whatever is answered is recorded: when the process is killed and when the disk is full.</summary>
public sealed class DurabilityTests : IAsyncLifetime
{
    private const int Rounds = 3;
    private const int Clients = 8;

    private Instance instance = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => instance = await Instance.StartAsync();

    public ValueTask DisposeAsync() => instance.DisposeAsync();

    [Fact]
    public async Task No_answer_that_a_client_has_seen_lacks_its_record_after_the_process_was_killed()
    {
        var answered = new ConcurrentBag<string>();
        for (var round = 0; round < Rounds; round++)
        {
            var (pid, target) = (instance.Pid, answered.Count + 100);
            using var client = Client();
            using var login = client.Surface("login");
            var traffic = Enumerable.Range(0, Clients).Select(_ => AskUntilItIsGoneAsync(login, answered)).ToList();
            while (answered.Count < target)
                await Task.Delay(5, Cancel);
            (await Command.RunAsync("kill", ["-9", $"{pid}"])).Passes();
            await Task.WhenAll(traffic);
            await instance.UpAsync();
        }
        Assert.Subset(Recorded(), answered.ToHashSet(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_full_disk_is_answered_503_and_with_room_again_it_goes_on_without_a_restart()
    {
        (await instance.RunAsync(["down"])).Passes();
        (await Command.RunAsync("bash", ["-c", $"trap '' XFSZ; exec dotnet '{Command.Sallyport}' up --detach --port 0 --data-dir '{instance.DataDirectory}'"])).Passes();
        using var client = Client();
        using var login = client.Surface("login");
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(login)).Status);
        var written = new FileInfo(Path.Combine(instance.DataDirectory, "sign-ins.db-wal")).Length;
        await LimitFilesAsync($"{written}");
        var before = Recorded();
        for (var i = 0; i < 5; i++)
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await AskAsync(login)).Status);
        await LimitFilesAsync("unlimited");
        Assert.Equal(before, Recorded());
        var (status, id) = await AskAsync(login);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains(id, Recorded());
    }

    private InstanceClient Client() => InstanceClient.Open(InstanceDirectory.Resolve(instance.DataDirectory));

    // No file of the process may grow, as on a disk that is full. The signal that comes with it is ignored, so that the write fails as there.
    private async Task LimitFilesAsync(string bytes) =>
        (await Command.RunAsync("prlimit", ["--pid", $"{instance.Pid}", $"--fsize={bytes}:unlimited"])).Passes();

    private async Task<(HttpStatusCode Status, string Id)> AskAsync(HttpClient login)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials", ["client_id"] = instance.OwnerClientId, ["client_secret"] = instance.OwnerSecret,
            ["scope"] = "https://graph.microsoft.com/.default",
        });
        using var answer = await login.PostAsync($"{instance.TenantId}/oauth2/v2.0/token", form, Cancel);
        return (answer.StatusCode, answer.Headers.GetValues("x-ms-request-id").Single());
    }

    private async Task AskUntilItIsGoneAsync(HttpClient login, ConcurrentBag<string> answered)
    {
        try
        {
            while (true)
            {
                var (status, id) = await AskAsync(login);
                Assert.Equal(HttpStatusCode.OK, status);
                answered.Add(id);
            }
        }
        catch (HttpRequestException)
        {
            // killed
        }
    }

    private HashSet<string> Recorded()
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(instance.DataDirectory, "sign-ins.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT Id FROM sign_ins";
        using var reader = command.ExecuteReader();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read())
            ids.Add(new Guid(reader.GetFieldValue<byte[]>(0), bigEndian: true).ToString());
        return ids;
    }
}
