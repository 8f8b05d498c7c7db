namespace Sallyport.Core.GitLab;

/// <summary>
/// The variables of a job that has not run yet, as far as they follow from the repository and the instance's address. What only GitLab
/// knows – ids, people, settings – is left out rather than invented. Not expanded. Source: <c>lib/gitlab/ci/variables/builder.rb</c>, gitlabhq.
/// </summary>
public static class ForeseenVariables
{
    private static readonly string[] Known =
    [
        "CI", "GITLAB_CI", "CI_SERVER_URL", "CI_SERVER_HOST", "CI_SERVER_FQDN", "CI_SERVER_PORT", "CI_SERVER_PROTOCOL", "CI_API_V4_URL",
        "CI_PROJECT_NAME", "CI_PROJECT_PATH", "CI_PROJECT_PATH_SLUG", "CI_PROJECT_NAMESPACE", "CI_PROJECT_ROOT_NAMESPACE", "CI_PROJECT_URL",
        "CI_COMMIT_SHA", "CI_COMMIT_SHORT_SHA", "CI_COMMIT_REF_NAME", "CI_COMMIT_REF_SLUG", "CI_COMMIT_TAG", "CI_COMMIT_BRANCH",
        "CI_JOB_NAME", "CI_JOB_NAME_SLUG",
    ];

    /// <summary>Those of a job, from the lowest precedence to the highest.</summary>
    /// <param name="context">The job; its project's id need not be the real one.</param>
    /// <param name="projectId">Whether it is.</param>
    public static IReadOnlyList<JobVariable> Of(JobContext context, bool projectId)
    {
        var definition = context.Job.Definition;
        IEnumerable<JobVariable> predefined =
            [.. PredefinedVariables.OfInstance(context), .. PredefinedVariables.OfProject(context), .. PredefinedVariables.OfCommit(context), .. PredefinedVariables.OfJob(context)];
        return
        [
            .. predefined.Where(v => Known.Contains(v.Key, StringComparer.Ordinal) || (projectId && v.Key == "CI_PROJECT_ID")),
            JobVariables.Known(context.Pipeline.RefType == RefType.Tag ? "CI_COMMIT_BRANCH" : "CI_COMMIT_TAG", ""), // GitLab has none: it expands to nothing
            .. definition.Environment is { } environment ? (JobVariable[])[new("CI_ENVIRONMENT_NAME", environment.Name), JobVariables.Known("CI_ENVIRONMENT_ACTION", environment.Action)] : [],
            .. definition.Variables.Select(v => new JobVariable(v.Key, v.Value, Raw: v.Raw)),
        ];
    }
}
