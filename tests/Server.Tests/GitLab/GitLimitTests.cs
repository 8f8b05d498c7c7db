using System.Net;
using System.Text.Json.Nodes;
using Sallyport.Server.Tests.Http;

namespace Sallyport.Server.Tests.GitLab;

/// <summary>Commits of the REST API that git cannot make: for their length, or for want of room.</summary>
public sealed class GitLimitTests
{
    private const string Mine = "projects/team%2Fmine";
    private const string Commits = Mine + "/repository/commits";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("author_name", 255, null)]
    [InlineData("author_name", 256, "author_name is too long")]
    [InlineData("author_name", 200_000, "author_name is too long")]
    [InlineData("author_email", 255, null)]
    [InlineData("author_email", 200_000, "author_email is too long")]
    [InlineData("commit_message", 200_000, null)]
    [InlineData("branch", 200_000, "Branch name is invalid")]
    [InlineData("start_branch", 200_000, "already exists. Switch to that branch")]
    [InlineData("file_path", 200_000, "too long")]
    public async Task A_text_that_is_too_long_for_git_is_refused_as_what_it_is(string name, int length, string? refusal)
    {
        await using var server = await RunningServer.StartAsync();
        using var root = new GitLabClient(server);
        await root.TakeAsync(HttpMethod.Put, $"{Mine}/sallyport", "{}");
        await root.TakeAsync(HttpMethod.Post, Commits, CommitOf("first", new JsonObject()));
        var text = new string('a', length);
        var further = name == "file_path" ? new JsonObject() : new JsonObject { [name] = text };
        var (status, answer) = await root.SendAsync(HttpMethod.Post, Commits, CommitOf(name == "file_path" ? text : "second", further));
        Assert.Equal(refusal is null ? HttpStatusCode.Created : HttpStatusCode.BadRequest, status);
        Assert.Contains(refusal ?? "\"id\"", answer.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_commit_on_a_full_disk_is_to_be_sent_again_and_made_when_there_is_room()
    {
        Root.Require();
        var mount = Directory.CreateTempSubdirectory("sallyport-full-").FullName;
        Root.Run("mount", "-t", "tmpfs", "-o", "size=24m,mode=0700", "none", mount);
        try
        {
            await using var server = await RunningServer.StartAsync(folder: Path.Combine(mount, "data"));
            using var root = new GitLabClient(server);
            await root.TakeAsync(HttpMethod.Put, $"{Mine}/sallyport", "{}");
            await root.TakeAsync(HttpMethod.Post, Commits, CommitOf("first", new JsonObject()));
            var filler = Path.Combine(mount, "filler");
            Fill(filler);

            using var http = server.For("gitlab.example.com");
            http.DefaultRequestHeaders.Add("PRIVATE-TOKEN", server.Facts.GitLabToken);
            using var body = new StringContent(CommitOf("second", new JsonObject()), System.Text.Encoding.UTF8, "application/json");
            using var refused = await http.PostAsync($"/api/v4/{Commits}", body, Cancel);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.NotNull(refused.Headers.RetryAfter);

            File.Delete(filler);
            await root.TakeAsync(HttpMethod.Post, Commits, CommitOf("second", new JsonObject()));
        }
        finally
        {
            Root.Run("umount", mount);
            Directory.Delete(mount, recursive: true);
        }
    }

    // To the last page.
    private static void Fill(string path)
    {
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true)
                file.Write(new byte[4096]);
        }
        catch (IOException)
        {
            // it is full
        }
    }

    private static string CommitOf(string path, JsonObject further)
    {
        var action = new JsonObject { ["action"] = "create", ["file_path"] = path, ["content"] = path[..1] };
        var body = new JsonObject { ["branch"] = "main", ["commit_message"] = "A change", ["actions"] = new JsonArray(action) };
        foreach (var (name, value) in further)
            body[name] = value!.DeepClone();
        return body.ToJsonString();
    }
}
