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
            ("sallyport.onmicrosoft.com", good.Replace("client_credentials", "password", StringComparison.Ordinal), 70003),
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
}
