using System.Buffers.Text;
using System.Net;
using System.Net.Http.Json;
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
    public async Task The_runner_command_takes_the_jobs_of_a_push_and_leaves_no_runner_behind()
    {
        (await GitAsync(project.Folder, "push", "-q", "origin", "main")).Passes();
        var run = await instance.RunAsync(["runner", "--once"]);
        run.Passes();
        Assert.Contains("what was pushed", run.Output, StringComparison.Ordinal);
        Assert.Contains("Job show of top/middle/app", run.Error, StringComparison.Ordinal);
        Assert.Contains("Job show: success", run.Error, StringComparison.Ordinal);
        Assert.Equal("success", (string?)(await GetAsync("pipelines"))[0]!["status"]);
        using var http = await ClientAsync();
        Assert.Equal("[]", await http.GetStringAsync("/api/v4/runners/all?type=instance_type", Cancel));
    }

    [Fact]
    public async Task The_runner_command_fails_a_job_and_leaves_those_with_other_tags()
    {
        await project.CommitAsync("bad:\n  script: [\"exit 7\"]\nother:\n  tags: [special]\n  script: [\"echo special\"]\n");
        (await GitAsync(project.Folder, "push", "-q", "origin", "main")).Passes();
        var run = await instance.RunAsync(["runner", "--once"]);
        run.Passes();
        Assert.Contains("Job bad: failed", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Job other", run.Error, StringComparison.Ordinal);
        var tagged = await instance.RunAsync(["runner", "--once", "--tag", "special"]);
        Assert.Contains("Job other: success", tagged.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gitbeaker_makes_a_project_files_branches_pipelines_environments_triggers_and_schedules()
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
        Assert.Equal(["schedule:main", "trigger:main", "api:main", "push:v1", "push:topic/one", "push:main"], Texts(found["sources"]));
        Assert.Equal("nightly refs/heads/main 30 1 * * * T16:30 false schedule", (string?)found["schedule"]);
        Assert.Equal(["COLOUR=blue file"], Texts(found["scheduleVariables"]));
        Assert.Equal([1, 0], found["schedules"]!.AsArray().Select(n => (int)n!));
        Assert.Equal("root", (string?)found["owner"]);
        Assert.Contains("syntax is invalid", (string?)found["wrong"], StringComparison.Ordinal);
        Assert.Contains("Reference not found", (string?)found["unknown"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Openid_client_finds_the_issuer_and_takes_a_jobs_ID_token_and_no_changed_one()
    {
        const string config = "job: { script: [x], id_tokens: { TOKEN: { aud: my-client } } }";
        using var http = await ClientAsync();
        using var made = await http.PostAsJsonAsync("/api/v4/projects/top%2Fmiddle%2Fapp/sallyport/pipeline", new { @ref = "main", sha = new string('a', 40), config }, Cancel);
        var runner = (string)(await made.Content.ReadFromJsonAsync<JsonNode>(Cancel))!["runner"]!["token"]!;
        using var claimed = await http.PostAsJsonAsync("/api/v4/jobs/request", new { token = runner }, Cancel);
        var variables = (await claimed.Content.ReadFromJsonAsync<JsonNode>(Cancel))!["variables"]!.AsArray();
        var good = (string)variables.Last(v => (string?)v!["key"] == "TOKEN")!["value"]!;

        var taken = await CheckAsync("my-client", good);
        Assert.Equal("project_path:top/middle/app:ref_type:branch:ref:main", (string?)taken["claims"]?["sub"]);
        Assert.Equal([$"https://{Host}/.well-known/openid-configuration", $"https://{Host}/oauth/discovery/keys"], Texts(taken["asked"]));
        Assert.Contains("aud", (string?)(await CheckAsync("other-client", good))["refused"], StringComparison.Ordinal);
        var parts = good.Split('.');
        var claims = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[1])).Replace("ref:main", "ref:prod", StringComparison.Ordinal);
        var changed = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims));
        Assert.Contains("signature", (string?)(await CheckAsync("my-client", $"{parts[0]}.{changed}.{parts[2]}"))["refused"], StringComparison.Ordinal);
    }

    private async Task<JsonNode> CheckAsync(string clientId, string idToken)
    {
        var script = Path.Combine(Command.Repository, "tests", "Conformance", "node", "openid.mjs");
        var environment = await instance.EnvironmentAsync();
        environment["NODE_OPTIONS"] = $"--import={new Uri(Path.Combine(Path.GetDirectoryName(script)!, "local-names.mjs"))}";
        var port = new Uri((string)instance.Data["proxy"]!).Port;
        var answer = await Command.RunAsync("node", [script, $"https://{Host}", $"https://gitlab.localhost:{port}", clientId, idToken], environment: environment);
        Assert.True(answer.ExitCode == 0, answer.All);
        return JsonNode.Parse(answer.Output)!;
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
