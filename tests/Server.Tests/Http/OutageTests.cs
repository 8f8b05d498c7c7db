using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Sallyport.Server.Tests.Arm;

namespace Sallyport.Server.Tests.Http;

/// <summary>
/// A disk that is full or read-only: a 503 of each surface in its own form, and no state that is half written.
/// </summary>
public sealed class OutageTests : IAsyncLifetime
{
    private const string Full = "max_page_count=1";
    private const string ReadOnly = "query_only=1";
    private const string Well = "max_page_count=1073741823; PRAGMA query_only=0";

    private RunningServer server = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => server = await RunningServer.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Theory]
    [InlineData(Full)]
    [InlineData(ReadOnly)]
    public async Task Graph_says_503_in_its_form_while_nothing_can_be_written_and_then_goes_on(string failure)
    {
        var token = await server.OwnerTokenAsync("https://graph.microsoft.com");
        using var graph = server.For("graph.microsoft.com", token);
        async Task<HttpResponseMessage> Post(int i) => await graph.PostAsJsonAsync(
            "/v1.0/applications", new { displayName = $"a{i}", description = new string('x', 1000) }, Cancel);
        var refused = await FailAsync("sallyport.db", failure, Post);
        Assert.Equal("serviceNotAvailable", (string?)(await BodyAsync(refused))["error"]!["code"]);
        Assert.True(refused.Headers.Contains("request-id"));
        (await Post(0)).EnsureSuccessStatusCode();
    }

    [Theory]
    [InlineData(Full)]
    [InlineData(ReadOnly)]
    public async Task ARM_says_503_in_its_form_while_nothing_can_be_written_and_then_goes_on(string failure)
    {
        using var arm = server.For("management.azure.com", await server.OwnerTokenAsync(ArmServer.Audience));
        async Task<HttpResponseMessage> Put(int i) => await arm.PutAsJsonAsync(
            $"/subscriptions/{server.Facts.SubscriptionId}/resourcegroups/g{i}?{ArmServer.GroupVersion}",
            new { location = "westeurope", managedBy = new string('x', 1000) }, Cancel);
        var refused = await FailAsync("sallyport.db", failure, Put);
        Assert.Equal("ServiceUnavailable", (string?)(await BodyAsync(refused))["error"]!["code"]);
        Assert.Equal("gateway", refused.Headers.GetValues("x-ms-failure-cause").Single());
        (await Put(10_000)).EnsureSuccessStatusCode();
    }

    [Theory]
    [InlineData(Full)]
    [InlineData(ReadOnly)]
    public async Task GitLab_says_503_in_its_form_while_nothing_can_be_written_and_then_goes_on(string failure)
    {
        using var gitlab = server.For("gitlab.example.com");
        gitlab.DefaultRequestHeaders.Add("PRIVATE-TOKEN", server.Facts.GitLabToken);
        var group = $"g{new string('x', 200)}";
        async Task<HttpResponseMessage> Put(int i) => await gitlab.PutAsJsonAsync(
            $"/api/v4/projects/{group}%2Fp{i}/sallyport", new { project_id = 100 + i }, Cancel);
        var refused = await FailAsync("gitlab.db", failure, Put);
        Assert.Equal("503 Service Unavailable", (string?)(await BodyAsync(refused))["message"]);
        (await Put(10_000)).EnsureSuccessStatusCode();
    }

    [Fact]
    public async Task The_portal_says_503_while_its_records_cannot_be_read_and_then_goes_on()
    {
        using var portal = server.For("portal.azure.com", server.Facts.AdministratorToken);
        DataFile.Execute(server.Folder, "sign-ins.db", "ALTER TABLE sign_ins RENAME TO gone");
        using (var refused = await portal.GetAsync("/sallyport/signIns", Cancel))
            await RequireAsync(refused);
        DataFile.Execute(server.Folder, "sign-ins.db", "ALTER TABLE gone RENAME TO sign_ins");
        using var again = await portal.GetAsync("/sallyport/signIns", Cancel);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }

    [Fact]
    public async Task A_defect_of_a_statement_is_no_outage()
    {
        var token = await server.OwnerTokenAsync("https://graph.microsoft.com");
        using var graph = server.For("graph.microsoft.com", token);
        DataFile.Execute(
            server.Folder, "sallyport.db",
            "CREATE TRIGGER no_more BEFORE INSERT ON applications BEGIN SELECT RAISE(ABORT, 'defect'); END");
        using var refused = await graph.PostAsJsonAsync("/v1.0/applications", new { displayName = "a" }, Cancel);
        Assert.Equal(HttpStatusCode.InternalServerError, refused.StatusCode);
        Assert.False(refused.Headers.Contains("Retry-After"));
    }

    /// <summary>The first refusal of what is sent again and again while the database has a failure.</summary>
    private async Task<HttpResponseMessage> FailAsync(
        string database, string failure, Func<int, Task<HttpResponseMessage>> send)
    {
        (await send(0)).EnsureSuccessStatusCode();
        HttpResponseMessage answer;
        var i = 1;
        do
        {
            // Pages that are half empty are filled first, and a test beside this one may have emptied the pool.
            Afflict(database, failure);
            answer = await send(i++);
        }
        while (i < 500 && answer.IsSuccessStatusCode);
        await RequireAsync(answer);
        Afflict(database, Well);
        return answer;
    }

    private static async Task RequireAsync(HttpResponseMessage refused)
    {
        var body = await refused.Content.ReadAsStringAsync(Cancel);
        Assert.True(refused.StatusCode == HttpStatusCode.ServiceUnavailable, $"{refused.StatusCode} {body}");
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter!.Delta);
    }

    private static async Task<JsonNode> BodyAsync(HttpResponseMessage response) =>
        JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancel))!;

    // The settings are a connection's, and the server's connections come from the pool of this process.
    private void Afflict(string database, string pragma)
    {
        var connections = Enumerable.Range(0, 16)
            .Select(_ => new SqliteConnection(
                $"Data Source={Path.Combine(server.Folder, database)};Default Timeout=30"))
            .ToList();
        foreach (var connection in connections)
        {
            connection.Open();
            using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The texts stand above.
            command.CommandText = $"PRAGMA {pragma}";
#pragma warning restore CA2100
            command.ExecuteNonQuery();
        }
        foreach (var connection in connections)
            connection.Dispose();
    }
}
