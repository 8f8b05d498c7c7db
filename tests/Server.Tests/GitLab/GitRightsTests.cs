using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Sallyport.Server.Tests.GitLab;

/// <summary>Who may read and change a project's repository, by git and by the REST API.</summary>
public sealed class GitRightsTests : IAsyncLifetime
{
    private const string Mine = "projects/team%2Fmine";
    private const string Zeros = "0000000000000000000000000000000000000000";

    private RunningServer server = null!;
    private GitLabClient root = null!;
    private GitLabClient alice = null!;
    private string token = "";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        server = await RunningServer.StartAsync();
        root = new GitLabClient(server);
        await root.TakeAsync(HttpMethod.Put, $"{Mine}/sallyport", "{}");
        await root.TakeAsync(HttpMethod.Post, "users", """{"username":"alice","name":"Alice","email":"alice@example.com"}""");
        token = (string)(await root.TakeAsync(HttpMethod.Post, "users/2/personal_access_tokens", new { name = "t", scopes = new[] { "api" } }))["token"]!;
        alice = new GitLabClient(server, token: token);
    }

    public async ValueTask DisposeAsync()
    {
        root.Dispose();
        alice.Dispose();
        await server.DisposeAsync();
    }

    [Theory]
    [InlineData(null, HttpStatusCode.NotFound, HttpStatusCode.NotFound)]
    [InlineData(10, HttpStatusCode.NotFound, HttpStatusCode.NotFound)]
    [InlineData(20, HttpStatusCode.OK, HttpStatusCode.Forbidden)]
    [InlineData(30, HttpStatusCode.OK, HttpStatusCode.OK)]
    public async Task Reporters_fetch_and_developers_push(int? level, HttpStatusCode fetches, HttpStatusCode pushes)
    {
        if (level is not null)
            await root.TakeAsync(HttpMethod.Post, $"{Mine}/members", new { user_id = 2, access_level = level });
        Assert.Equal(fetches, await GitAsync(HttpMethod.Get, "info/refs?service=git-upload-pack", null));
        Assert.Equal(pushes, await GitAsync(HttpMethod.Get, "info/refs?service=git-receive-pack", null));
        var byApi = (await alice.SendAsync(HttpMethod.Get, $"{Mine}/repository/branches")).Status;
        Assert.Equal(level == 10 ? HttpStatusCode.Forbidden : fetches, byApi);
    }

    [Fact]
    public async Task A_protected_branch_takes_pushes_and_changes_of_those_alone_whom_it_names()
    {
        await root.TakeAsync(HttpMethod.Post, $"{Mine}/members", new { user_id = 2, access_level = 30 });
        var change = new { branch = "main", content = "x", commit_message = "m" };
        Assert.Equal(HttpStatusCode.Forbidden, (await alice.SendAsync(HttpMethod.Post, $"{Mine}/repository/files/a", change)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, await PushAsync("refs/heads/main"));
        Assert.Equal(HttpStatusCode.OK, await PushAsync("refs/heads/free"));

        await root.TakeAsync(HttpMethod.Delete, $"{Mine}/protected_branches/main");
        await root.TakeAsync(HttpMethod.Post, $"{Mine}/protected_branches", new { name = "main", push_access_level = 30 });
        await alice.TakeAsync(HttpMethod.Post, $"{Mine}/repository/files/a", change);
        Assert.Equal(HttpStatusCode.OK, await PushAsync("refs/heads/main"));
    }

    // Deletes a branch that there is not: git answers that, once it is asked.
    private Task<HttpStatusCode> PushAsync(string name)
    {
        var line = $"{Zeros} {Zeros} {name}\0report-status\n";
        return GitAsync(HttpMethod.Post, "git-receive-pack", $"{line.Length + 4:x4}{line}0000");
    }

    private async Task<HttpStatusCode> GitAsync(HttpMethod method, string path, string? body)
    {
        using var http = server.For("gitlab.example.com");
        using var request = new HttpRequestMessage(method, $"/team/mine.git/{path}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"alice:{token}")));
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-git-receive-pack-request");
        }
        using var response = await http.SendAsync(request, Cancel);
        return response.StatusCode;
    }
}
