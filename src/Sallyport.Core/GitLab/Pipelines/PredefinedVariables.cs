using System.Globalization;
using static Sallyport.Core.GitLab.JobVariables;

namespace Sallyport.Core.GitLab;

/// <summary>
/// GitLab's predefined variables. Source: "Predefined CI/CD variables reference", GitLab documentation.
/// </summary>
internal static class PredefinedVariables
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
            Known("CI_API_V4_URL", $"{url}/api/v4"),
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
            Known("CI_PROJECT_NAMESPACE", project.NamespacePath),
            Known("CI_PROJECT_NAMESPACE_ID", Number(project.NamespaceId)),
            Known("CI_PROJECT_ROOT_NAMESPACE", project.RootNamespace),
            Known("CI_PROJECT_URL", context.ProjectUrl),
            Known("CI_PROJECT_VISIBILITY", project.Visibility),
            Known("CI_DEFAULT_BRANCH", project.DefaultBranch),
            Known("CI_CONFIG_PATH", Ci.Document.DefaultPath),
        ];
    }

    /// <summary>Those of the pipeline, its commit and its ref.</summary>
    public static IEnumerable<JobVariable> OfCommit(JobContext context)
    {
        var pipeline = context.Pipeline;
        var commit = pipeline.Commit;
        var (title, description) = Split(commit.Message);
        yield return Known("CI_PIPELINE_IID", Number(pipeline.Iid));
        yield return Known("CI_PIPELINE_SOURCE", pipeline.Source);
        yield return Known("CI_PIPELINE_CREATED_AT", Instant(pipeline.CreatedAt));
        yield return Known("CI_COMMIT_SHA", commit.Sha);
        yield return Known("CI_COMMIT_SHORT_SHA", commit.Sha[..8]);
        yield return Known("CI_COMMIT_BEFORE_SHA", new string('0', commit.Sha.Length));
        yield return Known("CI_COMMIT_REF_NAME", pipeline.RefName);
        yield return Known("CI_COMMIT_REF_SLUG", Slug.Of(pipeline.RefName));
        var ownName = pipeline.RefType == RefType.Tag ? "CI_COMMIT_TAG" : "CI_COMMIT_BRANCH";
        if (pipeline.MergeRequest is null)
            yield return Known(ownName, pipeline.RefName);
        yield return Known("CI_COMMIT_REF_PROTECTED", context.RefProtected ? "true" : "false");
        yield return Known("CI_COMMIT_MESSAGE", commit.Message);
        yield return Known("CI_COMMIT_TITLE", title);
        yield return Known("CI_COMMIT_DESCRIPTION", description);
        yield return Known("CI_COMMIT_AUTHOR", commit.Author);
        if (commit.Timestamp is { } timestamp)
            yield return Known("CI_COMMIT_TIMESTAMP", timestamp.ToString("yyyy-MM-dd'T'HH:mm:sszzz", Culture));
    }

    /// <summary>Those of the job's definition.</summary>
    public static IEnumerable<JobVariable> OfJob(JobContext context)
    {
        var definition = context.Job.Definition;
        yield return Known("CI_JOB_NAME", definition.Name);
        yield return Known("CI_JOB_NAME_SLUG", Slug.Of(definition.Name));
        yield return Known("CI_JOB_GROUP_NAME", definition.Name);
        yield return Known("CI_JOB_STAGE", definition.Stage);
        if (definition.Image is { } image)
            yield return new JobVariable("CI_JOB_IMAGE", image.Name);
    }

    private static (string Title, string Description) Split(string message)
    {
        var end = message.IndexOf('\n', StringComparison.Ordinal);
        return end < 0 ? (message, "") : (message[..end], message[(end + 1)..].TrimStart('\n'));
    }
}
