using System.Buffers.Text;
using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Sallyport.Conformance;

/// <summary><c>sallyport run</c>: which commit, which project, which environment, and what is said when there is none.</summary>
public sealed class RunTests : IAsyncLifetime
{
    private Instance instance = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => instance = await Instance.StartAsync();

    public ValueTask DisposeAsync() => instance.DisposeAsync();

    [Fact]
    public async Task Runs_the_commits_job_in_a_clean_environment_with_a_masked_token()
    {
        const string config = """
            job:
              id_tokens:
                TOKEN: { aud: x }
              script:
                - echo "token $TOKEN"
                - echo "project $CI_PROJECT_PATH id $CI_PROJECT_ID ref $CI_COMMIT_REF_NAME"
                - echo "leaked ${CALLERS_SECRET:-nothing} via ${ALL_PROXY:-nobody}"
                - echo "proxy $HTTPS_PROXY"
                - curl --silent --verbose https://refused.vault.azure.net || true
                - cat file
            """;
        var project = await GitProject.NewAsync(instance.Folder, config);
        await File.WriteAllTextAsync(Path.Combine(project.Folder, "file"), "committed", Cancel);
        await project.CommitAsync(config);
        await File.WriteAllTextAsync(Path.Combine(project.Folder, "file"), "changed", Cancel);
        var inside = Directory.CreateDirectory(Path.Combine(project.Folder, "deep", "folder")).FullName;
        var run = (await instance.RunAsync(["run", "--project-id", "57382910"], inside, new Dictionary<string, string>
        {
            ["CALLERS_SECRET"] = "s3cret", ["ALL_PROXY"] = "http://elsewhere.example:1", ["HTTPS_PROXY"] = "http://elsewhere.example:2",
        })).Passes();
        Assert.Contains("token [MASKED]", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("eyJ", run.All, StringComparison.Ordinal);
        Assert.Contains("project mygroup/myproject id 57382910 ref main", run.Output, StringComparison.Ordinal);
        Assert.Contains("leaked nothing via nobody", run.Output, StringComparison.Ordinal);
        var port = new Uri((string)instance.Data["proxy"]!).Port;
        Assert.Contains($"proxy http://sallyport:[MASKED]@127.0.0.1:{port}", run.Output, StringComparison.Ordinal);
        Assert.Contains("Proxy-Authorization: Basic [MASKED]", run.Output, StringComparison.Ordinal);
        Assert.Contains("committed", run.Output, StringComparison.Ordinal);
        Assert.Contains("without the changes that are not committed: file", run.Error, StringComparison.Ordinal);
        Assert.Contains("sub project_path:mygroup/myproject:ref_type:branch:ref:main", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("git@gitlab.example.com:a/b/c.git", "a/b/c")]
    [InlineData("ssh://git@gitlab.example.com:2222/a/b.git", "a/b")]
    [InlineData("https://user@gitlab.example.com/a/b", "a/b")]
    public async Task Takes_the_project_from_the_remote(string remote, string path)
    {
        var project = await GitProject.NewAsync(instance.Folder, "job:\n  script: echo in $CI_PROJECT_PATH\n", remote);
        Assert.Contains($"in {path}\n", (await instance.RunAsync(["run"], project.Folder)).Passes().Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_options_decide_what_the_token_claims()
    {
        var file = Path.Combine(instance.Folder, "token");
        var project = await GitProject.NewAsync(instance.Folder, $"job:\n  id_tokens: {{ T: {{ aud: x }} }}\n  script: printf %s $T > {file}\n");
        await project.GitAsync("branch", "feature/x");
        await project.GitAsync("tag", "v1");
        async Task<string> ClaimsAsync(params string[] options)
        {
            (await instance.RunAsync(["run", .. options], project.Folder)).Passes();
            var claims = JsonNode.Parse(Base64Url.DecodeFromChars((await File.ReadAllTextAsync(file, Cancel)).Split('.')[1]))!;
            return $"{claims["project_path"]} {claims["project_id"]} {claims["ref_type"]} {claims["ref"]}";
        }
        Assert.Equal("other/group/name 4711 branch feature/x", await ClaimsAsync("--project", "other/group/name", "--project-id", "4711", "--ref", "feature/x"));
        Assert.Equal("mygroup/myproject 57382910 tag v1", await ClaimsAsync("--project-id", "57382910", "--tag", "v1"));
        (await instance.RunAsync(["run", "--ref", "main", "--tag", "v1"], project.Folder)).FailsInOneLine("not both", 2);
    }

    [Fact]
    public async Task Exits_with_the_jobs_result_and_runs_only_what_is_named()
    {
        var project = await GitProject.NewAsync(instance.Folder, "good:\n  script: echo from-the-$CI_JOB_NAME-job\nbad:\n  script: exit 7\n");
        var good = (await instance.RunAsync(["run", "good"], project.Folder)).Passes();
        Assert.Contains("from-the-good-job", good.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("from-the-good-job", good.Error, StringComparison.Ordinal);
        (await instance.RunAsync(["run", "bad"], project.Folder)).Fails("exit status 7", 1);
        (await instance.RunAsync(["run"], project.Folder)).Fails("exit status 7", 1);
        (await instance.RunAsync(["run", "worse"], project.Folder)).FailsInOneLine("there is no job 'worse'", 2);
    }

    [Fact]
    public async Task Ends_a_job_that_takes_too_long_with_everything_it_started()
    {
        var file = Path.Combine(instance.Folder, "started");
        var project = await GitProject.NewAsync(instance.Folder,
            $"job:\n  timeout: 3 seconds\n  script:\n    - sleep 600 & echo $! > {file}\n    - setsid sleep 600 & echo $! >> {file}\n    - sleep 600\n");
        (await instance.RunAsync(["run"], project.Folder)).Fails("took longer than", 1);
        var started = await File.ReadAllLinesAsync(file, Cancel);
        Assert.Equal(2, started.Length);
        Assert.All(started, pid => Assert.False(IsAlive(pid), pid));
    }

    [Fact]
    public async Task Cancels_the_pipeline_when_it_is_interrupted()
    {
        var (mark, pid) = (Path.Combine(instance.Folder, "ended"), Path.Combine(instance.Folder, "pid"));
        var project = await GitProject.NewAsync(
            instance.Folder, $"job:\n  script:\n    - trap 'touch {mark}; exit 1' TERM\n    - echo $$ > {pid}; sleep 600 & wait\nnext:\n  script: echo next\n");
        // Whoever runs the tests in the background of a script has them ignore the interrupt, and their children with them.
        using var run = Command.Start("env", ["--default-signal=INT", "dotnet", Command.Sallyport, "run", "--json", "--data-dir", instance.DataDirectory], project.Folder);
        var output = run.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        while (!File.Exists(pid) && !run.HasExited)
            await Task.Delay(50, TestContext.Current.CancellationToken);
        (await Command.RunAsync("kill", ["-INT", $"{run.Id}"])).Passes();
        await run.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(130, run.ExitCode);
        Assert.Contains("\"status\":\"canceled\"", await output, StringComparison.Ordinal);
        Assert.True(File.Exists(mark));
    }

    [Fact]
    public async Task Removes_what_a_killed_run_left_and_not_what_a_living_one_has()
    {
        var temporary = Directory.CreateDirectory(Path.Combine(instance.Folder, "tmp")).FullName;
        var variables = new Dictionary<string, string> { ["TMPDIR"] = temporary };
        string[] Folders() => Directory.GetDirectories(temporary, "sallyport-job-*");
        var project = await GitProject.NewAsync(
            instance.Folder, $"waits:\n  script: [echo $$ > {instance.Folder}/$NAME, sleep 600]\nends:\n  script: echo ended\n");
        async Task<(Process Run, string Job)> StartAsync(string name)
        {
            string[] command = ["--default-signal=INT", "dotnet", Command.Sallyport, "run", "waits", "--variable", $"NAME={name}", "--data-dir", instance.DataDirectory];
            var run = Command.Start("env", command, project.Folder, variables);
            var file = Path.Combine(instance.Folder, name);
            while (!File.Exists(file) || (await File.ReadAllTextAsync(file, Cancel)).Length == 0)
            {
                Assert.False(run.HasExited, name);
                await Task.Delay(50, Cancel);
            }
            return (run, (await File.ReadAllTextAsync(file, Cancel)).Trim());
        }
        var (killed, orphan) = await StartAsync("killed");
        var left = Assert.Single(Folders());
        killed.Kill();
        await killed.WaitForExitAsync(Cancel);
        Assert.True(Directory.Exists(left) && IsAlive(orphan));

        var (living, job) = await StartAsync("living");
        Assert.False(Directory.Exists(left) || IsAlive(orphan));
        var own = Assert.Single(Folders());
        (await instance.RunAsync(["run", "ends"], project.Folder, variables)).Passes();
        Assert.Equal([own], Folders());
        Assert.True(IsAlive(job));
        (await Command.RunAsync("kill", ["-TERM", $"{living.Id}"])).Passes();
        await living.WaitForExitAsync(Cancel);
        Assert.Empty(Folders());
        Assert.False(IsAlive(job));
        killed.Dispose();
        living.Dispose();
    }

    [Fact]
    public async Task At_a_terminal_several_jobs_have_a_line_each_and_elsewhere_their_logs_have_their_names()
    {
        var mark = Path.Combine(instance.Folder, "failed");
        var project = await GitProject.NewAsync(instance.Folder,
            $"good:\n  script: ['until [ -e {mark} ]; do sleep 0.1; done', echo of-the-good]\nbad:\n  script: [echo of-the-bad, touch {mark}, exit 7]\n");
        // script(1) gives the command a terminal.
        var command = $"dotnet '{Command.Sallyport}' run --jobs 2 --data-dir '{instance.DataDirectory}'";
        var watched = (await Command.RunAsync("script", ["-qec", command, "/dev/null"], project.Folder, new Dictionary<string, string> { ["TERM"] = "xterm" })).Fails("", 1);
        Assert.Contains("● good: running, ", watched.Output, StringComparison.Ordinal);
        Assert.Matches("✓ good: success after [0-9]", watched.Output);
        Assert.Matches("bad \\| of-the-bad\r?\n(bad \\| .*\n)*✗ bad: failed after [0-9]", watched.Output);
        Assert.Contains("\u001b[2F\u001b[J", watched.Output, StringComparison.Ordinal); // the two lines are taken away
        Assert.DoesNotContain("of-the-good", watched.Output, StringComparison.Ordinal);
        Assert.Contains("Pipeline #1: failed; see https://gitlab.localhost:", watched.Output, StringComparison.Ordinal);

        File.Delete(mark);
        var plain = (await instance.RunAsync(["run", "--jobs", "2"], project.Folder)).Fails("", 1);
        Assert.Contains("\ngood | of-the-good\n", plain.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", plain.All, StringComparison.Ordinal);
        Assert.DoesNotContain("●", plain.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Protects_the_default_branch_that_the_clone_has_noted()
    {
        const string config = "job:\n  script: echo $CI_DEFAULT_BRANCH protected $CI_COMMIT_REF_PROTECTED on $CI_COMMIT_BRANCH\n";
        var project = await GitProject.NewAsync(instance.Folder, config);
        await project.GitAsync("branch", "trunk");
        await project.GitAsync("update-ref", "refs/remotes/origin/trunk", "HEAD");
        await project.GitAsync("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/trunk");
        Assert.Contains("trunk protected true on trunk", (await instance.RunAsync(["run", "--ref", "trunk"], project.Folder)).Passes().Output, StringComparison.Ordinal);
        Assert.Contains("trunk protected false on main", (await instance.RunAsync(["run"], project.Folder)).Passes().Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_what_replaces_the_retired_tokens()
    {
        var project = await GitProject.NewAsync(instance.Folder, "job:\n  script: echo $CI_JOB_JWT_V2\n");
        var run = (await instance.RunAsync(["run"], project.Folder)).Passes();
        Assert.Contains("uses CI_JOB_JWT_V2, which GitLab 17.0 removed", run.Error, StringComparison.Ordinal);
        Assert.Contains("job:\n  id_tokens:\n    GITLAB_OIDC_TOKEN:\n      aud: https://gitlab.example.com\n", run.Error, StringComparison.Ordinal);
        await project.CommitAsync("job:\n  script: echo $CI_JOB_TOKEN_X\n");
        Assert.DoesNotContain("warning", (await instance.RunAsync(["run"], project.Folder)).Passes().Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("job: [\n", "(<unknown>): did not find expected node content")]
    [InlineData("job:\n  script: echo\n  rules: []\n", "jobs:job:rules config can't be blank (line 3)")]
    [InlineData("include: other.yml\njob:\n  script: echo\n", "Local file `other.yml` does not exist! (line 1)")]
    [InlineData("job:\n  id_tokens: { T: { aud: 5 } }\n  script: echo\n", "jobs:job:id_tokens:t aud should be an array of strings or a string (line 2)")]
    public async Task Says_what_is_wrong_with_the_CI_file(string config, string reason)
    {
        var project = await GitProject.NewAsync(instance.Folder, config);
        (await instance.RunAsync(["run"], project.Folder)).FailsInOneLine(reason, 2);
    }

    [Fact]
    public async Task Reads_the_files_of_the_commit_that_the_CI_file_includes()
    {
        const string config = "include: ci/setup.yml\njob:\n  script: [!reference [.setup, script], echo from the job]\n";
        var project = await GitProject.NewAsync(instance.Folder, config);
        var included = Path.Combine(Directory.CreateDirectory(Path.Combine(project.Folder, "ci")).FullName, "setup.yml");
        await File.WriteAllTextAsync(included, ".setup:\n  script: echo from the included file\n", Cancel);
        await project.CommitAsync(config);
        await File.WriteAllTextAsync(included, ".setup:\n  script: echo not committed\n", Cancel);
        var run = (await instance.RunAsync(["run"], project.Folder)).Passes();
        Assert.Contains("from the included file\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("from the job\n", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("echo not committed", run.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_what_is_missing()
    {
        Task<Outcome> Run(string folder, params string[] options) => instance.RunAsync(["run", .. options], folder);
        (await Run(instance.Folder)).FailsInOneLine("is not in a git repository", 2);
        var bare = await GitProject.NewAsync(instance.Folder, null, remote: null);
        (await Run(bare.Folder)).FailsInOneLine("--project GROUP/NAME", 2);
        (await Run(bare.Folder, "--project", "g/p")).FailsInOneLine("has no .gitlab-ci.yml", 2);
        (await Run(bare.Folder, "--project", "g/p", "--ref", "nope")).FailsInOneLine("there is no branch 'nope'", 2);
        (await Run(bare.Folder, "--project", "g/p", "--tag", "nope")).FailsInOneLine("there is no tag 'nope'", 2);
        await bare.GitAsync("checkout", "-q", "--detach");
        (await Run(bare.Folder, "--project", "g/p")).FailsInOneLine("HEAD is detached", 2);
        await bare.GitAsync("checkout", "-q", "--orphan", "fresh");
        (await Run(bare.Folder, "--project", "g/p")).FailsInOneLine("the branch 'fresh' has no commit yet", 2);
    }

    // What ended and was not yet collected by its parent is a zombie.
    private static bool IsAlive(string pid)
    {
        try
        {
            var status = File.ReadAllText($"/proc/{pid}/stat");
            return status[status.LastIndexOf(')') + 2] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }
}
