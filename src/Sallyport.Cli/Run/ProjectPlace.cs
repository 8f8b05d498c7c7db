using System.CommandLine;
using Sallyport.Cli.Git;
using Sallyport.Cli.Instances;
using Sallyport.Cli.Output;
using Sallyport.Core.GitLab.Ci;

namespace Sallyport.Cli.Run;

/// <summary>The project that a run rehearses.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Instance">The URL of the GitLab that the instance plays: the issuer of the tokens.</param>
/// <param name="DefaultBranch">The default branch as the clone knows it, or null.</param>
internal sealed record ProjectPlace(string Path, string Instance, string? DefaultBranch)
{
    /// <summary>The URL of the GitLab that the git remote names, or null.</summary>
    public string? Remote { get; private init; }

    /// <summary>Takes what the command line names, and the rest from the git remote.</summary>
    public static async Task<ProjectPlace> FindAsync(
        ParseResult command, GitRepository repository, InstanceFile instance, CancellationToken cancel)
    {
        const string way = "name it with --project GROUP/NAME";
        var url = instance.GitLabUrl;
        var branch = await repository.DefaultBranchAsync(cancel);
        var remote = await repository.RemoteAsync(cancel);
        var origin = remote is null ? null : GitRemote.Read(remote);
        if (origin is not null)
            TellOfAnotherHost(origin, url);
        if (command.GetValue(RunOptions.Project) is { } named)
            return new ProjectPlace(named, url, branch) { Remote = origin?.Instance };
        if (origin is null)
            throw Refused($"the repository has no remote that names the project; {way}");
        var path = origin.ProjectOf(url)
            ?? throw Refused($"the remote '{remote}' names no GitLab project; {way}");
        return new ProjectPlace(path, url, branch) { Remote = origin.Instance };
    }

    /// <summary>The branch that the merge request goes to.</summary>
    public string TargetOf(ParseResult command) =>
        command.GetValue(RunOptions.Target) ?? DefaultBranch ?? "main";

    /// <summary>What is known of variables before there is a pipeline.</summary>
    public IEnumerable<IncludeVariable> IncludeVariables(GitRef at, string source) =>
        new KnownVariables(Instance, Path, DefaultBranch).Of(at, source);

    // A credential that is right for the real host refuses the tokens of another one.
    private static void TellOfAnotherHost(GitRemote remote, string played)
    {
        if (remote.Instance is not { } real)
            return;
        var isSame = string.Equals(new Uri(real).Host, new Uri(played).Host, StringComparison.OrdinalIgnoreCase);
        if (!isSame)
            Terminal.Progress(
                $"note: the git remote is at {real}, and the tokens here say iss {played}; to rehearse the real one, "
                + $"start the instance with `sallyport up --gitlab-url {real}`");
    }

    private static CommandFailedException Refused(string message) => new(ExitCodes.Usage, message);
}
