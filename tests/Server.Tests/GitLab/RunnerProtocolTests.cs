using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Sallyport.Server.Tests.GitLab;

/// <summary>The runner protocol by a client that knows nothing but its tables.</summary>
public sealed class RunnerProtocolTests : IAsyncLifetime
{
    private const string Host = "gitlab.example.com";
    private const string Api = "/api/v4";
    private const string Project = $"{Api}/projects/g%2Fp";

    private RunningServer server = null!;
    private HttpClient user = null!;
    private HttpClient anyone = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        server = await RunningServer.StartAsync();
        (user, anyone) = (server.For(Host, server.Facts.GitLabToken), server.For(Host));
        await SendAsync(user, HttpMethod.Put, $"{Project}/sallyport", new { project_id = 7 });
    }

    public async ValueTask DisposeAsync()
    {
        user.Dispose();
        anyone.Dispose();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Registers_verifies_renews_and_removes_a_runner()
    {
        Assert.Equal(403, (await SendAsync(anyone, HttpMethod.Post, $"{Api}/runners", new { token = "GR1348941nobody" })).Status);
        var registration = (string)(await SendAsync(user, HttpMethod.Post, $"{Api}/runners/reset_registration_token", new { })).Body!["token"]!;
        var (status, made) = await SendAsync(anyone, HttpMethod.Post, $"{Api}/runners", new { token = registration, tag_list = "a, b", run_untagged = false });
        Assert.Equal(201, status);
        var token = (string)made!["token"]!;
        Assert.Equal(200, (await SendAsync(anyone, HttpMethod.Post, $"{Api}/runners/verify", new { token, system_id = "s" })).Status);
        var renewed = (string)(await SendAsync(anyone, HttpMethod.Post, $"{Api}/runners/reset_authentication_token", new { token })).Body!["token"]!;
        Assert.Equal(403, (await SendAsync(anyone, HttpMethod.Post, $"{Api}/runners/verify", new { token })).Status);
        Assert.Equal(204, (await SendAsync(anyone, HttpMethod.Delete, $"{Api}/runners/managers", new { token = renewed, system_id = "s" })).Status);
        Assert.Equal(204, (await SendAsync(anyone, HttpMethod.Delete, $"{Api}/runners", new { token = renewed })).Status);
        Assert.Equal(403, (await SendAsync(anyone, HttpMethod.Post, $"{Api}/jobs/request", new { token = renewed })).Status);
        Assert.Equal(404, (await SendAsync(anyone, HttpMethod.Get, $"{Api}/runners/router/discovery", null)).Status);
    }

    [Theory]
    [InlineData("{}", "a:\n  script: [x]\n", "main", 201)]
    [InlineData("{\"paused\":true}", "a:\n  script: [x]\n", "main", 204)]
    [InlineData("{\"tag_list\":[\"x\"]}", "a:\n  script: [x]\n", "main", 204)]
    [InlineData("{\"tag_list\":[\"x\"],\"run_untagged\":true}", "a:\n  script: [x]\n", "main", 201)]
    [InlineData("{\"tag_list\":[\"x\",\"y\"]}", "a:\n  tags: [y, x]\n  script: [x]\n", "main", 201)]
    [InlineData("{\"tag_list\":[\"x\"]}", "a:\n  tags: [y, x]\n  script: [x]\n", "main", 204)]
    [InlineData("{\"access_level\":\"ref_protected\"}", "a:\n  script: [x]\n", "main", 201)]
    [InlineData("{\"access_level\":\"ref_protected\"}", "a:\n  script: [x]\n", "other", 204)]
    [InlineData("{\"runner_type\":\"project_type\",\"project_id\":7}", "a:\n  script: [x]\n", "main", 201)]
    [InlineData("{\"runner_type\":\"project_type\",\"project_id\":8}", "a:\n  script: [x]\n", "main", 204)]
    public async Task Gives_a_runner_the_jobs_that_are_for_it(string runner, string config, string branch, int expected)
    {
        await SendAsync(user, HttpMethod.Put, $"{Api}/projects/g%2Fother/sallyport", new { project_id = 8 });
        await CreateAsync(config, branch);
        Assert.Equal(expected, (await RequestAsync(await RunnerAsync(runner))).Status);
    }

    [Fact]
    public async Task Gives_a_registered_runner_no_job_of_a_pipeline_with_a_runner_of_its_own()
    {
        var made = await SendAsync(user, HttpMethod.Post, $"{Project}/sallyport/pipeline", new { @ref = "main", sha = new string('a', 40), config = "a:\n  script: [x]\n" });
        Assert.Equal(204, (await RequestAsync(await RunnerAsync("{}"))).Status);
        Assert.Equal(201, (await RequestAsync((string)made.Body!["runner"]!["token"]!)).Status);
    }

    [Fact]
    public async Task Caps_a_jobs_timeout_by_the_runners_maximum()
    {
        await CreateAsync("a:\n  script: [x]\n  timeout: 2h\n", "main");
        var job = (await RequestAsync(await RunnerAsync("{\"maximum_timeout\":600}"))).Body!;
        Assert.Equal(600, (int)job["runner_info"]!["timeout"]!);
        Assert.Equal(400, (await SendAsync(user, HttpMethod.Post, $"{Api}/user/runners", JsonNode.Parse("{\"runner_type\":\"instance_type\",\"maximum_timeout\":599}"))).Status);
    }

    [Fact]
    public async Task Hands_archives_and_variables_to_later_jobs_alone()
    {
        var pipeline = await CreateAsync("stages: [one, two]\na: { stage: one, script: [x] }\nb: { stage: two, script: [x] }\n", "main");
        var runner = await RunnerAsync("{}");
        var first = (await RequestAsync(runner)).Body!;
        Assert.Equal(201, await UploadAsync(first, "archive", "zip", Zip("dir/f.txt", "content")));
        Assert.Equal(400, await UploadAsync(first, "archive", "zip", Zip("dir/f.txt", "other")));
        Assert.Equal(400, await UploadAsync(first, "dotenv", "gzip", Gzip("no equals\n")));
        Assert.Equal(400, await UploadAsync(first, "dotenv", "gzip", Gzip(new string('x', 6000))));
        Assert.Equal(201, await UploadAsync(first, "dotenv", "gzip", Gzip("LEFT=over=1\n")));
        Assert.Equal(400, await UploadAsync(first, "nonsense", "raw", [1]));
        await SendAsync(anyone, HttpMethod.Put, $"{Api}/jobs/{first["id"]}", new { token = (string)first["token"]!, state = "success" });
        var second = (await RequestAsync(runner)).Body!;

        var dependency = Assert.Single(second["dependencies"]!.AsArray())!;
        Assert.Equal((long)first["id"]!, (long)dependency["id"]!);
        Assert.Equal("over=1", (string?)second["variables"]!.AsArray().Last(v => (string?)v!["key"] == "LEFT")!["value"]);
        Assert.Equal(200, await DownloadAsync(first, (string)dependency["token"]!));
        Assert.Equal(403, await DownloadAsync(second, (string)first["token"]!));
        Assert.Equal(403, await DownloadAsync(first, "glcbt-nobody"));
        Assert.Equal("content", await user.GetStringAsync($"{Project}/jobs/{first["id"]}/artifacts/dir/f.txt", Cancel));
        Assert.Equal(404, (await SendAsync(user, HttpMethod.Get, $"{Project}/jobs/{first["id"]}/artifacts/dir/g.txt", null)).Status);
        var folder = Path.Combine(server.Folder, "artifacts");
        Assert.Equal(2, Directory.GetFiles(folder).Length);
        Assert.Equal(204, (await SendAsync(user, HttpMethod.Delete, $"{Project}/pipelines/{pipeline}", null)).Status);
        Assert.Empty(Directory.GetFiles(folder));
    }

    [Fact]
    public async Task Fails_a_job_whose_archives_are_gone()
    {
        var pipeline = await CreateAsync("stages: [one, two]\na: { stage: one, script: [x] }\nb: { stage: two, script: [x] }\n", "main");
        var runner = await RunnerAsync("{}");
        var first = (await RequestAsync(runner)).Body!;
        Assert.Equal(201, await UploadAsync(first, "archive", "zip", Zip("f", "x")));
        await SendAsync(anyone, HttpMethod.Put, $"{Api}/jobs/{first["id"]}", new { token = (string)first["token"]!, state = "success" });
        foreach (var file in Directory.GetFiles(Path.Combine(server.Folder, "artifacts")))
            File.Delete(file);

        Assert.Equal(204, (await RequestAsync(runner)).Status);
        var jobs = (await SendAsync(user, HttpMethod.Get, $"{Project}/pipelines/{pipeline}/jobs", null)).Body!.AsArray();
        Assert.Equal("missing_dependency_failure", (string?)jobs.Single(j => (string?)j!["name"] == "b")!["failure_reason"]);
    }

    private async Task<string> RunnerAsync(string like)
    {
        var body = JsonNode.Parse(like)!;
        body["runner_type"] ??= "instance_type";
        var (status, made) = await SendAsync(user, HttpMethod.Post, $"{Api}/user/runners", body);
        Assert.Equal(201, status);
        return (string)made!["token"]!;
    }

    private async Task<long> CreateAsync(string config, string branch)
    {
        var (status, made) = await SendAsync(user, HttpMethod.Post, $"{Project}/sallyport/pipeline", new { @ref = branch, sha = new string('a', 40), config, any_runner = true });
        Assert.True(status == 201, $"{made}");
        return (long)made!["pipeline"]!["id"]!;
    }

    private Task<(int Status, JsonNode? Body)> RequestAsync(string token) => SendAsync(anyone, HttpMethod.Post, $"{Api}/jobs/request", new { token });

    private async Task<int> UploadAsync(JsonNode job, string type, string format, byte[] content)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(content), "file", "f.zip" } };
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Api}/jobs/{job["id"]}/artifacts?artifact_type={type}&artifact_format={format}&expire_in=1+day") { Content = form };
        request.Headers.Add("JOB-TOKEN", (string)job["token"]!);
        using var response = await anyone.SendAsync(request, Cancel);
        return (int)response.StatusCode;
    }

    private async Task<int> DownloadAsync(JsonNode job, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{Api}/jobs/{job["id"]}/artifacts");
        request.Headers.Add("JOB-TOKEN", token);
        using var response = await anyone.SendAsync(request, Cancel);
        return (int)response.StatusCode;
    }

    private static byte[] Zip(string name, string text)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        using (var writer = new StreamWriter(zip.CreateEntry(name).Open()))
            writer.Write(text);
        return stream.ToArray();
    }

    private static byte[] Gzip(string text)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Optimal, leaveOpen: true))
            gzip.Write(Encoding.UTF8.GetBytes(text));
        return stream.ToArray();
    }

    private static async Task<(int Status, JsonNode? Body)> SendAsync(HttpClient client, HttpMethod method, string path, object? body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using var response = await client.SendAsync(request, Cancel);
        var text = await response.Content.ReadAsStringAsync(Cancel);
        return ((int)response.StatusCode, response.StatusCode == HttpStatusCode.NoContent || !text.StartsWith('{') && !text.StartsWith('[') ? null : JsonNode.Parse(text));
    }
}
