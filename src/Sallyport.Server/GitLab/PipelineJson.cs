using Sallyport.Core.GitLab;

namespace Sallyport.Server.GitLab;

/// <summary>
/// Pipelines and jobs as the REST API shows them. Source: "Pipelines API" and "Jobs API", GitLab documentation.
/// </summary>
internal static class PipelineJson
{
    /// <summary>A pipeline in a list or in a job.</summary>
    public static Dictionary<string, object?> Brief(
        Pipeline pipeline, Project project, GitLabInstance instance) => new()
    {
        ["id"] = pipeline.Id,
        ["iid"] = pipeline.Iid,
        ["project_id"] = project.Id,
        ["sha"] = pipeline.Commit.Sha,
        ["ref"] = pipeline.RefName,
        ["status"] = GitLabJson.Word(pipeline.Status),
        ["source"] = pipeline.Source,
        ["created_at"] = pipeline.CreatedAt,
        ["updated_at"] = UpdatedAt(pipeline),
        ["web_url"] = Url(pipeline, project, instance),
        ["name"] = null,
    };

    /// <summary>A pipeline by itself.</summary>
    public static Dictionary<string, object?> Whole(
        Pipeline pipeline, Project project, GitLabUser user, GitLabInstance instance)
    {
        var shown = Brief(pipeline, project, instance);
        shown["before_sha"] = BeforeSha(pipeline);
        shown["tag"] = pipeline.RefType == RefType.Tag;
        shown["yaml_errors"] = pipeline.Origin.YamlErrors;
        shown["user"] = UserJson.Brief(user, instance);
        shown["started_at"] = pipeline.StartedAt;
        shown["finished_at"] = pipeline.FinishedAt;
        shown["committed_at"] = null;
        shown["duration"] = Seconds(pipeline.StartedAt, pipeline.FinishedAt);
        shown["queued_duration"] = Seconds(pipeline.CreatedAt, pipeline.StartedAt);
        shown["coverage"] = null;
        return shown;
    }

    /// <summary>The commit that the branch had before, or zeros.</summary>
    public static string BeforeSha(Pipeline pipeline) =>
        pipeline.Origin.Background.BeforeSha ?? new string('0', pipeline.Commit.Sha.Length);

    /// <summary>A job as <c>GET /jobs/:id</c> shows it.</summary>
    public static Dictionary<string, object?> Job(
        Job job, Pipeline pipeline, Project project, GitLabUser user, GitLabInstance instance)
    {
        var shown = new Dictionary<string, object?>
        {
            ["id"] = job.Id,
            ["status"] = GitLabJson.Word(job.Status),
            ["stage"] = job.Definition.Stage,
            ["name"] = job.Definition.Name,
            ["ref"] = pipeline.RefName,
            ["tag"] = pipeline.RefType == RefType.Tag,
            ["coverage"] = null,
            ["allow_failure"] = job.MayFail,
            ["created_at"] = job.CreatedAt,
            ["started_at"] = job.StartedAt,
            ["finished_at"] = job.FinishedAt,
            ["erased_at"] = null,
            ["duration"] = Seconds(job.StartedAt, job.FinishedAt),
            ["queued_duration"] = Seconds(job.CreatedAt, job.StartedAt),
            ["user"] = UserJson.Brief(user, instance),
            ["commit"] = Commit(pipeline.Commit),
            ["pipeline"] = Brief(pipeline, project, instance),
            ["web_url"] = $"{instance.Url}/{project.Path}/-/jobs/{job.Id}",
            ["project"] = new { ci_job_token_scope_enabled = false },
            ["artifacts"] = Array.Empty<object>(),
            ["runner"] = job.RunnerId is { } runner ? new { id = runner, description = job.RunnerDescription } : null,
            ["artifacts_expire_at"] = null,
            ["archived"] = false,
            ["tag_list"] = job.Definition.Tags,
        };
        if (job.Status == CiStatus.Failed)
            shown["failure_reason"] = job.FailureReason;
        if (job.FailureReason == BurnedPaths.FailureReason)
            shown["callout_message"] = BurnedPaths.Explanation;
        return shown;
    }

    private static object Commit(Commit commit) => new
    {
        Id = commit.Sha, ShortId = commit.Sha[..8], Title = commit.Message.Split('\n')[0], commit.Message,
        AuthorName = commit.Author.Split('<')[0].Trim(), CommittedDate = commit.Timestamp,
    };

    private static string Url(Pipeline pipeline, Project project, GitLabInstance instance) =>
        $"{instance.Url}/{project.Path}/-/pipelines/{pipeline.Id}";

    private static DateTimeOffset UpdatedAt(Pipeline pipeline) =>
        pipeline.FinishedAt ?? pipeline.StartedAt ?? pipeline.CreatedAt;

    private static double? Seconds(DateTimeOffset? from, DateTimeOffset? to) => (to - from)?.TotalSeconds;
}
