using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Sallyport.Core.Entra.Federation;
using Sallyport.Core.Entra.Tokens;

namespace Sallyport.Storage.Tests;

/// <summary>The sign-in log in its file: what is kept, for how long, and what happens when it cannot be written.</summary>
public sealed class SignInLogTests : IDisposable
{
    private static readonly Guid Tenant = Guid.CreateVersion7();

    private readonly TestFiles files = new();
    private readonly Clock clock = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => files.Dispose();

    [Fact]
    public async Task A_record_is_read_as_it_was_written()
    {
        var record = Record(client: true) with { CredentialKeyId = Guid.CreateVersion7(), Resource = "https://'ü😀" };
        await using var log = await OpenAsync();
        await log.WriteAsync(record, Cancel);
        Assert.Equal(record, await log.Records().FindAsync(Tenant, record.Id, Cancel));
        Assert.Null(await log.Records().FindAsync(Guid.CreateVersion7(), record.Id, Cancel));
    }

    [Fact]
    public async Task The_facts_of_a_federated_sign_in_are_read_as_they_were_written()
    {
        var claims = new Dictionary<string, string> { ["ref"] = "main'ü😀" };
        var others = new Dictionary<string, string> { ["aud"] = """["a","b"]""" };
        var accepted = new FederatedSignIn
        {
            Outcome = AssertionOutcome.Accepted,
            Presented = new PresentedClaims("i", "s", "a"),
            CredentialId = Guid.CreateVersion7(),
            CredentialName = "c",
        };
        var refused = accepted with
        {
            Outcome = AssertionOutcome.NoCredential,
            Presented = accepted.Presented with { Claims = claims, OtherForms = others },
            CredentialId = null,
            CredentialName = null,
            Nearest = new NearestCredential(Tenant, "i", null, "e", "a"),
            Failure = new IssuerFailure("https://i", "why"),
        };
        await using var log = await OpenAsync();
        Assert.Equal(accepted, await FederatedAsync(log, accepted));
        var read = (await FederatedAsync(log, refused))!;
        Assert.Equal(claims, read.Presented.Claims);
        Assert.Equal(others, read.Presented.OtherForms);
        Assert.Equal(refused, read with { Presented = read.Presented with { Claims = claims, OtherForms = others } });
        Assert.Null(await FederatedAsync(log, null));
    }

    [Fact]
    public async Task The_newest_are_listed_first_and_the_refused_alone_when_that_is_asked_for()
    {
        await using var log = await OpenAsync();
        for (var i = 0; i < 4; i++)
            await log.WriteAsync(Record(client: true) with { ErrorCode = i, CreatedDateTime = clock.GetUtcNow().AddSeconds(-i) }, Cancel);
        Assert.Equal([0, 1, 2], (await log.Records().ListAsync(false, null, 3, Cancel)).Select(r => r.ErrorCode));
        Assert.Equal([1, 2, 3], (await log.Records().ListAsync(true, null, 5, Cancel)).Select(r => r.ErrorCode));
    }

    [Fact]
    public async Task What_is_older_than_the_retention_is_deleted_and_the_rest_stays()
    {
        await using var log = await OpenAsync(new(TimeSpan.FromDays(30)));
        var (old, kept) = (Record(client: true), Record(client: true));
        await log.WriteAsync(old, Cancel);
        clock.Now += TimeSpan.FromDays(29);
        await log.WriteAsync(kept with { CreatedDateTime = clock.Now }, Cancel);
        Assert.Equal([kept.Id, old.Id], await IdsAsync(log));
        clock.Now += TimeSpan.FromDays(2);
        var last = Record(client: true);
        await log.WriteAsync(last, Cancel);
        Assert.Equal([last.Id, kept.Id], await IdsAsync(log));
    }

    [Fact]
    public async Task Strangers_push_out_strangers_and_no_client()
    {
        await using var log = await OpenAsync(new(TimeSpan.FromDays(30)) { OfClients = 3, OfStrangers = 2 });
        var clients = new List<Guid>();
        for (var i = 0; i < 5; i++)
            clients.Add(await WriteAsync(log, client: true));
        for (var i = 0; i < 20; i++)
            await WriteAsync(log, client: false);
        var last = await WriteAsync(log, client: false);
        var ids = await IdsAsync(log);
        Assert.Equal(clients[2..], ids.Where(clients.Contains).Reverse());
        Assert.Equal(last, ids[0]);
        Assert.Equal(2, ids.Count(id => !clients.Contains(id)));
    }

    [Fact]
    public async Task What_an_earlier_run_left_counts()
    {
        var retention = new SignInRetention(TimeSpan.FromDays(30)) { OfClients = 3 };
        var written = new List<Guid>();
        for (var run = 0; run < 2; run++)
        {
            await using var log = await OpenAsync(retention);
            for (var i = 0; i < 2; i++)
                written.Add(await WriteAsync(log, client: true));
        }
        await using var next = await OpenAsync(retention);
        Assert.Equal(written[1..], (await IdsAsync(next)).Reverse());
    }

    [Fact]
    public async Task What_was_not_committed_does_not_count()
    {
        await using var log = await OpenAsync(new(TimeSpan.FromDays(30)) { OfClients = 3 });
        var written = new List<Guid> { await WriteAsync(log, client: true) };
        using var other = Connect();
        TestFiles.Execute(other, """
            CREATE TABLE parents (id INTEGER PRIMARY KEY);
            CREATE TABLE children (id INTEGER REFERENCES parents DEFERRABLE INITIALLY DEFERRED);
            CREATE TRIGGER refuse_to_commit AFTER INSERT ON sign_ins BEGIN INSERT INTO children VALUES (1); END
            """);
        await Assert.ThrowsAsync<SqliteException>(() => WriteAsync(log, client: true));
        TestFiles.Execute(other, "DROP TRIGGER refuse_to_commit");
        for (var i = 0; i < 2; i++)
            written.Add(await WriteAsync(log, client: true));
        Assert.Equal(written, (await IdsAsync(log)).Reverse());
    }

    [Fact]
    public async Task Those_who_come_together_share_a_commit()
    {
        await using var log = await OpenAsync();
        await log.WriteAsync(Record(client: true), Cancel);
        using var reader = Connect();
        using var other = Connect();
        TestFiles.Execute(other, "BEGIN IMMEDIATE");
        var writes = Enumerable.Range(0, 200).Select(_ => log.WriteAsync(Record(client: true), Cancel)).ToList();
        Assert.DoesNotContain(writes, w => w.IsCompleted); // durable first
        var seen = new SortedSet<long>();
        var watching = Task.Run(() =>
        {
            while (seen.Max < 201)
                seen.Add(Count(reader));
        }, Cancel);
        TestFiles.Execute(other, "COMMIT");
        await Task.WhenAll(writes);
        await watching;
        Assert.InRange(seen.Count, 2, 4); // none of them, perhaps those whom the first batch took, all
    }

    [Fact]
    public async Task Who_waits_for_a_file_that_another_process_holds_is_refused_and_so_is_at_once_who_finds_the_queue_full()
    {
        await using var log = await OpenAsync();
        await log.WriteAsync(Record(client: true), Cancel);
        using var other = Connect();
        TestFiles.Execute(other, "BEGIN IMMEDIATE");
        var clock = Stopwatch.StartNew();
        var (waiting, turnedAway) = (new List<Task>(), 0);
        for (var i = 0; i < 5_000; i++)
            try
            {
                waiting.Add(log.WriteAsync(Record(client: true), Cancel));
            }
            catch (IOException)
            {
                turnedAway++;
            }
        Assert.InRange(turnedAway, 1, 904);
        foreach (var write in waiting)
            await Assert.ThrowsAsync<SqliteException>(() => write);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(25));
        TestFiles.Execute(other, "COMMIT");
        await log.WriteAsync(Record(client: true), Cancel);
        Assert.Equal(2, Count(other));
    }

    [Fact]
    public async Task A_file_that_was_removed_takes_no_record()
    {
        await using var log = await OpenAsync();
        await log.WriteAsync(Record(client: true), Cancel);
        var spare = files.Storage.SignIns + ".spare";
        File.Move(files.Storage.SignIns, spare);
        SqliteConnection.ClearAllPools(); // a connection that is open already goes on reading the removed file
        await Assert.ThrowsAsync<IOException>(() => log.WriteAsync(Record(client: true), Cancel));
        await Assert.ThrowsAsync<SqliteException>(() => log.Records().ListAsync(false, null, 1, Cancel));
        Assert.False(File.Exists(files.Storage.SignIns));
        File.Move(spare, files.Storage.SignIns);
        await log.WriteAsync(Record(client: true), Cancel);
    }

    [Fact]
    public async Task A_page_of_a_tenant_is_found_by_an_index_and_read_in_order()
    {
        await using var log = await OpenAsync();
        await log.WriteAsync(Record(client: true), Cancel);
        var page = log.Records().Of(Tenant).Where(r => r.AppId == "app").OrderByDescending(r => r.Id).Take(3);
        using var connection = Connect();
        using var plan = connection.CreateCommand();
#pragma warning disable CA2100 // EF's own text.
        plan.CommandText = "EXPLAIN QUERY PLAN " + string.Join('\n', page.ToQueryString().Split('\n').Where(l => !l.StartsWith(".param", StringComparison.Ordinal)));
#pragma warning restore CA2100
        using var reader = plan.ExecuteReader();
        var steps = new List<string>();
        while (reader.Read())
            steps.Add(reader.GetString(3));
        Assert.Contains("IX_sign_ins_TenantId_AppId_Id (TenantId=? AND AppId=?)", Assert.Single(steps), StringComparison.Ordinal);
    }

    private async Task<OpenLog> OpenAsync(SignInRetention? retention = null) => new(await files.OpenAsync(retention, clock));

    private SignInRecord Record(bool client) => new()
    {
        Id = Guid.CreateVersion7(), CorrelationId = Guid.CreateVersion7(), CreatedDateTime = clock.GetUtcNow(), TenantId = Tenant, AppId = "app",
        ServicePrincipalId = client ? Tenant : null,
    };

    private async Task<Guid> WriteAsync(OpenLog log, bool client)
    {
        clock.Now += TimeSpan.FromSeconds(1);
        var record = Record(client);
        await log.WriteAsync(record, Cancel);
        return record.Id;
    }

    private static async Task<IReadOnlyList<Guid>> IdsAsync(OpenLog log) =>
        (await log.Records().ListAsync(false, null, 1_000, Cancel)).Select(r => r.Id).ToList();

    private SqliteConnection Connect() => TestFiles.Connect(files.Storage.SignIns);

    private async Task<FederatedSignIn?> FederatedAsync(OpenLog log, FederatedSignIn? written)
    {
        var record = Record(client: true) with { Federated = written };
        await log.WriteAsync(record, Cancel);
        return (await log.Records().FindAsync(Tenant, record.Id, Cancel))!.Federated;
    }

    private static long Count(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM sign_ins";
        return (long)command.ExecuteScalar()!;
    }

    /// <summary>The log as one instance opens it.</summary>
    private sealed class OpenLog(ServiceProvider storage) : IAsyncDisposable
    {
        private readonly ISignInLog log = storage.GetRequiredService<ISignInLog>();
        private readonly List<IServiceScope> scopes = [];

        public Task WriteAsync(SignInRecord record, CancellationToken cancel) => log.WriteAsync(record, cancel);

        /// <summary>The records, as one request reads them.</summary>
        public ISignIns Records()
        {
            scopes.Add(storage.CreateScope());
            return scopes[^1].ServiceProvider.GetRequiredService<ISignIns>();
        }

        public ValueTask DisposeAsync()
        {
            scopes.ForEach(s => s.Dispose());
            return storage.DisposeAsync();
        }
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 8, 7, 12, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;

        public override long GetTimestamp() => Now.Ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;
    }
}
