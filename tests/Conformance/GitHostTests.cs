using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Sallyport.Runner;
using Sallyport.Runner.Loop;

namespace Sallyport.Conformance;

/// <summary>The instance as a host of git repositories: git itself, a client of the REST API, and a runner that clones.</summary>
public sealed class GitHostTests : IAsyncLifetime
{
    private const string Host = "gitlab.example.com";
    private const string Config = "show:\n  script: [\"cat file\"]\n";

    private Instance instance = null!;
    private GitProject project = null!;
    private string token = "";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        instance = await Instance.StartAsync();
        token = (await File.ReadAllTextAsync(Path.Combine(instance.DataDirectory, "gitlab-token"), Cancel)).Trim();
        using var http = await ClientAsync();
        using var made = await http.PutAsync("/api/v4/projects/top%2Fmiddle%2Fapp/sallyport", new StringContent("{}", Encoding.UTF8, "application/json"), Cancel);
        Assert.Equal(HttpStatusCode.OK, made.StatusCode);
        project = await GitProject.NewAsync(instance.Folder, Config, $"https://any:{token}@{Host}/top/middle/app.git");
        await File.WriteAllTextAsync(Path.Combine(project.Folder, "file"), "what was pushed\n", Cancel);
        await project.CommitAsync(null);
    }

    public ValueTask DisposeAsync() => instance.DisposeAsync();

    [Fact]
    public async Task Git_pushes_and_clones_through_the_proxy_and_a_wrong_token_does_neither()
    {
        (await GitAsync(project.Folder, "push", "-q", "origin", "main")).Passes();
        (await GitAsync(instance.Folder, "clone", "-q", $"https://any:{token}@{Host}/top/middle/app.git", "copy")).Passes();
        Assert.Equal("what was pushed\n", await File.ReadAllTextAsync(Path.Combine(instance.Folder, "copy", "file"), Cancel));

        (await GitAsync(instance.Folder, "clone", "-q", $"https://any:wrong@{Host}/top/middle/app.git", "none")).Fails("Access denied");
        (await GitAsync(instance.Folder, "clone", "-q", $"https://any:{token}@{Host}/top/none.git", "none")).Fails("could not be found");
    }

    [Fact]
    public async Task A_push_makes_a_pipeline_of_the_pushed_file_and_a_skipped_or_broken_one_has_no_jobs()
    {
        (await GitAsync(project.Folder, "push", "-q", "origin", "main")).Passes();
        await project.CommitAsync("show:\n  script: [\"cat file\"]\n  rules: [{ changes: [other] }]\nlast:\n  script: [x]\n  rules: [{ changes: [.gitlab-ci.yml] }]\n");
        (await GitAsync(project.Folder, "push", "-q", "origin", "main")).Passes();
        await project.CommitAsync("show: 5\n");
        (await GitAsync(project.Folder, "push", "-q", "origin", "main")).Passes();
        await project.CommitAsync(Config);
        (await GitAsync(project.Folder, "push", "-q", "-o", "ci.skip", "origin", "main")).Passes();

        var pipelines = (await GetAsync("pipelines?per_page=100")).AsArray().Reverse().ToList();
        Assert.Equal(["pending", "pending", "failed", "skipped"], pipelines.Select(p => (string?)p!["status"]));
        Assert.All(pipelines, p => Assert.Equal("push", (string?)p!["source"]));
        Assert.Equal(["last"], (await GetAsync($"pipelines/{pipelines[1]!["id"]}/jobs")).AsArray().Select(j => (string?)j!["name"]));
        Assert.Equal((string?)pipelines[0]!["sha"], (string?)(await GetAsync($"pipelines/{pipelines[1]!["id"]}"))["before_sha"]);
        Assert.Contains("jobs", (string?)(await GetAsync($"pipelines/{pipelines[2]!["id"]}"))["yaml_errors"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_rewrites_or_deletes_a_protected_branch_and_another_one_goes()
    {
        (await GitAsync(project.Folder, "push", "-q", "origin", "main", "main:topic", "main:kept")).Passes();
        using var http = await ClientAsync();
        using var kept = await http.PostAsync("/api/v4/projects/top%2Fmiddle%2Fapp/protected_branches?name=kept", null, Cancel);
        Assert.Equal(HttpStatusCode.Created, kept.StatusCode);
        (await GitAsync(project.Folder, "push", "-q", "origin", ":kept")).Fails("deletion prohibited");
        await project.GitAsync("commit", "-q", "--amend", "-m", "rewritten");
        (await GitAsync(project.Folder, "push", "-q", "--force", "origin", "main")).Fails("non-fast-forward");
        (await GitAsync(project.Folder, "push", "-q", "--force", "origin", "main:topic")).Passes();
        (await GitAsync(project.Folder, "push", "-q", "origin", ":topic")).Passes();
        (await GitAsync(project.Folder, "push", "-q", "origin", "main:refs/pipelines/1")).Fails("refs/pipelines/1");
    }

    [Fact]
    public async Task A_registered_runner_clones_the_pushed_commit_and_a_jobs_token_opens_its_project_while_it_runs()
    {
        (await GitAsync(project.Folder, "push", "-q", "origin", "main")).Passes();
        using var http = await ClientAsync();
        using var made = await http.PostAsync("/api/v4/user/runners?runner_type=instance_type", null, Cancel);
        var runnerToken = (string)JsonNode.Parse(await made.Content.ReadAsStringAsync(Cancel))!["token"]!;
        var environment = await instance.EnvironmentAsync();
        string url = "", refs = "";
        using var log = new MemoryStream();
        var runner = new RunnerLoop(http, new RunnerSettings { Url = $"https://{Host}", Token = runnerToken, Environment = environment }, TimeProvider.System)
        {
            Starting = async job =>
            {
                url = job.GitInfo.RepoUrl!;
                (await GitAsync(instance.Folder, "init", "-q", "fetched")).Passes();
                string[] fetch = ["fetch", "-q", "--prune", "--force", "--depth", $"{job.GitInfo.Depth}", url, .. job.GitInfo.Refspecs!];
                (await GitAsync(Path.Combine(instance.Folder, "fetched"), fetch)).Passes();
                refs = (await GitAsync(Path.Combine(instance.Folder, "fetched"), "for-each-ref", "--format=%(refname)")).Output;
                (await GitAsync(project.Folder, "push", "-q", url, "main:other")).Fails("not allowed to push");
            },
        };
        await runner.RunAsync(log, Cancel);

        var text = Encoding.UTF8.GetString(log.ToArray());
        Assert.True(text.Contains("what was pushed", StringComparison.Ordinal), text);
        Assert.Contains("refs/pipelines/", refs, StringComparison.Ordinal);
        Assert.Contains("refs/remotes/origin/main", refs, StringComparison.Ordinal);
        (await GitAsync(instance.Folder, "ls-remote", url)).Fails("Access denied");
        Assert.Equal("success", (string?)(await GetAsync("pipelines"))[0]!["status"]);
    }

    [Fact]
    public async Task Gitbeaker_makes_a_project_files_branches_pipelines_environments_and_triggers()
    {
        var script = Path.Combine(Command.Repository, "tests", "Conformance", "node", "gitbeaker.mjs");
        var environment = await instance.EnvironmentAsync();
        environment["NODE_OPTIONS"] = $"--import={new Uri(Path.Combine(Path.GetDirectoryName(script)!, "local-names.mjs"))}";
        var port = new Uri((string)instance.Data["proxy"]!).Port;
        var answer = await Command.RunAsync("node", [script, $"https://gitlab.localhost:{port}", token], environment: environment);
        Assert.True(answer.ExitCode == 0, answer.All);
        var found = JsonNode.Parse(answer.Output)!;

        Assert.Equal("two", (string?)found["file"]);
        Assert.Equal(["Third", "Second", "First"], Texts(found["commits"]));
        Assert.True((bool)found["head"]!);
        Assert.Equal(["main", "topic/one"], Texts(found["branches"]));
        Assert.Equal(["v1"], Texts(found["tags"]));
        Assert.Equal([".gitlab-ci.yml", "b.txt"], Texts(found["tree"]));
        Assert.Equal("api", (string?)found["source"]);
        Assert.Equal(["build=pending"], Texts(found["jobs"]));
        Assert.Equal(["review/one testing https://two.example.com stopped"], Texts(found["environments"]));
        Assert.Equal(("stopped", 0, "trigger:main"), ((string?)found["stopped"], (int)found["left"]!, (string?)found["triggered"]));
        Assert.Equal(["hourly"], Texts(found["triggers"]));
        Assert.Equal(["trigger:main", "api:main", "push:v1", "push:topic/one", "push:main"], Texts(found["sources"]));
        Assert.Contains("Reference not found", (string?)found["unknown"], StringComparison.Ordinal);
    }

    private static IEnumerable<string?> Texts(JsonNode? list) => list!.AsArray().Select(t => (string?)t);

    private Task<Outcome> GitAsync(string folder, params string[] arguments) =>
        Command.SallyportAsync(["exec", "--data-dir", instance.DataDirectory, "--", "git", .. arguments], folder);

    private async Task<JsonNode> GetAsync(string path)
    {
        using var http = await ClientAsync();
        return JsonNode.Parse(await http.GetStringAsync($"/api/v4/projects/top%2Fmiddle%2Fapp/{path}", Cancel))!;
    }

    // Through the proxy, as a program with its own HTTP client does it.
    private async Task<HttpClient> ClientAsync()
    {
        var environment = await instance.EnvironmentAsync();
        var proxy = new Uri(environment["HTTPS_PROXY"]);
        var user = Uri.UnescapeDataString(proxy.UserInfo).Split(':', 2);
        var handler = new SocketsHttpHandler { Proxy = new WebProxy(proxy) { Credentials = user is [var name, var secret] ? new NetworkCredential(name, secret) : null } };
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            CustomTrustStore = { X509CertificateLoader.LoadCertificateFromFile(environment["NODE_EXTRA_CA_CERTS"]) },
        };
#pragma warning disable RS0030 // A test is a client of its own.
        var http = new HttpClient(handler) { BaseAddress = new Uri($"https://{Host}") };
#pragma warning restore RS0030
        http.DefaultRequestHeaders.Add("PRIVATE-TOKEN", token);
        return http;
    }
}
