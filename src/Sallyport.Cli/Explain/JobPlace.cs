using System.CommandLine;
using Sallyport.Cli.Git;
using Sallyport.Cli.Instances;
using Sallyport.Cli.Output;

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

    /// <summary>The GitLab that has the files which the job's file includes from elsewhere.</summary>
    public required string Source { get; init; }

    /// <summary>What was taken from the running instance, or taken for granted.</summary>
    public IReadOnlyList<Note> Notes { get; init; } = [];

    /// <summary>The command that prints the project's id.</summary>
    public string FindProjectId =>
        $"curl --fail --silent --show-error {ShellText.Quote(ProjectUrl)} | jq .id";

    private string ProjectUrl => $"{Instance}/api/v4/projects/{Uri.EscapeDataString(Project)}";

    /// <summary>
    /// Takes what the command line names, then what the running instance knows, and the rest from the repository.
    /// </summary>
    /// <param name="command">The command line.</param>
    /// <param name="repository">The repository.</param>
    /// <param name="running">The instance whose applications are asked; null with credentials of a file.</param>
    /// <param name="cancel">Cancels.</param>
    public static async Task<JobPlace> FindAsync(
        ParseResult command, GitRepository repository, InstanceClient? running, CancellationToken cancel)
    {
        var branch = command.GetValue(RealJobOptions.Ref);
        var at = await repository.ResolveAsync(branch, command.GetValue(RealJobOptions.Tag), cancel);
        var remote = await repository.RemoteAsync(cancel) is { } url ? GitRemote.Read(url) : null;
        var played = running?.Instance.GitLabUrl;
        var named = command.GetValue(RealJobOptions.GitLabUrl)?.TrimEnd('/');
        var instance = named ?? played ?? remote?.Instance
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
        var isGuess = named is null && played is null && remote!.IsGuess;
        var job = command.GetValue(RealJobOptions.Job)!;
        var known = running is not null && instance == played
            ? await InstanceProject.FindAsync(running, project, cancel)
            : null;
        var id = command.GetValue(RealJobOptions.ProjectId) ?? known?.Id;
        return new JobPlace(job, at, instance, isGuess, project, id)
        {
            Source = named ?? remote?.Instance ?? instance,
            SubComponents = ReadComponents(command, id, known),
            Notes = running is null ? [] : [.. NotesOf(command, remote, instance, known)],
        };
    }

    public override string ToString() => $"the job {Job} on the {At} ({At.Sha[..8]}) of {Project} at {Instance}";

    private static IReadOnlyList<string>? ReadComponents(ParseResult command, long? id, InstanceProject? known)
    {
        var list = command.GetValue(RealJobOptions.SubComponents);
        var components = list?.Split(',', StringSplitOptions.TrimEntries) ?? known?.SubComponents;
        if (components is null)
            return null;
        var from = list is null ? $"the project {known!.Path} at the instance" : "--sub-components";
        if (Core.GitLab.SubjectComponents.Problems(components) is [var problem, ..])
            throw Refused($"{from}: {problem}");
        if (components.Contains("project_id", StringComparer.Ordinal) && id is null)
            throw Refused($"{from}: the sub has the project's id; give it with --project-id N");
        return components.FirstOrDefault(c => c.EndsWith("_protected", StringComparison.Ordinal)) is { } unknown
            ? throw Refused($"{from}: the sub has {unknown}, which is not known from here")
            : components;
    }

    private static IEnumerable<Note> NotesOf(
        ParseResult command, GitRemote? remote, string instance, InstanceProject? known)
    {
        var isNamed = command.GetValue(RealJobOptions.GitLabUrl) is not null;
        if (!isNamed && remote?.Instance is { } real && !IsSameHost(real, instance))
            yield return new Note(
                $"This explains the tokens of {instance}, the GitLab that the instance plays. The git remote is at "
                + $"{real}: --gitlab-url {real} explains those of the real one.");
        if (known is null && command.GetValue(RealJobOptions.SubComponents) is null)
            yield return new Note(
                "The instance does not have this project, so this assumes that its sub is made of GitLab's default, "
                + $"{string.Join(',', Core.GitLab.SubjectComponents.Default)}; --sub-components LIST says another.");
    }

    private static bool IsSameHost(string one, string other) =>
        string.Equals(new Uri(one).Host, new Uri(other).Host, StringComparison.OrdinalIgnoreCase);

    private static CommandFailedException Refused(string message) => new(ExitCodes.Usage, message);
}
