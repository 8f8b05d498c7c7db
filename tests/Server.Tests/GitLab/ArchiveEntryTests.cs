using System.IO.Compression;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Sallyport.Server.Tests.GitLab;

/// <summary>Single files out of archives that runners sent, whatever these hold.</summary>
public sealed class ArchiveEntryTests : IAsyncLifetime
{
    private const int LocalMethod = 8;
    private const int LocalFlags = 6;
    private const int CentralMethod = 10;
    private const int CentralFlags = 8;
    private const int CentralSize = 24;

    private RunningServer server = null!;
    private GitLabClient root = null!;
    private HttpClient user = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        server = await RunningServer.StartAsync();
        root = new GitLabClient(server);
        user = server.For("gitlab.example.com");
        user.DefaultRequestHeaders.Add("PRIVATE-TOKEN", server.Facts.GitLabToken);
        await root.TakeAsync(HttpMethod.Put, "projects/team%2Fsub%2Fmine/sallyport", """{"project_id":4711}""");
    }

    public async ValueTask DisposeAsync()
    {
        user.Dispose();
        root.Dispose();
        await server.DisposeAsync();
    }

    [Fact]
    [Trait("Passes", "R12")]
    public async Task R12_a_file_of_an_archive_that_cannot_be_unpacked_is_refused_and_one_that_can_is_sent()
    {
        Assert.Equal((200, "content"), await GetAsync(Zip(), "dir/a"));
        Assert.Equal(422, (await GetAsync(Changed(LocalMethod, CentralMethod, 99), "dir/a")).Status); // a method that nobody knows
        Assert.Equal(422, (await GetAsync(Changed(LocalMethod, CentralMethod, 14), "dir/a")).Status); // LZMA
        Assert.Equal(422, (await GetAsync(Changed(LocalFlags, CentralFlags, 1), "dir/a")).Status); // encrypted
        Assert.Equal(422, (await GetAsync(Scrambled(), "dir/a")).Status);
        Assert.Equal(422, (await GetAsync(WithoutLocalHeader(), "dir/a")).Status);
        Assert.Equal(413, (await GetAsync(Declaring(2_000_000_000), "dir/a")).Status);
        Assert.Equal(404, (await GetAsync(Encoding.ASCII.GetBytes("no archive"), "dir/a")).Status);
        Assert.Equal(404, (await GetAsync(Zip()[..^30], "dir/a")).Status);
        Assert.Equal(404, (await GetAsync(Zip(), "dir/../dir/b")).Status);
        Assert.Equal(404, (await GetAsync(Zip(), "dir")).Status);
    }

    private async Task<(int Status, string Text)> GetAsync(byte[] archive, string path)
    {
        var job = (await root.ClaimAsync(await root.CreatePipelineAsync("team/sub/mine", "job: { script: [x] }")))!;
        await UploadAsync(job, archive);
        using var answer = await user.GetAsync($"/api/v4/projects/4711/jobs/{job["id"]}/artifacts/{path}", Cancel);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancel));
    }

    private async Task UploadAsync(JsonNode job, byte[] archive)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(archive), "file", "artifacts.zip" } };
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v4/jobs/{job["id"]}/artifacts?artifact_type=archive&artifact_format=zip") { Content = form };
        request.Headers.Add("JOB-TOKEN", (string)job["token"]!);
        using var response = await user.SendAsync(request, Cancel);
        Assert.Equal(201, (int)response.StatusCode);
        using var ended = await user.PutAsJsonAsync($"/api/v4/jobs/{job["id"]}", new { token = (string)job["token"]!, state = "success" }, Cancel);
        Assert.Equal(200, (int)ended.StatusCode);
    }

    private static byte[] Zip()
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        using (var writer = new StreamWriter(zip.CreateEntry("dir/a").Open()))
            writer.Write("content");
        return stream.ToArray();
    }

    private static int Central(byte[] zip) => zip.AsSpan().IndexOf("PK\u0001\u0002"u8);

    private static byte[] Changed(int local, int central, byte value)
    {
        var zip = Zip();
        zip[local] = value;
        zip[Central(zip) + central] = value;
        return zip;
    }

    private static byte[] Scrambled()
    {
        var zip = Zip();
        zip.AsSpan(30 + "dir/a".Length, 4).Fill(0xff); // behind the header: no block of deflate begins so
        return zip;
    }

    private static byte[] WithoutLocalHeader()
    {
        var zip = Zip();
        zip[0] = 0;
        return zip;
    }

    private static byte[] Declaring(int size)
    {
        var zip = Zip();
        BitConverter.TryWriteBytes(zip.AsSpan(Central(zip) + CentralSize), size);
        return zip;
    }
}
