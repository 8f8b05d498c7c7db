using System.Text;
using System.Text.RegularExpressions;
using Sallyport.Server.Tests.Transport;

namespace Sallyport.Conformance;

/// <summary>What hostile callers send never reaches the log of an instance as it was sent. Ids are those of the attack cases.</summary>
public sealed partial class LogTests : IAsyncLifetime
{
    private const string Token = "eyJhbGciOiJSUzI1NiIsImtpZCI6IkNBTkFSWSJ9.eyJzdWIiOiJDQU5BUlktU1VCSkVDVCJ9.Q0FOQVJZLVNJR05BVFVSRQ";
    private const string Secret = "CANARYsecretCANARYsecretCANARYsecretCANARYs";
    private const string Forged = "\r\n\u001b[2K\u001b[32minfo: Sallyport FORGED line\u2028\u202e\u0085";

    private static readonly string[] Hosts =
        ["login.microsoftonline.com", "graph.microsoft.com", "management.azure.com", "portal.azure.com", "gitlab.example.com"];

    private Instance instance = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => instance = await Instance.StartAsync();

    public ValueTask DisposeAsync() => instance.DisposeAsync();

    [Fact]
    public async Task L1_L2_L3_no_text_of_a_caller_stands_in_the_log_as_it_was_sent_whether_or_not_the_caller_waits_for_the_answer()
    {
        foreach (var host in Hosts)
            foreach (var request in Requests(host))
                Assert.StartsWith("HTTP/1.1 4", await AskAsync(host, request), StringComparison.Ordinal);
        for (var round = 0; round < 20; round++)
            foreach (var host in Hosts)
                foreach (var request in Requests(host))
                    await AskAndLeaveAsync(host, request);
        Assert.StartsWith("HTTP/1.1 401", await AskAsync("portal.azure.com", "GET /sallyport/signIns HTTP/1.1\r\nHost: portal.azure.com\r\nConnection: close\r\n\r\n"), StringComparison.Ordinal);
        (await instance.RunAsync(["down"])).Passes();

        var log = await File.ReadAllTextAsync(Path.Combine(instance.DataDirectory, "sallyport.log"), Cancel);
        foreach (var canary in (string[])["eyJ", Token.Split('.')[1], Token.Split('.')[2], Secret])
            Assert.DoesNotContain(canary, log, StringComparison.Ordinal);
        Assert.DoesNotContain(log, c => c != '\n' && (char.IsControl(c) || c is '\u2028' or '\u202e'));
        Assert.DoesNotContain("unhandled exception", log, StringComparison.OrdinalIgnoreCase);
        Assert.All(log.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Matches(Line(), line));
    }

    [Fact]
    [Trait("Passes", "L1 L2 L3")]
    public async Task A_failure_is_found_by_the_trace_id_of_its_answer_and_an_outage_stands_in_the_log_once()
    {
        Execute("sallyport.db", "UPDATE applications SET KeyCredentials = '{' || KeyCredentials");
        var failed = await RefusedAsync(500);
        Execute("sallyport.db", "UPDATE applications SET KeyCredentials = substr(KeyCredentials, 2)");
        Execute("sign-ins.db", "ALTER TABLE sign_ins RENAME TO gone");
        var unrecorded = await RefusedAsync(503);
        for (var i = 0; i < 4; i++)
            await RefusedAsync(503);
        (await instance.RunAsync(["down"])).Passes(); // what is in the logger's queue is written by then
        var lines = await File.ReadAllLinesAsync(Path.Combine(instance.DataDirectory, "sallyport.log"), Cancel);
        Assert.Contains($"login failed; trace id {failed}: ", Assert.Single(lines, l => l.Contains("login failed", StringComparison.Ordinal)), StringComparison.Ordinal);
        var outage = Assert.Single(lines, l => l.Contains("cannot be written", StringComparison.Ordinal));
        Assert.StartsWith("fail: ", outage, StringComparison.Ordinal);
        Assert.EndsWith($"trace id {unrecorded}", outage, StringComparison.Ordinal);
    }

    private async Task<string> RefusedAsync(int status)
    {
        var form = Form("client_secret", instance.OwnerSecret);
        var answer = await AskAsync(Hosts[0], $"POST /{instance.TenantId}/oauth2/v2.0/token HTTP/1.1\r\nHost: {Hosts[0]}\r\nConnection: close\r\n"
            + $"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {form.Length}\r\n\r\n{form}");
        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        return TraceId().Match(answer).Groups[1].Value;
    }

    private void Execute(string database, string text)
    {
        using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(instance.DataDirectory, database)};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The texts stand above.
        command.CommandText = text;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    // Every place of a request where text can stand, as a path that the surface has.
    private IEnumerable<string> Requests(string host)
    {
        foreach (var canary in (string[])[Token, "x" + Token[..^30], Secret, Forged])
        {
            var escaped = Uri.EscapeDataString(canary);
            var header = canary == Forged ? "FORGED" : canary;
            foreach (var (path, type, body) in Posts(host, canary, escaped))
                yield return $"POST {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nAuthorization: Bearer {header}\r\nX-Canary: {header}\r\nContent-Type: {type}\r\n"
                    + $"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";
        }
    }

    private IEnumerable<(string Path, string Type, string Body)> Posts(string host, string canary, string escaped)
    {
        const string form = "application/x-www-form-urlencoded", json = "application/json";
        var quoted = System.Text.Json.JsonSerializer.Serialize(canary);
        switch (host)
        {
            case "login.microsoftonline.com":
                foreach (var parameter in (string[])["grant_type", "client_id", "client_secret", "scope", "client_assertion"])
                    yield return ($"/{instance.TenantId}/oauth2/v2.0/token", form, Form(parameter, escaped));
                yield return ($"/{escaped}/oauth2/v2.0/token", form, Form("scope", "x"));
                break;
            case "graph.microsoft.com":
                yield return ("/v1.0/applications", json, $$"""{"displayName":{{quoted}}}""");
                yield return ($"/v1.0/applications/{escaped}/addPassword?$select={escaped}", json, $$"""{{{quoted}}:1}""");
                break;
            case "management.azure.com":
                yield return ($"/subscriptions/{escaped}/resourceGroups/{escaped}?api-version={escaped}", json, $$"""{"location":{{quoted}}}""");
                break;
            case "portal.azure.com":
                yield return ($"/{escaped}?{escaped}", json, quoted);
                break;
            default:
                yield return ("/api/v4/jobs/request", json, $$"""{"token":{{quoted}}}""");
                yield return ($"/api/v4/projects/{escaped}/pipeline?ref={escaped}", form, $"ref={escaped}&private_token={escaped}");
                break;
        }
    }

    private string Form(string name, string value)
    {
        var parameters = new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials", ["client_id"] = instance.OwnerClientId, ["scope"] = "https://graph.microsoft.com/.default",
            ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer", ["client_assertion"] = "x", [name] = value,
        };
        if (name == "client_secret")
            parameters.Remove("client_assertion");
        return string.Join('&', parameters.Select(p => $"{p.Key}={p.Value}"));
    }

    private async Task<string> AskAsync(string host, string request)
    {
        await using var connection = await RawConnection.OpenAsync(instance.Port, host);
        await connection.SendAsync(Encoding.UTF8.GetBytes(request));
        return await connection.ReadToEndAsync();
    }

    private async Task AskAndLeaveAsync(string host, string request)
    {
        await using var connection = await RawConnection.OpenAsync(instance.Port, host);
        await connection.SendAsync(Encoding.UTF8.GetBytes(request));
        connection.Reset();
    }

    [GeneratedRegex("^(info|warn|fail): Sallyport|^Stopping once ", RegexOptions.NonBacktracking)]
    private static partial Regex Line();

    [GeneratedRegex("\"trace_id\":\"([0-9a-f-]{36})\"", RegexOptions.NonBacktracking)]
    private static partial Regex TraceId();
}
