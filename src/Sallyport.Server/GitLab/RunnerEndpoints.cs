using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.GitLab;
using Sallyport.Server.Http;

namespace Sallyport.Server.GitLab;

/// <summary>The runner protocol, as GitLab's own runner speaks it. Source: <c>network/gitlab.go</c>, gitlab-runner; <c>lib/api/ci/runner.rb</c>, gitlabhq.</summary>
internal static class RunnerEndpoints
{
    private const int MaximumPiece = 16 * 1024 * 1024;

    /// <summary>Maps the routes.</summary>
    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/runners/verify", (Delegate)VerifyAsync).Requires(GitLabAccess.Runner);
        api.MapPost("/jobs/request", RequestAsync).Requires(GitLabAccess.Runner);
        api.MapPatch("/jobs/{id}/trace", PatchTraceAsync).Requires(GitLabAccess.Job);
        api.MapPut("/jobs/{id}", UpdateAsync).Requires(GitLabAccess.Job);
    }

    private static async Task<IResult> VerifyAsync(HttpContext context)
    {
        var token = (await context.ParametersAsync()).Text("token") ?? context.Request.Headers["RUNNER-TOKEN"].ToString();
        var runner = context.Features.GetRequiredFeature<GitLabRunner>();
        return Results.Json(new { runner.Id, token, token_expires_at = (string?)null }, GitLabJson.Options);
    }

    private static async Task<IResult> RequestAsync(HttpContext context, Jobs jobs, TimeProvider time)
    {
        var parameters = await context.ParametersAsync();
        if (await jobs.ClaimAsync(context.Features.GetRequiredFeature<GitLabRunner>(), context.RequestAborted) is { } claimed)
            return Results.Json(JobPayload.Of(claimed, BringsSources(parameters), time.GetUtcNow()), GitLabJson.Options, statusCode: 201);
        context.Response.Headers["X-GitLab-Last-Update"] = parameters.Text("last_update") is { Length: > 0 } known ? known : Guid.CreateVersion7(time.GetUtcNow()).ToString("N");
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
        if (state == "running" || await jobs.FinishAsync(job.Id, Report(parameters, state == "success"), context.RequestAborted))
        {
            context.Response.Headers["Job-Status"] = state;
            return Results.Ok();
        }
        return Results.StatusCode(StatusCodes.Status412PreconditionFailed);
    }

    private static JobReport Report(GitLabParameters parameters, bool success)
    {
        var checksum = parameters.Member("output", "checksum") is { ValueKind: JsonValueKind.String } own ? own.GetString() : parameters.Text("checksum");
        var length = parameters.Member("output", "bytesize") is { ValueKind: JsonValueKind.Number } size && size.TryGetInt64(out var bytes) ? bytes : (long?)null;
        var exitCode = parameters.Number("exit_code");
        if (exitCode is < int.MinValue or > int.MaxValue)
            throw GitLabErrors.Invalid("exit_code").ToException();
        return new JobReport(success, parameters.Text("failure_reason"), (int?)exitCode, checksum, length);
    }

    // A runner that has the repository at hand says so; any other one is told not to clone, since there is no Git server.
    private static bool BringsSources(GitLabParameters parameters) =>
        parameters.Member("info", "features") is { ValueKind: JsonValueKind.Object } features
        && features.TryGetProperty("local_repository", out var flag) && flag.ValueKind == JsonValueKind.True;

    // "<first>-<last>", both inclusive: not the form of RFC 9110.
    private static (long Start, long End) ReadContentRange(HttpRequest request)
    {
        if (request.Headers.ContentRange is not [{ } text])
            throw GitLabErrors.BadContentRange("Missing header Content-Range").ToException();
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        if (dash > 0 && Offset(text[..dash]) is { } start && Offset(text[(dash + 1)..]) is { } end && start <= end)
            return (start, end);
        throw GitLabErrors.BadContentRange("Content-Range is not <first>-<last>").ToException();
    }

    private static long? Offset(string text) =>
        text.Length <= 15 && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var offset) ? offset : null;
}
