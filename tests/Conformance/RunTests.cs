namespace Sallyport.Conformance;

/// <summary><c>sallyport run</c>: which commit, which project, which environment, and what is said when there is none.</summary>
public sealed class RunTests : IAsyncLifetime
{
    private Instance instance = null!;

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
                - cat file
            """;
        var project = await GitProject.NewAsync(instance.Folder, config);
        await File.WriteAllTextAsync(Path.Combine(project.Folder, "file"), "committed", TestContext.Current.CancellationToken);
        await project.CommitAsync(config);
        await File.WriteAllTextAsync(Path.Combine(project.Folder, "file"), "changed", TestContext.Current.CancellationToken);
        var inside = Directory.CreateDirectory(Path.Combine(project.Folder, "deep", "folder")).FullName;
        var run = (await instance.RunAsync(["run", "--project-id", "57382910"], inside, new Dictionary<string, string>
        {
            ["CALLERS_SECRET"] = "s3cret", ["ALL_PROXY"] = "http://elsewhere.example:1", ["HTTPS_PROXY"] = "http://elsewhere.example:2",
        })).Passes();
        Assert.Contains("token [MASKED]", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("eyJ", run.All, StringComparison.Ordinal);
        Assert.Contains("project mygroup/myproject id 57382910 ref main", run.Output, StringComparison.Ordinal);
        Assert.Contains("leaked nothing via nobody", run.Output, StringComparison.Ordinal);
        Assert.Contains($"proxy {instance.Data["proxy"]}", run.Output, StringComparison.Ordinal);
        Assert.Contains("committed", run.Output, StringComparison.Ordinal);
        Assert.Contains("what is not committed is not part of it: file", run.Error, StringComparison.Ordinal);
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
    public async Task Exits_with_the_jobs_result_and_runs_only_what_is_named()
    {
        var project = await GitProject.NewAsync(instance.Folder, "good:\n  script: echo fine\nbad:\n  script: exit 7\n");
        (await instance.RunAsync(["run", "good"], project.Folder)).Passes();
        (await instance.RunAsync(["run", "bad"], project.Folder)).Fails("exit status 7", 1);
        (await instance.RunAsync(["run", "worse"], project.Folder)).Fails("there is no job 'worse'", 1);
    }

    [Fact]
    public async Task Ends_a_job_that_takes_too_long_with_everything_it_started()
    {
        var mark = Path.Combine(instance.Folder, "alive");
        var project = await GitProject.NewAsync(instance.Folder, $"job:\n  timeout: 2 seconds\n  script:\n    - (sleep 6; touch {mark}) &\n    - sleep 60\n");
        (await instance.RunAsync(["run"], project.Folder)).Fails("took longer than", 1);
        await Task.Delay(TimeSpan.FromSeconds(6), TestContext.Current.CancellationToken);
        Assert.False(File.Exists(mark));
    }

    [Fact]
    public async Task Cancels_the_pipeline_when_it_is_interrupted()
    {
        var (mark, pid) = (Path.Combine(instance.Folder, "ended"), Path.Combine(instance.Folder, "pid"));
        var project = await GitProject.NewAsync(
            instance.Folder, $"job:\n  script:\n    - trap 'touch {mark}; exit 1' TERM\n    - echo $$ > {pid}; sleep 600 & wait\nnext:\n  script: echo next\n");
        using var run = Command.Start("dotnet", [Command.Sallyport, "run", "--json", "--data-dir", instance.DataDirectory], project.Folder);
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
        Assert.Contains("id_tokens", (await instance.RunAsync(["run"], project.Folder)).Passes().Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("job: [", "line")]
    [InlineData("job:\n  script: echo\n  rules: []\n", "rules")]
    [InlineData("job:\n  id_tokens: { T: { } }\n  script: echo\n", "missing required keys: aud")]
    public async Task Says_what_is_wrong_with_the_CI_file(string config, string reason)
    {
        var project = await GitProject.NewAsync(instance.Folder, config);
        (await instance.RunAsync(["run"], project.Folder)).Fails(reason, 1);
    }

    [Fact]
    public async Task Says_what_is_missing()
    {
        (await instance.RunAsync(["run"], Directory.CreateTempSubdirectory("no-git-").FullName)).Fails("is in no git repository", 2);
        var bare = await GitProject.NewAsync(instance.Folder, null, remote: null);
        (await instance.RunAsync(["run"], bare.Folder)).Fails("--project GROUP/NAME", 2);
        (await instance.RunAsync(["run", "--project", "g/p"], bare.Folder)).Fails("has no .gitlab-ci.yml", 2);
        (await instance.RunAsync(["run", "--project", "g/p", "--ref", "nope"], bare.Folder)).Fails("there is no branch 'nope'", 2);
        (await instance.RunAsync(["run", "--project", "g/p", "--tag", "nope"], bare.Folder)).Fails("there is no tag 'nope'", 2);
        await bare.GitAsync("checkout", "-q", "--detach");
        (await instance.RunAsync(["run", "--project", "g/p"], bare.Folder)).Fails("HEAD is detached", 2);
    }
}
