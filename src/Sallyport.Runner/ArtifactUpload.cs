using System.IO.Compression;
using System.Net;

namespace Sallyport.Runner;

/// <summary>
/// Packs and uploads what a job leaves. Source: <c>commands/helpers/artifacts_uploader.go</c>, gitlab-runner.
/// </summary>
internal sealed class ArtifactUpload(JobResponse job, RunnerProtocol protocol, JobFolders folders, JobLog log)
{
    private const int Tries = 3;

    private readonly ArtifactFinder finder = new(job, folders, log);

    /// <summary>Uploads all that is to be kept after such a result. False when something could not be.</summary>
    public async Task<bool> RunAsync(bool succeeded, CancellationToken cancel)
    {
        var wanted = (job.Artifacts ?? []).Where(a => a.IsKeptAfter(succeeded)).ToList();
        if (wanted.Count == 0)
            return true;
        var section = succeeded ? "Uploading artifacts for successful job" : "Uploading artifacts for failed job";
        await log.LineAsync(section, Colors.Section);
        var all = true;
        foreach (var artifact in wanted)
            all &= await UploadAsync(artifact, cancel);
        return all;
    }

    private async Task<bool> UploadAsync(JobArtifact artifact, CancellationToken cancel)
    {
        await log.LineAsync("Uploading artifacts...");
        var files = await finder.FindAsync(artifact, cancel);
        if (files.Count == 0)
        {
            await log.LineAsync("ERROR: No files to upload", Colors.Error);
            return true; // as GitLab: it is no failure of the job
        }
        var name = NameOf(artifact);
        var packed = folders.NewFile(artifact.ArtifactType);
        await PackAsync(artifact, files, packed, cancel);
        return await SendAsync(artifact, name, packed, cancel);
    }

    private async Task<bool> SendAsync(JobArtifact artifact, string name, string packed, CancellationToken cancel)
    {
        var what = $"Uploading artifacts as \"{artifact.ArtifactType}\" to coordinator...";
        for (var attempt = 1; ; attempt++)
        {
            var (status, reason) = await TrySendAsync(artifact, name, packed, cancel);
            if (status == HttpStatusCode.Created)
            {
                await log.LineAsync($"{what} 201 Created");
                return true;
            }
            var message = $"{what} {(status is null ? "" : (int)status)} {reason}".TrimEnd();
            var mayHelp = status is null or >= HttpStatusCode.InternalServerError;
            if (!mayHelp || attempt == Tries)
            {
                await log.LineAsync($"ERROR: {message}", Colors.Error);
                return false;
            }
            await log.WarnAsync($"WARNING: {message}. Retrying...");
        }
    }

    private async Task<(HttpStatusCode? Status, string Reason)> TrySendAsync(
        JobArtifact artifact, string name, string packed, CancellationToken cancel)
    {
        try
        {
            await using var content = File.OpenRead(packed);
            var (status, reason) = await protocol.UploadArtifactAsync(job, artifact, name, content, cancel);
            return (status, reason);
        }
        catch (HttpRequestException exception)
        {
            return (null, exception.Message);
        }
    }

    private Task PackAsync(
        JobArtifact artifact, IReadOnlyList<string> files, string packed, CancellationToken cancel) =>
        artifact.ArtifactFormat switch
        {
            "gzip" => GzipAsync(files, packed, cancel),
            _ => ZipAsync(files, packed, cancel),
        };

    private async Task ZipAsync(IReadOnlyList<string> files, string packed, CancellationToken cancel)
    {
        await using var stream = File.Create(packed);
        await using var zip = await ZipArchive.CreateAsync(stream, ZipArchiveMode.Create, true, null, cancel);
        foreach (var file in files)
        {
            cancel.ThrowIfCancellationRequested();
            await zip.CreateEntryFromFileAsync(Path.Combine(folders.Project, file), file, cancel);
        }
    }

    // One member for each file, as gitlab-runner does it.
    private async Task GzipAsync(IReadOnlyList<string> files, string packed, CancellationToken cancel)
    {
        await using var stream = File.Create(packed);
        foreach (var file in files)
        {
            await using var member = new GZipStream(stream, CompressionLevel.Optimal, leaveOpen: true);
            await using var content = File.OpenRead(Path.Combine(folders.Project, file));
            await content.CopyToAsync(member, cancel);
        }
    }

    private string NameOf(JobArtifact artifact)
    {
        var name = Path.GetFileName(ProcessEnvironment.Expand(artifact.Name ?? "", job.Variables));
        var ending = artifact.ArtifactFormat == "gzip" ? ".gz" : ".zip";
        return (name.Length == 0 ? "artifacts" : name) + ending;
    }
}
