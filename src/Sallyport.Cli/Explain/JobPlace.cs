using System.CommandLine;
using Sallyport.Cli.Git;
using Sallyport.Cli.Output;
using Sallyport.Core.GitLab;

namespace Sallyport.Cli.Explain;

/// <summary>Where a real GitLab would run the job: named on the command line, else taken from the git remote.</summary>
/// <param name="Job">The job's name.</param>
/// <param name="At">The branch or tag and its commit.</param>
/// <param name="Instance">The URL of the GitLab instance: the issuer.</param>
/// <param name="IsGuess">Whether the instance is a guess.</param>
/// <param name="Project">The project's path.</param>
/// <param name="ProjectId">Its id; null when nobody said it.</param>
internal sealed record JobPlace(string Job, GitRef At, string Instance, bool IsGuess, string Project, long? ProjectId)
{
    /// <summary>What the subject is made of; null when nobody said it.</summary>
    public IReadOnlyList<string>? SubComponents { get; init; }

    /// <summary>The command that prints the project's id.</summary>
    public string FindProjectId =>
        $"curl --fail --silent --show-error {ShellText.Quote(ProjectUrl)} | jq .id";

    private string ProjectUrl => $"{Instance}/api/v4/projects/{Uri.EscapeDataString(Project)}";

    /// <summary>Takes what the command line names, and the rest from the repository.</summary>
    public static async Task<JobPlace> FindAsync(
        ParseResult command, GitRepository repository, CancellationToken cancel)
    {
        var branch = command.GetValue(RealJobOptions.Ref);
        var at = await repository.ResolveAsync(branch, command.GetValue(RealJobOptions.Tag), cancel);
        var remote = await repository.RemoteAsync(cancel) is { } url ? GitRemote.Read(url) : null;
        var named = command.GetValue(RealJobOptions.GitLabUrl)?.TrimEnd('/');
        var instance = named ?? remote?.Instance
            ?? throw Refused(
                "the repository has no remote that names a GitLab instance; name it with --gitlab-url URL");
        var isUrl = Uri.TryCreate(instance, UriKind.Absolute, out var address);
        if (!isUrl || address!.Scheme is not ("https" or "http"))
            throw Refused($"--gitlab-url: '{instance}' is not an http URL");
        var project = command.GetValue(RealJobOptions.Project) ?? remote?.ProjectOf(instance)
            ?? throw Refused(
                "the repository has no remote that names the project; name it with --project GROUP/NAME");
        if (!Core.GitLab.Project.IsPath(project))
            throw Refused($"--project: '{project}' is not of the form GROUP/NAME");
        var isGuess = named is null && remote!.IsGuess;
        var job = command.GetValue(PresentedOptions.Job)!;
        return new JobPlace(job, at, instance, isGuess, project, command.GetValue(RealJobOptions.ProjectId))
        {
            SubComponents = ReadComponents(command),
        };
    }

    public override string ToString() => $"the job {Job} on the {At} ({At.Sha[..8]}) of {Project} at {Instance}";

    private static string[]? ReadComponents(ParseResult command)
    {
        var list = command.GetValue(RealJobOptions.SubComponents);
        var components = list?.Split(',', StringSplitOptions.TrimEntries);
        if (components is null)
            return null;
        if (SubjectComponents.Problems(components) is [var problem, ..])
            throw Refused($"--sub-components: {problem}");
        var needsId = components.Contains("project_id") && command.GetValue(RealJobOptions.ProjectId) is null;
        if (needsId)
            throw Refused("--sub-components: the sub has the project's id; give it with --project-id N");
        return components.FirstOrDefault(c => c.EndsWith("_protected", StringComparison.Ordinal)) is { } unknown
            ? throw Refused($"--sub-components: the sub has {unknown}, which is not known from here")
            : components;
    }

    private static CommandFailedException Refused(string message) => new(ExitCodes.Usage, message);
}
