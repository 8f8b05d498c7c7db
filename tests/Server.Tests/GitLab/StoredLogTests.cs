using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Sallyport.Server.Tests.GitLab;

/// <summary>Logs of any length: a page shows the end of one, the other answers all of it.</summary>
public sealed class StoredLogTests : IAsyncLifetime
{
    private const string Project = "/team/sub/mine";

    private RunningServer server = null!;
    private GitLabClient root = null!;
    private PageBrowser browser = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        server = await RunningServer.StartAsync();
        root = new GitLabClient(server);
        browser = new PageBrowser(server);
        await root.TakeAsync(HttpMethod.Put, "projects/team%2Fsub%2Fmine/sallyport", """{"project_id":4711}""");
    }

    public async ValueTask DisposeAsync()
    {
        browser.Dispose();
        root.Dispose();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task R11_a_page_shows_the_last_lines_of_a_long_log_and_leads_to_all_of_it()
    {
        var text = string.Concat(Enumerable.Range(0, 60_000).Select(i => $"line {i:d6} é\n"));
        var job = await LoggedAsync(text, pieces: 7);
        await browser.SignInAsync(server.Facts.GitLabToken, $"{Project}/-/jobs/{job}");
        var shown = browser.Page.QuerySelector("pre.log")!.TextContent;
        Assert.InRange(Encoding.UTF8.GetByteCount(shown), 500 * 1024 - 20, 500 * 1024);
        Assert.EndsWith(shown, text, StringComparison.Ordinal);
        Assert.Matches(@"\Aline \d{6} é\n", shown); // no half line
        Assert.Contains("Only the last 500 KiB are shown.", browser.Text, StringComparison.Ordinal);
        Assert.Equal(text, await RawAsync());
        Assert.Equal(text, await TraceAsync(job));
    }

    [Fact]
    public async Task R11_a_long_log_without_lines_is_shown_from_a_whole_character_on()
    {
        var job = await LoggedAsync("x" + new string('é', 300_000) + "y", pieces: 2);
        await browser.SignInAsync(server.Facts.GitLabToken, $"{Project}/-/jobs/{job}");
        Assert.Equal(new string('é', 255_999) + "y", browser.Page.QuerySelector("pre.log")!.TextContent);
    }

    [Fact]
    [Trait("Passes", "R11")]
    public async Task A_short_log_is_shown_whole()
    {
        var job = await LoggedAsync("one\ntwo\n", pieces: 2);
        await browser.SignInAsync(server.Facts.GitLabToken, $"{Project}/-/jobs/{job}");
        Assert.Equal("one\ntwo\n", browser.Page.QuerySelector("pre.log")!.TextContent);
        Assert.DoesNotContain("500 KiB", browser.Text, StringComparison.Ordinal);
        Assert.Equal("one\ntwo\n", await RawAsync());
        Assert.Equal("one\ntwo\n", await TraceAsync(job));
    }

    private async Task<string> RawAsync()
    {
        await browser.OpenAsync(browser.Page.QuerySelector("#log ~ p a")!.GetAttribute("href")!);
        return await browser.Answer.Content.ReadAsStringAsync(Cancel);
    }

    private async Task<string> TraceAsync(long job)
    {
        using var user = server.For("gitlab.example.com");
        user.DefaultRequestHeaders.Add("PRIVATE-TOKEN", server.Facts.GitLabToken);
        return Encoding.UTF8.GetString(await user.GetByteArrayAsync($"/api/v4/projects/4711/jobs/{job}/trace", Cancel));
    }

    // A finished job with this log.
    private async Task<long> LoggedAsync(string text, int pieces)
    {
        var job = (await root.ClaimAsync(await root.CreatePipelineAsync("team/sub/mine", "job: { script: [x] }")))!;
        var id = (long)job["id"]!;
        using var runner = server.For("gitlab.example.com");
        runner.DefaultRequestHeaders.Add("JOB-TOKEN", (string)job["token"]!);
        var bytes = Encoding.UTF8.GetBytes(text);
        var start = 0;
        foreach (var piece in bytes.Chunk((bytes.Length + pieces - 1) / pieces))
        {
            using var content = new ByteArrayContent(piece);
            var range = string.Create(CultureInfo.InvariantCulture, $"{start}-{start + piece.Length - 1}");
            content.Headers.TryAddWithoutValidation("Content-Range", range);
            using var sent = await runner.PatchAsync($"/api/v4/jobs/{id}/trace", content, Cancel);
            Assert.Equal(202, (int)sent.StatusCode);
            start += piece.Length;
        }
        var end = new JsonObject { ["token"] = (string)job["token"]!, ["state"] = "success", ["output"] = new JsonObject { ["bytesize"] = bytes.Length } };
        using var body = new StringContent(end.ToJsonString(), Encoding.UTF8, "application/json");
        using var ended = await runner.PutAsync($"/api/v4/jobs/{id}", body, Cancel);
        Assert.Equal(200, (int)ended.StatusCode);
        return id;
    }
}
