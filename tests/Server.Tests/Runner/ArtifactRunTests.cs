using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Sallyport.Core;
using Sallyport.Core.GitLab;
using Sallyport.Core.GitLab.Ci;
using Sallyport.Runner;
using Sallyport.Runner.Loop;

namespace Sallyport.Server.Tests.Runner;

/// <summary>What jobs leave for later ones: our runner against the whole server, with real files.</summary>
public sealed class ArtifactRunTests : IAsyncLifetime
{
    private RunningServer server = null!;
    private LocalRepository repository = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        (server, repository) = (await RunningServer.StartAsync(), await LocalRepository.CreateAsync());

    public async ValueTask DisposeAsync()
    {
        repository.Dispose();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Gives_files_and_variables_to_later_jobs_and_to_no_others()
    {
        var make = Job("make", 1, "mkdir -p dist/inner; echo one > dist/inner/a.txt; echo no > dist/b.log; echo NAME=made > my.env") with
        {
            Artifacts = new ArtifactsDefinition { Paths = ["dist", "none/"], Exclude = ["dist/*.log"], Dotenv = ["my.env"] },
        };
        var use = Job("use", 2, "cat dist/inner/a.txt; ls dist; echo name $NAME");
        var alone = Job("alone", 2, "test ! -e dist; echo name ${NAME:-unset}") with { Dependencies = [] };

        var (status, log) = await RunAsync(make, use, alone);

        Assert.True(status == CiStatus.Success, log);
        Assert.Contains("WARNING: none/: no matching files", log, StringComparison.Ordinal);
        Assert.Contains("\none\n", log, StringComparison.Ordinal);
        Assert.Contains("\ninner\n", log, StringComparison.Ordinal);
        Assert.DoesNotContain("b.log\n", log, StringComparison.Ordinal);
        Assert.Contains("\nname made\n", log, StringComparison.Ordinal);
        Assert.Contains("\nname unset\n", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Takes_nothing_through_a_link_and_nothing_outside()
    {
        var make = Job("make", 1, "ln -s /etc out; mkfifo pipe; echo x > in; mkdir d; ln -s /etc/passwd d/p") with
        {
            Artifacts = new ArtifactsDefinition { Paths = ["out/passwd", "../../*", "/etc/passwd", "pipe", "in", "d"] },
        };
        var use = Job("use", 2, "find . -path ./.git -prune -o -print | sort | tr '\\n' ' '");

        var (status, log) = await RunAsync(make, use);

        Assert.True(status == CiStatus.Success, log);
        Assert.Contains("\n. ./.git ./file ./in ", log.Replace(". ./file", ". ./.git ./file", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("artifact path is not a subpath of project directory", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fails_a_job_whose_dotenv_report_is_none()
    {
        var make = Job("make", 1, "echo no-equals > my.env") with { Artifacts = new ArtifactsDefinition { Dotenv = ["my.env"] } };

        var (status, log) = await RunAsync(make);

        Assert.Equal(CiStatus.Failed, status);
        Assert.Contains("ERROR: Uploading artifacts as \"dotenv\" to coordinator... 400", log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(JobWhen.OnFailure, true)]
    [InlineData(JobWhen.Always, true)]
    [InlineData(JobWhen.OnSuccess, false)]
    public async Task Keeps_files_of_a_failed_job_if_asked(JobWhen when, bool kept)
    {
        var make = Job("make", 1, "echo x > left; exit 3") with
        {
            AllowFailure = true, Artifacts = new ArtifactsDefinition { Paths = ["left"], When = when },
        };
        var use = Job("use", 2, kept ? "test -e left" : "test ! -e left");

        var (status, log) = await RunAsync(make, use);

        Assert.True(status == CiStatus.Success, log);
    }

    [Fact]
    public async Task Runs_several_jobs_at_once_and_takes_what_they_unlock()
    {
        var mark = Path.Combine(repository.Folder, "mark");
        var first = Job("first", 1, $"while [ ! -e {mark} ]; do sleep 0.05; done");
        var second = Job("second", 1, $"touch {mark}");
        var third = Job("third", 2, "echo third") with { Needs = [new NeedDefinition("second")] };

        var (status, log) = await RunAsync(s => s with { Concurrency = 2 }, first, second, third);

        Assert.True(status == CiStatus.Success, log);
        Assert.Contains("third | third\n", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tries_a_failed_job_again_and_keeps_the_first_try()
    {
        var again = Path.Combine(repository.Folder, "again");
        var job = Job("flaky", 1, $"test -e {again} || {{ touch {again}; exit 7; }}") with { Retry = new RetryDefinition(1, [], [7]) };

        var (status, log) = await RunAsync(job);

        Assert.True(status == CiStatus.Success, log);
        Assert.Contains("exit status 7", log, StringComparison.Ordinal);
    }

    private static JobDefinition Job(string name, int stage, string script) =>
        new() { Name = name, Stage = $"s{stage}", Script = [script] };

    private Task<(CiStatus Status, string Log)> RunAsync(params JobDefinition[] jobs) => RunAsync(s => s, jobs);

    private async Task<(CiStatus Status, string Log)> RunAsync(Func<RunnerSettings, RunnerSettings> change, params JobDefinition[] jobs)
    {
        using var http = server.For("gitlab.example.com");
        using var log = new MemoryStream();
        var (pipeline, token) = await AddAsync(jobs);
        var settings = new RunnerSettings { Url = "https://gitlab.example.com", Token = token, Repository = repository.Folder };
        await new RunnerLoop(http, change(settings), TimeProvider.System).RunAsync(log, Cancel);
        using var scope = server.Server.Services.CreateScope();
        var ended = await scope.ServiceProvider.GetRequiredService<IGitLabStore>().FindPipelineAsync(pipeline, Cancel);
        return (ended!.Status, Encoding.UTF8.GetString(log.ToArray()));
    }

    // Straight into the database, so that only the order and the artifacts are tested and not the language.
    private async Task<(long Pipeline, string Token)> AddAsync(JobDefinition[] jobs)
    {
        using var scope = server.Server.Services.CreateScope();
        var project = await scope.ServiceProvider.GetRequiredService<Projects>().EnsureAsync("mygroup/myproject", null, _ => { }, Cancel);
        var store = scope.ServiceProvider.GetRequiredService<IGitLabStore>();
        var token = GitLabTokens.Create(GitLabTokens.Runner);
        var now = TimeProvider.System.GetUtcNow();
        var pipeline = new Pipeline
        {
            Iid = 1, ProjectKey = project.Key, UserId = 1, RefType = RefType.Branch, RefName = "main", Source = "push", CreatedAt = now,
            Commit = new Commit(repository.Sha, "m", "A <a@example.com>", null),
            Runner = new GitLabRunner { TokenHash = GitLabTokens.Hash(token), Description = "test" },
            Jobs = [.. jobs.Select(d => new Job { StageIndex = d.Stage[1] - '0', Definition = d, CreatedAt = now })],
        };
        pipeline.Advance(now);
        Assert.Equal(StoreOutcome.Done, await store.AddAsync(pipeline, Cancel));
        return (pipeline.Id, token);
    }
}
