using System.Security.Cryptography;
using System.Text;
using Sallyport.Cli.RealGitLab;
using Sallyport.Cli.Run;
using Sallyport.Core.GitLab.Ci;
using Sallyport.ExplainTool.Output;

namespace Sallyport.Server.Tests.Outbound;

/// <summary>Files that a CI file includes from a GitLab that exists, over TLS.</summary>
public sealed class GitLabIncludeTests : IAsyncLifetime
{
    private const string Sha = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    private const string Job = "job: { script: x }\n";
    private const string Tags =
        """
        [{"name":"1.2.0","commit":{"id":"s120"}},{"name":"v1.10.3","commit":{"id":"s1103"}},{"name":"2.0.0-rc1","commit":{"id":"rc"}},
         {"name":"1.2.9","commit":{"id":"s129"}},{"name":"nightly","commit":{"id":"n"}}]
        """;

    private readonly FakeGitLab gitLab = new();
    private readonly ReadLog log = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => gitLab.DisposeAsync();

    [Fact]
    public async Task Reads_a_file_of_a_project_and_what_that_file_includes_beside_itself()
    {
        gitLab.HasFile("group/ci", "v1", "ci/a.yml", "include: { local: /ci/b.yml }\nfrom-a: { script: x }\n");
        gitLab.HasFile("group/ci", "v1", "ci/b.yml", "from-b: { script: x }\n");
        var document = await LoadAsync("include: { project: group/ci, file: ci/a.yml, ref: v1 }\n" + Job);
        Assert.Empty(document.Errors);
        Assert.Equal(["from-a", "from-b", "job"], document.JobNames.Order());
        Assert.Equal([$"read 2 files from {gitLab.Url}"], log.Sentences);
    }

    [Fact]
    public async Task Lists_the_files_of_a_project_over_all_pages_for_a_pattern()
    {
        const string Tree = "/api/v4/projects/group%2Fci/repository/tree?recursive=true&ref=v1&per_page=100&page=";
        gitLab.HasFile("group/ci", "v1", "a.yml", "include: { local: '/jobs/*.yml' }\nfrom-a: { script: x }\n");
        gitLab.Answers[Tree + "1"] = ("200 OK\r\nx-next-page: 2", """[{"path":"jobs/b.yml"}]""");
        gitLab.Answers[Tree + "2"] = ("200 OK\r\nx-next-page: ", """[{"path":"jobs/c.yml"},{"path":"other.yml"}]""");
        gitLab.HasFile("group/ci", "v1", "jobs/b.yml", "b: { script: x }\n");
        gitLab.HasFile("group/ci", "v1", "jobs/c.yml", "c: { script: x }\n");
        var document = await LoadAsync("include: { project: group/ci, file: a.yml, ref: v1 }\n");
        Assert.Equal(["b", "c", "from-a"], document.JobNames.Order());
    }

    [Theory]
    [InlineData(404, "404 Project Not Found", "Project `group/ci` not found or access denied!")]
    [InlineData(401, "401 Unauthorized", "Project `group/ci` not found or access denied!")]
    [InlineData(404, "404 Commit Not Found", "Project `group/ci` reference `v1` does not exist!")]
    [InlineData(404, "404 File Not Found", "Project `group/ci` file `a.yml` does not exist!")]
    [InlineData(503, "busy", "is out of Sallyport's reach")]
    public async Task Says_in_GitLabs_words_what_is_missing_and_what_helps(int status, string message, string sentence)
    {
        gitLab.HasError("projects/group%2Fci/repository/files/a.yml/raw?ref=v1", status, message);
        var document = await LoadAsync("include: { project: group/ci, file: a.yml, ref: v1 }\n" + Job);
        Assert.Contains(sentence, Assert.Single(document.Errors).ToString(), StringComparison.Ordinal);
        Assert.Contains("--include-root DIR", Assert.Single(log.Sentences), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("~latest", "s1103")]
    [InlineData("1", "s1103")]
    [InlineData("1.2", "s129")]
    [InlineData("1.2.0", Sha)]
    [InlineData("main", Sha)]
    public async Task A_version_of_a_component_stands_for_a_commit(string version, string commit)
    {
        gitLab.Has("projects/group%2Fci/repository/tags?order_by=version&sort=desc&per_page=100&page=1", Tags);
        gitLab.Has($"projects/group%2Fci/repository/commits/{version}", $$"""{"id":"{{Sha}}"}""");
        gitLab.HasFile("group/ci", commit, "templates/deploy/template.yml", "deploy: { script: x }\n");
        var document = await LoadAsync($"include: {{ component: {gitLab.Host}/group/ci/deploy@{version} }}\n");
        Assert.Empty(document.Errors);
        Assert.Equal(["deploy"], document.JobNames);
    }

    [Theory]
    [InlineData("3")]
    [InlineData("../../../user")]
    public async Task Refuses_a_version_that_the_project_has_not(string version)
    {
        gitLab.Has("projects/group%2Fci/repository/tags?order_by=version&sort=desc&per_page=100&page=1", Tags);
        var document = await LoadAsync($"include: {{ component: {gitLab.Host}/group/ci/deploy@{version} }}\n" + Job);
        Assert.Contains("content not found", Assert.Single(document.Errors).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reads_a_template()
    {
        gitLab.Has("templates/gitlab_ci_ymls/Bash", """{"name":"Bash","content":"bash: { script: x }\n"}""");
        Assert.Equal(["bash"], (await LoadAsync("include: { template: Bash.gitlab-ci.yml }\n")).JobNames);
        var missing = await LoadAsync("include: { template: No.gitlab-ci.yml }\n" + Job);
        Assert.Contains("`No.gitlab-ci.yml` is empty or does not exist!", Assert.Single(missing.Errors).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fetches_an_address_only_with_permission_or_integrity_and_without_the_token()
    {
        const string Text = "remote: { script: x }\n";
        gitLab.Answers["/r.yml"] = ("200 OK", Text);
        var include = $"include: {{ remote: '{gitLab.Url}/r.yml' }}\n";
        Assert.NotEmpty((await LoadAsync(include + Job)).Unread);
        Assert.Empty(gitLab.Heads);
        Assert.Contains("--allow-remote-include", Assert.Single(log.Sentences), StringComparison.Ordinal);

        Assert.Equal(["remote"], (await LoadAsync(include, isAllowed: true)).JobNames);
        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Text)));
        var sure = $"include: {{ remote: '{gitLab.Url}/r.yml', integrity: sha256-{hash} }}\n";
        Assert.Equal(["remote"], (await LoadAsync(sure)).JobNames);
        gitLab.Answers["/r.yml"] = ("200 OK", Text + "# changed\n");
        Assert.Contains("failed integrity check!", Assert.Single((await LoadAsync(sure + Job)).Errors).ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(gitLab.Heads, h => h.Contains("PRIVATE-TOKEN", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task The_token_goes_to_that_GitLab_and_not_where_it_redirects_to()
    {
        await using var other = new FakeGitLab();
        const string File = "/api/v4/projects/group%2Fci/repository/files/a.yml/raw?ref=HEAD";
        gitLab.Answers[File] = ($"301 x\r\nLocation: {other.Url}{File}", "");
        var document = await LoadAsync("include: { project: group/ci, file: a.yml }\n" + Job);
        Assert.NotEmpty(document.Unread);
        Assert.Contains(gitLab.Heads, h => h.Contains("PRIVATE-TOKEN: secret", StringComparison.Ordinal));
        Assert.Empty(other.Heads);

        gitLab.Answers[File] = ("301 x\r\nLocation: /api/v4/projects/7/repository/files/a.yml/raw?ref=HEAD", "");
        gitLab.Has("projects/7/repository/files/a.yml/raw?ref=HEAD", "moved: { script: x }\n");
        Assert.Equal(["moved"], (await LoadAsync("include: { project: group/ci, file: a.yml }\n")).JobNames);
    }

    [Fact]
    public async Task What_was_collected_gives_the_server_the_same_sentence()
    {
        gitLab.HasError("projects/group%2Fci/repository/files/a.yml/raw?ref=HEAD", 404, "404 Project Not Found");
        using var web = gitLab.Open();
        var file = CiFile.In(new CiRepository("group/ci", "HEAD"), "a.yml");
        var texts = new Dictionary<string, string>();
        CollectedFiles.Add(texts, file, await new GitLabFiles(web, [], log).ReadAsync(file));
        Assert.Equal(CiFileOutcome.NoProject, (await new CollectedFiles(texts).ReadAsync(file)).Outcome);
    }

    [Fact]
    public async Task Takes_the_identity_of_the_real_project()
    {
        gitLab.Has(
            "projects/group%2Fmine",
            """{"id":57382910,"default_branch":"trunk","visibility":"internal","ci_id_token_sub_claim_components":["project_id","ref"]}""");
        var command = RunCommand.Create().Parse(["--from-gitlab", "--include-from", gitLab.Url, "--include-ca", gitLab.Ca.FullName]);
        var cancel = TestContext.Current.CancellationToken;
        var real = await RealProject.ReadAsync(command, null, "group/mine", cancel);
        Assert.Equal((57382910L, "trunk", "internal"), (real.Id, real.DefaultBranch, real.Visibility));
        Assert.Equal(["project_id", "ref"], real.SubComponents!);
        var refused = await Assert.ThrowsAsync<CommandFailedException>(() => RealProject.ReadAsync(command, null, "group/other", cancel));
        Assert.Contains("GITLAB_TOKEN", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("https://gitlab.example.com", null)]
    [InlineData("https://gitlab.com", "https://gitlab.com")]
    public void The_host_of_the_remote_is_asked_when_it_exists(string? remote, string? asked)
    {
        Assert.Equal(asked, IncludeOptions.GitLabOf(RunCommand.Create().Parse([]), remote));
        var named = RunCommand.Create().Parse(["--include-from", "https://git.corp.example/gitlab/"]);
        Assert.Equal("https://git.corp.example/gitlab", IncludeOptions.GitLabOf(named, remote));
        var plain = RunCommand.Create().Parse(["--include-from", "http://git.corp.example"]);
        Assert.Throws<CommandFailedException>(() => IncludeOptions.GitLabOf(plain, remote));
    }

    private async Task<Document> LoadAsync(string config, bool isAllowed = false)
    {
        using var web = gitLab.Open("secret");
        var sources = new Sources(config, [new GitLabFiles(web, [gitLab.Host], log), new RemoteFiles(web, isAllowed, log)]);
        return (await Document.LoadAsync(Document.DefaultPath, sources, IncludeContext.None))!;
    }

    private sealed class Sources(string config, ICiFiles[] elsewhere) : ICiFiles
    {
        public async Task<CiFileReading> ReadAsync(CiFile file)
        {
            if (file.Kind == CiFileKind.Local)
                return CiFileReading.Of(config);
            foreach (var source in elsewhere)
                if (await source.ReadAsync(file) is { Outcome: not CiFileOutcome.OutOfReach } reading)
                    return reading;
            return CiFileReading.OutOfReach;
        }

        public Task<IReadOnlyList<string>?> ListAsync(CiRepository? repository) => elsewhere[0].ListAsync(repository);
    }
}
