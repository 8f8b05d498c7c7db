using System.Diagnostics;

namespace Sallyport.Server.Tests.Runner;

/// <summary>A git repository in a folder of its own, with one commit.</summary>
internal sealed class LocalRepository : IDisposable
{
    private LocalRepository(string folder) => Folder = folder;

    public string Folder { get; }

    public string Sha { get; private set; } = "";

    public static async Task<LocalRepository> CreateAsync()
    {
        var repository = new LocalRepository(Directory.CreateTempSubdirectory("sallyport-git-").FullName);
        await File.WriteAllTextAsync(Path.Combine(repository.Folder, "file"), "committed\n");
        await repository.GitAsync("init", "--quiet", "--initial-branch=main");
        await repository.GitAsync("add", ".");
        await repository.GitAsync("-c", "user.name=A", "-c", "user.email=a@example.com", "commit", "--quiet", "-m", "First");
        repository.Sha = (await repository.GitAsync("rev-parse", "HEAD")).Trim();
        await File.WriteAllTextAsync(Path.Combine(repository.Folder, "file"), "changed since\n");
        return repository;
    }

    public async Task<string> GitAsync(params string[] arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = Folder, RedirectStandardOutput = true })!;
        var output = await git.StandardOutput.ReadToEndAsync();
        await git.WaitForExitAsync();
        Assert.Equal(0, git.ExitCode);
        return output;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
