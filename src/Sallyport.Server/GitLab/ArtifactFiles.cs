using System.Security.Cryptography;
using Sallyport.Core.GitLab;
using Sallyport.Server.Instance;

namespace Sallyport.Server.GitLab;

/// <summary>
/// The contents of artifacts as files of a folder in the data directory. A file has its name only when all of it is
/// there and on the disk; what a crash leaves under another name is removed at the next start.
/// </summary>
internal sealed class ArtifactFiles : IArtifactFiles
{
    private const string Unfinished = ".new";

    private readonly string folder;

    /// <summary>Opens the folder, which is made if there is none.</summary>
    /// <param name="dataDirectory">The data directory.</param>
    public ArtifactFiles(string dataDirectory)
    {
        folder = Path.Combine(dataDirectory, DataDirectory.Artifacts);
        DataDirectory.CreatePrivate(folder);
        foreach (var left in Directory.EnumerateFiles(folder, "*" + Unfinished))
            File.Delete(left);
    }

    public async Task<StoredContent?> WriteAsync(Stream content, long maximum, CancellationToken cancel)
    {
        var name = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var path = Path.Combine(folder, name);
        try
        {
            if (await CopyAsync(content, path + Unfinished, maximum, cancel) is not { } written)
                return null;
            File.Move(path + Unfinished, path);
            return new StoredContent(name, written.Size, written.Sha256);
        }
        finally
        {
            File.Delete(path + Unfinished); // it is still there if anything went wrong
        }
    }

    public Stream? Open(string name)
    {
        try
        {
            const FileShare others = FileShare.Read | FileShare.Delete;
            return new FileStream(Path.Combine(folder, name), FileMode.Open, FileAccess.Read, others);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    public void Delete(string name) => File.Delete(Path.Combine(folder, name));

    // A full disk is nothing that the runner did; it may try again.
    private static async Task ToDiskAsync(Func<ValueTask> act)
    {
        try
        {
            await act();
        }
        catch (IOException)
        {
            throw GitLabErrors.Unavailable.ToException();
        }
    }

    private static async Task<(long Size, string Sha256)?> CopyAsync(
        Stream content, string path, long maximum, CancellationToken cancel)
    {
        await using var file = PrivateFile.CreateNew(path);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[64 * 1024];
        var size = 0L;
        while (await content.ReadAsync(buffer, cancel) is > 0 and var read)
        {
            size += read;
            if (size > maximum)
                return null;
            hash.AppendData(buffer.AsSpan(0, read));
            await ToDiskAsync(() => file.WriteAsync(buffer.AsMemory(0, read), cancel));
        }
        await ToDiskAsync(() =>
        {
            file.Flush(flushToDisk: true);
            return ValueTask.CompletedTask;
        });
        return (size, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }
}
