using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Sallyport.Server.Tests.GitLab;

/// <summary>What cannot be read is refused in GitLab's form; the like of it that can be read is taken.</summary>
public sealed class MalformedRequestTests(SharedServer shared) : IClassFixture<SharedServer>, IDisposable
{
    private const string UrlEncoded = "application/x-www-form-urlencoded";

    private readonly RunningServer server = shared.Running;
    private readonly HttpClient client = shared.Running.For("gitlab.example.com", shared.Running.Facts.GitLabToken);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> MalformedForms() => new()
    {
        { UrlEncoded, "name=a%00b" },
        { UrlEncoded, "na%00me=a&name=b" },
        { UrlEncoded, "name=a&x=%" },
        { UrlEncoded, "name=a&x=%4" },
        { UrlEncoded, "name=a&x=%zz" },
        { UrlEncoded, "name=a&x=%ff" },
        { UrlEncoded, "name=a&x=%ed%a0%80" },
        { UrlEncoded, "name=a&x=\u00ff" },
        { UrlEncoded, "name=a&" + string.Join('&', Enumerable.Range(0, 2000).Select(i => $"k{i}=1")) },
        { UrlEncoded, "name=a&" + new string('k', 10_000) + "=1" },
        { UrlEncoded + "; charset=none-such", "name=a" },
        { UrlEncoded + "; charset=utf-7", "name=a" },
        { UrlEncoded + "; charset=utf-16", "name=a" },
        { "multipart/form-data", "name=a" },
        { "multipart/form-data; boundary=", "name=a" },
        { "multipart/form-data; boundary=b", "name=a" },
        { "multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\na" },
        { "multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\na\r\n--b" },
        { "multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"name\"" },
        { "multipart/form-data; boundary=b", "--b\r\n: x\r\n\r\na\r\n--b--\r\n" },
        { $"multipart/form-data; boundary={new string('b', 300)}", "name=a" },
        { "application/json; charset=utf-16", """{"name":"a"}""" },
        { "application/json", "[[" },
        { "application/json", """{"name":{"a":[1]}}""" },
        { "application/json", """{"name":["a"]}""" },
    };

    public static TheoryData<string, string> GoodForms() => new()
    {
        { UrlEncoded, "name=good%2D1&x=%C3%A9%25" },
        { UrlEncoded, "&name=good-2&&x=&y&a[b][c]=d&[]=1&[][]=2" },
        { UrlEncoded + "; charset=utf-8", "name=good-3" },
        { UrlEncoded + "; charset=\"UTF-8\"", "name=good-4" },
        { UrlEncoded, "name=good-5&" + string.Join('&', Enumerable.Range(0, 500).Select(i => $"k{i}=1")) },
        {
            "multipart/form-data; boundary=b",
            "--b\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\ngood-6\r\n--b--\r\n"
        },
        { "application/json; charset=utf-8", """{"name":"good-7","x":[[{}]]}""" },
    };

    public void Dispose() => client.Dispose();

    [Theory]
    [MemberData(nameof(MalformedForms))]
    public async Task Refuses_a_malformed_form_in_GitLabs_form(string type, string body) =>
        await RefusedAsync(await PostAsync("/api/v4/projects", type, body));

    [Theory]
    [MemberData(nameof(GoodForms))]
    public async Task Takes_an_unusual_form_that_can_be_read(string type, string body)
    {
        using var answer = await PostAsync("/api/v4/projects", type, body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancel));
    }

    [Theory]
    [InlineData("name=a%00b")]
    [InlineData("name=a&x=%ff")]
    [InlineData("name=a&x=%4")]
    public async Task Refuses_a_malformed_query_in_GitLabs_form(string query)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Raw($"/api/v4/projects?{query}"));
        await RefusedAsync(await client.SendAsync(request, Cancel));
    }

    [Fact]
    public async Task Decodes_the_path_of_a_project_once()
    {
        var twice = "/api/v4/projects/mygroup%252Fmine";
        using var content = JsonContent.Create(new { });
        using var made = await client.PutAsync("/api/v4/projects/mygroup%2Fmine/sallyport", content, Cancel);
        Assert.Equal(HttpStatusCode.OK, made.StatusCode);
        using var once = await client.GetAsync("/api/v4/projects/mygroup%2Fmine", Cancel);
        Assert.Equal(HttpStatusCode.OK, once.StatusCode);
        using var request = new HttpRequestMessage(HttpMethod.Get, Raw(twice));
        using var found = await client.SendAsync(request, Cancel);
        Assert.Equal(HttpStatusCode.NotFound, found.StatusCode);
        using var put = new HttpRequestMessage(HttpMethod.Put, Raw(twice + "x/sallyport"))
        {
            Content = JsonContent.Create(new { }),
        };
        await RefusedAsync(await client.SendAsync(put, Cancel));
    }

    [Theory]
    [InlineData(HttpStatusCode.OK, "PRIVATE-TOKEN: {good}")]
    [InlineData(HttpStatusCode.OK, "Authorization: Bearer {good}")]
    [InlineData(HttpStatusCode.OK, "Authorization: Bearer {good}", "PRIVATE-TOKEN: {good}")]
    [InlineData(HttpStatusCode.Unauthorized, "PRIVATE-TOKEN: {good}", "PRIVATE-TOKEN: {good}")]
    [InlineData(
        HttpStatusCode.Unauthorized, "PRIVATE-TOKEN: {good}", "PRIVATE-TOKEN: x", "Authorization: Bearer {good}")]
    [InlineData(HttpStatusCode.Unauthorized, "PRIVATE-TOKEN: x", "Authorization: Bearer {good}")]
    [InlineData(HttpStatusCode.Unauthorized, "PRIVATE-TOKEN: {good}", "Authorization: Bearer x")]
    [InlineData(HttpStatusCode.Unauthorized, "Authorization: Bearer {good}", "Authorization: Bearer {good}")]
    public async Task Takes_one_credential_of_a_user_and_no_more(HttpStatusCode status, params string[] headers)
    {
        var sent = headers.Select(h => h.Replace("{good}", server.Facts.GitLabToken, StringComparison.Ordinal));
        var answer = await AskAsync("GET /api/v4/projects/none%2Fthere", sent, "");
        Assert.StartsWith($"HTTP/1.1 {(status == HttpStatusCode.OK ? 404 : 401)}", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Takes_one_credential_of_a_runner_or_job_and_no_more()
    {
        using var body = JsonContent.Create(
            new { @ref = "main", sha = new string('a', 40), config = "a:\n  script: [echo]\n" });
        using var content = JsonContent.Create(new { project_id = 4711 });
        using var project = await client.PutAsync("/api/v4/projects/mygroup%2Ftheirs/sallyport", content, Cancel);
        using var made = await client.PostAsync("/api/v4/projects/4711/sallyport/pipeline", body, Cancel);
        var runner = (string)JsonNode.Parse(await made.Content.ReadAsStringAsync(Cancel))!["runner"]!["token"]!;
        foreach (var (status, headers, json) in ((int, string[], string)[])
        [
            (403, [$"RUNNER-TOKEN: {runner}", $"RUNNER-TOKEN: {runner}"], "{}"),
            (403, [$"RUNNER-TOKEN: {runner}", $"RUNNER-TOKEN: {runner}"], $$"""{"token":"{{runner}}"}"""),
            (403, ["RUNNER-TOKEN: x"], $$"""{"token":"{{runner}}"}"""),
            (400, [$"RUNNER-TOKEN: {runner}"], """{"last_update":"a\r\nb"}"""),
            (201, [$"RUNNER-TOKEN: {runner}"], "{}"),
            (400, [$"RUNNER-TOKEN: {runner}"], """{"last_update":"\u00e9"}"""),
            (204, [$"RUNNER-TOKEN: {runner}"], $$"""{"token":"{{runner}}"}"""),
        ])
        {
            string[] all = [.. headers, "Content-Type: application/json"];
            var answer = await AskAsync("POST /api/v4/jobs/request", all, json);
            Assert.True(answer.StartsWith($"HTTP/1.1 {status}", StringComparison.Ordinal), $"{answer} for {json}");
        }
    }

    private async Task<HttpResponseMessage> PostAsync(string path, string type, string body)
    {
        using var content = new ByteArrayContent(Encoding.Latin1.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        return await client.PostAsync(path, content, Cancel);
    }

    // As it stands: a client library would tidy it up.
    private static Uri Raw(string path) => new(
        $"https://gitlab.example.com{path}",
        new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });

    private async Task<string> AskAsync(string line, IEnumerable<string> headers, string body)
    {
        await using var connection = await Transport.RawConnection.OpenAsync(server.Server.Port, "gitlab.example.com");
        await connection.SendAsync(
            $"{line} HTTP/1.1\r\nHost: gitlab.example.com\r\nConnection: close\r\nContent-Length: {body.Length}\r\n"
            + string.Concat(headers.Select(h => $"{h}\r\n")) + $"\r\n{body}");
        return await connection.ReadToEndAsync();
    }

    private static async Task RefusedAsync(HttpResponseMessage answer)
    {
        using var refusal = answer;
        var text = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.True(answer.StatusCode is HttpStatusCode.BadRequest, $"{answer.StatusCode} {text}");
        var body = JsonNode.Parse(text)!.AsObject();
        Assert.True(body.ContainsKey("message") || body.ContainsKey("error"), text);
    }
}
