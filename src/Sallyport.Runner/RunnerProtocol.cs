using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Sallyport.Runner;

/// <summary>The answer to a piece of log.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Length">How many bytes the server has, from the header <c>Range</c>, or null.</param>
/// <param name="JobStatus">The header <c>Job-Status</c>, or null.</param>
/// <param name="Interval">How often the server wants the log, or null.</param>
internal sealed record TraceAnswer(HttpStatusCode Status, long? Length, string? JobStatus, TimeSpan? Interval);

/// <summary>The calls of GitLab's runner protocol. Source: <c>network/gitlab.go</c>, gitlab-runner.</summary>
internal sealed class RunnerProtocol(HttpClient http, RunnerSettings settings)
{
    private const int MaximumInterval = 900; // seconds

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    private readonly object info = new
    {
        name = "sallyport-runner",
        version = typeof(RunnerProtocol).Assembly.GetName().Version?.ToString(3),
        platform = "linux",
        executor = "shell",
        shell = "bash",
        features = new
        {
            variables = true, masking = true, raw_variables = true, cancelable = true, return_exit_code = true,
            trace_reset = true, trace_checksum = true, trace_size = true,
            local_repository = settings.Repository is not null,
            artifacts = true, upload_multiple_artifacts = true, artifacts_exclude = true,
        },
    };

    /// <summary>Asks for a job. Null when there is none.</summary>
    public async Task<JobResponse?> RequestJobAsync(CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Address("jobs/request"));
        request.Headers.Add("RUNNER-TOKEN", settings.Token);
        request.Content = JsonContent.Create(new { token = settings.Token, info }, options: Json);
        using var response = await http.SendAsync(request, cancel);
        if (response.StatusCode == HttpStatusCode.NoContent)
            return null;
        if (response.StatusCode != HttpStatusCode.Created)
        {
            var message = $"GitLab answered {(int)response.StatusCode} when asked for a job";
            throw new HttpRequestException(message, null, response.StatusCode);
        }
        return await response.Content.ReadFromJsonAsync<JobResponse>(Json, cancel);
    }

    /// <summary>Sends a piece of a job's log.</summary>
    public async Task<TraceAnswer> PatchTraceAsync(
        JobResponse job, long start, byte[] content, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, Address($"jobs/{job.Id}/trace?debug_trace=false"));
        request.Headers.Add("JOB-TOKEN", job.Token);
        request.Content = new ByteArrayContent(content);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("text/plain");
        request.Content.Headers.TryAddWithoutValidation("Content-Range", $"{start}-{start + content.Length - 1}");
        using var response = await http.SendAsync(request, cancel);
        var jobStatus = First(response, "Job-Status");
        return new TraceAnswer(response.StatusCode, Length(response), jobStatus, Interval(response));
    }

    /// <summary>Reports a job's state.</summary>
    public async Task<(HttpStatusCode Status, string? JobStatus)> UpdateJobAsync(
        JobResponse job, string state, JobResult? result, string checksum, long length, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, Address($"jobs/{job.Id}"));
        request.Headers.Add("JOB-TOKEN", job.Token);
        request.Content = JsonContent.Create(
            new
            {
                token = job.Token,
                info,
                state,
                failure_reason = result?.FailureReason,
                exit_code = result?.ExitCode,
                checksum,
                output = new { checksum, bytesize = length },
            },
            options: Json);
        using var response = await http.SendAsync(request, cancel);
        return (response.StatusCode, First(response, "Job-Status"));
    }

    /// <summary>Uploads a file that the job leaves.</summary>
    public async Task<(HttpStatusCode Status, string Reason)> UploadArtifactAsync(
        JobResponse job, JobArtifact artifact, string name, Stream content, CancellationToken cancel)
    {
        var query = $"artifact_type={Uri.EscapeDataString(artifact.ArtifactType)}"
            + $"&artifact_format={Uri.EscapeDataString(artifact.ArtifactFormat)}"
            + $"&expire_in={Uri.EscapeDataString(artifact.ExpireIn ?? "")}";
        using var request = new HttpRequestMessage(HttpMethod.Post, Address($"jobs/{job.Id}/artifacts?{query}"));
        request.Headers.Add("JOB-TOKEN", job.Token);
        using var form = new MultipartFormDataContent { { new StreamContent(content), "file", name } };
        request.Content = form;
        using var response = await http.SendAsync(request, cancel);
        return (response.StatusCode, response.ReasonPhrase ?? "");
    }

    /// <summary>Downloads the archive of an earlier job into a new file.</summary>
    /// <exception cref="HttpRequestException">It cannot be had.</exception>
    public async Task DownloadArtifactAsync(JobDependency dependency, string path, CancellationToken cancel)
    {
        var address = Address($"jobs/{dependency.Id}/artifacts?direct_download=false");
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Add("JOB-TOKEN", dependency.Token);
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
        response.EnsureSuccessStatusCode();
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        await response.Content.CopyToAsync(file, cancel);
    }

    private string Address(string path) => $"{settings.Url}/api/v4/{path}";

    // "0-<length>"
    private static long? Length(HttpResponseMessage response)
    {
        var range = First(response, "Range") ?? "";
        var isLength = long.TryParse(range.AsSpan(range.IndexOf('-') + 1), out var length);
        return isLength ? length : null;
    }

    private static TimeSpan? Interval(HttpResponseMessage response)
    {
        var isNumber = int.TryParse(First(response, "X-GitLab-Trace-Update-Interval"), out var seconds);
        if (!isNumber || seconds <= 0)
            return null;
        return TimeSpan.FromSeconds(Math.Min(seconds, MaximumInterval));
    }

    private static string? First(HttpResponseMessage response, string name)
    {
        if (response.Headers.TryGetValues(name, out var values))
            return values.First();
        return response.Content.Headers.TryGetValues(name, out values) ? values.First() : null;
    }
}
