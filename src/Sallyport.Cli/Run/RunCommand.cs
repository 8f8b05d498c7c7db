using System.CommandLine;
using System.Text.Json.Nodes;
using Sallyport.Cli.Git;
using Sallyport.Cli.Instances;
using Sallyport.Cli.Options;
using Sallyport.Cli.Output;
using Sallyport.Cli.RealGitLab;

namespace Sallyport.Cli.Run;

/// <summary>
/// <c>sallyport run</c>: the jobs of the project's <c>.gitlab-ci.yml</c> as a pipeline of its branch or tag, by a
/// runner of their own.
/// </summary>
internal static class RunCommand
{
    /// <summary>Declares the command.</summary>
    public static Command Create()
    {
        var command = new DocumentedCommand(
            "run",
            "Run the jobs of the project's .gitlab-ci.yml; the exit code is the pipeline's result",
            "sallyport run",
            "sallyport run deploy --ref main --variable AZURE_CLIENT_ID=00001111-aaaa-2222-bbbb-3333cccc4444",
            "sallyport run --tag v1.0 --project mygroup/myproject --project-id 57382910",
            "sallyport run --mr 7 --dry-run");
        RunOptions.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult command, CancellationToken cancel)
    {
        using var instance = InstanceClient.Open(command.DataDirectory());
        using var client = instance.GitLab();
        var api = new GitLabApi(client);
        var repository = await GitRepository.FindAsync(cancel);
        var at = await CommitAsync(command, repository, cancel);
        var place = await ProjectPlace.FindAsync(command, repository, instance.Instance, cancel);
        var real = await RealProjectAsync(command, place, cancel);
        place = place with { DefaultBranch = real?.DefaultBranch ?? place.DefaultBranch };
        var request = await new PipelineRequest(command, repository, at, place).ReadAsync(cancel);
        var identity = ProjectIdentity.Of(command, place, real);
        if (PlanReport.IsAskedFor(command))
        {
            request["fork"] = command.GetValue(RunOptions.Fork);
            request["merge_request"] = MergeRequestOf(command, place);
            var plan = await api.PlanAsync(place.Path, identity, request, cancel);
            return await PlanReport.PrintAsync(command, instance, plan, cancel);
        }
        await IdentifyAsync(instance, api, place.Path, identity, cancel);
        request["merge_request"] = await MergeRequestAsync(command, api, place, cancel);
        return await RunAsync(command, instance, api, repository, (at, place.Path, request), cancel);
    }

    private static async Task<int> RunAsync(
        ParseResult command,
        InstanceClient instance,
        GitLabApi api,
        GitRepository repository,
        (GitRef At, string Project, JsonObject Request) asked,
        CancellationToken cancel)
    {
        var (at, project, request) = asked;
        var created = await api.CreatePipelineAsync(project, request, cancel);
        var id = (long)created["pipeline"]!["id"]!;
        foreach (var warning in created["warnings"]!.AsArray())
            Terminal.Progress($"warning: {warning}");
        Terminal.Progress($"Pipeline #{id} of {project} on {at} ({at.Sha[..8]})");
        Task CancelPipeline() => api.CancelAsync(project, id, CancellationToken.None);
        async Task<bool> WaitsForOthers(CancellationToken until) =>
            await api.PipelineStatusAsync(project, id, until) == "waiting_for_resource";
        Task<string> LogOf(long job) => api.TraceAsync(project, job, CancellationToken.None);
        var run = new PipelineRun(instance, repository, created, CancelPipeline, WaitsForOthers)
        {
            Concurrency = command.GetValue(RunOptions.Parallel),
            Containers = ContainerOptions.Of(command),
            LogOf = LogOf,
            Tokens = new JobTokens(created, RunOptions.WordsOf(command)),
            Live = LiveOf(command, LogOf),
        };
        await RunJobsAsync(run, command.GetValue(GlobalOptions.Json), CancelPipeline, cancel);

        var status = await api.PipelineStatusAsync(project, id, CancellationToken.None);
        var jobs = await api.JobsAsync(project, id, CancellationToken.None);
        await TellOfOthersAsync(api, project, jobs);
        if (command.GetValue(RunOptions.Artifacts) is { } folder)
            await new ArtifactFolder(folder, api, project).FillAsync(run.Results, CancellationToken.None);
        var outcome = new PipelineOutcome(id, status, jobs, run.Results);
        outcome.Print(instance.Instance.PageOf($"{project}/-/pipelines/{id}"), command.GetValue(GlobalOptions.Json));
        if (cancel.IsCancellationRequested)
            return ExitCodes.Interrupted;
        return outcome.IsGood ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static LiveJobs? LiveOf(ParseResult command, Func<long, Task<string>> logOf) =>
        command.GetValue(GlobalOptions.Json) ? null : LiveJobs.Begin(command.GetValue(RunOptions.Parallel), logOf);

    private static async Task<GitRef> CommitAsync(
        ParseResult command, GitRepository repository, CancellationToken cancel)
    {
        var branch = command.GetValue(RunOptions.Ref);
        var at = await repository.ResolveAsync(branch, command.GetValue(RunOptions.Tag), cancel);
        if (!command.GetValue(RunOptions.WorkingTree))
        {
            await WarnOfChangesAsync(repository, at, cancel);
            return at;
        }
        if (!at.IsCheckedOut)
            throw new CommandFailedException(
                ExitCodes.Usage, $"--working-tree: the working tree is not that of the {at}; check it out first");
        var sha = await repository.Changes.OfWorkingTreeAsync(at.Sha, cancel);
        Terminal.Progress(
            $"note: the jobs run on the working tree; the sha of the tokens is {sha[..8]}, a commit that only this "
            + "repository has");
        return at with { Sha = sha };
    }

    private static async Task<RealProject?> RealProjectAsync(
        ParseResult command, ProjectPlace place, CancellationToken cancel)
    {
        if (!command.GetValue(RealProject.FromGitLab))
            return null;
        var real = await RealProject.ReadAsync(command, place.Remote, place.Path, cancel);
        real.Tell(place.Path);
        return real;
    }

    private static async Task IdentifyAsync(
        InstanceClient instance, GitLabApi api, string path, ProjectIdentity identity, CancellationToken cancel)
    {
        var before = await InstanceProject.FindAsync(instance, path, cancel);
        var after = InstanceProject.Of(await api.EnsureProjectAsync(path, identity, cancel));
        var changes = before is null ? null : after.ChangesSince(before);
        if (changes is not null)
            Terminal.Progress($"note: {changes}");
    }

    private static JsonObject? MergeRequestOf(ParseResult command, ProjectPlace place) =>
        command.GetValue(RunOptions.MergeRequest) is { } iid
            ? new JsonObject { ["iid"] = iid, ["target_branch"] = place.TargetOf(command) }
            : null;

    private static async Task<JsonObject?> MergeRequestAsync(
        ParseResult command, GitLabApi api, ProjectPlace place, CancellationToken cancel)
    {
        var merge = MergeRequestOf(command, place);
        var path = command.GetValue(RunOptions.Fork);
        if (merge is null || path is null)
            return merge;
        var fork = await api.EnsureProjectAsync(path, new ProjectIdentity(), cancel);
        merge["source_project_id"] = (long)fork["id"]!;
        return merge;
    }

    // What no runner ever had: jobs that GitLab itself dropped, and child pipelines that it could not make.
    private static async Task TellOfOthersAsync(GitLabApi api, string project, IReadOnlyList<JsonNode> jobs)
    {
        foreach (var job in jobs.Where(j => j["callout_message"] is not null))
            Terminal.Progress($"Job {job["name"]}: {job["failure_reason"]}: {job["callout_message"]}");
        foreach (var job in jobs.Where(j => (string?)j["failure_reason"] == "downstream_pipeline_creation_failed"))
            Terminal.Progress(await api.TraceAsync(project, (long)job["id"]!, CancellationToken.None));
    }

    private static async Task RunJobsAsync(
        PipelineRun run, bool json, Func<Task> cancelPipeline, CancellationToken cancel)
    {
        await using var live = run.Live;
        // With --json stdout has the envelope alone.
        var shown = json ? Console.OpenStandardError() : Console.OpenStandardOutput();
        await using var log = live is null ? shown : Stream.Null;
        try
        {
            await run.RunAsync(log, cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            await cancelPipeline();
        }
    }

    private static async Task WarnOfChangesAsync(GitRepository repository, GitRef at, CancellationToken cancel)
    {
        var changed = at.IsCheckedOut ? await repository.ChangedAsync(cancel) : [];
        if (changed.Count == 0)
            return;
        var more = changed.Count > 5 ? $" and {changed.Count - 5} more" : "";
        Terminal.Progress(
            $"warning: the jobs run on the commit {at.Sha[..8]}, without the changes that are not committed: " +
            string.Join(", ", changed.Take(5)) + more);
    }
}
