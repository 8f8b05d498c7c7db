using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Sallyport.Core.GitLab.Ci;
using static Sallyport.Core.GitLab.JobVariables;

namespace Sallyport.Core.GitLab;

/// <summary>
/// GitLab's predefined variables. Source: "Predefined CI/CD variables reference", GitLab documentation.
/// </summary>
internal static partial class PredefinedVariables
{
    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    /// <summary>Those of the instance.</summary>
    public static IEnumerable<JobVariable> OfInstance(JobContext context)
    {
        var address = context.Instance.Address;
        var url = context.Instance.Url;
        var version = GitLabInstance.Version.Split('.');
        return
        [
            Known("CI", "true"),
            Known("GITLAB_CI", "true"),
            Known("CI_SERVER_URL", url),
            Known("CI_SERVER_HOST", address.Host),
            Known("CI_SERVER_FQDN", context.Instance.Authority),
            Known("CI_SERVER_PORT", Number(address.Port)),
            Known("CI_SERVER_PROTOCOL", address.Scheme),
            Known("CI_SERVER_NAME", "GitLab"),
            Known("CI_SERVER_VERSION", GitLabInstance.Version),
            Known("CI_SERVER_VERSION_MAJOR", version[0]),
            Known("CI_SERVER_VERSION_MINOR", version[1]),
            Known("CI_SERVER_VERSION_PATCH", version[2]),
            Known("CI_SERVER_REVISION", GitLabInstance.Revision),
            Known("CI_SERVER_SHELL_SSH_HOST", address.Host),
            Known("CI_SERVER_SHELL_SSH_PORT", "22"),
            Known("CI_TEMPLATE_REGISTRY_HOST", "registry.gitlab.com"),
            Known("CI_API_V4_URL", $"{url}/api/v4"),
            Known("CI_API_GRAPHQL_URL", $"{url}/api/graphql"),
            Known("GITLAB_FEATURES", ""),
        ];
    }

    /// <summary>Those of the project.</summary>
    public static IEnumerable<JobVariable> OfProject(JobContext context)
    {
        var project = context.Project;
        return
        [
            Known("CI_PROJECT_ID", Number(project.Id)),
            Known("CI_PROJECT_NAME", project.Name),
            Known("CI_PROJECT_TITLE", project.Name),
            Known("CI_PROJECT_PATH", project.Path),
            Known("CI_PROJECT_PATH_SLUG", Slug.Of(project.Path)),
            Known("CI_PROJECT_DESCRIPTION", ""),
            Known("CI_PROJECT_REPOSITORY_LANGUAGES", ""),
            Known("CI_PROJECT_NAMESPACE", project.NamespacePath),
            Known("CI_PROJECT_NAMESPACE_SLUG", Slug.Of(project.NamespacePath)),
            Known("CI_PROJECT_NAMESPACE_ID", Number(project.NamespaceId)),
            Known("CI_PROJECT_ROOT_NAMESPACE", project.RootNamespace),
            Known("CI_PROJECT_URL", context.ProjectUrl),
            Known("CI_PROJECT_VISIBILITY", project.Visibility),
            Known("CI_DEFAULT_BRANCH", project.DefaultBranch),
            Known("CI_CONFIG_PATH", Document.DefaultPath),
        ];
    }

    /// <summary>Those of the pipeline, its commit and its ref.</summary>
    public static IEnumerable<JobVariable> OfCommit(JobContext context)
    {
        var pipeline = context.Pipeline;
        var commit = pipeline.Commit;
        var (title, description) = Split(commit.Message);
        return
        [
            Known("CI_PIPELINE_IID", Number(pipeline.Iid)),
            Known("CI_PIPELINE_SOURCE", pipeline.Source),
            Known("CI_PIPELINE_CREATED_AT", Instant(pipeline.CreatedAt)),
            Known("CI_CONFIG_REF_URI", ConfigRefUri(context)),
            .. OfBackground(context),
            Known("CI_COMMIT_SHA", commit.Sha),
            Known("CI_COMMIT_SHORT_SHA", commit.Sha[..8]),
            Known("CI_COMMIT_BEFORE_SHA", context.Background.BeforeSha ?? new string('0', commit.Sha.Length)),
            .. OfRef(context),
            Known("CI_COMMIT_MESSAGE", commit.Message),
            Known("CI_COMMIT_MESSAGE_IS_TRUNCATED", "false"),
            Known("CI_COMMIT_TITLE", title),
            Known("CI_COMMIT_DESCRIPTION", description),
            Known("CI_COMMIT_AUTHOR", commit.Author),
            Known("CI_COMMIT_USER_LOGIN", ""),
            .. Timestamp(commit),
        ];
    }

    /// <summary>Those of the job's definition.</summary>
    public static IEnumerable<JobVariable> OfJob(JobContext context)
    {
        var definition = context.Job.Definition;
        yield return Known("CI_JOB_NAME", definition.Name);
        yield return Known("CI_JOB_NAME_SLUG", Slug.Of(definition.Name));
        yield return Known("CI_JOB_GROUP_NAME", Instance().Replace(definition.Name, "").Trim());
        yield return Known("CI_JOB_STAGE", definition.Stage);
        if (definition.When is JobWhen.Manual or JobWhen.Delayed)
            yield return Known("CI_JOB_MANUAL", "true");
        if (definition.Parallel is { } parallel)
            yield return Known("CI_NODE_INDEX", Number(parallel.Index));
        yield return Known("CI_NODE_TOTAL", Number(definition.Parallel?.Total ?? 1));
        if (definition.Image is { } image)
            yield return new JobVariable("CI_JOB_IMAGE", image.Name);
    }

    /// <summary>Those of the runner that claimed the job.</summary>
    public static IEnumerable<JobVariable> OfRunner(JobContext context)
    {
        if (context.Runner is not { } runner)
            yield break;
        yield return Known("CI_RUNNER_ID", Number(runner.Id));
        yield return Known("CI_RUNNER_DESCRIPTION", runner.Description);
        var tags = runner.Tags.Select(t => $"\"{JsonEncodedText.Encode(t)}\"");
        yield return Known("CI_RUNNER_TAGS", $"[{string.Join(", ", tags)}]");
    }

    private static IEnumerable<JobVariable> OfBackground(JobContext context)
    {
        var background = context.Background;
        (string Key, string? Value)[] known =
        [
            ("CI_PIPELINE_NAME", background.Name),
            ("CI_PIPELINE_SCHEDULE_DESCRIPTION", background.ScheduleDescription),
            ("CI_OPEN_MERGE_REQUESTS", background.OpenMergeRequests),
            ("CI_COMMIT_TAG_MESSAGE", background.TagMessage),
            ("CI_PIPELINE_TRIGGERED", context.Pipeline.Source == Triggers.Source ? "true" : null),
            ("CI_TRIGGER_SHORT_TOKEN", background.ShortTriggerToken),
        ];
        return known.Where(k => k.Value is not null).Select(k => Known(k.Key, k.Value!));
    }

    // A pipeline of a merge request runs for neither a branch nor a tag.
    private static IEnumerable<JobVariable> OfRef(JobContext context)
    {
        var pipeline = context.Pipeline;
        yield return Known("CI_COMMIT_REF_NAME", pipeline.RefName);
        yield return Known("CI_COMMIT_REF_SLUG", Slug.Of(pipeline.RefName));
        var key = pipeline.RefType == RefType.Tag ? "CI_COMMIT_TAG" : "CI_COMMIT_BRANCH";
        if (pipeline.MergeRequest is null)
            yield return Known(key, pipeline.RefName);
        yield return Known("CI_COMMIT_REF_PROTECTED", context.RefProtected ? "true" : "false");
    }

    private static IEnumerable<JobVariable> Timestamp(Commit commit)
    {
        if (commit.Timestamp is { } timestamp)
            yield return Known("CI_COMMIT_TIMESTAMP", timestamp.ToString("yyyy-MM-dd'T'HH:mm:sszzz", Culture));
    }

    private static string ConfigRefUri(JobContext context)
    {
        var host = context.Instance.Authority + context.Instance.RelativeRoot;
        return $"{host}/{context.Project.Path}//{Document.DefaultPath}@{context.Pipeline.Ref.Path}";
    }

    private static (string Title, string Description) Split(string message)
    {
        var end = message.IndexOf('\n', StringComparison.Ordinal);
        return end < 0 ? (message, "") : (message[..end], message[(end + 1)..].TrimStart('\n'));
    }

    // The number or the values that a job of `parallel` has behind its name. Source: lib/gitlab/utils/job.rb, gitlabhq.
    [GeneratedRegex(@"([\x08\s:]+(\[.*\]|\d+[\s:/\\]+\d+)){1,3}\s*\z", RegexOptions.NonBacktracking)]
    private static partial Regex Instance();
}
