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
    /// <summary>Takes what the command line names, and the rest from the git remote.</summary>
    public static async Task<ProjectPlace> FindAsync(
        ParseResult command, GitRepository repository, InstanceFile instance, CancellationToken cancel)
    {
        const string way = "name it with --project GROUP/NAME";
        var url = instance.GitLabUrl;
        var branch = await repository.DefaultBranchAsync(cancel);
        var remote = await repository.RemoteAsync(cancel);
        if (remote is not null)
            TellOfAnotherHost(GitRemote.Read(remote), url);
        if (command.GetValue(RunOptions.Project) is { } named)
            return new ProjectPlace(named, url, branch);
        if (remote is null)
            throw Refused($"the repository has no remote that names the project; {way}");
        var path = GitRemote.Read(remote).ProjectOf(url)
            ?? throw Refused($"the remote '{remote}' names no GitLab project; {way}");
        return new ProjectPlace(path, url, branch);
    }

    /// <summary>The branch that the merge request goes to.</summary>
    public string TargetOf(ParseResult command) =>
        command.GetValue(RunOptions.Target) ?? DefaultBranch ?? "main";

    /// <summary>What is known of variables before there is a pipeline, as far as paths of includes use them.</summary>
    public IEnumerable<IncludeVariable> IncludeVariables(GitRef at, string source)
    {
        var address = new Uri(Instance);
        yield return new IncludeVariable("CI_SERVER_URL", Instance);
        yield return new IncludeVariable("CI_SERVER_HOST", address.Host);
        yield return new IncludeVariable("CI_SERVER_FQDN", address.Authority);
        yield return new IncludeVariable("CI_PROJECT_PATH", Path);
        yield return new IncludeVariable("CI_PROJECT_NAME", Path[(Path.LastIndexOf('/') + 1)..]);
        yield return new IncludeVariable("CI_PROJECT_NAMESPACE", Path[..Path.LastIndexOf('/')]);
        yield return new IncludeVariable("CI_PROJECT_ROOT_NAMESPACE", Path.Split('/')[0]);
        yield return new IncludeVariable("CI_DEFAULT_BRANCH", DefaultBranch ?? "main");
        yield return new IncludeVariable("CI_COMMIT_SHA", at.Sha);
        yield return new IncludeVariable("CI_COMMIT_REF_NAME", at.Name);
        yield return new IncludeVariable(at.IsTag ? "CI_COMMIT_TAG" : "CI_COMMIT_BRANCH", at.Name);
        yield return new IncludeVariable("CI_PIPELINE_SOURCE", source);
    }

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
