using System.IO.Compression;
using System.Text.Json.Nodes;
using Sallyport.Cli.Output;

namespace Sallyport.Cli.Run;

/// <summary>A folder to which the files that jobs leave are copied, each job's in one of its own.</summary>
/// <param name="root">The folder.</param>
/// <param name="api">Gives the archives.</param>
/// <param name="project">The project's path.</param>
internal sealed class ArtifactFolder(string root, GitLabApi api, string project)
{
    /// <summary>Copies what each of the jobs has left.</summary>
    /// <param name="jobs">The jobs, with <c>id</c> and <c>name</c>.</param>
    /// <param name="cancel">Cancels.</param>
    public async Task FillAsync(JsonArray jobs, CancellationToken cancel)
    {
        foreach (var job in jobs)
        {
            if (await api.ArtifactsAsync(project, (long)job!["id"]!, cancel) is not { } archive)
                continue;
            var folder = Path.Combine(root, NameOf((string)job["name"]!));
            try
            {
                Directory.CreateDirectory(folder);
                using var stream = new MemoryStream(archive);
                using var zip = new ZipArchive(stream);
                zip.ExtractToDirectory(folder, overwriteFiles: true); // refuses entries that lead out of the folder
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw new CommandFailedException(ExitCodes.Failed, $"--artifacts: {exception.Message}");
            }
            Terminal.Progress($"Artifacts of {job["name"]}: {folder}");
        }
    }

    // "deploy: [eu, prod]" is no good name of a folder.
    private static string NameOf(string job)
    {
        var name = string.Concat(job.Select(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '-'));
        return name.Trim('-', '.') is { Length: > 0 } plain ? plain : "job";
    }
}
