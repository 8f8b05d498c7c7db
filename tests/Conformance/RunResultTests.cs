using System.Text.Json.Nodes;

namespace Sallyport.Conformance;

/// <summary><c>sallyport run</c>: its exit code, what it says of jobs that failed or never ran, and what it refuses at once.</summary>
public sealed class RunResultTests : IAsyncLifetime
{
    private const string Blocking = """
        stages: [test, approve, deploy]
        test:
          stage: test
          script: exit EXIT
        approve:
          stage: test
          rules: [{ when: manual }]
          script: echo approved
        deploy:
          stage: deploy
          script: echo deployed
        """;

    private Instance instance = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => instance = await Instance.StartAsync();

    public ValueTask DisposeAsync() => instance.DisposeAsync();

    [Fact]
    public async Task A_failed_job_beside_one_that_waits_for_a_person_makes_the_run_fail()
    {
        var failing = await GitProject.NewAsync(instance.Folder, Blocking.Replace("EXIT", "7"));
        var run = (await instance.RunAsync(["run", "--json"], failing.Folder)).Fails("", 1);
        Assert.Contains("Failed: test\n", run.Error, StringComparison.Ordinal);
        Assert.Contains("nobody asked for them: approve\n", run.Error, StringComparison.Ordinal);
        Assert.Contains("Never ran: deploy (created)\n", run.Error, StringComparison.Ordinal);
        var said = JsonNode.Parse(run.Output)!;
        Assert.Equal(("failed", "manual"), ((string?)said["status"], (string?)said["data"]!["status"]));
        Assert.Equal(["test failed 7", "approve manual ", "deploy created "], JobsOf(said));

        var good = await GitProject.NewAsync(instance.Folder, Blocking.Replace("EXIT", "0"));
        var waiting = (await instance.RunAsync(["run", "--json"], good.Folder)).Passes();
        Assert.DoesNotContain("Failed:", waiting.Error, StringComparison.Ordinal);
        Assert.Equal("ok", (string?)JsonNode.Parse(waiting.Output)!["status"]);
    }

    [Fact]
    public async Task A_failure_that_is_allowed_does_not_make_a_waiting_run_fail()
    {
        var config = Blocking.Replace("script: exit EXIT", "script: exit 7\n  allow_failure: { exit_codes: 7 }");
        var project = await GitProject.NewAsync(instance.Folder, config);
        var run = (await instance.RunAsync(["run", "--json"], project.Folder)).Passes();
        Assert.DoesNotContain("Failed:", run.Error, StringComparison.Ordinal);
        Assert.Equal("failed", (string?)JsonNode.Parse(run.Output)!["data"]!["jobs"]![0]!["status"]);
    }

    [Fact]
    public async Task The_jobs_of_a_run_are_its_tries_those_of_its_children_and_those_that_were_skipped()
    {
        const string config = """
            child:
              trigger: { include: child.yml, strategy: depend }
            again:
              retry: 1
              script: exit 1
            later:
              stage: deploy
              script: echo later
            """;
        var project = await GitProject.NewAsync(instance.Folder, null);
        await File.WriteAllTextAsync(Path.Combine(project.Folder, "child.yml"), "inner:\n  script: echo inner\n", Cancel);
        await project.CommitAsync(config);
        var run = (await instance.RunAsync(["run", "--json"], project.Folder)).Fails("Never ran: later (skipped)\n", 1);
        Assert.Equal(
            ["again failed 1", "again failed 1", "child success ", "inner success ", "later skipped "],
            JobsOf(JsonNode.Parse(run.Output)!).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("there is no job 'worse'", "worse")]
    [InlineData("--source 'pipeline' is not one of push, web, api, schedule, trigger", "--source", "pipeline")]
    [InlineData("use --mr IID", "--source", "merge_request_event")]
    [InlineData("nope", "--input", "nope=1")]
    [InlineData("there is no branch 'nope'", "--ref", "nope")]
    public async Task Wrong_input_has_an_exit_code_of_its_own(string reason, params string[] options)
    {
        var project = await GitProject.NewAsync(instance.Folder, "spec: { inputs: { known: { default: a } } }\n---\njob:\n  script: echo $[[ inputs.known ]]\n");
        (await instance.RunAsync(["run", .. options], project.Folder)).Fails(reason, 2);
        (await instance.RunAsync(["run", "job", "--source", "trigger", "--input", "known=b", "--ref", "main"], project.Folder)).Passes();
    }

    [Fact]
    public async Task A_nested_value_in_a_variables_file_is_named_with_its_line()
    {
        var project = await GitProject.NewAsync(instance.Folder, "job:\n  script: echo $FLAT\n");
        var file = Path.Combine(instance.Folder, "variables.yml");
        await File.WriteAllTextAsync(file, "FLAT: a\nDEEP:\n  inner: b\n", Cancel);
        (await instance.RunAsync(["run", "--variables-file", file], project.Folder)).FailsInOneLine("line 2: the value of 'DEEP' is a map", 2);
        await File.WriteAllTextAsync(file, "FLAT: flat-value\n", Cancel);
        var run = (await instance.RunAsync(["run", "--variables-file", file], project.Folder)).Passes();
        Assert.Contains("flat-value\n", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--list")]
    [InlineData("--dry-run")]
    [InlineData()]
    public async Task A_missing_file_of_a_child_is_told_before_the_first_job_with_the_triggers_line(params string[] look)
    {
        const string config = "first:\n  script: echo first\nchild:\n  stage: deploy\n  trigger:\n    include: ci/FILE.yml\n    strategy: depend\n";
        var project = await GitProject.NewAsync(instance.Folder, null);
        Directory.CreateDirectory(Path.Combine(project.Folder, "ci"));
        await File.WriteAllTextAsync(Path.Combine(project.Folder, "ci", "child.yml"), "inner:\n  script: echo inner\n", Cancel);
        await project.CommitAsync(config.Replace("FILE", "chld"));
        var run = await instance.RunAsync(["run", .. look], project.Folder);
        const string sentence = "warning: the child pipeline of 'child' cannot be created: Local file `ci/chld.yml` does not exist! (line 6)\n";
        Assert.Contains(sentence, run.Error, StringComparison.Ordinal);
        Assert.Equal(look.Length == 0 ? 1 : 0, run.ExitCode);
        if (look.Length == 0)
            Assert.True(run.Error.IndexOf(sentence, StringComparison.Ordinal) < run.Error.IndexOf("Job first", StringComparison.Ordinal), run.All);
        await project.CommitAsync(config.Replace("FILE", "child"));
        var good = (await instance.RunAsync(["run", .. look], project.Folder)).Passes();
        Assert.DoesNotContain("warning", good.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wrong_in_the_file_of_a_child_is_told_with_its_line()
    {
        var project = await GitProject.NewAsync(instance.Folder, null);
        await File.WriteAllTextAsync(Path.Combine(project.Folder, "child.yml"), "inner:\n  stage: test\n  scripts: echo inner\n", Cancel);
        await project.CommitAsync("child:\n  trigger: { include: child.yml }\n");
        var run = (await instance.RunAsync(["run", "--list"], project.Folder)).Passes();
        Assert.Contains("did you mean 'script'? (child.yml, line 3)", run.Error, StringComparison.Ordinal);
    }

    private static IEnumerable<string> JobsOf(JsonNode said) =>
        said["data"]!["jobs"]!.AsArray().Select(j => $"{j!["name"]} {j["status"]} {j["exitCode"]}");
}
