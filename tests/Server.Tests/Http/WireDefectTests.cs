using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Sallyport.Server.Tests.Transport;

namespace Sallyport.Server.Tests.Http;

/// <summary>What is wrong with a request itself is refused by each surface in its own form.</summary>
public sealed class WireDefectTests : IAsyncLifetime
{
    private readonly ShiftedTime clock = new();
    private RunningServer server = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => server = await RunningServer.StartAsync(o => o with { Time = clock });

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Theory]
    [InlineData("login.microsoftonline.com", "POST /{tenant}/oauth2/v2.0/token", "application/x-www-form-urlencoded")]
    [InlineData("graph.microsoft.com", "POST /v1.0/applications", "application/json")]
    [InlineData(
        "management.azure.com", "PUT /subscriptions/{subscription}/resourcegroups/a?api-version=2021-04-01",
        "application/json")]
    [InlineData("gitlab.example.com", "POST /api/v4/projects", "application/json")]
    [InlineData("portal.azure.com", "POST /sallyport/judgements", "application/json")]
    public async Task A_chunk_size_beyond_64_bits_is_a_bad_request(string host, string line, string type)
    {
        var token = await TokenAsync(host);
        foreach (var size in (string[])["1000000000000000b3", "ffffffffffffffff", "8000000000000000"])
        {
            await using var connection = await RawConnection.OpenAsync(server.Server.Port, host);
            var path = line.Replace("{tenant}", $"{server.Facts.TenantId}", StringComparison.Ordinal)
                .Replace("{subscription}", $"{server.Facts.SubscriptionId}", StringComparison.Ordinal);
            await connection.SendAsync(
                $"{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{token}Content-Type: {type}\r\n"
                + $"Transfer-Encoding: chunked\r\n\r\n{size}\r\n{new string('x', 0xb3)}\r\n0\r\n\r\n");
            var answer = await connection.ReadToEndAsync();
            Assert.True(IsRefused(answer), $"{size}: {answer}");
        }
    }

    [Fact]
    public async Task Two_Authorization_headers_at_the_token_endpoint_are_refused()
    {
        var basic = Convert.ToBase64String(
            Encoding.ASCII.GetBytes($"{server.Facts.OwnerClientId}:{server.Facts.OwnerClientSecret}"));
        var good = $"Authorization: Basic {basic}\r\n";
        Assert.StartsWith("HTTP/1.1 200", await PostBasicAsync(good), StringComparison.Ordinal);
        foreach (var second in (string[])[good, "Authorization: Basic eDp5\r\n", "Authorization: \r\n"])
            foreach (var both in (string[])[good + second, second + good])
            {
                var answer = await PostBasicAsync(both);
                Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
                Assert.Contains("\"error\":\"invalid_request\"", answer, StringComparison.Ordinal);
            }
    }

    [Theory]
    [InlineData("graph.microsoft.com", "/v1.0/organization")]
    [InlineData("management.azure.com", "/subscriptions?api-version=2022-12-01")]
    public async Task Two_Authorization_headers_at_a_resource_are_refused(string host, string path)
    {
        var good = await TokenAsync(host);
        Assert.StartsWith("HTTP/1.1 200", await GetAsync(host, path, good), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 401", await GetAsync(host, path, good + good), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("graph.microsoft.com", "/v1.0/organization")]
    [InlineData("management.azure.com", "/subscriptions?api-version=2022-12-01")]
    public async Task A_token_whose_time_has_not_come_is_refused(string host, string path)
    {
        var later = TimeSpan.FromDays(1);
        clock.Advance(later);
        var token = await TokenAsync(host);
        Assert.StartsWith("HTTP/1.1 200", await GetAsync(host, path, token), StringComparison.Ordinal);
        clock.Advance(-later);
        var answer = await GetAsync(host, path, token);
        Assert.StartsWith("HTTP/1.1 401", answer, StringComparison.Ordinal);
        Assert.Contains("\"code\":\"InvalidAuthenticationToken\"", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("top=x", 400)]
    [InlineData("refused=7", 400)]
    [InlineData("top=99999999999999999999", 400)]
    [InlineData("top=5&refused=true", 200)]
    public async Task A_parameter_of_the_portal_that_cannot_be_read_is_refused_in_its_form(string query, int status)
    {
        using var portal = server.For("portal.azure.com", server.Facts.AdministratorToken);
        using var answer = await portal.GetAsync($"/sallyport/signIns?{query}", Cancel);
        Assert.Equal(status, (int)answer.StatusCode);
        var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancel))!.AsObject();
        Assert.Equal(status == 200 ? "value" : "error", body.First().Key);
    }

    private static bool IsRefused(string answer) =>
        answer.StartsWith("HTTP/1.1 400", StringComparison.Ordinal)
        && answer.Contains("\r\nContent-Type: application/json", StringComparison.Ordinal);

    private async Task<string> TokenAsync(string host) => "Authorization: Bearer " + host switch
    {
        "graph.microsoft.com" => await server.OwnerTokenAsync("https://graph.microsoft.com"),
        "management.azure.com" => await server.OwnerTokenAsync("https://management.azure.com"),
        "gitlab.example.com" => server.Facts.GitLabToken,
        _ => server.Facts.AdministratorToken,
    } + "\r\n";

    private Task<string> PostBasicAsync(string headers)
    {
        const string form = "grant_type=client_credentials&scope=https%3A%2F%2Fmanagement.azure.com%2F.default";
        return AskAsync(
            "login.microsoftonline.com", $"POST /{server.Facts.TenantId}/oauth2/v2.0/token",
            headers + $"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {form.Length}\r\n", form);
    }

    private Task<string> GetAsync(string host, string path, string headers) =>
        AskAsync(host, $"GET {path}", headers, "");

    private async Task<string> AskAsync(string host, string line, string headers, string body)
    {
        await using var connection = await RawConnection.OpenAsync(server.Server.Port, host);
        await connection.SendAsync($"{line} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{headers}\r\n{body}");
        return await connection.ReadToEndAsync();
    }
}
