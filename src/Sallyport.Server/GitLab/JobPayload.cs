using Sallyport.Core.GitLab;
using Sallyport.Core.GitLab.Ci;

namespace Sallyport.Server.GitLab;

/// <summary>
/// A claimed job as a runner gets it: the only place where its ID tokens are ever written. Source:
/// <c>common/spec/spec.go</c>, gitlab-runner.
/// </summary>
internal static class JobPayload
{
    private static readonly object[] Nothing = [];

    /// <summary>Builds the payload of a job that a runner has claimed.</summary>
    /// <param name="claimed">The job.</param>
    /// <param name="bringsSources">Whether the runner has the repository at hand, or can fetch the commit.</param>
    /// <param name="now">The time.</param>
    public static object Of(ClaimedJob claimed, bool bringsSources, DateTimeOffset now)
    {
        var context = claimed.Context;
        var job = context.Job;
        var definition = job.Definition;
        var variables = JobVariables.Scoped(context);
        return new
        {
            job.Id,
            claimed.Token,
            AllowGitFetch = true,
            JobInfo = JobInfo(context, now),
            GitInfo = GitInfo(context, claimed.Token),
            RunnerInfo = new { job.Timeout, Uuid = "" },
            Variables = Variables(claimed, bringsSources),
            Steps = Steps(definition, job.Timeout!.Value),
            Image = definition.Image is { } image ? PayloadParts.Image(image, variables) : null,
            Services = PayloadParts.Services(definition, variables),
            Artifacts = PayloadParts.Artifacts(definition.Artifacts),
            Cache = Nothing,
            Credentials = Nothing,
            Dependencies = PayloadParts.Dependencies(claimed),
            Features = new
            {
                TraceSections = true,
                TokenMaskPrefixes = (string[])[GitLabTokens.PersonalAccess, GitLabTokens.Job, GitLabTokens.Runner],
                FailureReasons = FailureReasons.Accepted,
            },
            Hooks = Nothing,
            Secrets = new { },
        };
    }

    private static object JobInfo(JobContext context, DateTimeOffset now) => new
    {
        context.Job.Id,
        context.Job.Definition.Name,
        context.Job.Definition.Stage,
        PipelineId = context.Pipeline.Id,
        ProjectId = context.Project.Id,
        ProjectName = context.Project.Name,
        ProjectFullPath = context.Project.Path,
        context.Project.NamespaceId,
        context.Project.RootNamespaceId,
        OrganizationId = 1,
        InstanceId = "sallyport",
        InstanceUuid = "",
        UserId = context.User.Id,
        TimeInQueueSeconds = Math.Max(0, (long)(now - context.Job.CreatedAt).TotalSeconds),
        ProjectJobsRunningOnInstanceRunnersCount = "0",
        QueueSize = context.Pipeline.Jobs.Count(j => j.Status == CiStatus.Pending),
        QueueDepth = 0,
    };

    private static object GitInfo(JobContext context, string jobToken)
    {
        var pipeline = context.Pipeline;
        var reference = pipeline.Ref;
        var host = context.Instance.Authority + context.Instance.RelativeRoot;
        var scheme = context.Instance.Address.Scheme;
        var track = reference.Type == RefType.Tag
            ? $"+{reference.Path}:{reference.Path}"
            : $"+{reference.Path}:refs/remotes/origin/{reference.Name}";
        return new
        {
            RepoUrl = $"{scheme}://gitlab-ci-token:{jobToken}@{host}/{context.Project.Path}.git",
            RepoObjectFormat = pipeline.Commit.Sha.Length == 64 ? "sha256" : "sha1",
            Ref = reference.Name,
            pipeline.Commit.Sha,
            BeforeSha = PipelineJson.BeforeSha(pipeline),
            RefType = reference.TypeName,
            Refspecs = (string[])[$"+refs/pipelines/{pipeline.Id}:refs/pipelines/{pipeline.Id}", track],
            Depth = 20,
            Protected = context.RefProtected,
        };
    }

    private static IEnumerable<JobVariable> Variables(ClaimedJob claimed, bool bringsSources)
    {
        IEnumerable<JobVariable> strategy = bringsSources ? [] : [new JobVariable("GIT_STRATEGY", "none", Raw: true)];
        return [.. strategy, .. JobVariables.ForRunner(claimed.Context, claimed.IdTokens, claimed.Token)];
    }

    private static IEnumerable<object> Steps(JobDefinition definition, int timeout)
    {
        yield return new
        {
            Name = "script",
            definition.Script,
            Timeout = timeout,
            When = "on_success",
            AllowFailure = false,
        };
        if (definition.AfterScript.Count == 0)
            yield break;
        yield return new
        {
            Name = "after_script",
            Script = definition.AfterScript,
            Timeout = timeout,
            When = "always",
            AllowFailure = true,
        };
    }
}
