using System.Collections.Concurrent;
using System.Security.Cryptography;
using Sallyport.Core.GitLab;
using Sallyport.Server.Instance;

namespace Sallyport.Server.Git;

/// <summary>
/// The door to this room: the repositories of the projects, one bare repository for each in a folder of the data
/// directory, under the project's key, so that a project keeps it wherever it is moved. The room owns how git is
/// started; what a push means for pipelines is not its business.
/// </summary>
internal sealed class Repositories
{
    /// <summary>How many bytes a repository may have before it takes no further push.</summary>
    public const long MaximumSize = 4L * 1024 * 1024 * 1024;

    private const string Unfinished = ".new";

    private readonly ConcurrentDictionary<Guid, SemaphoreSlim> turns = new();
    private readonly string folder;

    /// <summary>Opens the folder, which is made if there is none.</summary>
    /// <param name="dataDirectory">The data directory.</param>
    public Repositories(string dataDirectory)
    {
        folder = Path.GetFullPath(Path.Combine(dataDirectory, DataDirectory.Repositories));
        DataDirectory.CreatePrivate(folder);
        foreach (var left in Directory.EnumerateDirectories(folder, "*" + Unfinished))
            Directory.Delete(left, recursive: true);
    }

    /// <summary>The repository of a project, or null when nothing was ever stored in one.</summary>
    public BareRepository? Find(Guid projectKey)
    {
        var path = PathOf(projectKey);
        return Directory.Exists(path) ? new BareRepository(path) : null;
    }

    /// <summary>The repository of a project, made if there is none.</summary>
    public async Task<BareRepository> EnsureAsync(Project project, CancellationToken cancel)
    {
        var repository = Find(project.Key) ?? await MakeAsync(project.Key, cancel);
        await repository.SetHeadAsync(project.DefaultBranch, cancel);
        return repository;
    }

    /// <summary>Waits until nobody else changes the refs of a project; dispose the answer when done.</summary>
    public async Task<IDisposable> TakeTurnAsync(Guid projectKey, CancellationToken cancel)
    {
        var turn = turns.GetOrAdd(projectKey, _ => new SemaphoreSlim(1));
        await turn.WaitAsync(cancel);
        return new Turn(turn);
    }

    /// <summary>Removes the repository of a project that is no more.</summary>
    public void Delete(Guid projectKey)
    {
        var path = PathOf(projectKey);
        if (!Directory.Exists(path))
            return;
        var gone = NewName(path); // at once, so that no request finds half of it
        Directory.Move(path, gone);
        Directory.Delete(gone, recursive: true);
    }

    private async Task<BareRepository> MakeAsync(Guid projectKey, CancellationToken cancel)
    {
        var path = PathOf(projectKey);
        var unfinished = NewName(path);
        DataDirectory.CreatePrivate(unfinished);
        var made = await new BareRepository(unfinished).RunAsync(
            cancel, "init", "--quiet", "--bare", "--template=", "--shared=0600", unfinished);
        if (made.Code != 0)
            throw new IOException($"git init failed: {made.Error}");
        try
        {
            Directory.Move(unfinished, path);
        }
        catch (IOException) when (Directory.Exists(path))
        {
            Directory.Delete(unfinished, recursive: true); // another request was faster
        }
        return new BareRepository(path);
    }

    private string PathOf(Guid projectKey) => Path.Combine(folder, $"{projectKey:N}.git");

    private static string NewName(string path) =>
        $"{path}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}{Unfinished}";

    private sealed class Turn(SemaphoreSlim turn) : IDisposable
    {
        public void Dispose() => turn.Release();
    }
}
