namespace Sallyport.Core.GitLab;

/// <summary>
/// The variables of a job that has not run yet, as far as they follow from the repository and the instance's address.
/// What only GitLab knows – ids, people, settings – is left out rather than invented. Not expanded.
/// Source: <c>lib/gitlab/ci/variables/builder.rb</c>, gitlabhq.
/// </summary>
public static class ForeseenVariables
{
    private static readonly string[] Known =
    [
        "CI", "GITLAB_CI",
        "CI_SERVER_URL", "CI_SERVER_HOST", "CI_SERVER_FQDN", "CI_SERVER_PORT", "CI_SERVER_PROTOCOL", "CI_API_V4_URL",
        "CI_API_GRAPHQL_URL",
        "CI_PROJECT_NAME", "CI_PROJECT_PATH", "CI_PROJECT_PATH_SLUG", "CI_PROJECT_NAMESPACE",
        "CI_PROJECT_NAMESPACE_SLUG", "CI_PROJECT_ROOT_NAMESPACE", "CI_PROJECT_URL",
        "CI_COMMIT_SHA", "CI_COMMIT_SHORT_SHA", "CI_COMMIT_REF_NAME", "CI_COMMIT_REF_SLUG",
        "CI_COMMIT_TAG", "CI_COMMIT_BRANCH",
        "CI_JOB_NAME", "CI_JOB_NAME_SLUG", "CI_JOB_GROUP_NAME", "CI_NODE_INDEX", "CI_NODE_TOTAL",
    ];

    /// <summary>Those of a job, from the lowest precedence to the highest.</summary>
    /// <param name="context">The job; its project's id need not be the real one.</param>
    /// <param name="projectId">Whether it is.</param>
    public static IReadOnlyList<JobVariable> Of(JobContext context, bool projectId)
    {
        IReadOnlyList<string> known = projectId ? [.. Known, "CI_PROJECT_ID"] : Known;
        var predefined = JobVariables.Predefined(context).Where(v => known.Contains(v.Key, StringComparer.Ordinal));
        // GitLab does not have the other one: it expands to nothing.
        var absent = context.Pipeline.RefType == RefType.Tag ? "CI_COMMIT_BRANCH" : "CI_COMMIT_TAG";
        return
        [
            .. predefined,
            JobVariables.Known(absent, ""),
            .. EnvironmentOf(context),
            .. JobVariables.Yaml(context),
        ];
    }

    private static IEnumerable<JobVariable> EnvironmentOf(JobContext context)
    {
        if (context.Job.Definition.Environment is not { } environment)
            yield break;
        yield return new JobVariable("CI_ENVIRONMENT_NAME", environment.Name);
        yield return JobVariables.Known("CI_ENVIRONMENT_ACTION", environment.Action);
    }
}
