using System.IO.Compression;

namespace Sallyport.Runner;

/// <summary>
/// Downloads what earlier jobs have left and unpacks it into the project's folder, and nowhere else. Source:
/// <c>commands/helpers/artifacts_downloader.go</c>, gitlab-runner.
/// </summary>
internal sealed class ArtifactDownload(JobResponse job, RunnerProtocol protocol, JobFolders folders, JobLog log)
{
    private const int Tries = 3;
    private const long MaximumUnpacked = 2L * 1024 * 1024 * 1024;

    private const UnixFileMode Permissions = (UnixFileMode)0x1FF; // rwxrwxrwx

    private long unpacked;

    /// <summary>Fetches them all, the earlier jobs first. False when one cannot be had or leads elsewhere.</summary>
    public async Task<bool> RunAsync(CancellationToken cancel)
    {
        var wanted = (job.Dependencies ?? []).Where(d => d.ArtifactsFile is not null).ToList();
        if (wanted.Count > 0)
            await log.LineAsync("Downloading artifacts", Colors.Section);
        foreach (var dependency in wanted)
            if (!await FetchAsync(dependency, cancel))
                return false;
        return true;
    }

    private async Task<bool> FetchAsync(JobDependency dependency, CancellationToken cancel)
    {
        await log.LineAsync($"Downloading artifacts for {dependency.Name} ({dependency.Id})...");
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var packed = folders.NewFile("dependency");
                await protocol.DownloadArtifactAsync(dependency, packed, cancel);
                await UnpackAsync(packed, cancel);
                await log.LineAsync("Downloading artifacts from coordinator... ok");
                return true;
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                return false;
            }
            catch (Exception exception) when (exception is HttpRequestException or InvalidDataException)
            {
                var isFinal = attempt == Tries || exception is InvalidDataException;
                var text = $"Downloading artifacts from coordinator... {exception.Message}";
                if (isFinal)
                    await log.LineAsync($"ERROR: {text}", Colors.Error);
                else
                    await log.WarnAsync($"WARNING: {text}. Retrying...");
                if (isFinal)
                    return false;
            }
        }
    }

    private async Task UnpackAsync(string packed, CancellationToken cancel)
    {
        await using var stream = File.OpenRead(packed);
        await using var zip = await ZipArchive.CreateAsync(stream, ZipArchiveMode.Read, true, null, cancel);
        foreach (var entry in zip.Entries)
            await UnpackAsync(entry, cancel);
    }

    private async Task UnpackAsync(ZipArchiveEntry entry, CancellationToken cancel)
    {
        var target = Path.GetFullPath(Path.Combine(folders.Project, entry.FullName));
        if (!target.StartsWith(folders.Project + "/", StringComparison.Ordinal))
            throw new InvalidDataException($"the archive has a path that leads out of it: {entry.FullName}");
        var isFolder = entry.FullName.EndsWith('/');
        MakeFolder(isFolder ? target.TrimEnd('/') : Path.GetDirectoryName(target)!);
        if (isFolder)
            return;
        if (Directory.Exists(target) && new DirectoryInfo(target).LinkTarget is null)
            throw new InvalidDataException($"the archive has a file where the project has a folder: {entry.FullName}");
        File.Delete(target); // a link is replaced and not written through
        await using var content = await entry.OpenAsync(cancel);
        await using var file = new FileStream(target, FileMode.CreateNew, FileAccess.Write);
        await CopyAsync(content, file, cancel);
        var mode = (UnixFileMode)(entry.ExternalAttributes >> 16) & Permissions;
        if (mode != UnixFileMode.None)
            File.SetUnixFileMode(file.SafeFileHandle, mode);
    }

    // Each folder on the way must be one: a link could lead out.
    private void MakeFolder(string folder)
    {
        if (folder.Length <= folders.Project.Length)
            return;
        MakeFolder(Path.GetDirectoryName(folder)!);
        if (new DirectoryInfo(folder).LinkTarget is not null || File.Exists(folder))
            throw new InvalidDataException($"the archive goes through a link or a file: {folder}");
        Directory.CreateDirectory(folder);
    }

    private async Task CopyAsync(Stream content, Stream file, CancellationToken cancel)
    {
        var buffer = new byte[64 * 1024];
        while (await content.ReadAsync(buffer, cancel) is > 0 and var read)
        {
            unpacked += read;
            if (unpacked > MaximumUnpacked)
                throw new InvalidDataException($"the archives have more than {MaximumUnpacked} bytes");
            await file.WriteAsync(buffer.AsMemory(0, read), cancel);
        }
    }
}
