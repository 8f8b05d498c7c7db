using System.CommandLine;
using System.Text.Json.Nodes;
using Sallyport.Cli.Git;
using Sallyport.Cli.Instances;
using Sallyport.Cli.Options;
using Sallyport.Cli.Output;

namespace Sallyport.Cli.Run;

/// <summary>
/// <c>sallyport run</c>: the jobs of the project's <c>.gitlab-ci.yml</c> as a pipeline of its branch or tag, by a
/// runner of their own.
/// </summary>
internal static class RunCommand
{
    private static readonly Argument<string[]> Jobs = new("job")
    {
        Description = "Jobs to run [default: all]",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<string?> Project = new("--project")
    {
        Description = "The project's path [default: from the git remote]",
        HelpName = "GROUP/NAME",
    };

    private static readonly Option<long?> ProjectId = new("--project-id")
    {
        Description = "The project's id; give the real one to rehearse a project of a real GitLab",
        HelpName = "N",
    };

    private static readonly Option<string?> Ref = new("--ref")
    {
        Description = "The branch to run on [default: the one checked out]",
        HelpName = "NAME",
    };

    private static readonly Option<string?> Tag = new("--tag")
    {
        Description = "The tag to run on",
        HelpName = "NAME",
    };

    private static readonly Option<string> Executor = new("--executor")
    {
        Description = "Where the jobs run: shell is this machine, container their image with podman",
        DefaultValueFactory = _ => "shell",
    };

    private static readonly Option<string?> Image = new("--image")
    {
        Description = "With containers: the image of jobs that name none",
        HelpName = "IMAGE",
    };

    private static readonly Option<string> PullPolicy = new("--pull-policy")
    {
        Description = "With containers: when images are pulled",
        DefaultValueFactory = _ => "if-not-present",
    };

    private static readonly Option<string[]> Volumes = new("--volume")
    {
        Description = "With containers: a folder of this machine for the jobs; may be repeated",
        HelpName = "FROM:TO[:ro]",
    };

    static RunCommand()
    {
        Executor.AcceptOnlyFromAmong("shell", "container");
        PullPolicy.AcceptOnlyFromAmong("always", "if-not-present", "never");
    }

    /// <summary>Declares the command.</summary>
    public static Command Create()
    {
        var command = new DocumentedCommand(
            "run",
            "Run the jobs of the project's .gitlab-ci.yml; the exit code is the pipeline's result",
            "sallyport run",
            "sallyport run deploy --ref main",
            "sallyport run --tag v1.0 --project mygroup/myproject --project-id 57382910")
        {
            Jobs, Project, ProjectId, Ref, Tag, Executor, Image, PullPolicy, Volumes,
            GlobalOptions.Json,
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
        var project = command.GetValue(Project)
            ?? await ProjectOfRemoteAsync(repository, instance.Instance.GitLabUrl, cancel);
        var request = await PipelineRequest.ReadAsync(repository, at, command.GetValue(Jobs)!, cancel);
        await WarnOfChangesAsync(repository, at, cancel);

        var defaultBranch = await repository.DefaultBranchAsync(cancel);
        await api.EnsureProjectAsync(project, command.GetValue(ProjectId), defaultBranch, cancel);
        var created = await api.CreatePipelineAsync(project, request, cancel);
        var id = (long)created["pipeline"]!["id"]!;
        foreach (var warning in created["warnings"]!.AsArray())
            Terminal.Progress($"warning: {warning}");
        Terminal.Progress($"Pipeline #{id} of {project} on {at} ({at.Sha[..8]})");

        Task CancelPipeline() => api.CancelAsync(project, id, CancellationToken.None);
        async Task<bool> WaitsForOthers(CancellationToken until) =>
            await api.PipelineStatusAsync(project, id, until) == "waiting_for_resource";
        var run = new PipelineRun(instance, repository, created, CancelPipeline, WaitsForOthers)
        {
            Containers = ContainersOf(command),
        };
        await RunJobsAsync(run, command.GetValue(GlobalOptions.Json), CancelPipeline, cancel);

        var status = await api.PipelineStatusAsync(project, id, CancellationToken.None);
        Report(command, id, status, run.Results);
        if (cancel.IsCancellationRequested)
            return ExitCodes.Interrupted;
        return status == "success" ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static ContainerOptions? ContainersOf(ParseResult command)
    {
        if (command.GetValue(Executor) != "container")
            return null;
        var volumes = command.GetValue(Volumes) ?? [];
        return new ContainerOptions(command.GetValue(Image), command.GetValue(PullPolicy)!, volumes);
    }

    private static async Task RunJobsAsync(
        PipelineRun run, bool json, Func<Task> cancelPipeline, CancellationToken cancel)
    {
        // With --json stdout has the envelope alone.
        await using var log = json ? Console.OpenStandardError() : Console.OpenStandardOutput();
        try
        {
            await run.RunAsync(log, cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            await cancelPipeline();
        }
    }

    private static void Report(ParseResult command, long id, string status, JsonArray jobs)
    {
        Terminal.Progress($"Pipeline #{id}: {status}");
        if (!command.GetValue(GlobalOptions.Json))
            return;
        var result = new JsonObject { ["pipelineId"] = id, ["status"] = status, ["jobs"] = jobs };
        new Envelope("run", status == "success" ? "ok" : "failed", result).Print();
    }

    private static async Task<string> ProjectOfRemoteAsync(
        GitRepository repository, string instance, CancellationToken cancel)
    {
        const string way = "name it with --project GROUP/NAME";
        if (await repository.RemoteAsync(cancel) is not { } remote)
            throw Refused($"the repository has no remote that names the project; {way}");
        return GitRemote.Read(remote).ProjectOf(instance)
            ?? throw Refused($"the remote '{remote}' names no GitLab project; {way}");
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

    private static CommandFailedException Refused(string message) => new(ExitCodes.Usage, message);
}
