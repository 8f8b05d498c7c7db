using System.Net;
using System.Text.Json.Nodes;

namespace Sallyport.Server.Tests.Login;

/// <summary>No record, no answer.</summary>
public sealed class SignInRecordTests
{
    [Fact]
    public async Task What_cannot_be_recorded_is_not_answered_and_is_again_when_it_can()
    {
        await using var server = await RunningServer.StartAsync();
        await server.OwnerTokenAsync("https://graph.microsoft.com");
        var log = Path.Combine(server.Folder, "sign-ins.db");
        using var other = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={log}");
        Execute(other, "ALTER TABLE sign_ins RENAME TO gone");
        (string, string)[] form =
        [
            ("grant_type", "client_credentials"), ("client_id", server.Facts.OwnerClientId.ToString()),
            ("client_secret", server.Facts.OwnerClientSecret), ("scope", "https://graph.microsoft.com/.default"),
        ];
        using var refused = await server.PostTokenAsync(form);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter!.Delta);
        Execute(other, "ALTER TABLE gone RENAME TO sign_ins");
        using var taken = await server.PostTokenAsync(form);
        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
    }

    [Fact]
    public async Task Every_form_leaves_one_record_whose_id_is_the_answers_trace_id()
    {
        await using var server = await LoginServer.StartAsync();
        using var login = server.Running.For("login.microsoftonline.com");
        using var portal = server.Running.For("portal.azure.com", server.Running.Facts.AdministratorToken);
        var good = $"grant_type=client_credentials&client_id={server.AppId}&scope={LoginServer.Arm}/.default"
            + $"&client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer&client_assertion={server.Sign()}";
        (string Tenant, string Form, int Code)[] asked =
        [
            ("sallyport.onmicrosoft.com", good, 0), ("sallyport.onmicrosoft.com", good + "&scope=x", 9002313), ("sallyport.onmicrosoft.com", "%", 9002313),
            ("sallyport.onmicrosoft.com", "", 900144), ("sallyport.onmicrosoft.com", good + "&client_secret=x", 9002313),
            ("sallyport.onmicrosoft.com", good.Replace("client_credentials", "password", StringComparison.Ordinal), 900144),
            ("sallyport.onmicrosoft.com", good.Replace("client_credentials", "implicit", StringComparison.Ordinal), 70003),
            ("nobody.onmicrosoft.com", good, 90002), ("nonsense", good, 900023),
        ];
        var before = await CountAsync(portal);
        foreach (var (tenant, form, code) in asked)
        {
            using var content = new StringContent(form, System.Text.Encoding.ASCII, "application/x-www-form-urlencoded");
            using var answer = await login.PostAsync($"/{tenant}/oauth2/v2.0/token", content, TestContext.Current.CancellationToken);
            var record = (await ListAsync(portal))[0]!;
            Assert.Equal(code, (int)record["errorCode"]!);
            Assert.Equal(answer.Headers.GetValues("x-ms-request-id").Single(), (string?)record["id"]);
        }
        Assert.Equal(before + asked.Length, await CountAsync(portal));
    }

    [Fact]
    public async Task No_secret_and_no_assertion_stands_in_a_record_wherever_the_caller_put_it()
    {
        await using var server = await LoginServer.StartAsync();
        var (secret, assertion) = (server.Running.Facts.OwnerClientSecret, server.Sign());
        foreach (var canary in (string[])[secret, assertion])
            foreach (var parameter in (string[])["grant_type", "client_id", "scope"])
            {
                using var refused = await server.Running.PostTokenAsync([.. new Dictionary<string, string>
                {
                    ["grant_type"] = "client_credentials", ["client_id"] = server.AppId, ["scope"] = "https://graph.microsoft.com/.default",
                    ["client_secret"] = "x", [parameter] = parameter == "scope" ? canary + "/.default" : canary,
                }.Select(p => (p.Key, p.Value))]);
                Assert.False(refused.IsSuccessStatusCode);
            }
        using var portal = server.Running.For("portal.azure.com", server.Running.Facts.AdministratorToken);
        var records = await ListAsync(portal);
        Assert.All(records.Take(6), r => Assert.Contains("(redacted)", r!.ToJsonString(), StringComparison.Ordinal));
        Assert.DoesNotContain(secret, records.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("eyJ", records.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_large_form_leaves_a_small_record()
    {
        await using var server = await LoginServer.StartAsync();
        Assert.Equal(70021, await server.ExchangeAsync(server.Sign(c => c["sub"] = new string('\'', 5_000))));
        using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(server.Running.Folder, "sign-ins.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT * FROM sign_ins";
        using var reader = command.ExecuteReader();
        var lengths = new List<int>();
        while (reader.Read())
            lengths.Add(Enumerable.Range(0, reader.FieldCount).Sum(column => LengthOf(reader.GetValue(column))));
        Assert.InRange(lengths.Max(), 600, 8_000);
    }

    [Fact]
    public async Task A_failure_of_ours_leaves_a_record_too()
    {
        await using var server = await LoginServer.StartAsync();
        using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(server.Running.Folder, "sallyport.db")};Pooling=False");
        Execute(connection, "UPDATE applications SET KeyCredentials = '{' || KeyCredentials");
        using var failed = await server.PostAsync(server.Sign());
        Execute(connection, "UPDATE applications SET KeyCredentials = substr(KeyCredentials, 2)");
        Assert.Equal(HttpStatusCode.InternalServerError, failed.StatusCode);
        using var portal = server.Running.For("portal.azure.com", server.Running.Facts.AdministratorToken);
        var record = (await ListAsync(portal))[0]!;
        Assert.Equal((90033, failed.Headers.GetValues("x-ms-request-id").Single()), ((int)record["errorCode"]!, (string)record["id"]!));
        Assert.Equal(0, await server.ExchangeAsync(server.Sign()));
    }

    [Fact]
    public async Task A_record_is_dated_when_the_answer_is_made()
    {
        await using var server = await LoginServer.StartAsync();
        using var content = new LateContent("grant_type=client_credentials", () => server.Clock.Advance(TimeSpan.FromHours(1)));
        using var login = server.Running.For("login.microsoftonline.com");
        var before = server.Clock.GetUtcNow();
        using var answer = await login.PostAsync($"/{server.Running.Facts.TenantId}/oauth2/v2.0/token", content, TestContext.Current.CancellationToken);
        using var portal = server.Running.For("portal.azure.com", server.Running.Facts.AdministratorToken);
        Assert.True((DateTimeOffset)(await ListAsync(portal))[0]!["createdDateTime"]! >= before.AddHours(1));
    }

    private static int LengthOf(object stored) => stored switch
    {
        string text => System.Text.Encoding.UTF8.GetByteCount(text),
        byte[] bytes => bytes.Length,
        _ => 8,
    };

    private static async Task<JsonArray> ListAsync(HttpClient portal) =>
        JsonNode.Parse(await portal.GetStringAsync("/sallyport/signIns?top=100", TestContext.Current.CancellationToken))!["value"]!.AsArray();

    private static async Task<int> CountAsync(HttpClient portal) => (await ListAsync(portal)).Count;

    private static void Execute(Microsoft.Data.Sqlite.SqliteConnection connection, string text)
    {
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The texts stand above.
        command.CommandText = text;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
        connection.Close();
    }

    /// <summary>A form whose last character is sent after something has happened.</summary>
    private sealed class LateContent(string form, Action meanwhile) : HttpContent
    {
        protected override bool TryComputeLength(out long length)
        {
            length = form.Length;
            Headers.ContentType ??= new("application/x-www-form-urlencoded");
            return true;
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(form[..^1]));
            await stream.FlushAsync();
            await Task.Delay(300); // by now the request is being read
            meanwhile();
            await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(form[^1..]));
        }
    }
}
