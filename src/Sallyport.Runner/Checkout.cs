namespace Sallyport.Runner;

/// <summary>
/// The clean checkout of a commit from a local repository. Neither the user's Git configuration nor any hook takes
/// part, and nothing can be pushed back.
/// </summary>
internal sealed class Checkout(JobResponse job, RunnerSettings settings, JobFolders folders, JobLog log)
{
    // How git reaches GitLab; everything else of the runner's environment is for the job.
    private static readonly string[] OfConnection =
        ["HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy", "GIT_SSL_CAINFO"];

    private const string NoPush = "remote.origin.pushurl=file:///no-push-from-a-job";

    /// <summary>
    /// Checks the commit out. False, with the reason in the log, when Git cannot. With the variable
    /// <c>GIT_STRATEGY</c> <c>none</c> or <c>empty</c> the job gets an empty folder. Source: "Configuring runners",
    /// GitLab documentation.
    /// </summary>
    public async Task<bool> MakeAsync(CancellationToken cancel)
    {
        if (job.Variable("GIT_STRATEGY") is "none" or "empty")
        {
            Directory.CreateDirectory(folders.Project);
            await log.LineAsync("Skipping Git repository setup", Colors.Command);
            return true;
        }
        await log.LineAsync("Getting source from Git repository", Colors.Section);
        Directory.CreateDirectory(Path.GetDirectoryName(folders.Project)!);
        if (settings.Repository is { } repository)
            return await CloneAsync(repository, cancel);
        Directory.CreateDirectory(folders.Project);
        return await FetchAsync(cancel);
    }

    private async Task<bool> CloneAsync(string repository, CancellationToken cancel)
    {
        var environment = GitEnvironment(folders, [repository, $"{repository}/.git"]);
        string[] clone =
        [
            "clone", "--quiet", "--no-checkout", "--template=", "-c", NoPush,
            "--", repository, folders.Project,
        ];
        if (!await GitAsync(environment, folders.Builds, cancel, clone))
            return false;
        return await CheckOutAsync(environment, cancel);
    }

    // Source: shells/abstract.go, gitlab-runner.
    private async Task<bool> FetchAsync(CancellationToken cancel)
    {
        var git = job.GitInfo;
        var environment = GitEnvironment(folders, []);
        environment["GIT_ALLOW_PROTOCOL"] = "http:https";
        foreach (var name in OfConnection)
            if (settings.Environment.TryGetValue(name, out var value))
                environment[name] = value;
        string[] depth = git.Depth > 0 ? ["--depth", $"{git.Depth}"] : [];
        string[] quiet = ["fetch", "--quiet", "--prune", "--force", "--no-recurse-submodules"];
        string[] fetch = [.. quiet, .. depth, "--", "origin"];
        return await GitAsync(environment, folders.Project, cancel, "init", "--quiet", "--template=")
            && await GitAsync(environment, folders.Project, cancel, "remote", "add", "origin", git.RepoUrl ?? "")
            && await GitAsync(environment, folders.Project, cancel, [.. fetch, .. git.Refspecs ?? []])
            && await CheckOutAsync(environment, cancel);
    }

    private async Task<bool> CheckOutAsync(Dictionary<string, string> environment, CancellationToken cancel)
    {
        var sha = job.GitInfo.Sha;
        if (!await GitAsync(environment, folders.Project, cancel, "checkout", "--quiet", "--detach", sha))
            return false;
        var message = $"Checking out {sha[..8]} as detached HEAD (ref is {job.GitInfo.Ref})...";
        await log.LineAsync(message, Colors.Command);
        return true;
    }

    private async Task<bool> GitAsync(
        Dictionary<string, string> environment, string folder, CancellationToken cancel, params string[] arguments)
    {
        using var git = ProcessGroup.Start(["git", .. arguments], folder, environment, folders.Root);
        return await git.WaitAsync(log.WriteAsync, settings.KillGrace, cancel) == 0;
    }

    /// <summary>The whole environment of a Git process.</summary>
    /// <param name="folders">The job's folders.</param>
    /// <param name="trusted">
    /// Repositories that the caller chose, whoever owns them; Git takes the setting from this file only.
    /// </param>
    public static Dictionary<string, string> GitEnvironment(JobFolders folders, IEnumerable<string> trusted)
    {
        var directories = string.Concat(trusted.Select(path => $"    directory = \"{Escape(path)}\"\n"));
        var configuration = folders.Write(
            "gitconfig",
            $"""
            [safe]
            {directories}
            [advice]
                detachedHead = false

            """);
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin",
            ["LANG"] = "C.UTF-8",
            ["HOME"] = folders.Home,
            ["GIT_CONFIG_GLOBAL"] = configuration,
            ["GIT_CONFIG_NOSYSTEM"] = "1",
            ["GIT_TERMINAL_PROMPT"] = "0",
            ["GIT_NO_LAZY_FETCH"] = "1",
            ["GIT_ALLOW_PROTOCOL"] = "file",
            ["GIT_CONFIG_COUNT"] = "2", // above the file of a repository, which a job may have written
            ["GIT_CONFIG_KEY_0"] = "core.hooksPath",
            ["GIT_CONFIG_VALUE_0"] = "/dev/null",
            ["GIT_CONFIG_KEY_1"] = "core.fsmonitor",
            ["GIT_CONFIG_VALUE_1"] = "false",
        };
    }

    private static string Escape(string path) => path
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal);
}

/// <summary>The colours of GitLab's logs.</summary>
internal static class Colors
{
    /// <summary>A section of the log.</summary>
    public const string Section = "36;1";

    /// <summary>A command, or a good end.</summary>
    public const string Command = "32;1";

    /// <summary>A line that warns.</summary>
    public const string Warning = "33;1";

    /// <summary>A bad end.</summary>
    public const string Error = "31;1";
}
