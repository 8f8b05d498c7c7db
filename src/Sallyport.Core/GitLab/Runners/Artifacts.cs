namespace Sallyport.Core.GitLab;

/// <summary>What a runner says of a file that it uploads.</summary>
/// <param name="Type">What it is.</param>
/// <param name="Format">How it is written.</param>
/// <param name="FileName">Its name.</param>
/// <param name="Lifetime">How long it is kept; null for the default, zero for ever.</param>
public sealed record ArtifactUpload(string Type, string Format, string FileName, TimeSpan? Lifetime);

/// <summary>A job whose archive another job gets.</summary>
/// <param name="Job">The job.</param>
/// <param name="Archive">Its archive.</param>
public sealed record JobDependency(Job Job, JobArtifact Archive);

/// <summary>What earlier jobs left for a job.</summary>
/// <param name="Archives">The archives, the earlier jobs first.</param>
/// <param name="Variables">The variables of dotenv reports, those of earlier jobs first.</param>
/// <param name="IsComplete">False when an archive or a report has expired or is gone.</param>
public sealed record JobInheritance(
    IReadOnlyList<JobDependency> Archives, IReadOnlyList<JobVariable> Variables, bool IsComplete);

/// <summary>
/// The files that jobs leave behind: taken from runners, kept for a while, given to later jobs and to users. The
/// contents are files and no rows. Source: <c>app/services/ci/job_artifacts/create_service.rb</c>, gitlabhq.
/// </summary>
public sealed class Artifacts(IArtifactStore store, IArtifactFiles files, TimeProvider time)
{
    /// <summary>How many bytes an artifact may have: GitLab's default <c>max_artifacts_size</c>.</summary>
    public const long MaximumSize = 100 * 1024 * 1024;

    /// <summary>How many bytes all artifacts of an instance may have that did not expire.</summary>
    public const long MaximumTotal = 10L * 1024 * 1024 * 1024;

    private static readonly TimeSpan DefaultLifetime = TimeSpan.FromDays(30);

    // How far back a clean-up looks: an instance that slept longer keeps files of expired artifacts until its reset.
    private static readonly TimeSpan CleanUpReach = TimeSpan.FromDays(366);

    private static readonly string[] Types =
    [
        JobArtifact.Archive, JobArtifact.Dotenv, "metadata", "trace", "junit", "accessibility", "annotations",
        "api_fuzzing", "browser_performance", "cluster_image_scanning", "codequality", "cobertura",
        "container_scanning", "coverage_fuzzing", "cyclonedx", "dast", "dependency_scanning", "load_performance",
        "lsif", "metrics", "performance", "repository_xray", "requirements", "requirements_v2", "sast",
        "secret_detection", "terraform",
    ];

    private static readonly string[] Formats = ["raw", "zip", "gzip"];

    /// <summary>Takes a file of a running job.</summary>
    /// <param name="job">The job.</param>
    /// <param name="upload">What the file is.</param>
    /// <param name="content">Its content, which is read once.</param>
    /// <param name="askAsync">Asks, when all of it has come, whether the job may still give it, or refuses.</param>
    /// <param name="cancel">Cancels the upload; then nothing is kept of it.</param>
    public async Task AddAsync(
        Job job, ArtifactUpload upload, Stream content, Func<Task> askAsync, CancellationToken cancel)
    {
        Jobs.RequireRunning(job);
        Check(upload);
        await CleanUpAsync(cancel);
        var room = MaximumTotal - await store.TotalSizeAsync(time.GetUtcNow(), cancel);
        var stored = await files.WriteAsync(content, Math.Min(MaximumSize, Math.Max(0, room)), cancel)
            ?? throw new GitLabRefusal(413, "file size has reached maximum size limit").ToException();
        try
        {
            await askAsync();
            await NoteAsync(job, upload, stored, cancel);
        }
        catch
        {
            files.Delete(stored.Name);
            throw;
        }
    }

    /// <summary>What earlier jobs left for this one.</summary>
    public async Task<JobInheritance> InheritanceAsync(Pipeline pipeline, Job job, CancellationToken cancel)
    {
        var jobs = new JobOrder(pipeline).DependenciesOf(job);
        var all = await store.ListArtifactsAsync(jobs.Select(j => j.Id).ToList(), cancel);
        var archives = jobs
            .SelectMany(j => all.Where(a => a.JobId == j.Id && a.Type == JobArtifact.Archive)
                .Select(a => new JobDependency(j, a)))
            .ToList();
        var reports = jobs.SelectMany(j => all.Where(a => a.JobId == j.Id && a.Type == JobArtifact.Dotenv)).ToList();
        var isComplete = archives.Select(d => d.Archive).Concat(reports).All(IsThere);
        return new JobInheritance(archives, VariablesOf(reports).ToList(), isComplete);
    }

    private static IEnumerable<JobVariable> VariablesOf(IEnumerable<JobArtifact> reports) =>
        reports.SelectMany(a => a.Variables).Select(v => new JobVariable(v.Key, v.Value, Public: false));

    /// <summary>The variables that a job itself has left in its dotenv report.</summary>
    public async Task<IReadOnlyList<JobVariable>> ReportedAsync(Job job, CancellationToken cancel)
    {
        var all = await store.ListArtifactsAsync([job.Id], cancel);
        return [.. VariablesOf(all.Where(a => a.Type == JobArtifact.Dotenv))];
    }

    /// <summary>The archive of a job; null when it has none, or when that has expired or is gone.</summary>
    public async Task<(JobArtifact Artifact, Stream Content)?> OpenArchiveAsync(long jobId, CancellationToken cancel)
    {
        var all = await store.ListArtifactsAsync([jobId], cancel);
        var archive = all.FirstOrDefault(a => a.Type == JobArtifact.Archive);
        if (archive is null || archive.IsExpired(time.GetUtcNow()))
            return null;
        return files.Open(archive.StoredAs) is { } content ? (archive, content) : null;
    }

    /// <summary>All that the jobs of a pipeline have left.</summary>
    public Task<IReadOnlyList<JobArtifact>> OfAsync(Pipeline pipeline, CancellationToken cancel) =>
        store.ListArtifactsAsync(pipeline.Jobs.Select(j => j.Id).ToList(), cancel);

    /// <summary>Everything that the jobs of a project have left.</summary>
    public Task<IReadOnlyList<JobArtifact>> OfAsync(Project project, CancellationToken cancel) =>
        store.ListOfProjectAsync(project.Key, cancel);

    /// <summary>Removes the contents of jobs that are no more.</summary>
    public void Forget(IEnumerable<JobArtifact> artifacts)
    {
        foreach (var artifact in artifacts)
            files.Delete(artifact.StoredAs);
    }

    private async Task NoteAsync(Job job, ArtifactUpload upload, StoredContent stored, CancellationToken cancel)
    {
        var lifetime = upload.Lifetime ?? DefaultLifetime;
        var artifact = new JobArtifact
        {
            JobId = job.Id,
            Type = upload.Type,
            Format = upload.Format,
            FileName = upload.FileName,
            Size = stored.Size,
            Sha256 = stored.Sha256,
            StoredAs = stored.Name,
            ExpiresAt = lifetime == TimeSpan.Zero ? null : time.GetUtcNow() + lifetime,
            Variables = upload.Type == JobArtifact.Dotenv ? ReadReport(stored) : [],
        };
        if (await store.AddAsync(artifact, cancel) == StoreOutcome.Done)
            return;
        var same = await store.ListArtifactsAsync([job.Id], cancel);
        if (same.FirstOrDefault(a => a.Type == upload.Type)?.Sha256 != stored.Sha256)
            throw new GitLabRefusal(400, "another artifact of the same type already exists").ToException();
        files.Delete(stored.Name); // sent twice, since an answer was lost
    }

    private IReadOnlyList<DotenvVariable> ReadReport(StoredContent stored)
    {
        if (stored.Size > DotenvReport.MaximumSize)
            throw DotenvReport.TooBig();
        using var content = files.Open(stored.Name)!; // written just now
        return DotenvReport.ReadCompressed(content);
    }

    private static void Check(ArtifactUpload upload)
    {
        if (!Types.Contains(upload.Type, StringComparer.Ordinal))
            throw GitLabErrors.DoesNotHaveValue("artifact_type").ToException();
        if (!Formats.Contains(upload.Format, StringComparer.Ordinal))
            throw GitLabErrors.DoesNotHaveValue("artifact_format").ToException();
        var wanted = upload.Type switch
        {
            JobArtifact.Archive => "zip",
            JobArtifact.Dotenv or "junit" or "metadata" => "gzip",
            _ => upload.Format,
        };
        if (upload.Format != wanted)
            throw new GitLabRefusal(400, "Invalid file format with specified file type").ToException();
    }

    private async Task CleanUpAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        Forget(await store.ListExpiredAsync(now - CleanUpReach, now, cancel));
    }

    private bool IsThere(JobArtifact artifact)
    {
        if (artifact.IsExpired(time.GetUtcNow()))
            return false;
        using var content = files.Open(artifact.StoredAs);
        return content is not null;
    }
}
