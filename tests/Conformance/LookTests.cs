using System.Text.Json.Nodes;
using Sallyport.Cli.Instances;

namespace Sallyport.Conformance;

/// <summary><c>sallyport run</c> with <c>--list</c>, <c>--preview</c> or <c>--dry-run</c>: it shows what a run would do, and changes nothing.</summary>
public sealed class LookTests : IAsyncLifetime
{
    private const string Config = "auth:\n  rules: [{ when: always }]\n  variables: { MINE: own }\n  id_tokens: { T: { aud: x } }\n  script: 'true'\n";

    private Instance instance = null!;
    private InstanceClient client = null!;
    private GitProject project = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        instance = await Instance.StartAsync();
        client = InstanceClient.Open(InstanceDirectory.Resolve(instance.DataDirectory));
        project = await GitProject.NewAsync(instance.Folder, Config);
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await instance.DisposeAsync();
    }

    [Fact]
    public async Task Looking_stores_nothing_of_the_project_that_is_looked_at()
    {
        string[] wanted = ["--project", "looked/only", "--project-id", "777", "--sub-components", "project_id,ref"];
        foreach (var look in (string[])["--list", "--list-json", "--preview", "--dry-run"])
            (await RunAsync([look, .. wanted])).Passes();
        var said = (await RunAsync(["--dry-run", .. wanted])).Passes().Output;
        Assert.Contains("sub: \"project_id:777:ref:main\"", said, StringComparison.Ordinal);
        Assert.Contains("project_path: \"looked/only\"", said, StringComparison.Ordinal);
        (await RunAsync("--list", "--project", "looked/only", "--mr", "7", "--fork", "looked/fork")).Passes();
        Assert.Null(await FindAsync("looked/only"));
        Assert.Null(await FindAsync("looked/fork"));

        (await RunAsync("--project", "looked/only")).Passes();
        var before = (await FindAsync("looked/only"))!;
        said = (await RunAsync(["--dry-run", .. wanted])).Passes().Output;
        Assert.Contains("sub: \"project_id:777:ref:main\"", said, StringComparison.Ordinal);
        var after = (await FindAsync("looked/only"))!;
        Assert.Null(after.ChangesSince(before));
        Assert.Contains("sub: \"project_path:looked/only:ref_type:branch:ref:main\"", (await RunAsync("--dry-run", "--project", "looked/only")).Passes().Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_look_at_a_new_project_shows_the_ids_that_a_run_then_gives()
    {
        string[] wanted = ["--project", "looked/deep/only", "--mr", "7", "--fork", "other/fork"];
        var foreseen = Claims(await RunAsync(["--dry-run", "--json", .. wanted]));
        (await RunAsync(wanted)).Passes();
        var real = Claims(await RunAsync(["--dry-run", "--json", .. wanted]));
        foreach (var name in (string[])["project_id", "namespace_id", "job_project_id", "sub", "project_path"])
            Assert.Equal((string?)real[name], (string?)foreseen[name]);
    }

    [Fact]
    public async Task A_run_says_what_it_changes_of_a_project_and_nothing_when_it_changes_nothing()
    {
        Assert.DoesNotContain("changes the project", (await RunAsync()).Passes().Error, StringComparison.Ordinal);
        var id = (await FindAsync("mygroup/myproject"))!.Id;
        var changed = (await RunAsync("--project-id", "888", "--sub-components", "project_id")).Passes().Error;
        Assert.Contains($"its id {id} is now 888; its sub components project_path,ref_type,ref are now project_id", changed, StringComparison.Ordinal);
        Assert.DoesNotContain("changes the project", (await RunAsync("--project-id", "888")).Passes().Error, StringComparison.Ordinal);
        (await RunAsync("--project", "mygroup/other")).Passes();
        (await RunAsync("--dry-run", "--project", "mygroup/other", "--project-id", "888")).Fails("has already been taken", 2);
    }

    [Fact]
    public async Task A_dry_run_shows_the_variables_that_somebody_set_and_with_an_option_those_of_GitLab()
    {
        var said = (await RunAsync("--dry-run", "--variable", "GIVEN=one")).Passes().Output;
        Assert.Matches(@"(?m)^  variables \(--predefined also shows the \d\d that GitLab sets\)\n    GIVEN=one\n    MINE=own$", said);
        Assert.DoesNotContain("CI_PROJECT_PATH", said, StringComparison.Ordinal);
        Assert.Contains("    CI_PROJECT_PATH=mygroup/myproject\n", (await RunAsync("--dry-run", "--predefined")).Passes().Output, StringComparison.Ordinal);
        (await RunAsync("--predefined")).Fails("--predefined belongs to --dry-run", 2);
        var job = Job(await RunAsync("--dry-run", "--json", "--variable", "CI_PROJECT_NAME=mine"));
        var variables = job["variables"]!.AsArray().ToDictionary(v => (string)v!["key"]!, v => (bool)v!["predefined"]!);
        Assert.Equal((true, false, false), (variables["CI_PROJECT_PATH"], variables["CI_PROJECT_NAME"], variables["MINE"]));
    }

    private static JsonNode Job(Outcome run) => JsonNode.Parse(run.Passes().Output)!["data"]!["jobs"]![0]!;

    private static JsonNode Claims(Outcome run) => Job(run)["idTokens"]!["T"]!["claims"]!;

    private Task<InstanceProject?> FindAsync(string path) => InstanceProject.FindAsync(client, path, Cancel);

    private Task<Outcome> RunAsync(params string[] arguments) => instance.RunAsync(["run", .. arguments], project.Folder);
}
