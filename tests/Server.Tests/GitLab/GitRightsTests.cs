using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

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
        Assert.Equal(fetches, await GitAsync(HttpMethod.Get, "info/refs?service=git-upload-pack", (string?)null));
        Assert.Equal(pushes, await GitAsync(HttpMethod.Get, "info/refs?service=git-receive-pack", (string?)null));
        var byApi = (await alice.SendAsync(HttpMethod.Get, $"{Mine}/repository/branches")).Status;
        Assert.Equal(level == 10 ? HttpStatusCode.Forbidden : fetches, byApi);
    }

    [Fact]
    public async Task A_protected_branch_takes_pushes_and_changes_of_those_alone_whom_it_names()
    {
        await root.TakeAsync(HttpMethod.Post, $"{Mine}/members", new { user_id = 2, access_level = 30 });
        await BeginAsync();
        var change = new { branch = "main", content = "x", commit_message = "m" };
        Assert.Equal(HttpStatusCode.Forbidden, (await alice.SendAsync(HttpMethod.Post, $"{Mine}/repository/files/a", change)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, await PushAsync("refs/heads/main"));
        Assert.Equal(HttpStatusCode.OK, await PushAsync("refs/heads/free"));

        await root.TakeAsync(HttpMethod.Delete, $"{Mine}/protected_branches/main");
        await root.TakeAsync(HttpMethod.Post, $"{Mine}/protected_branches", new { name = "main", push_access_level = 30 });
        await alice.TakeAsync(HttpMethod.Post, $"{Mine}/repository/files/a", change);
        Assert.Equal(HttpStatusCode.OK, await PushAsync("refs/heads/main"));
    }

    [Theory]
    [InlineData(30, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden)]
    [InlineData(40, HttpStatusCode.OK, HttpStatusCode.Created)]
    public async Task The_first_branch_is_pushed_by_those_who_may_push_the_default_one(int level, HttpStatusCode byGit, HttpStatusCode byApi)
    {
        await root.TakeAsync(HttpMethod.Post, $"{Mine}/members", new { user_id = 2, access_level = level });
        var change = new { branch = "own", content = "x", commit_message = "m" };
        Assert.Equal(byGit, await PushAsync("refs/heads/own"));
        Assert.Equal(byApi, (await alice.SendAsync(HttpMethod.Post, $"{Mine}/repository/files/a", change)).Status);
    }

    [Fact]
    public async Task A_developer_begins_a_branch_where_the_default_one_is_not_protected()
    {
        await root.TakeAsync(HttpMethod.Post, $"{Mine}/members", new { user_id = 2, access_level = 30 });
        await root.TakeAsync(HttpMethod.Delete, $"{Mine}/protected_branches/main");
        await alice.TakeAsync(HttpMethod.Post, $"{Mine}/repository/files/a", new { branch = "own", content = "x", commit_message = "m" });
    }

    [Theory]
    [InlineData("git-upload-pack", false, HttpStatusCode.BadRequest)]
    [InlineData("git-receive-pack", false, HttpStatusCode.BadRequest)]
    [InlineData("git-upload-pack", true, HttpStatusCode.OK)]
    [InlineData("git-receive-pack", true, HttpStatusCode.OK)]
    public async Task A_body_that_is_no_gzip_although_it_says_so_is_refused(string service, bool isGzip, HttpStatusCode expected)
    {
        await root.TakeAsync(HttpMethod.Post, $"{Mine}/members", new { user_id = 2, access_level = 40 });
        var body = Encoding.UTF8.GetBytes(service == "git-upload-pack" ? "0000" : Lines([$"{Zeros} {Zeros} refs/heads/own\0report-status\n"]));
        Assert.Equal(expected, await GitAsync(HttpMethod.Post, service, isGzip ? Zipped(body) : body, "gzip"));
    }

    // Git takes commands out of a signed push without looking at the signature, and joins its lines first.
    [Fact]
    public async Task G1_a_signed_push_hides_no_command_for_a_protected_branch()
    {
        await root.TakeAsync(HttpMethod.Post, $"{Mine}/members", new { user_id = 2, access_level = 30 });
        await root.TakeAsync(HttpMethod.Post, $"{Mine}/repository/files/a", new { branch = "main", content = "x", commit_message = "m" });
        await root.TakeAsync(HttpMethod.Post, $"{Mine}/protected_branches", new { name = "kept", push_access_level = 40 });
        await root.TakeAsync(HttpMethod.Post, $"{Mine}/repository/branches?branch=kept&ref=main");
        var tip = (string)(await root.TakeAsync(HttpMethod.Get, $"{Mine}/repository/branches/kept"))["commit"]!["id"]!;
        string[] certificate =
        [
            "push-cert\0report-status delete-refs", "certificate version 0.1\npusher a\n\n", $"{tip} {Zeros} refs/he", "ads/kept\n",
            "-----BEGIN PGP SIGNATURE-----\n", "push-cert-end\n",
        ];

        Assert.Equal(HttpStatusCode.BadRequest, await GitAsync(HttpMethod.Post, "git-receive-pack", Lines(certificate)));
        await root.TakeAsync(HttpMethod.Get, $"{Mine}/repository/branches/kept");
        Assert.Equal(HttpStatusCode.Forbidden, await PushAsync("refs/heads/kept"));
    }

    [Fact]
    [Trait("Passes", "G1")]
    public async Task A_push_without_a_certificate_is_read_by_git()
    {
        await root.TakeAsync(HttpMethod.Post, $"{Mine}/members", new { user_id = 2, access_level = 30 });
        await BeginAsync();
        string[] shallow = [$"shallow {new string('a', 40)}", $"{Zeros} {Zeros} refs/heads/free\0report-status\n"];
        Assert.Equal(HttpStatusCode.OK, await GitAsync(HttpMethod.Post, "git-receive-pack", Lines(shallow)));
    }

    [Theory]
    [InlineData("not-an-id 0000000000000000000000000000000000000000 refs/heads/main")]
    [InlineData("0000000000000000000000000000000000000000 0000000000000000000000000000000000000000")]
    [InlineData("certificate version refs/heads/free")]
    public async Task G1_a_line_that_is_no_command_is_refused(string line)
    {
        await root.TakeAsync(HttpMethod.Post, $"{Mine}/members", new { user_id = 2, access_level = 30 });
        string[] lines = [$"{line}\0report-status\n"];
        Assert.Equal(HttpStatusCode.BadRequest, await GitAsync(HttpMethod.Post, "git-receive-pack", Lines(lines)));
    }

    [Fact]
    public async Task G2_a_name_that_is_no_UTF_8_does_not_end_all_pushes()
    {
        await root.TakeAsync(HttpMethod.Post, $"{Mine}/members", new { user_id = 2, access_level = 30 });
        await root.TakeAsync(HttpMethod.Post, $"{Mine}/repository/files/a", new { branch = "main", content = "x", commit_message = "m" });
        var tip = (string)(await root.TakeAsync(HttpMethod.Get, $"{Mine}/repository/branches/main"))["commit"]!["id"]!;
        foreach (var name in (string[])["x\u00FE", "x\u00FF"])
        {
            var push = Encoding.Latin1.GetBytes(Lines([$"{Zeros} {tip} refs/heads/{name}\0report-status\n"]));
            Assert.Equal(HttpStatusCode.BadRequest, await GitAsync(HttpMethod.Post, "git-receive-pack", [.. push, .. EmptyPack]));
        }
        Assert.Equal(HttpStatusCode.OK, await PushAsync("refs/heads/gone"));
    }

    [Fact]
    [Trait("Passes", "G2")]
    public async Task A_name_outside_ASCII_is_pushed()
    {
        await root.TakeAsync(HttpMethod.Post, $"{Mine}/members", new { user_id = 2, access_level = 30 });
        await root.TakeAsync(HttpMethod.Post, $"{Mine}/repository/files/a", new { branch = "main", content = "x", commit_message = "m" });
        var tip = (string)(await root.TakeAsync(HttpMethod.Get, $"{Mine}/repository/branches/main"))["commit"]!["id"]!;
        var name = $"{Zeros} {tip} refs/heads/übung\0report-status\n";
        var push = Encoding.UTF8.GetBytes($"{Encoding.UTF8.GetByteCount(name) + 4:x4}{name}0000");
        Assert.Equal(HttpStatusCode.OK, await GitAsync(HttpMethod.Post, "git-receive-pack", [.. push, .. EmptyPack]));
        await root.TakeAsync(HttpMethod.Get, $"{Mine}/repository/branches/{Uri.EscapeDataString("übung")}");
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData(10, false)]
    [InlineData(20, true)]
    public async Task G3_a_pipeline_includes_files_of_those_projects_alone_whose_code_its_user_may_read(int? level, bool isRead)
    {
        await root.TakeAsync(HttpMethod.Post, $"{Mine}/repository/files/part.yml", new { branch = "main", content = "hidden:\n  script: [echo]\n", commit_message = "m" });
        if (level is not null)
            await root.TakeAsync(HttpMethod.Post, $"{Mine}/members", new { user_id = 2, access_level = level });
        await alice.TakeAsync(HttpMethod.Post, "projects", new { name = "own" });
        var file = new { branch = "main", content = "include: [{project: team/mine, file: part.yml}]\n", commit_message = "m" };
        await alice.TakeAsync(HttpMethod.Post, "projects/alice%2Fown/repository/files/.gitlab-ci.yml", file);

        var (status, answer) = await alice.SendAsync(HttpMethod.Post, "projects/alice%2Fown/pipeline", new { @ref = "main" });
        Assert.Equal(isRead ? HttpStatusCode.Created : HttpStatusCode.BadRequest, status);
        if (!isRead)
            Assert.Contains("not found or access denied", answer.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [Trait("Passes", "G3")]
    [InlineData(null, false)]
    [InlineData(20, true)]
    public async Task G3_rules_see_the_files_of_those_projects_alone(int? level, bool isRead)
    {
        await root.TakeAsync(HttpMethod.Post, $"{Mine}/repository/files/part.yml", new { branch = "main", content = "x", commit_message = "m" });
        if (level is not null)
            await root.TakeAsync(HttpMethod.Post, $"{Mine}/members", new { user_id = 2, access_level = level });
        await alice.TakeAsync(HttpMethod.Post, "projects", new { name = "own" });
        var content = "a: {script: [x], rules: [{exists: {paths: [part.yml], project: team/mine}}]}\nb: {script: [x]}\n";
        await alice.TakeAsync(HttpMethod.Post, "projects/alice%2Fown/repository/files/.gitlab-ci.yml", new { branch = "main", content, commit_message = "m" });

        var (status, answer) = await alice.SendAsync(HttpMethod.Post, "projects/alice%2Fown/pipeline", new { @ref = "main" });
        Assert.Equal(isRead ? HttpStatusCode.Created : HttpStatusCode.BadRequest, status);
        if (!isRead)
            Assert.Contains("rules:exists:project `team/mine` not found or access denied", (string?)answer["message"]!["base"]![0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(20, "team/mine", null, null)]
    [InlineData(20, "team/mine", "main", null)]
    [InlineData(20, "team/mine", "gone", "rules:exists:ref `gone` is not a valid ref in project `team/mine`")]
    [InlineData(20, "team/none", "main", "rules:exists:project `team/none` not found or access denied")]
    [InlineData(10, "team/mine", "main", "rules:exists:project `team/mine` not found or access denied")]
    public async Task G3_rules_of_a_file_that_is_sent_see_the_files_of_those_projects_alone(int level, string other, string? reference, string? refusal)
    {
        await root.TakeAsync(HttpMethod.Post, $"{Mine}/repository/files/part.yml", new { branch = "main", content = "x", commit_message = "m" });
        await root.TakeAsync(HttpMethod.Post, $"{Mine}/members", new { user_id = 2, access_level = level });
        await alice.TakeAsync(HttpMethod.Post, "projects", new { name = "own" });
        string Rule(string path) => $"{{exists: {{paths: [{path}], project: {other}{(reference is null ? "" : $", ref: {reference}")}}}}}";
        var config = $"a: {{script: [x], rules: [{Rule("part.yml")}]}}\nb: {{script: [x], rules: [{Rule("other.yml")}]}}\n";
        var body = new { @ref = "main", sha = new string('a', 40), config, paths = new[] { "other.yml" } };
        var (status, answer) = await alice.SendAsync(HttpMethod.Post, "projects/alice%2Fown/sallyport/pipeline", body);

        Assert.Equal(refusal is null ? HttpStatusCode.Created : HttpStatusCode.BadRequest, status);
        if (refusal is null)
            Assert.Equal(["a"], answer["jobs"]!.AsArray().Select(j => (string?)j!["name"]));
        else
            Assert.Contains(refusal, (string?)answer["message"]!["base"]![0], StringComparison.Ordinal);
    }

    private Task<JsonNode> BeginAsync() =>
        root.TakeAsync(HttpMethod.Post, $"{Mine}/repository/files/first", new { branch = "main", content = "x", commit_message = "m" });

    private static byte[] Zipped(byte[] bytes)
    {
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest))
            gzip.Write(bytes);
        return zipped.ToArray();
    }

    // A pack without objects: its head and the SHA-1 of that.
    private static byte[] EmptyPack => Convert.FromHexString("5041434b0000000200000000029d08823bd8a8eab510ad6ac75c823cfd3ed31e");

    private static string Lines(string[] lines) => string.Concat(lines.Select(l => $"{l.Length + 4:x4}{l}")) + "0000";

    // Deletes a branch that there is not: git answers that, once it is asked.
    private Task<HttpStatusCode> PushAsync(string name)
    {
        var line = $"{Zeros} {Zeros} {name}\0report-status\n";
        return GitAsync(HttpMethod.Post, "git-receive-pack", $"{line.Length + 4:x4}{line}0000");
    }

    private Task<HttpStatusCode> GitAsync(HttpMethod method, string path, string? body) =>
        GitAsync(method, path, body is null ? null : Encoding.UTF8.GetBytes(body));

    private async Task<HttpStatusCode> GitAsync(HttpMethod method, string path, byte[]? body, string? encoding = null)
    {
        using var http = server.For("gitlab.example.com");
        using var request = new HttpRequestMessage(method, $"/team/mine.git/{path}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"alice:{token}")));
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            if (encoding is not null)
                request.Content.Headers.ContentEncoding.Add(encoding);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue($"application/x-{path}-request");
        }
        using var response = await http.SendAsync(request, Cancel);
        return response.StatusCode;
    }
}
