using System.CommandLine;
using System.Text.Json.Nodes;
using Sallyport.Cli.Run;
using Sallyport.Runner;

namespace Sallyport.Cli;

/// <summary>
/// <c>sallyport run</c>: the jobs of the project's <c>.gitlab-ci.yml</c> as a pipeline of its branch or tag, by a runner of their own.
/// </summary>
internal static class RunCommand
{
    private const string CiFile = ".gitlab-ci.yml";

    private static readonly Argument<string[]> Jobs = new("job") { Description = "Jobs to run [default: all]", Arity = ArgumentArity.ZeroOrMore };
    private static readonly Option<string?> Project = new("--project") { Description = "The project's path [default: from the git remote]", HelpName = "GROUP/NAME" };
    private static readonly Option<long?> ProjectId = new("--project-id") { Description = "The project's id, to rehearse a project that lives elsewhere", HelpName = "N" };
    private static readonly Option<string?> Ref = new("--ref") { Description = "The branch to run on [default: the one checked out]", HelpName = "NAME" };
    private static readonly Option<string?> Tag = new("--tag") { Description = "The tag to run on", HelpName = "NAME" };

    /// <summary>Declares the command.</summary>
    public static Command Create()
    {
        var command = new DocumentedCommand("run", "Run the jobs of the project's .gitlab-ci.yml; the exit code is the pipeline's result",
            "sallyport run", "sallyport run deploy --ref main", "sallyport run --tag v1.0 --project mygroup/myproject --project-id 57382910")
        {
            Jobs, Project, ProjectId, Ref, Tag, GlobalOptions.Json,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(Ref) is not null && result.GetValue(Tag) is not null)
                result.AddError("Name a branch with --ref or a tag with --tag, not both.");
        });
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult command, CancellationToken cancel)
    {
        using var instance = InstanceClient.Open(command.DataDirectory());
        using var client = instance.GitLab();
        var api = new GitLabApi(client);
        var repository = await GitRepository.FindAsync(cancel);
        var at = await repository.ResolveAsync(command.GetValue(Ref), command.GetValue(Tag), cancel);
        var project = command.GetValue(Project) ?? await ProjectOfRemoteAsync(repository, instance.Instance.GitLabUrl, cancel);
        var config = await repository.ReadAsync(at.Sha, CiFile, cancel)
            ?? throw new CommandFailedException(ExitCodes.Usage, $"the commit {at.Sha[..8]} of '{at.Name}' has no {CiFile}; commit one");
        await WarnOfChangesAsync(repository, at, cancel);

        await api.EnsureProjectAsync(project, command.GetValue(ProjectId), await repository.DefaultBranchAsync(cancel), cancel);
        var created = await api.CreatePipelineAsync(project, await RequestAsync(command, repository, at, config, cancel), cancel);
        var id = (long)created["pipeline"]!["id"]!;
        foreach (var warning in created["warnings"]!.AsArray())
            Terminal.Progress($"warning: {warning}");
        Terminal.Progress($"Pipeline #{id} of {project} on {(at.IsTag ? "tag" : "branch")} {at.Name} ({at.Sha[..8]})");

        var results = new JsonArray();
        Task CancelPipeline() => api.CancelAsync(project, id, CancellationToken.None);
        try
        {
            await RunJobsAsync(command, instance, repository, created, results, CancelPipeline, cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            await CancelPipeline();
        }
        var status = await api.PipelineStatusAsync(project, id, CancellationToken.None);
        Terminal.Progress($"Pipeline #{id}: {status}");
        if (command.GetValue(GlobalOptions.Json))
            new Envelope("run", status == "success" ? "ok" : "failed", new JsonObject { ["pipelineId"] = id, ["status"] = status, ["jobs"] = results }).Print();
        return cancel.IsCancellationRequested ? ExitCodes.Interrupted : status == "success" ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static async Task RunJobsAsync(
        ParseResult command, InstanceClient instance, GitRepository repository, JsonNode created, JsonArray results,
        Func<Task> cancelPipeline, CancellationToken cancel)
    {
        var tokens = created["jobs"]!.AsArray().ToDictionary(
            j => (string)j!["name"]!, j => j!["id_tokens"]!.AsArray().Select(t => (string)t!).ToList(), StringComparer.Ordinal);
        // With --json stdout has the envelope alone.
        await using var log = command.GetValue(GlobalOptions.Json) ? Console.OpenStandardError() : Console.OpenStandardOutput();
        using var client = instance.Surface("gitlab");
        var settings = new RunnerSettings
        {
            Url = instance.Instance.GitLabUrl,
            Token = (string)created["runner"]!["token"]!,
            Repository = repository.Root,
            Environment = InstanceEnvironment.Of(instance.Directory, instance.Instance)
                .Where(v => v.Key != "AZURE_CONFIG_DIR").ToDictionary(StringComparer.Ordinal), // each job has a profile of its own
            AzureProfile = instance.Directory.AzureConfig,
            Color = !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")),
        };
        var started = TimeProvider.System.GetUtcNow();
        var runner = new RunnerLoop(client, settings, TimeProvider.System)
        {
            Starting = job =>
            {
                started = TimeProvider.System.GetUtcNow();
                Terminal.Progress($"Job {job.JobInfo.Name}");
                PresentedToken.Print(job, tokens[job.JobInfo.Name]);
                return Task.CompletedTask;
            },
            Stopped = _ => cancelPipeline(),
            Finished = async (job, result) =>
            {
                results.Add(new JsonObject { ["id"] = job.Id, ["name"] = job.JobInfo.Name, ["status"] = result.State.ToString().ToLowerInvariant(), ["exitCode"] = result.ExitCode });
                if (result.State == JobState.Failed)
                    await ExplainCommand.ExplainSinceAsync(instance, started, Console.Error, CancellationToken.None);
                await ExplainCommand.WarnSinceAsync(instance, started, Console.Error, CancellationToken.None);
            },
        };
        await runner.RunAsync(log, cancel);
    }

    private static async Task<JsonObject> RequestAsync(
        ParseResult command, GitRepository repository, GitRef at, string config, CancellationToken cancel)
    {
        var (message, author, timestamp) = await repository.DescribeAsync(at.Sha, cancel);
        return new JsonObject
        {
            ["ref"] = at.Name,
            ["ref_type"] = at.IsTag ? "tag" : "branch",
            ["sha"] = at.Sha,
            ["commit_message"] = message,
            ["commit_author"] = author,
            ["commit_timestamp"] = timestamp,
            ["config"] = config,
            ["jobs"] = new JsonArray([.. command.GetValue(Jobs)!.Select(j => (JsonNode)j)]),
        };
    }

    private static async Task<string> ProjectOfRemoteAsync(GitRepository repository, string instance, CancellationToken cancel) =>
        await repository.RemoteAsync(cancel) is not { } remote
            ? throw new CommandFailedException(ExitCodes.Usage, "the repository has no remote that names the project; say which it is with --project GROUP/NAME")
            : GitRemote.Read(remote).ProjectOf(instance)
                ?? throw new CommandFailedException(ExitCodes.Usage, $"the remote '{remote}' names no GitLab project; say which it is with --project GROUP/NAME");

    private static async Task WarnOfChangesAsync(GitRepository repository, GitRef at, CancellationToken cancel)
    {
        if (!at.IsCheckedOut || await repository.ChangedAsync(cancel) is not { Count: > 0 } changed)
            return;
        var named = string.Join(", ", changed.Take(5)) + (changed.Count > 5 ? $" and {changed.Count - 5} more" : "");
        Terminal.Progress($"warning: the job runs on the commit {at.Sha[..8]}; what is not committed is not part of it: {named}");
    }
}
