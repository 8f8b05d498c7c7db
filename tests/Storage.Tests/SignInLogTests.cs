using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Sallyport.Core.Entra.Tokens;

namespace Sallyport.Storage.Tests;

/// <summary>The sign-in log in its file: what is kept, for how long, and what happens when it cannot be written.</summary>
public sealed class SignInLogTests : IDisposable
{
    private static readonly Guid Tenant = Guid.CreateVersion7();

    private readonly string folder = Directory.CreateTempSubdirectory("sallyport-signins-").FullName;
    private readonly Clock clock = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string File => Path.Combine(folder, "sign-ins.db");

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_record_is_read_as_it_was_written()
    {
        var record = Record(client: true) with { CredentialKeyId = Guid.CreateVersion7(), Resource = "https://'ü😀" };
        await using (var log = Open())
            await log.WriteAsync(record, Cancel);
        await using var context = NewContext();
        Assert.Equal(record, await new SignIns(context).FindAsync(Tenant, record.Id, Cancel));
        Assert.Null(await new SignIns(context).FindAsync(Guid.CreateVersion7(), record.Id, Cancel));
    }

    [Fact]
    public async Task The_newest_are_listed_first_and_the_refused_alone_when_that_is_asked_for()
    {
        await using var log = Open();
        for (var i = 0; i < 4; i++)
            await log.WriteAsync(Record(client: true) with { ErrorCode = i, CreatedDateTime = clock.GetUtcNow().AddSeconds(-i) }, Cancel);
        await using var context = NewContext();
        Assert.Equal([0, 1, 2], (await new SignIns(context).ListAsync(false, null, 3, Cancel)).Select(r => r.ErrorCode));
        Assert.Equal([1, 2, 3], (await new SignIns(context).ListAsync(true, null, 5, Cancel)).Select(r => r.ErrorCode));
    }

    [Fact]
    public async Task What_is_older_than_the_retention_is_deleted_and_the_rest_stays()
    {
        await using var log = Open(new(TimeSpan.FromDays(30)));
        var (old, kept) = (Record(client: true), Record(client: true));
        await log.WriteAsync(old, Cancel);
        clock.Now += TimeSpan.FromDays(29);
        await log.WriteAsync(kept with { CreatedDateTime = clock.Now }, Cancel);
        Assert.Equal([kept.Id, old.Id], await IdsAsync());
        clock.Now += TimeSpan.FromDays(2);
        var last = Record(client: true);
        await log.WriteAsync(last, Cancel);
        Assert.Equal([last.Id, kept.Id], await IdsAsync());
    }

    [Fact]
    public async Task Strangers_push_out_strangers_and_no_client()
    {
        await using var log = Open(new(TimeSpan.FromDays(30)) { OfClients = 3, OfStrangers = 2 });
        var clients = new List<Guid>();
        for (var i = 0; i < 5; i++)
            clients.Add(await WriteAsync(log, client: true));
        for (var i = 0; i < 20; i++)
            await WriteAsync(log, client: false);
        var last = await WriteAsync(log, client: false);
        var ids = await IdsAsync();
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
            await using var log = Open(retention);
            for (var i = 0; i < 2; i++)
                written.Add(await WriteAsync(log, client: true));
        }
        Assert.Equal(written[1..], (await IdsAsync()).Reverse());
    }

    [Fact]
    public async Task What_was_not_committed_does_not_count()
    {
        await using var log = Open(new(TimeSpan.FromDays(30)) { OfClients = 3 });
        var written = new List<Guid> { await WriteAsync(log, client: true) };
        using var other = Connect();
        Execute(other, """
            CREATE TABLE parents (id INTEGER PRIMARY KEY);
            CREATE TABLE children (id INTEGER REFERENCES parents DEFERRABLE INITIALLY DEFERRED);
            CREATE TRIGGER refuse_to_commit AFTER INSERT ON sign_ins BEGIN INSERT INTO children VALUES (1); END
            """);
        await Assert.ThrowsAsync<SqliteException>(() => WriteAsync(log, client: true));
        Execute(other, "DROP TRIGGER refuse_to_commit");
        for (var i = 0; i < 2; i++)
            written.Add(await WriteAsync(log, client: true));
        Assert.Equal(written, (await IdsAsync()).Reverse());
    }

    [Fact]
    public async Task Those_who_come_together_share_a_commit()
    {
        await using var log = Open();
        await log.WriteAsync(Record(client: true), Cancel);
        using var reader = Connect();
        using var other = Connect();
        Execute(other, "BEGIN IMMEDIATE");
        var writes = Enumerable.Range(0, 200).Select(_ => log.WriteAsync(Record(client: true), Cancel)).ToList();
        Assert.DoesNotContain(writes, w => w.IsCompleted); // durable first
        var seen = new SortedSet<long>();
        var watching = Task.Run(() =>
        {
            while (seen.Max < 201)
                seen.Add(Count(reader));
        }, Cancel);
        Execute(other, "COMMIT");
        await Task.WhenAll(writes);
        await watching;
        Assert.InRange(seen.Count, 2, 4); // none of them, perhaps those whom the first batch took, all
    }

    [Fact]
    public async Task Who_waits_for_a_file_that_another_process_holds_is_refused_and_so_is_at_once_who_finds_the_queue_full()
    {
        await using var log = Open();
        await log.WriteAsync(Record(client: true), Cancel);
        using var other = Connect();
        Execute(other, "BEGIN IMMEDIATE");
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
        Execute(other, "COMMIT");
        await log.WriteAsync(Record(client: true), Cancel);
        Assert.Equal(2, Count(other));
    }

    [Fact]
    public async Task A_file_that_was_removed_takes_no_record()
    {
        await using var log = Open();
        await log.WriteAsync(Record(client: true), Cancel);
        var spare = File + ".spare";
        System.IO.File.Move(File, spare);
        await Assert.ThrowsAsync<IOException>(() => log.WriteAsync(Record(client: true), Cancel));
        await using (var context = NewContext())
            await Assert.ThrowsAsync<SqliteException>(() => new SignIns(context).ListAsync(false, null, 1, Cancel));
        Assert.False(System.IO.File.Exists(File));
        System.IO.File.Move(spare, File);
        await log.WriteAsync(Record(client: true), Cancel);
    }

    [Fact]
    public async Task A_page_of_a_tenant_is_found_by_an_index_and_read_in_order()
    {
        await using var log = Open();
        await log.WriteAsync(Record(client: true), Cancel);
        await using var context = NewContext();
        var page = new SignIns(context).Of(Tenant).Where(r => r.AppId == "app").OrderByDescending(r => r.Id).Take(3);
        using var connection = Connect();
        using var plan = connection.CreateCommand();
#pragma warning disable CA2100 // EF's own text.
        plan.CommandText = "EXPLAIN QUERY PLAN " + string.Join('\n', page.ToQueryString().Split('\n').Where(l => !l.StartsWith(".param", StringComparison.Ordinal)));
#pragma warning restore CA2100
        using var reader = plan.ExecuteReader();
        var steps = new List<string>();
        while (reader.Read())
            steps.Add(reader.GetString(3));
        Assert.Contains("sign_ins_app (tenant_id=? AND app_id=?)", Assert.Single(steps), StringComparison.Ordinal);
    }

    private SignInLog Open(SignInRetention? retention = null)
    {
        Assert.Null(SignInSchema.Update(File));
        return new(File, retention ?? new(TimeSpan.FromDays(30)), clock);
    }

    private SignInContext NewContext()
    {
        var builder = new DbContextOptionsBuilder<SignInContext>();
        SignInContext.Configure(builder, File);
        return new SignInContext(builder.Options);
    }

    private SignInRecord Record(bool client) => new()
    {
        Id = Guid.CreateVersion7(), CorrelationId = Guid.CreateVersion7(), CreatedDateTime = clock.GetUtcNow(), TenantId = Tenant, AppId = "app",
        ServicePrincipalId = client ? Tenant : null,
    };

    private async Task<Guid> WriteAsync(SignInLog log, bool client)
    {
        clock.Now += TimeSpan.FromSeconds(1);
        var record = Record(client);
        await log.WriteAsync(record, Cancel);
        return record.Id;
    }

    private async Task<IReadOnlyList<Guid>> IdsAsync()
    {
        await using var context = NewContext();
        return (await new SignIns(context).ListAsync(false, null, 1_000, Cancel)).Select(r => r.Id).ToList();
    }

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        return connection;
    }

    private static long Count(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM sign_ins";
        return (long)command.ExecuteScalar()!;
    }

    private static void Execute(SqliteConnection connection, string text)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The texts stand above.
        command.CommandText = text;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 8, 7, 12, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;

        public override long GetTimestamp() => Now.Ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;
    }
}
