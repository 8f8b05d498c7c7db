using Sallyport.Runner;

namespace Sallyport.Server.Tests.Runner;

/// <summary>Our runner against the whole server, over real sockets, with real processes.</summary>
public sealed class RunnerTests(RunnerServer server) : IClassFixture<RunnerServer>, IDisposable
{
    private readonly string outside = Directory.CreateTempSubdirectory("sallyport-outside-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(outside, recursive: true);

    [Fact]
    public async Task Runs_a_pipeline_in_stage_order_and_uploads_what_it_shows()
    {
        var run = await server.RunAsync(
            """
            stages: [first, second]
            late: { stage: second, script: [cat file] }
            early:
              stage: first
              id_tokens: { TOKEN: { aud: x } }
              script:
                - echo "token $TOKEN in $(pwd | grep -c builds/mygroup/myproject)"
                - |
                  echo one
                  echo two
            """);

        Assert.Equal(["early", "late"], run.Results.Select(r => r.Job.JobInfo.Name));
        Assert.Equal("success", run.Status);
        Assert.Contains("""$ echo "token $TOKEN in""", run.Log, StringComparison.Ordinal);
        Assert.Contains("\ntoken [MASKED] in 1\n$ echo one # collapsed multi-line command\none\ntwo\n", run.Log, StringComparison.Ordinal);
        Assert.Contains("$ cat file\ncommitted\n", run.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("eyJ", run.Log, StringComparison.Ordinal);
        Assert.Equal(run.Log, string.Concat(await Task.WhenAll(run.Results.Select(r => server.TraceAsync(r.Job)))));
    }

    [Fact]
    public async Task Fails_with_the_scripts_exit_code_and_skips_what_comes_after()
    {
        var run = await server.RunAsync(
            """
            stages: [first, second]
            bad: { stage: first, script: [echo before, "false | cat", echo after] }
            never: { stage: second, script: [echo never] }
            cleanup: { stage: second, when: on_failure, script: [echo cleaned up] }
            """);

        Assert.Equal("failed", run.Status);
        Assert.Equal(JobResult.Exit(1), run.Results[0].Result);
        Assert.Contains("ERROR: Job failed: exit status 1", run.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("\nafter\n", run.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("\nnever\n", run.Log, StringComparison.Ordinal);
        Assert.Contains("\ncleaned up\n", run.Log, StringComparison.Ordinal);
        Assert.Equal("script_failure", await server.FailureReasonAsync(run.Results[0].Job));
    }

    [Fact]
    public async Task Gives_processes_nothing_of_its_own_environment()
    {
        Environment.SetEnvironmentVariable("CALLERS_SECRET", "leaked");
        Environment.SetEnvironmentVariable("no_proxy", "leaked");
        var environment = new Dictionary<string, string> { ["HTTPS_PROXY"] = "http://proxy.example", ["MINE"] = "runner", ["AZURE_CONFIG_DIR"] = "/shared" };
        var run = await server.RunAsync(
            $"job:\n  variables: {{ MINE: job, WITH_REFERENCE: $CI_PROJECT_NAME-$$x }}\n  script: env -0 > {outside}/env\n", s => s with { Environment = environment });

        Assert.Equal("success", run.Status);
        var seen = (await File.ReadAllTextAsync(Path.Combine(outside, "env"), Cancel)).Split('\0', StringSplitOptions.RemoveEmptyEntries)
            .Select(v => v.Split('=', 2)).ToDictionary(v => v[0], v => v[1]);
        string[] basics = ["PATH", "LANG", "LC_ALL", "USER", "LOGNAME", "HOME", "TMPDIR", "AZURE_CONFIG_DIR", "PWD", "SHLVL", "_", "CI", "MINE", "HTTPS_PROXY", "WITH_REFERENCE"];
        Assert.DoesNotContain(seen.Keys, k => !basics.Contains(k) && !k.StartsWith("CI_", StringComparison.Ordinal) && !k.StartsWith("GITLAB_", StringComparison.Ordinal));
        Assert.Equal(("job", "http://proxy.example", "myproject-$x"), (seen["MINE"], seen["HTTPS_PROXY"], seen["WITH_REFERENCE"]));
        Assert.All(new[] { "HOME", "TMPDIR", "AZURE_CONFIG_DIR", "CI_PROJECT_DIR" }, k => Assert.Contains("sallyport-job-", seen[k], StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("true", "success")]
    [InlineData("false", "failed")]
    public async Task Leaves_nothing_behind(string last, string status)
    {
        var run = await server.RunAsync(
            $"""
            job:
              script:
                - dirname "$HOME" > {outside}/folder
                - mkdir -p "$HOME/locked/inner" && touch "$HOME/locked/inner/x" && chmod 000 "$HOME/locked/inner" "$HOME/locked"
                - {last} || exit 1
            """);

        Assert.Equal(status, run.Status);
        Assert.False(Directory.Exists((await File.ReadAllTextAsync(Path.Combine(outside, "folder"), Cancel)).Trim()));
    }

    [Theory]
    [InlineData("sleep 600 & echo $! > PIDS; wait", "timeout: 1 second", "job_execution_timeout")]
    [InlineData("setsid sleep 600 & echo $! > PIDS; wait", "timeout: 1 second", "job_execution_timeout")]
    [InlineData("trap '' TERM; sleep 600 & echo $! > PIDS; wait", "timeout: 1 second", "job_execution_timeout")]
    [InlineData("sleep 600 & echo $! > PIDS", "timeout: 1 minute", null)]
    public async Task Ends_whatever_a_job_has_started(string script, string timeout, string? reason)
    {
        var pids = Path.Combine(outside, "pids");
        var run = await server.RunAsync($"job:\n  {timeout}\n  after_script: [echo after]\n  script:\n    - {script.Replace("PIDS", pids, StringComparison.Ordinal)}\n");

        Assert.Equal(reason, run.Results.Single().Result.FailureReason);
        Assert.Equal(reason is null, run.Log.Contains("\nafter\n", StringComparison.Ordinal)); // not after a timeout
        await UntilAsync(() => !IsAlive(int.Parse(File.ReadAllText(pids).Trim(), System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task Runs_after_script_in_a_shell_of_its_own_that_never_changes_the_result()
    {
        var run = await server.RunAsync(
            """
            job:
              script: [export HERE=yes, exit 3]
              after_script: ['echo "status $CI_JOB_STATUS here ${HERE:-no}"', exit 4]
            """);

        Assert.Equal(JobResult.Exit(3), run.Results.Single().Result);
        Assert.Contains("\nstatus failed here no\n", run.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stops_a_job_that_is_canceled_on_the_server()
    {
        var run = await server.RunAsync("job:\n  script: [echo started, sleep 600]\n", starting: server.CancelPipelineAsync);

        Assert.Equal(JobState.Canceled, run.Results.Single().Result.State);
        Assert.Equal("canceled", run.Status);
    }

    [Fact]
    public async Task Stops_a_job_when_its_caller_is_stopped()
    {
        using var stop = new CancellationTokenSource();
        var mark = Path.Combine(outside, "started");
        var running = server.RunAsync($"job:\n  script: [touch {mark}, sleep 600]\n", stop: stop, stopped: server.CancelPipelineAsync);
        await UntilAsync(() => File.Exists(mark));
        await stop.CancelAsync();
        var run = await running;

        Assert.Equal(JobState.Canceled, run.Results.Single().Result.State);
        Assert.Equal("canceled", run.Status);
    }

    [Fact]
    public async Task Sends_its_log_again_when_the_server_found_it_damaged()
    {
        var run = await server.RunAsync("job:\n  script: [echo intact]\n", starting: server.ForgeTraceAsync);

        Assert.Equal("success", run.Status);
        Assert.Equal(run.Log, await server.TraceAsync(run.Results.Single().Job));
    }

    [Fact]
    public async Task Cannot_push_into_the_repository_that_it_checks_out()
    {
        var run = await server.RunAsync("job:\n  script:\n    - git status --porcelain\n    - git push origin HEAD:refs/heads/pushed\n");

        Assert.Equal("failed", run.Status);
        Assert.Equal("refs/heads/main\n", await server.Repository.GitAsync("for-each-ref", "--format=%(refname)"));
    }

    [Fact]
    public async Task Blames_itself_when_the_commit_is_not_there()
    {
        var run = await server.RunAsync("job:\n  script: echo never\n", sha: new string('b', 40));

        Assert.Equal("runner_system_failure", run.Results.Single().Result.FailureReason);
        Assert.Equal("runner_system_failure", await server.FailureReasonAsync(run.Results.Single().Job));
        Assert.DoesNotContain("$ echo", run.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Seeds_an_az_profile_with_indexes_and_never_with_sessions()
    {
        foreach (var name in (string[])["commandIndex.json", "msal_token_cache.json", "azureProfile.json"])
            await File.WriteAllTextAsync(Path.Combine(outside, name), "{}", Cancel);
        var run = await server.RunAsync("job:\n  image: alpine\n  script: ls $AZURE_CONFIG_DIR\n", s => s with { AzureProfile = outside });

        Assert.Contains("$ ls $AZURE_CONFIG_DIR\ncommandIndex.json\nCleaning", run.Log, StringComparison.Ordinal);
        Assert.Contains("does not use the image alpine", run.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cuts_a_log_that_grows_without_end()
    {
        var run = await server.RunAsync("job:\n  script: head -c 100000 /dev/zero | tr '\\0' x\n", s => s with { OutputLimit = 1000 });

        Assert.EndsWith("Job's log exceeded limit of 1000 bytes.\n", run.Log, StringComparison.Ordinal);
        Assert.Equal(run.Log, await server.TraceAsync(run.Results.Single().Job));
        Assert.Equal("success", run.Status);
    }

    private static bool IsAlive(int pid)
    {
        try
        {
            return !File.ReadAllText($"/proc/{pid}/stat").Split(") ")[1].StartsWith('Z');
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    // The kernel takes a moment to end a process; a test that hangs is ended by the suite.
    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
            await Task.Delay(20, Cancel);
    }
}
