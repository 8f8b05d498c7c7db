using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.GitLab;
using Sallyport.Core.Wire;
using Sallyport.Server.Git;
using Sallyport.Server.Http;

namespace Sallyport.Server.GitLab;

/// <summary>
/// A runner's jobs, their logs and their results, as GitLab's own runner speaks of them. Source:
/// <c>network/gitlab.go</c>, gitlab-runner; <c>lib/api/ci/runner.rb</c>, gitlabhq.
/// </summary>
internal static class RunnerEndpoints
{
    private const int MaximumPiece = 16 * 1024 * 1024;

    /// <summary>Maps the routes.</summary>
    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/jobs/request", RequestAsync).Requires(GitLabAccess.Runner);
        api.MapPatch("/jobs/{id}/trace", PatchTraceAsync).Requires(GitLabAccess.Job);
        api.MapPut("/jobs/{id}", UpdateAsync).Requires(GitLabAccess.Job);
    }

    private static async Task<IResult> RequestAsync(
        HttpContext context, Jobs jobs, Repositories repositories, TimeProvider time)
    {
        var parameters = await context.ParametersAsync();
        var known = parameters.Text("last_update");
        if (known is not null && known.Any(c => c is < ' ' or > '~'))
            throw GitLabErrors.Invalid("last_update").ToException(); // it goes back in a header
        var runner = context.Features.GetRequiredFeature<GitLabRunner>();
        if (await jobs.ClaimAsync(runner, context.RequestAborted) is { } claimed)
        {
            var hasSources = BringsSources(parameters) || await HoldsSourcesAsync(claimed, repositories);
            var payload = JobPayload.Of(claimed, hasSources, time.GetUtcNow());
            return Results.Json(payload, GitLabJson.Options, statusCode: 201);
        }
        var isFirst = string.IsNullOrEmpty(known);
        context.Response.Headers["X-GitLab-Last-Update"] =
            isFirst ? Guid.CreateVersion7(time.GetUtcNow()).ToString("N") : known;
        return Results.NoContent();
    }

    private static async Task<IResult> PatchTraceAsync(HttpContext context, Jobs jobs)
    {
        var job = context.Features.GetRequiredFeature<AuthenticatedJob>().Job;
        var (start, end) = ReadContentRange(context.Request);
        var content = await GitLabParameters.ReadBodyAsync(context.Request, MaximumPiece);
        if (content.Length != end - start + 1)
            throw GitLabErrors.BadContentRange("Content-Range and the length of the body differ").ToException();
        var (taken, length) = await jobs.AppendTraceAsync(job, start, content, context.RequestAborted);
        context.Response.Headers.Range = $"0-{length}";
        context.Response.Headers["X-GitLab-Trace-Update-Interval"] = "3";
        return Results.StatusCode(taken ? StatusCodes.Status202Accepted : StatusCodes.Status416RangeNotSatisfiable);
    }

    private static async Task<IResult> UpdateAsync(HttpContext context, Jobs jobs)
    {
        var job = context.Features.GetRequiredFeature<AuthenticatedJob>().Job;
        var parameters = await context.ParametersAsync();
        Jobs.RequireRunning(job);
        var state = parameters.RequiredText("state");
        if (state is not ("running" or "success" or "failed"))
            throw GitLabErrors.Invalid("state").ToException();
        if (state != "running")
        {
            var report = Report(parameters, state == "success");
            if (!await jobs.FinishAsync(job.Id, report, context.RequestAborted))
                return Results.StatusCode(StatusCodes.Status412PreconditionFailed);
        }
        context.Response.Headers["Job-Status"] = state;
        return Results.Ok();
    }

    private static JobReport Report(GitLabParameters parameters, bool success)
    {
        var checksum = parameters.Member("output", "checksum") is { ValueKind: JsonValueKind.String } own
            ? own.Text() ?? throw GitLabErrors.Invalid("output").ToException()
            : parameters.Text("checksum");
        var exitCode = parameters.Number("exit_code");
        if (exitCode is < int.MinValue or > int.MaxValue)
            throw GitLabErrors.Invalid("exit_code").ToException();
        return new JobReport(
            success, parameters.Text("failure_reason"), (int?)exitCode, checksum, LengthOf(parameters));
    }

    private static long? LengthOf(GitLabParameters parameters)
    {
        if (parameters.Member("output", "bytesize") is not { ValueKind: JsonValueKind.Number } size)
            return null;
        return size.TryGetInt64(out var bytes) ? bytes : null;
    }

    // The ref keeps the commit fetchable, whatever becomes of its branch. Source: app/models/ci/persistent_ref.rb,
    // gitlabhq. The job is claimed already: its runner gets it even if it has left.
    private static async Task<bool> HoldsSourcesAsync(ClaimedJob claimed, Repositories repositories)
    {
        var pipeline = claimed.Context.Pipeline;
        if (repositories.Find(pipeline.ProjectKey) is not { } repository)
            return false;
        if (await repository.CommitAsync(pipeline.Commit.Sha, CancellationToken.None) is null)
            return false;
        await repository.SetAsync($"refs/pipelines/{pipeline.Id}", pipeline.Commit.Sha, CancellationToken.None);
        return true;
    }

    // A runner that has the repository at hand says so. Every other one is told not to clone a commit that was never
    // pushed here.
    private static bool BringsSources(GitLabParameters parameters)
    {
        if (parameters.Member("info", "features") is not { ValueKind: JsonValueKind.Object } features)
            return false;
        return features.TryGetProperty("local_repository", out var flag) && flag.ValueKind == JsonValueKind.True;
    }

    // "<first>-<last>", both inclusive: not the form of RFC 9110.
    private static (long Start, long End) ReadContentRange(HttpRequest request)
    {
        if (request.Headers.ContentRange is not [{ } text])
            throw GitLabErrors.BadContentRange("Missing header Content-Range").ToException();
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        var start = dash < 0 ? null : Offset(text[..dash]);
        var end = dash < 0 ? null : Offset(text[(dash + 1)..]);
        if (start is null || end is null || start > end)
            throw GitLabErrors.BadContentRange("Content-Range is not <first>-<last>").ToException();
        return (start.Value, end.Value);
    }

    private static long? Offset(string text)
    {
        const int maximumDigits = 15;
        var isNumber = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var offset);
        return isNumber && text.Length <= maximumDigits ? offset : null;
    }
}
