namespace Sallyport.Conformance;

/// <summary>A git repository in a folder of its own.</summary>
public sealed class GitProject
{
    private static readonly Dictionary<string, string> Variables = new()
    {
        ["GIT_CONFIG_GLOBAL"] = "/dev/null", ["GIT_AUTHOR_NAME"] = "t", ["GIT_AUTHOR_EMAIL"] = "t@example.com",
        ["GIT_COMMITTER_NAME"] = "t", ["GIT_COMMITTER_EMAIL"] = "t@example.com",
    };

    private GitProject(string folder) => Folder = folder;

    public string Folder { get; }

    /// <summary>A repository with a remote and one commit.</summary>
    public static async Task<GitProject> NewAsync(string parent, string? config, string? remote = "https://gitlab.example.com/mygroup/myproject.git")
    {
        var project = new GitProject(Directory.CreateDirectory(Path.Combine(parent, $"project-{Guid.CreateVersion7():N}")).FullName);
        await project.GitAsync("init", "-q", "-b", "main");
        if (remote is not null)
            await project.GitAsync("remote", "add", "origin", remote);
        await project.CommitAsync(config);
        return project;
    }

    /// <summary>Commits a CI file, or an empty commit.</summary>
    public async Task CommitAsync(string? config, string message = "change")
    {
        if (config is not null)
            await File.WriteAllTextAsync(Path.Combine(Folder, ".gitlab-ci.yml"), config, TestContext.Current.CancellationToken);
        await GitAsync("add", "-A");
        await GitAsync("commit", "-q", "--allow-empty", "-m", message);
    }

    public async Task GitAsync(params string[] arguments) => (await Command.RunAsync("git", arguments, Folder, Variables)).Passes();
}
