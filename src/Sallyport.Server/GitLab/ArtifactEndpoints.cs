using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.GitLab;
using Sallyport.Server.Http;

namespace Sallyport.Server.GitLab;

/// <summary>
/// What jobs leave behind: uploads by runners, downloads by runners and users. Source: <c>lib/api/ci/runner.rb</c>,
/// gitlabhq; "Job artifacts API", GitLab documentation.
/// </summary>
internal static class ArtifactEndpoints
{
    /// <summary>Maps the routes.</summary>
    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/jobs/{id}/artifacts", UploadAsync)
            .Requires(GitLabAccess.Job)
            .WithMetadata(new ReadsBodyInPieces());
        api.MapGet("/jobs/{id}/artifacts", DownloadAsync).Requires(GitLabAccess.ArtifactReader);
        api.MapGet("/projects/{id}/jobs/{job_id}/artifacts", ArchiveAsync).Requires(GitLabAccess.User);
        api.MapGet("/projects/{id}/jobs/{job_id}/artifacts/{*path}", FileAsync).Requires(GitLabAccess.User);
    }

    private static async Task<IResult> UploadAsync(HttpContext context, Artifacts artifacts)
    {
        var job = context.Features.GetRequiredFeature<AuthenticatedJob>().Job;
        Jobs.RequireRunning(job);
        var request = new ArtifactUploadRequest(context);
        await request.ReadAsync((upload, content, cancel) =>
            artifacts.AddAsync(job, upload, content, () => AskAsync(context), cancel));
        return Results.StatusCode(StatusCodes.Status201Created);
    }

    // Refuses a job that has ended while its file came.
    private static async Task AskAsync(HttpContext context)
    {
        await AccessAfterBody.AskAsync(context);
        Jobs.RequireRunning(context.Features.GetRequiredFeature<AuthenticatedJob>().Job);
    }

    private static Task<IResult> DownloadAsync(HttpContext context, Artifacts artifacts) =>
        SendAsync(context, artifacts, context.RouteNumber("id"));

    private static async Task<IResult> ArchiveAsync(HttpContext context, Artifacts artifacts, IGitLabStore store)
    {
        var (_, _, job) = await JobEndpoints.FindAsync(context, store);
        return await SendAsync(context, artifacts, job.Id);
    }

    private static async Task<IResult> FileAsync(HttpContext context, Artifacts artifacts, IGitLabStore store)
    {
        var (_, _, job) = await JobEndpoints.FindAsync(context, store);
        var path = (string)context.Request.RouteValues["path"]!;
        var (_, content) = await OpenAsync(context, artifacts, job.Id);
        await using (content)
        {
            using var archive = ArchivedFile.Archive(content);
            await new ArchivedFile(archive, path).SendAsync(context);
        }
        return Results.Empty;
    }

    private static async Task<IResult> SendAsync(HttpContext context, Artifacts artifacts, long jobId)
    {
        var (artifact, content) = await OpenAsync(context, artifacts, jobId);
        return Results.Stream(content, "application/octet-stream", artifact.FileName);
    }

    private static async Task<(JobArtifact Artifact, Stream Content)> OpenAsync(
        HttpContext context, Artifacts artifacts, long jobId) =>
        await artifacts.OpenArchiveAsync(jobId, context.RequestAborted) ?? throw ArchivedFile.NotFound().ToException();
}
